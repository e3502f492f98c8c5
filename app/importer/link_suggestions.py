"""Suggested continuations as a file for a person to decide: an Excel workbook, or the same as JSON."""

import io
import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlmodel import Session

from app.importer.findings import Finding, PlanFileError
from app.models import Plan
from app.models.edition_vocabulary import ItemKind, PairState
from app.models.vocabulary import ContinuationRelation
from app.search.comparison import Pair, compare
from app.search.edition_items import EditionItem

FORMAT: Final = "hoshin-links/1"
STAGE: Final = "つながりの候補の検査"
SHEET: Final = "つながりの候補"
ABOUT: Final = "書き方"
ACCEPTED: Final = "採用"
REJECTED: Final = "不採用"
# Heading, key in the JSON, width.
COLUMNS: Final = (
    ("採否", "decision", 10),
    ("前の番号", "earlier", 24),
    ("前の項目", "earlier_text", 60),
    ("後の番号", "item", 24),
    ("後の項目", "item_text", 60),
    ("種類", "kind", 10),
    ("一致度", "score", 8),
    ("関係", "relation", 12),
    ("理由", "reason", 40),
)
_HEADINGS: Final = {heading: key for heading, key, _width in COLUMNS}
_RELATIONS: Final = {relation.label: relation.value for relation in ContinuationRelation}
_LINES: Final = (
    ("採否", "「採用」を選んだ行だけが、つながりになります。「不採用」と空欄の行は、何も変えません。"),
    (
        "関係",
        "前の項目から後の項目への変わり方です。候補の関係は語の近さから求めたものなので、確かめて直してください。",
    ),
    ("理由", "つながりの理由です。計画ファイルに残り、だれでも読めます。"),
    (
        "新規・完了・終了",
        "片方だけの行です。関係を選び、理由を書いて採用します。分からなければ空欄のままにします。",
    ),
    ("できあがったら", "hoshin accept-links このファイル で、つながりを加えた計画ファイルができます。"),
)


class Suggestion(NamedTuple):
    """One row. `where` is its place in the file that a person returned."""

    decision: str | None
    earlier: str | None
    earlier_text: str
    item: str | None
    item_text: str
    kind: str
    score: float | None
    relation: str | None
    reason: str | None
    where: str = ""


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
    rows = [{key: getattr(row, key) for _heading, key, _width in COLUMNS} for row in suggestions.rows]
    found = {"format": FORMAT, "earlier": suggestions.earlier, "later": suggestions.later, "links": rows}
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def as_workbook(suggestions: Suggestions) -> bytes:
    """The workbook: a sheet of rows with drop-downs, and one that says how to fill it in."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # noqa: PLC0415 - heavy

    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    body = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    sheet = book.add_worksheet(SHEET)
    for index, (heading, _key, width) in enumerate(COLUMNS):
        sheet.set_column(index, index, width)
        sheet.write_string(0, index, heading, head)
    labels = {code: label for label, code in _RELATIONS.items()}
    for line, row in enumerate(suggestions.rows, 1):
        for index, (_heading, key, _width) in enumerate(COLUMNS):
            value = getattr(row, key)
            if key == "score" and value is not None:
                sheet.write_number(line, index, value)
            else:
                sheet.write_string(line, index, labels.get(value, value) or "", body)
    last = max(len(suggestions.rows), 1)
    for heading, choices in (("採否", [ACCEPTED, REJECTED]), ("関係", list(_RELATIONS))):
        index = list(_HEADINGS).index(heading)
        sheet.data_validation(1, index, last, index, {"validate": "list", "source": choices})
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
    about = book.add_worksheet(ABOUT)
    about.set_column(0, 0, 24)
    about.set_column(1, 1, 90)
    lines = (("前の計画", suggestions.earlier), ("後の計画", suggestions.later), *_LINES)
    for line, (name, words) in enumerate(lines):
        about.write_string(line, 0, name, head)
        about.write_string(line, 1, words, body)
    book.close()
    return buffer.getvalue()


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
    return Suggestions(*plans, [_read(row, f"/links/{index}") for index, row in enumerate(rows)])


def read_rows(about: Mapping[str, str], table: Sequence[Sequence[object]]) -> Suggestions:
    """What a person returned as a workbook, by its two sheets. Raises PlanFileError."""
    if not table or not set(_HEADINGS) <= {str(cell).strip() for cell in table[0] if cell is not None}:
        headings = "、".join(_HEADINGS)
        raise refused(
            f"{SHEET}!1", f"1行目に見出し（{headings}）がそろっていません。見出しの行を戻してください。"
        )
    if not {"前の計画", "後の計画"} <= about.keys():
        raise refused(ABOUT, "「前の計画」と「後の計画」の行がありません。シートを戻してください。")
    keys = [_HEADINGS.get(str(cell).strip()) for cell in table[0]]
    rows = []
    for line, cells in enumerate(table[1:], 2):
        row = {key: cell for key, cell in zip(keys, cells, strict=False) if key and cell not in (None, "")}
        if row:
            rows.append(_read(row, f"{SHEET}!{line}"))
    return Suggestions(about["前の計画"], about["後の計画"], rows)


def _read(row: Mapping[str, Any], where: str) -> Suggestion:
    words = {
        key: str(row[key]).strip() or None if row.get(key) is not None else None for key in _HEADINGS.values()
    }
    relation = unicodedata.normalize("NFKC", words["relation"] or "") or None
    return Suggestion(
        decision=unicodedata.normalize("NFKC", words["decision"] or "") or None,
        earlier=words["earlier"],
        earlier_text=words["earlier_text"] or "",
        item=words["item"],
        item_text=words["item_text"] or "",
        kind=words["kind"] or "",
        score=None,
        relation=_RELATIONS.get(relation or "", relation),
        reason=words["reason"],
        where=where,
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
    if row.decision not in (None, ACCEPTED, REJECTED):
        yield Finding(
            f"{row.where}（採否）",
            f"「{row.decision}」は選べません。{ACCEPTED}か{REJECTED}にするか、空けてください。",
        )
    if row.decision != ACCEPTED:
        return
    if row.relation not in set(ContinuationRelation):
        yield Finding(f"{row.where}（関係）", f"関係を、{'、'.join(_RELATIONS)}から選んでください。")
    if row.reason is None:
        yield Finding(f"{row.where}（理由）", "採用する理由を書いてください。")
    if row.item is None and row.earlier is None:
        yield Finding(f"{row.where}（後の番号）", "前の番号と後の番号の、少なくとも一方を書いてください。")
    for name, value in (
        ("採否", row.decision),
        ("前の番号", row.earlier),
        ("後の番号", row.item),
        ("理由", row.reason),
    ):
        if value is not None and value.startswith("="):
            yield Finding(f"{row.where}（{name}）", "式は読みません。値を書いてください。")


def refused(where: str, message: str) -> PlanFileError:
    return PlanFileError(STAGE, [Finding(where, message)])
