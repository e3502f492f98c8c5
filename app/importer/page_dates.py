"""When the page of an initiative last changed: what it shows decides."""

from datetime import datetime
from operator import itemgetter
from typing import Final

from sqlalchemy import Connection, select
from sqlmodel import col

from app.db.bulk_insert import columns
from app.importer.diff import Entry
from app.importer.table_rows import PlanRows
from app.models import Initiative

_ID_AND_PAGE: Final = itemgetter(*map(columns(Initiative).index, ("id", "document")))


def unchanged_pages(connection: Connection, plan: PlanRows, old: Entry, new: Entry) -> dict[str, datetime]:
    """When the initiatives last changed whose pages show what they showed before. `old` and `new` are the files
    of the plan's last revision and of this one."""
    if _page_header(old) != _page_header(new):
        return {}
    pages = dict(map(_ID_AND_PAGE, plan.tables.get(Initiative, [])))
    stored = select(col(Initiative.id), col(Initiative.document), col(Initiative.changed_at))
    rows = connection.execute(stored.where(col(Initiative.plan_id) == plan.plan_id))
    return {item_id: changed_at for item_id, page, changed_at in rows if pages.get(item_id) == page}


def _page_header(file: Entry) -> tuple[Entry, str]:
    """What every page of a plan shows: the plan but for its sources, and the name of its issuer."""
    plan = {name: value for name, value in file["plan"].items() if name != "sources"}
    issuer = next(one["name"] for one in file["organisations"] if one["id"] == plan["issuer"])
    return plan, issuer


def changed_pages(connection: Connection, plan_id: str) -> dict[str, datetime]:
    """When each initiative of a stored plan last changed."""
    stored = select(col(Initiative.id), col(Initiative.changed_at))
    return {row[0]: row[1] for row in connection.execute(stored.where(col(Initiative.plan_id) == plan_id))}
