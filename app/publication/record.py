"""The one description of a plan as a data set, which every catalogue format is written from."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from sqlalchemy import select
from sqlmodel import Session, col

from app.models import Pillar, Plan, SdgTag, Theme
from app.models.attribution import rights
from app.models.plan import PlanPublic, plan_public
from app.models.vocabulary import STATED_BASES
from app.publication.identifiers import uuid_of
from app.search.lookup import not_found_or_gone
from app.settings import Settings

# Plans on one page of a catalogue: as many as are described as RDF in half a second.
PER_PAGE: Final = 10


@dataclass(frozen=True, slots=True)
class PlanRecord:
    """A plan as a data set. `title` tells apart plans of one printed title. `previous` is the id of the
    same issuer's plan before this one."""

    plan: PlanPublic
    title: str
    title_en: str
    description: str
    description_en: str
    keywords: tuple[str, ...]
    goals: tuple[int, ...]
    issuer_page: str
    previous: str | None

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
    """The plans named, or all of them, by id. Five statements, however many plans."""
    statement = select(Plan).order_by(col(Plan.id))
    if ids is not None:
        statement = statement.where(col(Plan.id).in_(ids))
    plans = [plan_public(plan, settings) for plan in session.scalars(statement)]
    # Only the plan's own headings and stated goals: nothing that an editor added is published as a subject.
    pillars = _values_by_plan(session, Pillar, col(Pillar.name), col(Pillar.position), ids)
    themes = _values_by_plan(session, Theme, col(Theme.name), col(Theme.position), ids)
    stated = col(SdgTag.basis).in_(STATED_BASES)
    goals = _values_by_plan(session, SdgTag, col(SdgTag.goal), col(SdgTag.goal), ids, stated)
    previous = _previous_plans(session)
    return [
        _record(plan, settings, pillars[plan.id] + themes[plan.id], goals[plan.id], previous.get(plan.id))
        for plan in plans
    ]


def plan_record(session: Session, settings: Settings, plan_id: str) -> PlanRecord:
    """One plan. Raises NotFound or Gone."""
    found = plan_records(session, settings, [plan_id])
    if not found:
        raise not_found_or_gone(session, plan_id, "計画")
    return found[0]


def _record(
    plan: PlanPublic, settings: Settings, headings: list[str], goals: list[int], previous: str | None
) -> PlanRecord:
    code, name, year = plan.municipality_code, plan.issuer.name, plan.fiscal_year
    return PlanRecord(
        plan=plan,
        # 旭区 is a ward of 横浜市 and of 大阪市, 府中市 a city of two prefectures: only the code tells apart.
        title=f"{plan.title}（{name}、{year}年度、団体コード{code}）",
        title_en=f"Policy plan, fiscal year {year}, municipality code {code} ({name})",
        description=_description(plan, settings),
        description_en=_description_en(plan, settings),
        keywords=tuple(dict.fromkeys(headings)),
        goals=tuple(goals),
        issuer_page=f"{settings.base}/organisations/{plan.issuer.id}",
        previous=previous,
    )


def _description(plan: PlanPublic, settings: Settings) -> str:
    counts = plan.counts
    standing = "公式の公開です。" if settings.official else "自治体の公式サービスではありません。"
    return (
        f"{plan.issuer.name}の{plan.fiscal_year_label}の計画「{plan.title}」を、文書の文字のまま構造化した"
        f"データです。{plan.pillar_term}{counts['pillars']}件、取組{counts['initiatives']}件"
        f"（区の取組{counts['measures']}件、局事業{counts['bureau_projects']}件）、指標{counts['kpis']}件を収めます。"
        "関係ごとに根拠（basis）があり、editorial のもの（SDGsのタグなど）は編集による推定で、文書の記載では"
        f"ありません。出典：{plan.source.document}。{standing}{rights(settings)[0]}"
    )


def _description_en(plan: PlanPublic, settings: Settings) -> str:
    counts = plan.counts
    standing = (
        "Published officially." if settings.official else "Not an official service of the municipality."
    )
    return (
        f"The yearly policy plan “{plan.title}” of {plan.issuer.name}, fiscal year {plan.fiscal_year}, word for "
        f"word as structured data: {counts['initiatives']} initiatives ({counts['measures']} measures, "
        f"{counts['bureau_projects']} bureau projects) and {counts['kpis']} KPIs. Every relation names its basis; "
        "those marked editorial, such as SDG tags, are estimates by editors and not stated in the document. "
        f"{standing} {rights(settings)[1]}"
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


def _previous_plans(session: Session) -> dict[str, str]:
    """The plan that the same issuer made before, by plan id."""
    statement = select(col(Plan.issuer_id), col(Plan.id)).order_by(
        col(Plan.issuer_id), col(Plan.fiscal_year), col(Plan.id)
    )
    return {
        plan_id: before
        for (before_issuer, before), (issuer, plan_id) in pairwise(session.execute(statement))
        if before_issuer == issuer
    }
