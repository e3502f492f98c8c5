"""/api/v1/plans, the whole document of one plan, and the page that can be read instead of the sheet."""

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import select
from sqlmodel import Session, col

from app.collection import ITEM_PROBLEMS, ItemPath, Resource, add_routes, answers
from app.fiscal import fiscal_label, fiscal_period
from app.listing import Column, json_item, state
from app.models import Correction, Direction, Initiative, Passage, Pillar, Plan, Theme
from app.models.plan import FiscalPeriod, PlanDocument, PlanPublic, PlanSource
from app.models.public import Named
from app.models.vocabulary import Basis
from app.reading import Config, Reader
from app.settings import Settings
from app.tombstones import missing

router = APIRouter(tags=["計画"])


def public(plan: Plan, settings: Settings) -> PlanPublic:
    start, end = fiscal_period(plan.fiscal_year)
    return PlanPublic(
        id=plan.id,
        title=plan.title,
        issuer=Named(id=plan.issuer.id, name=plan.issuer.name),
        municipality_code=plan.municipality_code,
        fiscal_year=plan.fiscal_year,
        fiscal_year_label=fiscal_label(plan.fiscal_year),
        period=FiscalPeriod(start=start, end=end),
        pillar_term=plan.pillar_term,
        source=PlanSource(
            document=plan.source_document,
            sha256=plan.source_sha256,
            text_sha256=plan.source_text_sha256,
            text_length=plan.source_text_length,
            url=plan.source_url,
            published=plan.source_published,
            license=settings.license_name,
        ),
        counts=plan.counts,
        revision=plan.revision_id,
        created_at=plan.created_at,
        updated_at=plan.updated_at,
        url=f"{settings.base}/plans/{plan.id}",
    )


def plan_of(session: Session, plan_id: str, settings: Settings) -> PlanPublic:
    """One plan. Raises NotFound or Gone."""
    plan = session.get(Plan, plan_id)
    if plan is None:
        raise missing(session, plan_id, "計画")
    return public(plan, settings)


COLUMNS = (
    Column("ID", "id", lambda item: item["id"]),
    Column("表題", "title", lambda item: item["title"]),
    Column("発行者ID", "issuer.id", lambda item: item["issuer"]["id"]),
    Column("発行者", "issuer.name", lambda item: item["issuer"]["name"]),
    Column("全国地方公共団体コード", "municipality_code", lambda item: item["municipality_code"]),
    Column("年度", "fiscal_year", lambda item: item["fiscal_year"]),
    Column("年度の表記", "fiscal_year_label", lambda item: item["fiscal_year_label"]),
    Column("期間の始まり", "period.start", lambda item: item["period"]["start"]),
    Column("期間の終わり", "period.end", lambda item: item["period"]["end"]),
    Column("取組数", "counts.initiatives", lambda item: item["counts"]["initiatives"]),
    Column("元の文書", "source.document", lambda item: item["source"]["document"]),
    Column("元の文書のSHA-256", "source.sha256", lambda item: item["source"]["sha256"]),
    Column("元の文書のライセンス", "source.license", lambda item: item["source"]["license"] or "記載なし"),
    Column("改訂番号", "revision", lambda item: item["revision"]),
    Column("登録日時", "created_at", lambda item: item["created_at"]),
    Column("更新日時", "updated_at", lambda item: item["updated_at"]),
    Column("URL", "url", lambda item: item["url"]),
)

add_routes(
    router,
    Resource(
        name="plans",
        title="計画",
        table=Plan,
        key=col(Plan.id),
        shape=PlanPublic,
        public=public,
        columns=COLUMNS,
        order=(col(Plan.id),),
        plan_id=col(Plan.id),
    ),
)


@router.get(
    "/api/v1/plans/{id}/document",
    summary="計画の全文（印刷順）",
    responses=answers(PlanDocument, ITEM_PROBLEMS),
)
def get_document(store: Reader, settings: Config, id: ItemPath) -> Response:
    with store.snapshot() as session:
        at = state(session)
        plan = plan_of(session, id, settings)
        document = PlanDocument(plan=plan, items=printed(session, id), corrections=corrections(session, id))
    return json_item(document, at)


@router.get("/plans/{id}", include_in_schema=False)
def plan_page(request: Request, store: Reader, settings: Config, id: ItemPath) -> Response:
    with store.snapshot() as session:
        at = state(session)
        plan = plan_of(session, id, settings)
        items, read = printed(session, id), corrections(session, id)
    context = {"plan": plan, "blocks": list(blocks(items)), "corrections": read, "state": at}
    return request.app.state.pages.TemplateResponse(request, "plan.html", context)  # type: ignore[no-any-return]


def printed(session: Session, plan_id: str) -> list[dict[str, Any]]:
    """Every printed piece of a plan in printed order, each with its `type`. Five statements."""

    def rows(table: Any) -> list[Any]:
        return list(session.execute(select(table.__table__).where(table.plan_id == plan_id)))

    found: list[tuple[int, dict[str, Any]]] = []
    for row in rows(Passage):
        piece = {"kind": row.kind, "pillar": row.pillar_id, "theme": row.theme_id, "parent": row.parent_id}
        found.append((row.position, _piece("passage", row) | {"text": row.text} | piece))
    found += [(row.position, _piece("pillar", row) | {"name": row.name}) for row in rows(Pillar)]
    for row in rows(Direction):
        found.append((row.position, _piece("direction", row) | {"text": row.text, "pillar": row.pillar_id}))
    for row in rows(Theme):
        found.append((row.position, _piece("theme", row) | {"name": row.name, "pillar": row.pillar_id}))
    for row in rows(Initiative):
        found.append((row.position, {"type": row.kind, "line": row.line} | json.loads(row.document)))
    return [piece for _, piece in sorted(found, key=lambda pair: pair[0])]


def _piece(kind: str, row: Any) -> dict[str, Any]:
    return {"type": kind, "id": row.id, "line": row.line}


def corrections(session: Session, plan_id: str) -> dict[str, list[dict[str, str]]]:
    """The corrections of a plan by the item that they read."""
    found: dict[str, list[dict[str, str]]] = {}
    statement = (
        select(Correction).where(col(Correction.plan_id) == plan_id).order_by(col(Correction.position))
    )
    for row in session.scalars(statement):
        shown = {"printed": row.printed, "reading": row.reading, "reason": row.reason}
        found.setdefault(row.item_id, []).append({"id": row.id, "basis": Basis.EDITORIAL.value, **shown})
    return found


def blocks(items: list[dict[str, Any]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Neighbours of one kind together, so that a page can make one list or one table of them."""
    for kind, group in groupby(
        items, key=lambda item: item["kind"] if item["type"] == "passage" else item["type"]
    ):
        yield kind, list(group)
