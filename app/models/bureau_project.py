"""Bureau projects (局事業): one row of the reference table."""

from sqlalchemy import CheckConstraint, ForeignKeyConstraint
from sqlmodel import Field

from app.models.types import Code, PlanItem


class BureauProject(PlanItem, table=True):
    """Completes an initiative of kind `bureau_project` with its printed name (事業・取組名)."""

    __tablename__ = "bureau_project"
    __table_args__ = (
        ForeignKeyConstraint(["id", "kind"], ["initiative.id", "initiative.kind"]),
        CheckConstraint("kind = 'bureau_project'", name="kind"),
    )

    kind: str = Field(default="bureau_project", sa_type=Code)
    name: str = Field(sa_type=Code)
