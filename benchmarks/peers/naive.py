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
    named: SdgGoal = Relationship()


class Owner(SQLModel, table=True):
    __tablename__ = "initiative_organisation"
    initiative_id: str = Field(primary_key=True, foreign_key="initiative.id")
    organisation_id: str = Field(primary_key=True, foreign_key="organisation.id")
    role: str
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


engine = create_engine(f"sqlite:///{os.environ['BENCH_STORE']}", connect_args={"check_same_thread": False})
app = FastAPI()


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


def _narrowed(statement: Any, plan: str | None, sdg: int | None) -> Any:
    if plan is not None:
        statement = statement.where(col(Initiative.plan_id) == plan)
    if sdg is not None:
        tagged = select(SdgTag.initiative_id).where(col(SdgTag.goal) == sdg)
        statement = statement.where(col(Initiative.id).in_(tagged))
    return statement


def _counts(session: Session, value: Any, joins: list[Any], plan: str | None, sdg: int | None) -> Any:
    statement = select(value, func.count(col(Initiative.id).distinct())).select_from(Initiative)
    for target, on in joins:
        statement = statement.outerjoin(target, on)
    rows = session.exec(_narrowed(statement, plan, sdg).group_by(value)).all()
    return {"none" if found is None else str(found): number for found, number in rows}


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
    owner = (col(Owner.initiative_id) == col(Initiative.id)) & (col(Owner.role) == "responsible")
    return ListPublic(
        total=total,
        items=[_public(row) for row in rows],
        facets={
            "pillar": _counts(
                session, Pillar.name, [(Pillar, col(Pillar.id) == col(Initiative.pillar_id))], plan, sdg
            ),
            "sdg": _counts(
                session, SdgTag.goal, [(SdgTag, col(SdgTag.initiative_id) == col(Initiative.id))], plan, None
            ),
            "bureau": _counts(
                session,
                Organisation.name,
                [(Owner, owner), (Organisation, col(Organisation.id) == col(Owner.organisation_id))],
                plan,
                sdg,
            ),
        },
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
