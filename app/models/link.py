"""Links between two initiatives of one plan that have to do with each other."""

from sqlmodel import Field

from app.models.types import Code, PlanItem, one_of
from app.models.vocabulary import Basis, Relation


class Link(PlanItem, table=True):
    """Symmetric: the API shows it as `related` on both initiatives."""

    __tablename__ = "initiative_link"
    __table_args__ = (one_of("relation", Relation), one_of("basis", Basis))

    first_id: str = Field(sa_type=Code, foreign_key="initiative.id", index=True)
    second_id: str = Field(sa_type=Code, foreign_key="initiative.id", index=True)
    relation: str = Field(sa_type=Code)
    basis: str = Field(sa_type=Code)
    reason: str
