"""Measures (取組): one bullet of 主な取組, verbatim."""

from sqlalchemy import CheckConstraint, ForeignKeyConstraint
from sqlmodel import Field

from app.models.types import Code, PlanItem


class Measure(PlanItem, table=True):
    """Completes an initiative of kind `measure`: every measure stands under a theme."""

    __table_args__ = (
        ForeignKeyConstraint(["id", "kind"], ["initiative.id", "initiative.kind"]),
        CheckConstraint("kind = 'measure'", name="kind"),
    )

    kind: str = Field(default="measure", sa_type=Code)
    theme_id: str = Field(sa_type=Code, foreign_key="theme.id", index=True)
