"""Corrections (読み替え): a proposed reading of a damaged word, beside the verbatim text."""

from sqlmodel import Field

from app.models.public import Public
from app.models.types import Code, Table


class Correction(Table, table=True):
    id: str = Field(sa_type=Code, primary_key=True)
    plan_id: str = Field(sa_type=Code, foreign_key="plan.id", index=True)
    position: int
    # No foreign key: the item is an initiative, a passage or any other printed piece.
    item_id: str = Field(sa_type=Code, index=True)
    printed: str
    reading: str
    reason: str


class CorrectionPublic(Public):
    """Always editorial: the sheet does not correct itself."""

    id: str
    plan: str
    item: str
    printed: str
    reading: str
    basis: str
    reason: str
