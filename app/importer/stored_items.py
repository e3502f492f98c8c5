"""What a store knows of a plan whose workbook is read: its items by their words, and every id it ever used."""

import json

from sqlmodel import col, select

from app.db.store import Store
from app.importer.diff import entries
from app.importer.kept_files import current_form
from app.models import Change, PlanOrganisation, Revision
from app.workbook.numbering import StoredItems, StoredOrganisation, item_words


def stored_items(store: Store, plan_id: str) -> StoredItems:
    """Nothing but the organisations for a plan that is not stored."""
    with store.snapshot() as session:
        named = session.exec(
            select(col(PlanOrganisation.organisation_id), col(PlanOrganisation.name)).distinct()
        )
        organisations = tuple(StoredOrganisation(*one) for one in named)
        used = set(session.exec(select(col(Change.item_id)).where(col(Change.plan_id) == plan_id).distinct()))
        of_plan = select(col(Revision.file)).where(
            col(Revision.plan_id) == plan_id, col(Revision.report_id).is_(None)
        )
        newest = session.exec(of_plan.order_by(col(Revision.id).desc()).limit(1)).first()
    if newest is None:
        return StoredItems(used=frozenset(used), organisations=organisations)
    items: dict[str, tuple[str, str]] = {}
    for item, (kind, entry) in entries(json.loads(current_form(newest))).items():
        items[item] = kind, item_words(kind, entry)
        items |= {row["id"]: ("row", item_words("row", row)) for row in entry.get("rows", ())}
    return StoredItems(items, frozenset(used | items.keys()), organisations)
