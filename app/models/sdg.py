"""SDG goals and targets (code lists) and the tags that initiatives carry."""

from sqlmodel import Field, Relationship

from app.models.public import Public
from app.models.types import Code, Table, one_of
from app.models.vocabulary import Basis, Review


class SdgGoal(Table, table=True):
    __tablename__ = "sdg_goal"

    number: int = Field(primary_key=True)
    name: str
    name_en: str
    title_en: str
    color: str
    uri: str

    targets: list["SdgTarget"] = Relationship(
        sa_relationship_kwargs={"lazy": "selectin", "order_by": "SdgTarget.position"}
    )


class SdgTarget(Table, table=True):
    __tablename__ = "sdg_target"

    code: str = Field(sa_type=Code, primary_key=True)
    goal: int = Field(foreign_key="sdg_goal.number", index=True)
    position: int
    text_en: str
    uri: str


class SdgTag(Table, table=True):
    """One goal of one initiative, with what the tag rests on."""

    __tablename__ = "sdg_tag"
    __table_args__ = (
        one_of("basis", Basis),
        one_of("review", Review),
    )

    initiative_id: str = Field(sa_type=Code, primary_key=True, foreign_key="initiative.id")
    goal: int = Field(primary_key=True, foreign_key="sdg_goal.number")
    plan_id: str = Field(sa_type=Code, foreign_key="plan.id", index=True)
    target: str | None = Field(default=None, sa_type=Code, foreign_key="sdg_target.code")
    basis: str = Field(sa_type=Code)
    reason: str | None
    evidence: str | None
    review: str | None = Field(default=None, sa_type=Code)


class SdgTagPublic(Public):
    goal: int
    target: str | None
    name: str
    basis: str
    reason: str | None
    evidence: str | None
    review: str | None


class SdgTargetPublic(Public):
    code: str
    text_en: str
    uri: str


class SdgGoalPublic(Public):
    goal: int
    name: str
    name_en: str
    title_en: str
    color: str
    uri: str
    targets: list[SdgTargetPublic]
    url: str
