"""Suggested continuations as a file for a person to decide: an Excel workbook, or the same as JSON."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlmodel import Session

from app.importer.findings import Finding, PlanFileError
from app.models import Plan
from app.models.edition_vocabulary import ItemKind, PairState
from app.models.vocabulary import ContinuationRelation
from app.search.comparison import Pair, compare
from app.search.edition_items import EditionItem
from app.workbook.findings import WorkbookError
from app.workbook.link_workbook import DECISION, RELATION, link_workbook, read_link_workbook
from app.workbook.sheet_reader import ReadRow

FORMAT: Final = "hoshin-links/1"
STAGE: Final = "つながりの候補の検査"
# The members of a row of the JSON.
COLUMNS: Final = (
    "decision",
    "earlier",
    "earlier_text",
    "item",
    "item_text",
    "kind",
    "score",
    "relation",
    "reason",
)
ACCEPTED: Final = "採用"


class Suggestion(NamedTuple):
    """One row. `place` says where a member of it stands in the file that a person returned."""

    decision: str | None
    earlier: str | None
    earlier_text: str
    item: str | None
    item_text: str
    kind: str
    score: float | None
    relation: str | None
    reason: str | None
    place: Callable[[str], str] = str


class Suggestions(NamedTuple):
    """The rows for two plans."""

    earlier: str
    later: str
    rows: Sequence[Suggestion]


def suggest(session: Session, earlier: Plan, later: Plan) -> Suggestions:
    """The proposed pairs of two stored plans, then what is left of each."""
    pairs = compare(session, earlier, later).pairs
    order = (PairState.PROPOSED, PairState.NOT_LINKED, PairState.NOT_TRANSCRIBED)
    chosen = [pair for state in order for pair in pairs if pair.state is state]
    return Suggestions(earlier.id, later.id, list(map(_row, chosen)))


def _row(pair: Pair) -> Suggestion:
    relation, reason = pair.relation, pair.note
    if pair.earlier is None and pair.state is PairState.NOT_LINKED:
        relation = ContinuationRelation.NEW.value
    return Suggestion(
        decision=None,
        earlier=pair.earlier.id if pair.earlier else None,
        earlier_text=_text(pair.earlier),
        item=pair.later.id if pair.later else None,
        item_text=_text(pair.later),
        kind=ItemKind(pair.item.kind).label,
        score=pair.score,
        relation=relation,
        reason=reason,
    )


def _text(item: EditionItem | None) -> str:
    if item is None:
        return ""
    return f"{item.name}：{item.text}" if item.text and item.text != item.name else item.name


def as_json(suggestions: Suggestions) -> str:
    found = {
        "format": FORMAT,
        "earlier": suggestions.earlier,
        "later": suggestions.later,
        "links": _members(suggestions),
    }
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def as_workbook(suggestions: Suggestions) -> bytes:
    return link_workbook(suggestions.earlier, suggestions.later, _members(suggestions))


def _members(suggestions: Suggestions) -> list[dict[str, Any]]:
    return [{name: getattr(row, name) for name in COLUMNS} for row in suggestions.rows]


def read_json(content: str) -> Suggestions:
    """What a person returned as JSON. Raises PlanFileError."""
    try:
        found = json.loads(content)
        rows = found["links"] if found["format"] == FORMAT else None
        plans = str(found["earlier"]), str(found["later"])
    except (ValueError, KeyError, TypeError) as error:
        raise refused(
            "", f"{FORMAT} の形のJSONではありません。hoshin suggest-links の作ったファイルを渡してください。"
        ) from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise refused("/links", "links に候補の一覧がありません。")
    return Suggestions(*plans, [_read(row, f"/links/{index}/".__add__) for index, row in enumerate(rows)])


def read_workbook(content: bytes) -> Suggestions:
    """What a person returned as a workbook. Raises PlanFileError."""
    try:
        earlier, later, rows = read_link_workbook(content)
    except WorkbookError as error:
        raise PlanFileError(
            error.stage, [Finding(str(one.place), one.message) for one in error.findings]
        ) from error
    return Suggestions(earlier, later, [_read_row(row) for row in rows])


def _read_row(row: ReadRow) -> Suggestion:
    return _read({name: cell.text for name, cell in row.cells.items()}, lambda name: str(row.place(name)))


def _read(row: Mapping[str, Any], place: Callable[[str], str]) -> Suggestion:
    words = {name: str(row[name]).strip() or None if row.get(name) is not None else None for name in COLUMNS}
    decision, relation = words["decision"], words["relation"]
    return Suggestion(
        decision=decision and (DECISION.code(decision) or decision),
        earlier=words["earlier"],
        earlier_text=words["earlier_text"] or "",
        item=words["item"],
        item_text=words["item_text"] or "",
        kind=words["kind"] or "",
        score=None,
        relation=relation and (RELATION.code(relation) or relation),
        reason=words["reason"],
        place=place,
    )


def accepted(suggestions: Suggestions) -> list[dict[str, Any]]:
    """The accepted rows as continuations of the later plan's file. Raises PlanFileError with every error."""
    findings = [one for row in suggestions.rows for one in _wrong(row)]
    if findings:
        raise PlanFileError(STAGE, findings)
    return [
        {
            "item": row.item,
            "earlier": row.earlier,
            "relation": row.relation,
            "basis": "editorial",
            "reason": row.reason,
        }
        for row in suggestions.rows
        if row.decision == ACCEPTED
    ]


def _wrong(row: Suggestion) -> Iterator[Finding]:
    if row.decision not in (None, *DECISION.choices):
        yield Finding(row.place("decision"), DECISION.question(str(row.decision)))
    if row.decision != ACCEPTED:
        return
    if row.relation not in set(ContinuationRelation):
        yield Finding(row.place("relation"), f"関係を、{'、'.join(RELATION.choices)}から選んでください。")
    if row.reason is None:
        yield Finding(row.place("reason"), "採用する理由を書いてください。")
    if row.item is None and row.earlier is None:
        yield Finding(row.place("item"), "前の番号と後の番号の、少なくとも一方を書いてください。")


def refused(where: str, message: str) -> PlanFileError:
    return PlanFileError(STAGE, [Finding(where, message)])
