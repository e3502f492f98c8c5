"""The rows of a plan's tables, as the API shows them."""

import json
from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import select
from sqlmodel import Session, col

from app.models import Change, Initiative, Link, Revision
from app.models.annotation import ANNOTATIONS
from app.models.columns import Item, row_ids
from app.models.continuation import CONTINUATIONS
from app.models.correction import CORRECTIONS
from app.models.initiative import initiatives_public
from app.models.kpi import KPIS
from app.models.observation import observations
from app.models.passage import PASSAGES
from app.models.pillar import PILLARS
from app.models.report import REPORTS
from app.models.resource import Resource
from app.models.revision import change_public
from app.models.theme import THEMES
from app.publication.files import printed_tables
from app.publication.files.printed_tables import said_in
from app.publication.files.tables import Items
from app.settings import Settings

# What the canonical form of a file leaves out.
_EMPTY_ORGANISATION: Final[Item] = {
    **dict.fromkeys(("parent", "parent_basis", "parent_source")),
    "successor_of": [],
}


def read(session: Session, plan_id: str, settings: Settings) -> Items:
    """Every table of a plan. What they hold depends on the plan's own revisions alone."""
    documents = select(col(Initiative.id), col(Initiative.document)).where(col(Initiative.plan_id) == plan_id)
    rows = session.execute(documents.order_by(col(Initiative.position)))
    found = initiatives_public(((row[0], row[1]) for row in rows), settings.base)
    pillars, themes, kpis = (_plan_rows(session, one, plan_id, settings) for one in (PILLARS, THEMES, KPIS))
    printed_tables.add_continuations(session, plan_id, [*found, *pillars, *themes, *kpis])
    reports = _plan_rows(session, REPORTS, plan_id, settings)
    return {
        "initiatives": found,
        "measures": [item for item in found if item["kind"] == "measure"],
        "bureau-projects": [item for item in found if item["kind"] == "bureau_project"],
        "initiative-organisations": members(found, "organisations"),
        "sdg-tags": members(found, "sdgs"),
        "kpis": kpis,
        "kpi-observations": [row for kpi in kpis for row in observations(kpi)],
        "pillars": pillars,
        "directions": [
            {**direction, "plan": plan_id, "pillar": pillar["id"]}
            for pillar in pillars
            for direction in pillar["directions"]
        ],
        "themes": themes,
        "viewpoints": printed_tables.viewpoints(session, plan_id),
        "organisations": _organisations(session, plan_id, settings),
        "passages": _plan_rows(session, PASSAGES, plan_id, settings),
        "table-cells": printed_tables.cells(session, plan_id),
        "amounts": printed_tables.amounts(session, plan_id, [*pillars, *themes, *found]),
        "annotations": _plan_rows(session, ANNOTATIONS, plan_id, settings),
        "corrections": _plan_rows(session, CORRECTIONS, plan_id, settings),
        "links": _links(session, plan_id),
        "continuations": _plan_rows(session, CONTINUATIONS, plan_id, settings),
        "reports": reports,
        "report-states": said_in(reports, "states"),
        "report-reviews": said_in(reports, "reviews"),
        "changes": _changes(session, plan_id),
    }


def _plan_rows(
    session: Session, resource: Resource[Any, Any], plan_id: str, settings: Settings
) -> list[Item]:
    assert resource.plan_id is not None  # noqa: S101 - no code list is a table of a plan
    rows = session.execute(
        select(resource.table).where(resource.plan_id == plan_id).order_by(*resource.order)
    )
    return [resource.public(row, settings).model_dump(mode="json") for row in rows.scalars().unique()]


def members(items: Iterable[Item], name: str) -> list[Item]:
    """The members of a list of every initiative, each with the initiative that it belongs to and its place."""
    return [row for item in items for row in _members(item, name)]


def _members(item: Item, name: str) -> Iterator[Item]:
    of_item = {member: item[member] for member in ("plan", "municipality_name")} | {"initiative": item["id"]}
    ids = row_ids(f"{item['id']}/{name}/{one.get('goal') or one['id']}" for one in item[name])
    for number, (row, one) in enumerate(zip(ids, item[name], strict=True), 1):
        yield {**of_item, "row": row, "number": number, **one}


def _organisations(session: Session, plan_id: str, settings: Settings) -> list[Item]:
    # From the plan's own file: another plan's import may have changed the shared row since.
    own = (col(Revision.plan_id) == plan_id, col(Revision.report_id).is_(None))
    files = select(col(Revision.file)).where(*own)
    file = json.loads(session.execute(files.order_by(col(Revision.id).desc()).limit(1)).scalar_one())
    return [
        {
            **_EMPTY_ORGANISATION,
            **entry,
            "plan": plan_id,
            "url": f"{settings.base}/organisations/{entry['id']}",
        }
        for entry in sorted(file["organisations"], key=itemgetter("id"))
    ]


def _links(session: Session, plan_id: str) -> list[Item]:
    statement: Any = select(
        col(Link.id),
        col(Link.plan_id).label("plan"),
        col(Link.first_id).label("first"),
        col(Link.second_id).label("second"),
        col(Link.relation),
        col(Link.basis),
        col(Link.reason),
    )
    found = statement.where(col(Link.plan_id) == plan_id).order_by(col(Link.id))
    return [dict(row) for row in session.execute(found).mappings()]


def _changes(session: Session, plan_id: str) -> list[Item]:
    statement = (
        select(Change, col(Revision.at))
        .join(Revision, col(Revision.id) == col(Change.revision_id))
        .where(col(Change.plan_id) == plan_id)
        .order_by(col(Change.revision_id), col(Change.position))
    )
    return [change_public(row).model_dump(mode="json") for row in session.execute(statement)]
