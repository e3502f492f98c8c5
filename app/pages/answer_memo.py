"""The memo to answer from (答弁メモ): what the text of some initiatives says and does not, and what stands beside it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from app.models import Initiative, Plan
from app.models.columns import Item
from app.models.continuation import ContinuationOfItem
from app.models.initiative import initiatives_public
from app.models.plan import PlanPublic
from app.models.promises import Promises, promises
from app.models.reference import targets_by_code
from app.models.vocabulary import Basis, InitiativeKind
from app.pages import gaps
from app.pages.plan_words import PlanWords, plan_words
from app.search.continuations import continuations_of
from app.search.lookup import plan_of
from app.settings import Settings


class Edition(NamedTuple):
    """What a plan states of an initiative in another edition. `label`, `text` and `plan` are None where that is
    not stored."""

    link: ContinuationOfItem
    label: str | None
    text: str | None
    plan: str | None


class Memo(NamedTuple):
    """One initiative. `stated` are the facts that its text states, with the words that do; `missing` are the titles
    of the others under the word for their absence. `related` has the relation beside each initiative."""

    item: Item
    plan: PlanPublic
    words: PlanWords
    promises: Promises
    stated: list[tuple[gaps.Fact, list[str]]]
    missing: dict[str, list[str]]
    related: list[tuple[Item, Item]]
    earlier: list[Edition]
    later: list[Edition]
    editorial: Mapping[str, Any]


def memos(session: Session, documents: Sequence[tuple[str, str]], settings: Settings) -> list[Memo]:
    """The memos of some stored documents, in their order."""
    items = [json.loads(document) for _id, document in documents]
    plans = {plan: plan_of(session, plan, settings) for plan in dict.fromkeys(item["plan"] for item in items)}
    related = _related(session, items, settings)
    editions = _editions(session, [item["id"] for item in items])
    facts = gaps.read_facts(initiatives_public(documents, settings.base))
    return [
        _memo(one, plans[one.item["plan"]], plan_words(session, one.item["plan"]), related, editions)
        for one in facts
    ]


def _memo(
    found: gaps.StatedFacts,
    plan: PlanPublic,
    words: PlanWords,
    related: Iterable[Item],
    editions: Mapping[str, tuple[list[Edition], list[Edition]]],
) -> Memo:
    item, missing = found.item, dict[str, list[str]]()
    for fact in gaps.FACTS:
        if not found.facts[fact.name]:
            missing.setdefault(fact.absence, []).append(fact.title)
    relations = {one["id"]: one for one in item["related"]}
    earlier, later = editions.get(item["id"], ([], []))
    pillar = item["pillar"]
    return Memo(
        item=item,
        plan=plan,
        words=words,
        promises=promises(item),
        stated=[(fact, found.facts[fact.name]) for fact in gaps.FACTS if found.facts[fact.name]],
        missing=missing,
        related=[(one, relations[one["id"]]) for one in related if one["id"] in relations],
        earlier=earlier,
        later=later,
        editorial={
            "pillar": pillar if pillar and pillar["basis"] == Basis.EDITORIAL else None,
            "tags": [
                {**tag, "words": targets_by_code().get(tag["target"])}
                for tag in item["sdgs"]
                if tag["basis"] == Basis.EDITORIAL
            ],
            "dues": [kpi for kpi in item["kpis"] if kpi["due"] and kpi["due"]["reason"]],
        },
    )


def _related(session: Session, items: Iterable[Item], settings: Settings) -> list[Item]:
    """The related initiatives of some, bureau projects first."""
    ids = {one["id"] for item in items for one in item["related"]}
    if not ids:
        return []
    statement = (
        select(col(Initiative.id), col(Initiative.document))
        .where(col(Initiative.id).in_(ids))
        .order_by(col(Initiative.kind) != InitiativeKind.BUREAU_PROJECT.value, col(Initiative.position))
    )
    return initiatives_public(((row[0], row[1]) for row in session.execute(statement)), settings.base)


def _editions(session: Session, ids: Sequence[str]) -> dict[str, tuple[list[Edition], list[Edition]]]:
    """The initiatives of other editions that some continue, and those that continue them, by id. One statement
    more than that of their continuations, none where no plan states any."""
    said = continuations_of(session, ids)
    others = {link.id for each in said.values() for side in each for link in side if link.id}
    if not said:
        return {}
    statement = select(col(Initiative.id), col(Initiative.label), col(Initiative.text), col(Plan.title)).join(
        Plan, col(Plan.id) == col(Initiative.plan_id)
    )
    named = {row[0]: row for row in session.execute(statement.where(col(Initiative.id).in_(others)))}

    def edition(link: ContinuationOfItem) -> Edition:
        _id, label, text, plan = named.get(link.id) or (None, None, None, None)
        return Edition(link, label, text, plan)

    return {
        item: ([edition(link) for link in each.continues], [edition(link) for link in each.continued_by])
        for item, each in said.items()
    }
