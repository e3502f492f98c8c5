"""Plans: the API, the whole document of a plan, and its page, which can be read instead of the sheet."""

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final, Literal

from fastapi import Request, Response
from sqlalchemy import select
from sqlmodel import Session, col

from app.i18n.messages import N_
from app.models import (
    Annotation,
    Continuation,
    Correction,
    Direction,
    Emphasis,
    Initiative,
    Passage,
    Pillar,
    Plan,
    PrintedTable,
    Theme,
    Viewpoint,
)
from app.models.continuation import ContinuationPublic
from app.models.plan import PLANS, PlanDocument
from app.models.vocabulary import Basis
from app.pages import plan_sheet
from app.pages.item_line import neighbours
from app.pages.plan_words import plan_words
from app.pages.reports import reports_of
from app.pages.templating import render
from app.publication.catalogues import schema_org, signposting
from app.publication.catalogues.described import Described
from app.publication.files.packages import distributions
from app.publication.record import plan_record
from app.routers.resource_routes import ItemPath, add_routes
from app.search.lookup import plan_of, state_for
from app.web.dependencies import SettingsDep, StoreDep
from app.web.openapi import ITEM_PROBLEMS, answers
from app.web.responses import json_item
from app.web.routing import Router

router = Router(tags=["計画"])


add_routes(router, PLANS)


@router.get(
    "/api/v1/plans/{id}/document",
    summary="計画の全文（印刷順）",
    responses=answers(PlanDocument, ITEM_PROBLEMS),
)
def get_document(store: StoreDep, settings: SettingsDep, id: ItemPath) -> Response:
    with store.snapshot() as session:
        at = state_for(session, id, N_("計画"))
        plan = plan_of(session, id, settings)
        document = PlanDocument(
            plan=plan,
            items=printed(session, id),
            continues=continuations(session, id),
            corrections=corrections(session, id),
        )
    return json_item(document, at)


@router.page("/plans/{id}")
def plan_page(
    request: Request,
    store: StoreDep,
    settings: SettingsDep,
    id: ItemPath,
    reading: Literal["printed", "corrected"] = "printed",
) -> Response:
    """`reading` says which stands in the text and which beside it: the printed word or the correction."""
    with store.snapshot() as session:
        at = state_for(session, id, N_("計画"))
        plan = plan_of(session, id, settings)
        items, read, words = printed(session, id), corrections(session, id), plan_words(session, id)
        record = plan_record(session, settings, id)
        levels = [piece["id"] for piece in items if piece["type"] in ("pillar", "theme")]
        beside = neighbours(session, levels)
        reports = reports_of(session, id)
    published = Described(record, distributions(record.plan))
    found = plan_sheet.blocks(items, {source.key: source.document for source in plan.sources})
    context = {
        "plan": plan,
        "words": words,
        "titled": any(block.kind == "title" for block in found),
        "sheets": plan_sheet.sheets(found),
        "contents": list(plan_sheet.contents(found)),
        # Longer plans are not laid out for two sides of paper.
        "two_sides": (plan.source.text_length or plan_sheet.TWO_SIDES) < plan_sheet.TWO_SIDES,
        "corrections": read,
        "neighbours": defaultdict(list, beside),
        "edition_before": record.series.neighbours(id)[0] if record.series else None,
        "reports": reports,
        "corrected": reading == "corrected",
        "structured_data": schema_org.plan_data(published, settings),
        "alternates": signposting.descriptions(plan.url),
        "state": at,
    }
    headers = {"Link": signposting.page_links(*published, settings)}
    return render(request, "plan.html", context, headers=headers)


# The types of pieces whose tables have another name.
_TYPES: Final[dict[Any, str]] = {PrintedTable: "table"}
_CARRIED: Final = {name: name for name in ("sdgs", "organisations", "amounts")}
# The members of each printed piece, and their columns.
_PRINTED: Final[dict[Any, dict[str, str]]] = {
    Passage: {
        "text": "text",
        "kind": "kind",
        "pillar": "pillar_id",
        "theme": "theme_id",
        "parent": "parent_id",
    },
    Pillar: {"name": "name", "name_basis": "name_basis", "number": "number", **_CARRIED},
    Direction: {"text": "text", "pillar": "pillar_id"},
    Theme: {
        "name": "name",
        "pillar": "pillar_id",
        "parent": "parent_id",
        "number": "number",
        "path": "path",
        **_CARRIED,
    },
    Viewpoint: {"name": "name", "number": "number"},
    PrintedTable: {
        "caption": "caption",
        "columns": "columns",
        "rows": "rows",
        "pillar": "pillar_id",
        "theme": "theme_id",
    },
}


def printed(session: Session, plan_id: str) -> list[dict[str, Any]]:
    """Every printed piece of a plan in printed order, each with its `type`. A statement a table."""

    def rows(table: Any) -> Iterable[Any]:
        return session.execute(
            select(table.__table__).where(table.plan_id == plan_id).order_by(table.position)
        )

    words: dict[str, dict[str, list[Any]]] = defaultdict(lambda: {"emphasis": [], "annotations": []})
    for row in rows(Emphasis):
        words[row.item_id]["emphasis"].append(row.words)
    for row in rows(Annotation):
        words[row.item_id]["annotations"].append({"id": row.id, "kind": row.kind, "words": row.words})
    plan = session.get_one(Plan, plan_id)
    pieces: list[tuple[int, dict[str, Any]]] = []
    for table, members in _PRINTED.items():
        for row in rows(table):
            piece = {"type": _TYPES.get(table, table.__tablename__), "id": row.id, "line": row.line}
            piece |= {member: getattr(row, column) for member, column in members.items()}
            place = {"page": row.page, "source": plan.source_of(row).model_dump()}
            pieces.append((row.position, piece | place | words[row.id]))
    for row in rows(Initiative):
        piece = {"type": row.kind, "line": row.line, "page": row.page} | json.loads(row.document)
        pieces.append((row.position, piece))
    return [piece for _, piece in sorted(pieces, key=lambda pair: pair[0])]


def continuations(session: Session, plan_id: str) -> list[ContinuationPublic]:
    """How the items of a plan follow those of earlier ones."""
    statement = select(Continuation).where(col(Continuation.plan_id) == plan_id)
    return [
        ContinuationPublic.of(row, item=row.item_id, earlier=row.earlier_id)
        for row in session.scalars(statement.order_by(col(Continuation.position)))
    ]


def corrections(session: Session, plan_id: str) -> dict[str, list[dict[str, str]]]:
    """The corrections of a plan, by the id of the corrected item."""
    found: dict[str, list[dict[str, str]]] = {}
    statement = select(Correction).where(col(Correction.plan_id) == plan_id)
    for row in session.scalars(statement.order_by(col(Correction.position))):
        correction = {"printed": row.printed, "reading": row.reading, "reason": row.reason}
        found.setdefault(row.item_id, []).append({"id": row.id, "basis": Basis.EDITORIAL.value, **correction})
    return found
