"""How many initiatives of a whole plan have each value of each facet."""

from sqlmodel import Field

from app.models.types import Code, Table


class PlanCount(Table, table=True):
    """Written by the import, so that a question about whole plans reads some rows a plan and none of the
    initiatives. `value` is what a facet shows: a name, a goal's number, a word of a vocabulary, or none;
    under the facet `plan` it is the plan itself and `number` all of its initiatives. `number_stated` are
    those that have the value where only what is stated counts."""

    __tablename__ = "plan_count"
    # A table that is its own index: some dozen rows a plan, which are always read together.
    __table_args__ = ({"sqlite_with_rowid": False},)

    plan_id: str = Field(sa_type=Code, primary_key=True, foreign_key="plan.id")
    facet: str = Field(sa_type=Code, primary_key=True)
    value: str = Field(sa_type=Code, primary_key=True)
    number: int
    number_stated: int
