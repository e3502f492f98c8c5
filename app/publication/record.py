"""The one description of a plan as a data set, which every catalogue format is written from."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Text, cast, select
from sqlmodel import Session, col

from app.models import Pillar, Plan, SdgTag, Theme, Viewpoint
from app.models.plan import PlanPublic, plan_public
from app.models.vocabulary import STATED_BASES
from app.publication.descriptions import description, description_en, titles
from app.publication.identifiers import uuid_of
from app.publication.series import Series, key_of, read_series
from app.search.lookup import not_found_or_gone
from app.settings import Settings

# Plans on one page of a catalogue: as many as are described as RDF in half a second.
PER_PAGE: Final = 10


@dataclass(frozen=True, slots=True)
class PlanRecord:
    """A plan as a data set. `title` tells apart plans of one printed title. `previous` and `next` are the ids
    of the plans before and after it in its series, if it has one. The files of a plan say nothing of them: they
    change with the plan alone."""

    plan: PlanPublic
    title: str
    title_en: str
    description: str
    description_en: str
    keywords: tuple[str, ...]
    goals: tuple[int, ...]
    issuer_page: str
    series: Series | None
    previous: str | None
    next: str | None

    @property
    def uuid(self) -> str:
        return uuid_of(self.plan.id)

    @property
    def urn(self) -> str:
        return f"urn:uuid:{self.uuid}"

    @property
    def name(self) -> str:
        """The name in a CKAN portal: ASCII, because a title in Japanese leaves nothing there."""
        return package_name(self.plan.id)

    @property
    def version(self) -> str:
        return str(self.plan.revision)

    @property
    def uri(self) -> str:
        """The data set itself; the page about it has the same address without the fragment."""
        return f"{self.plan.url}#dataset"


def package_name(plan_id: str) -> str:
    """The name of a plan in a CKAN portal."""
    return f"hoshin-{plan_id}"


def plan_ids(session: Session) -> list[str]:
    """The ids of all plans in their order."""
    return list(session.scalars(select(col(Plan.id)).order_by(col(Plan.id))))


def plan_records(session: Session, settings: Settings, ids: Sequence[str] | None = None) -> list[PlanRecord]:
    """The plans named, or all of them, by id. As many statements for one as for all."""
    statement = select(Plan).order_by(col(Plan.id))
    if ids is not None:
        statement = statement.where(col(Plan.id).in_(ids))
    plans = [plan_public(plan, settings) for plan in session.scalars(statement)]
    # Only the plan's own headings and stated goals: nothing that an editor added is published as a subject.
    printed = col(Pillar.name_basis).in_(STATED_BASES)
    headings = [
        _values_by_plan(session, Pillar, col(Pillar.name), col(Pillar.position), ids, printed),
        _values_by_plan(session, Theme, col(Theme.name), col(Theme.position), ids),
        _values_by_plan(session, Viewpoint, col(Viewpoint.name), col(Viewpoint.position), ids),
    ]
    goals = _stated_goals(session, plans, ids)
    series = read_series(session, None if ids is None else plans)
    return [
        _record(
            plan,
            settings,
            [name for names in headings for name in names[plan.id]],
            goals[plan.id],
            series[key] if (key := key_of(plan)) else None,
        )
        for plan in plans
    ]


def plan_record(session: Session, settings: Settings, plan_id: str) -> PlanRecord:
    """One plan. Raises NotFound or Gone."""
    found = plan_records(session, settings, [plan_id])
    if not found:
        raise not_found_or_gone(session, plan_id, "計画")
    return found[0]


def _record(
    plan: PlanPublic, settings: Settings, headings: list[str], goals: set[int], series: Series | None
) -> PlanRecord:
    title, title_en = titles(plan)
    previous, following = series.neighbours(plan.id) if series else (None, None)
    return PlanRecord(
        plan=plan,
        title=title,
        title_en=title_en,
        description=description(plan, settings),
        description_en=description_en(plan, settings),
        keywords=tuple(dict.fromkeys(headings)),
        goals=tuple(sorted(goals)),
        issuer_page=f"{settings.base}/organisations/{plan.issuer.id}",
        series=series,
        previous=previous,
        next=following,
    )


def _values_by_plan(
    session: Session, table: Any, value: Any, order: Any, ids: Sequence[str] | None, *conditions: Any
) -> dict[str, list[Any]]:
    """The distinct values of a column for each plan, in the given order."""
    statement = select(table.plan_id, value, order).where(*conditions).distinct()
    if ids is not None:
        statement = statement.where(table.plan_id.in_(ids))
    found: dict[str, list[Any]] = defaultdict(list)
    for row in session.execute(statement.order_by(table.plan_id, order)):
        found[row[0]].append(row[1])
    return found


def _stated_goals(
    session: Session, plans: Sequence[PlanPublic], ids: Sequence[str] | None
) -> dict[str, set[int]]:
    """The goals that a plan states for itself or for any of its levels: never an editor's."""
    stated = col(SdgTag.basis).in_(STATED_BASES)
    tags = _values_by_plan(session, SdgTag, col(SdgTag.goal), col(SdgTag.goal), ids, stated)
    found = defaultdict(set, {plan_id: set(goals) for plan_id, goals in tags.items()})
    levels: list[tuple[str, list[dict[str, Any]]]] = [
        (plan.id, [goal.model_dump() for goal in plan.sdgs]) for plan in plans
    ]
    for table in (Pillar, Theme):
        statement: Any = select(col(table.plan_id), col(table.sdgs)).where(
            cast(col(table.sdgs), Text) != "[]"
        )
        levels += session.execute(statement if ids is None else statement.where(col(table.plan_id).in_(ids)))
    for plan_id, goals in levels:
        found[plan_id].update(goal["goal"] for goal in goals if goal["basis"] in STATED_BASES)
    return found
