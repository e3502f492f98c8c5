"""Items that are not there: unknown (404) or withdrawn (410 with the successor)."""

from sqlalchemy import and_, select
from sqlmodel import Session, col

from app.db.revisions import CurrentRevision, current_revision
from app.errors import Gone, NotFound, Problem, Unavailable
from app.i18n.messages import N_, _
from app.models import Change, Plan, PlanOrganisation
from app.models.plan import PlanPublic, plan_public
from app.models.vocabulary import Action
from app.settings import Settings


def not_found_or_gone(session: Session, item_id: str, what: str) -> Problem:
    """The error for an id that no live item has. `what` is the marked word for the kind of item."""
    statement = (
        select(col(Change.reason), col(Change.replaced_by))
        .where(col(Change.item_id) == item_id, col(Change.action) == Action.WITHDRAWN.value)
        .order_by(col(Change.revision_id).desc())
        .limit(1)
    )
    tombstone = session.execute(statement).first()
    if tombstone is None:
        return NotFound(
            _(
                "%(what)s「%(id)s」はありません。IDのつづりを確かめるか、一覧から探してください。",
                what=_(what),
                id=item_id[:100],
            )
        )
    values = {"what": _(what), "id": item_id, "reason": tombstone.reason}
    if tombstone.replaced_by is None:
        return Gone(_("%(what)s「%(id)s」は取り下げられました。理由：%(reason)s", **values))
    detail = _(
        "%(what)s「%(id)s」は取り下げられました。理由：%(reason)s 代わりに「%(successor)s」を見てください。",
        **values,
        successor=tombstone.replaced_by,
    )
    return Gone(detail, replaced_by=tombstone.replaced_by)


def state_for(session: Session, item_id: str, what: str) -> CurrentRevision:
    """The newest revision, for an answer about one item. Raises Unavailable without a plan, but Gone for an
    item that was withdrawn with the last plan."""
    try:
        return current_revision(session)
    except Unavailable:
        problem = not_found_or_gone(session, item_id, what)
        if isinstance(problem, Gone):
            raise problem from None
        raise


def municipality_names(session: Session) -> dict[str, str | None]:
    """The name of the municipality that each plan prints, None where it prints none."""
    named = and_(
        col(PlanOrganisation.plan_id) == col(Plan.id),
        col(PlanOrganisation.organisation_id) == col(Plan.municipality_code),
    )
    statement = select(col(Plan.id), col(PlanOrganisation.name)).outerjoin(PlanOrganisation, named)
    return {row[0]: row[1] for row in session.execute(statement)}


def plan_of(session: Session, plan_id: str, settings: Settings) -> PlanPublic:
    """One plan. Raises NotFound or Gone."""
    plan = session.get(Plan, plan_id)
    if plan is None:
        raise not_found_or_gone(session, plan_id, N_("計画"))
    return plan_public(plan, settings)
