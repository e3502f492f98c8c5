"""Checks of continuations: in the file itself, and against the stored plans that they follow."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from sqlalchemy import Connection, select
from sqlmodel import col

from app.importer.findings import Finding, missing
from app.importer.plan_index import PlanIndex
from app.models import Change, Continuation, Plan
from app.models.continuation import fits, plan_of_item
from app.models.edition_vocabulary import ItemKind
from app.models.vocabulary import Basis, ContinuationRelation

# The relations of a continuation that lack one side.
_WITHOUT_ITEM: Final = (ContinuationRelation.COMPLETED, ContinuationRelation.ENDED)
_KINDS: Final = "つながりを書けるのは、柱・施策・取組・局事業・指標です。"
# Ids of one statement.
_MOST_IDS: Final = 500


def check(sheet: PlanIndex) -> Iterator[Finding]:
    """Stage 3: what the file alone shows to be wrong."""
    known: dict[str, str] = {entry.id: entry.type for entry in sheet.file.document}
    known |= dict.fromkeys((kpi.id for kpi in sheet.file.kpis), "kpi")
    for index, one in enumerate(sheet.file.continues):
        where = f"/continues/{index}"
        if (one.item is None) != (one.relation in _WITHOUT_ITEM):
            yield Finding(
                f"{where}/item", "完了と終了では item を null に、ほかでは項目のIDを書いてください。"
            )
        elif one.item is not None and one.item not in known:
            yield missing(f"{where}/item", one.item)
        elif one.item is not None and known[one.item] not in set(ItemKind):
            yield Finding(f"{where}/item", f"「{one.item}」は文章や表です。{_KINDS}")
        if (one.earlier is None) != (one.relation is ContinuationRelation.NEW):
            yield Finding(
                f"{where}/earlier",
                "新規では earlier を null に、ほかでは前の計画の項目のIDを書いてください。",
            )
        elif one.earlier is not None:
            yield from _not_earlier(sheet.file.plan.id, f"{where}/earlier", one.earlier)
        if one.basis is Basis.EDITORIAL and one.reason is None:
            yield Finding(f"{where}/reason", "編集によるつながりには理由（reason）が必要です。")
    yield from _contradictions(sheet)


def _year(item_id: str) -> str:
    """The fiscal year in the id of a plan or item."""
    return item_id.split("-")[1][:4]


def _not_earlier(plan: str, where: str, earlier: str) -> Iterator[Finding]:
    if earlier.startswith(plan + "-"):
        yield Finding(where, "この計画自身の項目です。前の計画の項目のIDを書いてください。")
    elif _year(earlier) > _year(plan):
        yield Finding(where, "後の年度の計画の項目です。前の計画の項目のIDを書いてください。")


def _contradictions(sheet: PlanIndex) -> Iterator[Finding]:
    """A pair that stands twice, and what is said to be new or ended and to be continued too."""
    pairs: dict[tuple[str | None, str | None], int] = {}
    followed = {one.item for one in sheet.file.continues if one.item and one.earlier}
    kept = {one.earlier for one in sheet.file.continues if one.item and one.earlier}
    for index, one in enumerate(sheet.file.continues):
        where, first = f"/continues/{index}", pairs.setdefault((one.item, one.earlier), index)
        if first != index and (one.item or one.earlier):
            names = " ← ".join(filter(None, (one.item, one.earlier)))
            yield Finding(
                where,
                f"「{names}」のつながりが /continues/{first} にもあります。2回書かず、1つにしてください。",
            )
        elif one.item and not one.earlier and one.item in followed:
            yield Finding(
                f"{where}/relation",
                f"「{one.item}」には前の計画とのつながりもあります。新規の行を消してください。",
            )
        elif one.earlier and not one.item and one.earlier in kept:
            yield Finding(
                f"{where}/relation",
                f"「{one.earlier}」に続く項目もあります。{one.relation.label}の行か、つながりの行を消してください。",
            )


def check_stored(connection: Connection, content: str) -> list[Finding]:
    """Comparison of a canonical file with the stored plans. An earlier plan need not be stored; of one that is,
    the item must be known there, of a fitting kind, and the plan must come before this one."""
    if '"continues":' not in content:
        return []
    file: Mapping[str, Any] = json.loads(content)
    said: Sequence[Mapping[str, Any]] = file.get("continues", ())
    plan, own = file["plan"], {one["id"]: one["type"] for one in file["document"]}
    own |= dict.fromkeys((kpi["id"] for kpi in file.get("kpis", ())), "kpi")
    ids = sorted({one["earlier"] for one in said if one.get("earlier")})
    begins = _begins(connection, ids)
    kinds = _kinds(connection, ids)
    circling = _circling(connection, plan["id"], ids)
    findings = []
    for index, one in enumerate(said):
        earlier = one.get("earlier")
        if earlier is None or (of := plan_of_item(earlier)) not in begins:
            continue
        kind = kinds.get(earlier)
        message = _wrong(earlier, of, kind, own.get(one.get("item"), ""))
        if not message and begins[of] > plan["period"]["start"]:
            message = f"計画「{of}」は{begins[of]}に始まり、この計画より後です。前の計画の項目のIDを書いてください。"
        if not message and earlier in circling:
            message = f"「{earlier}」の前をたどると、この計画の項目に戻り、輪になります。どちらが前の計画かを確かめてください。"
        if message:
            findings.append(Finding(f"/continues/{index}/earlier", message))
    return findings


def _wrong(earlier: str, of: str, kind: str | None, item_kind: str) -> str:
    """What is wrong with the kind of an earlier item; `kind` is None where its plan never had it."""
    if kind is None:
        return f"「{earlier}」は、登録されている計画「{of}」にありません。IDのつづりを確かめてください。"
    if kind not in set(ItemKind):
        return f"「{earlier}」は文章や表です。{_KINDS}"
    if item_kind and not fits(item_kind, kind):
        here, there = ItemKind(item_kind).label, ItemKind(kind).label
        return f"「{earlier}」は{there}で、つなげる項目は{here}です。同じ種類の項目のIDを書いてください。"
    return ""


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + _MOST_IDS] for start in range(0, len(ids), _MOST_IDS))


def _begins(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """The first day of each stored plan that some items belong to, as text."""
    plans = {plan_of_item(one) for one in ids}
    rows = connection.execute(select(col(Plan.id), col(Plan.period_start)).where(col(Plan.id).in_(plans)))
    return {row[0]: row[1].isoformat() for row in rows}


def _kinds(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """The types of items that their plans have or had: every item has a change record."""
    statement = select(col(Change.item_id), col(Change.item_type)).distinct()
    rows = chain.from_iterable(
        connection.execute(statement.where(col(Change.item_id).in_(part))) for part in _parts(ids)
    )
    return {row[0]: row[1] for row in rows}


def _circling(connection: Connection, plan: str, ids: Sequence[str]) -> set[str]:
    """Those of the ids whose own earlier items, through any number of stored plans, belong to the plan."""
    before: dict[str, set[str]] = {}
    seen, frontier = set(ids), list(ids)
    statement: Any = select(col(Continuation.item_id), col(Continuation.earlier_id)).where(
        col(Continuation.plan_id) != plan, col(Continuation.earlier_id).is_not(None)
    )
    while frontier:
        for part in _parts(frontier):
            for item, earlier in connection.execute(statement.where(col(Continuation.item_id).in_(part))):
                before.setdefault(item, set()).add(earlier)
        reached = set(chain.from_iterable(before.get(one, ()) for one in frontier))
        frontier = sorted(reached - seen)
        seen |= reached
    circling = {one for one in seen if plan_of_item(one) == plan}
    while more := {one for one, earlier in before.items() if earlier & circling} - circling:
        circling |= more
    return circling & set(ids)
