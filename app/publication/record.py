"""The one description of a plan as a data set. DCAT, CKAN, schema.org and DCAT-US only spell it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlmodel import Session, col

from app.i18n.fiscal import fiscal_label, fiscal_period
from app.models import Pillar, Plan, SdgTag, Theme
from app.models.attribution import rights
from app.models.vocabulary import STATED_BASES
from app.publication.identifiers import slug, uuid_of
from app.search.lookup import not_found_or_gone
from app.settings import Settings

PER_PAGE: Final = 25
"""Plans on one page of a catalogue: as many as are described anew within a harvester's patience."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """The organisation whose plan it is."""

    id: str
    name: str
    page: str


@dataclass(frozen=True, slots=True)
class PlanRecord:
    """A plan as a data set. `previous` is the id of the same issuer's plan before this one."""

    id: str
    uuid: str
    name: str
    title: str
    title_en: str
    description: str
    description_en: str
    keywords: tuple[str, ...]
    goals: tuple[int, ...]
    issuer: Issuer
    municipality_code: str
    fiscal_year: int
    start: date
    end: date
    version: str
    issued: datetime
    modified: datetime
    source_document: str
    source_sha256: str | None
    source_url: str | None
    source_published: date | None
    previous: str | None
    page: str

    @property
    def uri(self) -> str:
        """The data set itself; the page that tells of it has the same address without the fragment."""
        return f"{self.page}#dataset"

    @property
    def series(self) -> str:
        """The plans of one issuer, one each year."""
        return f"{self.issuer.page}#series"

    @property
    def urn(self) -> str:
        return f"urn:uuid:{self.uuid}"


def plan_records(session: Session, settings: Settings, ids: Sequence[str] | None = None) -> list[PlanRecord]:
    """The plans named, or all of them, by id. Five statements, however many plans."""
    statement = select(Plan).order_by(col(Plan.id))
    if ids is not None:
        statement = statement.where(col(Plan.id).in_(ids))
    plans = session.scalars(statement).unique().all()
    headings = _headings(session, ids)
    goals = _stated_goals(session, ids)
    previous = _previous(session)
    return [
        _record(plan, settings, headings.get(plan.id, []), goals.get(plan.id, []), previous.get(plan.id))
        for plan in plans
    ]


def plan_record(session: Session, settings: Settings, plan_id: str) -> PlanRecord:
    """One plan. Raises NotFound or Gone."""
    found = plan_records(session, settings, [plan_id])
    if not found:
        raise not_found_or_gone(session, plan_id, "計画")
    return found[0]


def _record(
    plan: Plan, settings: Settings, headings: Iterable[str], goals: Iterable[int], previous: str | None
) -> PlanRecord:
    start, end = fiscal_period(plan.fiscal_year)
    code, name, year = plan.municipality_code, plan.issuer.name, plan.fiscal_year
    return PlanRecord(
        id=plan.id,
        uuid=uuid_of(plan.id),
        name=slug(plan.id),
        # 旭区 is a ward of 横浜市 and of 大阪市, 府中市 a city of two prefectures: only the code tells apart.
        title=f"{plan.title}（{name}、{year}年度、団体コード{code}）",
        title_en=f"Policy plan, fiscal year {year}, municipality code {code} ({name})",
        description=_description(plan, settings),
        description_en=_description_en(plan, settings),
        keywords=tuple(dict.fromkeys(headings)),
        goals=tuple(goals),
        issuer=Issuer(plan.issuer.id, name, f"{settings.base}/organisations/{plan.issuer.id}"),
        municipality_code=code,
        fiscal_year=year,
        start=start,
        end=end,
        version=str(plan.revision_id),
        issued=plan.created_at,
        modified=plan.updated_at,
        source_document=plan.source_document,
        source_sha256=plan.source_sha256,
        source_url=plan.source_url,
        source_published=plan.source_published,
        previous=previous,
        page=f"{settings.base}/plans/{plan.id}",
    )


def _description(plan: Plan, settings: Settings) -> str:
    counts = plan.counts
    standing = "公式の公開です。" if settings.official else "自治体の公式サービスではありません。"
    return (
        f"{plan.issuer.name}の{fiscal_label(plan.fiscal_year)}の計画「{plan.title}」を、文書の文字のまま構造化した"
        f"データです。{plan.pillar_term}{counts['pillars']}件、取組{counts['initiatives']}件"
        f"（区の取組{counts['measures']}件、局事業{counts['bureau_projects']}件）、指標{counts['kpis']}件を収めます。"
        "関係ごとに根拠（basis）があり、editorial のもの（SDGsのタグなど）は編集による推定で、文書の記載では"
        f"ありません。出典：{plan.source_document}。{standing}{rights(settings)[0]}"
    )


def _description_en(plan: Plan, settings: Settings) -> str:
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


def _grouped(
    session: Session, statement: Any, plan_id: Any, ids: Sequence[str] | None
) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for owner, value in session.execute(statement if ids is None else statement.where(plan_id.in_(ids))):
        found.setdefault(owner, []).append(value)
    return found


def _headings(session: Session, ids: Sequence[str] | None) -> dict[str, list[str]]:
    """The plan's own headings: pillars, then themes. Nothing that an editor added becomes a keyword."""
    found: dict[str, list[str]] = {}
    for table in (Pillar, Theme):
        owner = col(table.plan_id)
        statement = select(owner, col(table.name)).order_by(owner, col(table.position))
        for plan_id, names in _grouped(session, statement, owner, ids).items():
            found.setdefault(plan_id, []).extend(names)
    return found


def _stated_goals(session: Session, ids: Sequence[str] | None) -> dict[str, list[int]]:
    owner = col(SdgTag.plan_id)
    statement = (
        select(owner, col(SdgTag.goal))
        .where(col(SdgTag.basis).in_(STATED_BASES))
        .distinct()
        .order_by(owner, col(SdgTag.goal))
    )
    return _grouped(session, statement, owner, ids)


def _previous(session: Session) -> dict[str, str]:
    """For each plan the one that its issuer made before it."""
    statement = select(col(Plan.issuer_id), col(Plan.id)).order_by(
        col(Plan.issuer_id), col(Plan.fiscal_year), col(Plan.id)
    )
    found: dict[str, str] = {}
    before: tuple[str, str] | None = None
    for issuer, plan_id in session.execute(statement):
        if before is not None and before[0] == issuer:
            found[plan_id] = before[1]
        before = (issuer, plan_id)
    return found
