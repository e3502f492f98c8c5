"""Figures and times of KPIs in the words of a sheet to read."""

from collections.abc import Mapping
from typing import Any

from app.i18n.fiscal import fiscal_label
from app.i18n.numbers import number
from app.models.vocabulary import Basis, Comparator


def amount_words(
    value: float | None, text: str | None, unit: str | None, comparator: str | None = None
) -> str:
    """A figure with its unit, or the words in its place."""
    if value is None:
        return text or ""
    least = Comparator(comparator).label if comparator in (Comparator.AT_LEAST, Comparator.AT_MOST) else ""
    return f"{number(value, unit)}{unit or ''}{least}" + (f"（{text}）" if text else "")


def due_words(due: Mapping[str, Any] | None) -> str:
    """A due as printed; the fiscal years of one that is not."""
    if due is None:
        return ""
    years = list(
        dict.fromkeys(fiscal_label(year) for year in (due["fiscal_years"][0], due["fiscal_years"][-1]))
    )
    mark = f"（{Basis.EDITORIAL.label}）" if due["basis"] == Basis.EDITORIAL else ""
    return (due["printed"] or "～".join(years)) + mark
