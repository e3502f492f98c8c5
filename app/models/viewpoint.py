"""Viewpoints (視点): a second classification, which crosses the pillars."""

from typing import Final

from sqlmodel import Field

from app.models.columns import PLAN, SOURCE, Column, of_plans
from app.models.types import Code, PrintedItem


class Viewpoint(PrintedItem, table=True):
    number: str | None
    name: str = Field(sa_type=Code)


# The API shows viewpoints inside the initiative.
VIEWPOINT_COLUMNS: Final = of_plans(
    (
        Column("ID", "id", "視点のID", required=True),
        PLAN,
        Column("番号", "number", "印刷された番号"),
        Column("視点", "name", "視点の名称（原文のまま）", required=True),
        *SOURCE,
    )
)
