"""Amounts (予算額 など): printed sums of a plan or of any of its levels."""

from app.models.public import Number, Public


class AmountPublic(Public):
    """A printed sum. `fiscal_year` is null for the whole period."""

    label: str | None
    fiscal_year: int | None
    kind: str
    comparator: str | None
    value: Number
    unit: str
    printed: str
    basis: str
