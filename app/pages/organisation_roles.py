"""What an organisation does in each plan, in the order of the years, and whom it follows and belongs to."""

from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlalchemy import String, cast, select
from sqlmodel import Session, col

from app.models import Initiative, InitiativeOrganisation, Organisation, Plan, PlanOrganisation
from app.models.organisation import OrganisationPublic
from app.models.vocabulary import RESPONSIBLE_ROLES, Role

# The initiatives of other roles on one page.
MAX_OTHERS: Final = 100


class PlanRoles(NamedTuple):
    """`name` is the one that the plan prints; `counts` are the initiatives by role, in the order of the
    vocabulary, `others` those of the roles that are not responsible."""

    id: str
    title: str
    fiscal_year: int
    name: str
    counts: list[tuple[str, int]]
    others: list[int]


def roles_by_plan(session: Session, organisation: OrganisationPublic) -> list[PlanRoles]:
    rows = session.execute(
        select(
            col(InitiativeOrganisation.plan_id),
            col(InitiativeOrganisation.role),
            col(InitiativeOrganisation.initiative_id),
        )
        .where(col(InitiativeOrganisation.organisation_id) == organisation.id)
        .distinct()
    )
    numbers = Counter((row[0], row[1]) for row in rows)
    plans = select(col(Plan.id), col(Plan.title), col(Plan.fiscal_year)).where(
        col(Plan.id).in_(organisation.plans)
    )
    return [
        PlanRoles(
            id=plan.id,
            title=plan.title,
            fiscal_year=plan.fiscal_year,
            name=organisation.names[plan.id],
            counts=[(role.value, n) for role in Role if (n := numbers[plan.id, role.value])],
            others=[
                n for role in Role if role not in RESPONSIBLE_ROLES and (n := numbers[plan.id, role.value])
            ],
        )
        for plan in session.execute(plans.order_by(col(Plan.fiscal_year), col(Plan.id)))
    ]


def documents_in_other_roles(session: Session, organisation: str) -> Sequence[tuple[str, str]]:
    """The first initiatives that it takes part in without being responsible, in printed order."""
    taking_part = select(col(InitiativeOrganisation.initiative_id)).where(
        col(InitiativeOrganisation.organisation_id) == organisation,
        col(InitiativeOrganisation.role).not_in(RESPONSIBLE_ROLES),
    )
    rows = session.execute(
        select(col(Initiative.id), col(Initiative.document))
        .where(col(Initiative.id).in_(taking_part))
        .order_by(col(Initiative.plan_id), col(Initiative.position))
        .limit(MAX_OTHERS)
    )
    return [(row[0], row[1]) for row in rows]


class Relative(NamedTuple):
    """`relation` is parent, predecessor or successor; `on` is the day of the change and `source` what says so."""

    relation: str
    id: str
    name: str
    on: str | None
    source: str | None


def relatives(session: Session, organisation: OrganisationPublic) -> list[Relative]:
    """Its parent, those that it follows and those that follow it."""
    found: list[tuple[str, str, str | None, str | None]] = []
    if organisation.parent is not None:
        found.append(("parent", organisation.parent, None, organisation.parent_source))
    found += [("predecessor", one.id, one.on.isoformat(), one.source) for one in organisation.successor_of]
    # The predecessors are JSON: the text narrows the rows, the loop decides.
    followers = select(col(Organisation.id), col(Organisation.successor_of)).where(
        cast(Organisation.successor_of, String).contains(f'"{organisation.id}"', autoescape=True)
    )
    for other, predecessors in session.execute(followers.order_by(col(Organisation.id))):
        for one in predecessors:
            if one["id"] == organisation.id:
                found.append(("successor", other, str(one["on"]), one["source"]))
    ids = {one[1] for one in found}
    named = select(col(PlanOrganisation.organisation_id), col(PlanOrganisation.name)).where(
        col(PlanOrganisation.organisation_id).in_(ids)
    )
    # The name in the newest plan comes last.
    names = {row[0]: row[1] for row in session.execute(named.order_by(col(PlanOrganisation.plan_id)))}
    return [Relative(relation, id_, names.get(id_, id_), on, source) for relation, id_, on, source in found]
