"""/initiatives/{id}/brief (答弁メモ): one sheet to answer from, with what the text says and what it does not."""

import json
from collections.abc import Sequence

from fastapi import Request, Response
from sqlalchemy import select
from sqlmodel import Session, col

from app.db.revisions import current_revision
from app.models import Initiative
from app.models.columns import Item
from app.models.initiative import initiatives_public
from app.models.promises import promises
from app.models.vocabulary import Basis, InitiativeKind
from app.pages import gaps
from app.pages.plan_words import plan_words
from app.pages.templating import render
from app.routers.initiatives import stored_document
from app.routers.resource_routes import ItemPath
from app.search.lookup import plan_of
from app.web.dependencies import SettingsDep, StoreDep
from app.web.routing import Router

router = Router()


@router.page("/initiatives/{id}/brief")
def brief_page(request: Request, store: StoreDep, settings: SettingsDep, id: ItemPath) -> Response:
    with store.snapshot() as session:
        at = current_revision(session)
        document = stored_document(session, id)
        plan = plan_of(session, json.loads(document)["plan"], settings)
        words = plan_words(session, plan.id)
        related = related_work(session, json.loads(document))
    (item,) = initiatives_public([(id, document)], settings.base)
    (facts,) = gaps.read_facts([item])
    relations = {one["id"]: one for one in item["related"]}
    pillar = item["pillar"]
    context = {
        "item": item,
        "plan": plan,
        "promises": promises(item),
        "words": words,
        "facts": [(fact, facts.facts[fact.name]) for fact in gaps.FACTS],
        "related": [(one, relations[one["id"]]) for one in initiatives_public(related, settings.base)],
        "editorial": {
            "pillar": pillar if pillar and pillar["basis"] == Basis.EDITORIAL else None,
            "tags": [tag for tag in item["sdgs"] if tag["basis"] == Basis.EDITORIAL],
            "dues": [kpi for kpi in item["kpis"] if kpi["due"] and kpi["due"]["reason"]],
        },
        "state": at,
    }
    return render(request, "brief.html", context)


def related_work(session: Session, item: Item) -> Sequence[tuple[str, str]]:
    """The documents of the related initiatives, bureau projects first."""
    statement = (
        select(col(Initiative.id), col(Initiative.document))
        .where(col(Initiative.id).in_([one["id"] for one in item["related"]]))
        .order_by(col(Initiative.kind) != InitiativeKind.BUREAU_PROJECT.value, col(Initiative.position))
    )
    return [(row[0], row[1]) for row in session.execute(statement)]
