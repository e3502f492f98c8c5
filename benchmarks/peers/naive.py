"""Naive SQLModel: ORM rows, `selectinload` for what is nested, `response_model`, the counts by GROUP BY.

Its own models on the same tables, with the relationships that a first version would have.
"""

import os
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine
from sqlalchemy.orm import selectinload
from sqlmodel import Field, Relationship, Session, SQLModel, col, func, select


class Pillar(SQLModel, table=True):
    id: str = Field(primary_key=True)
    name: str


class SdgGoal(SQLModel, table=True):
    __tablename__ = "sdg_goal"
    number: int = Field(primary_key=True)
    name: str


class SdgTag(SQLModel, table=True):
    __tablename__ = "sdg_tag"
    initiative_id: str = Field(primary_key=True, foreign_key="initiative.id")
    goal: int = Field(primary_key=True, foreign_key="sdg_goal.number")
    basis: str
    named: SdgGoal = Relationship()


class Owner(SQLModel, table=True):
    __tablename__ = "initiative_organisation"
    initiative_id: str = Field(primary_key=True, foreign_key="initiative.id")
    organisation_id: str = Field(primary_key=True, foreign_key="organisation.id")
    role: str
    basis: str
    organisation: "Organisation" = Relationship()


class Organisation(SQLModel, table=True):
    id: str = Field(primary_key=True)
    name: str


class Initiative(SQLModel, table=True):
    id: str = Field(primary_key=True)
    plan_id: str
    position: int
    label: str
    text: str
    pillar_id: str | None = Field(default=None, foreign_key="pillar.id")
    pillar_basis: str | None
    pillar: Pillar | None = Relationship()
    tags: list[SdgTag] = Relationship()
    owners: list[Owner] = Relationship()


class GoalPublic(SQLModel):
    goal: int
    name: str


class BureauPublic(SQLModel):
    id: str
    name: str


class InitiativePublic(SQLModel):
    id: str
    label: str
    text: str
    pillar: str | None
    sdgs: list[GoalPublic]
    bureaus: list[BureauPublic]


class ListPublic(SQLModel):
    total: int
    items: list[InitiativePublic]
    facets: dict[str, dict[str, int]]
    stated: dict[str, dict[str, int]]


engine = create_engine(f"sqlite:///{os.environ['BENCH_STORE']}", connect_args={"check_same_thread": False})
app = FastAPI()


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


STATED = ("stated", "layout")


def _narrowed(statement: Any, plan: str | None, sdg: int | None, stated: bool = False) -> Any:
    if plan is not None:
        statement = statement.where(col(Initiative.plan_id) == plan)
    if sdg is not None:
        tagged = select(SdgTag.initiative_id).where(col(SdgTag.goal) == sdg)
        if stated:
            tagged = tagged.where(col(SdgTag.basis).in_(STATED))
        statement = statement.where(col(Initiative.id).in_(tagged))
    return statement


def _counts(session: Session, plan: str | None, sdg: int | None, stated: bool) -> dict[str, dict[str, int]]:
    """The counts of each facet under the other filters, of all relations or of stated ones alone."""
    pillar = col(Pillar.id) == col(Initiative.pillar_id)
    tag = col(SdgTag.initiative_id) == col(Initiative.id)
    owner = (col(Owner.initiative_id) == col(Initiative.id)) & (col(Owner.role) == "responsible")
    if stated:
        pillar &= col(Initiative.pillar_basis).in_(STATED)
        tag &= col(SdgTag.basis).in_(STATED)
        owner &= col(Owner.basis).in_(STATED)
    named = (Organisation, col(Organisation.id) == col(Owner.organisation_id))
    found = {}
    for name, value, joins, goal in (
        ("pillar", Pillar.name, [(Pillar, pillar)], sdg),
        ("sdg", SdgTag.goal, [(SdgTag, tag)], None),
        ("bureau", Organisation.name, [(Owner, owner), named], sdg),
    ):
        statement: Any = select(value, func.count(col(Initiative.id).distinct())).select_from(Initiative)
        for target, on in joins:
            statement = statement.outerjoin(target, on)
        rows = session.exec(_narrowed(statement, plan, goal, stated).group_by(value)).all()
        found[name] = {"none" if key is None else str(key): number for key, number in rows}
    return found


@app.get("/health/live")
def live() -> dict[str, str]:
    return {}


@app.get("/initiatives", response_model=ListPublic)
def list_initiatives(
    session: Annotated[Session, Depends(get_session)], plan: str | None = None, sdg: int | None = None
) -> Any:
    total = session.exec(_narrowed(select(func.count()).select_from(Initiative), plan, sdg)).one()
    nested = (
        selectinload(Initiative.pillar),  # type: ignore[arg-type]
        selectinload(Initiative.tags).selectinload(SdgTag.named),  # type: ignore[arg-type]
        selectinload(Initiative.owners).selectinload(Owner.organisation),  # type: ignore[arg-type]
    )
    ordered = select(Initiative).order_by(col(Initiative.plan_id), col(Initiative.position)).limit(20)
    rows = session.exec(_narrowed(ordered, plan, sdg).options(*nested)).all()
    return ListPublic(
        total=total,
        items=[_public(row) for row in rows],
        facets=_counts(session, plan, sdg, stated=False),
        stated=_counts(session, plan, sdg, stated=True),
    )


def _public(row: Initiative) -> InitiativePublic:
    return InitiativePublic(
        id=row.id,
        label=row.label,
        text=row.text,
        pillar=row.pillar.name if row.pillar else None,
        sdgs=[GoalPublic(goal=tag.goal, name=tag.named.name) for tag in row.tags],
        bureaus=[
            BureauPublic(id=one.organisation.id, name=one.organisation.name)
            for one in row.owners
            if one.role == "responsible"
        ],
    )
