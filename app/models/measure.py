"""Measures (取組): one bullet of 主な取組, verbatim."""

from sqlalchemy import CheckConstraint, ForeignKeyConstraint
from sqlmodel import Field

from app.models.types import Code, PlanItem


class Measure(PlanItem, table=True):
    """Completes an initiative of kind `measure` with its printed title, where it has one."""

    __table_args__ = (
        ForeignKeyConstraint(["id", "kind"], ["initiative.id", "initiative.kind"]),
        CheckConstraint("kind = 'measure'", name="kind"),
    )

    kind: str = Field(default="measure", sa_type=Code)
    theme_id: str | None = Field(default=None, sa_type=Code, foreign_key="theme.id", index=True)
    title: str | None
