"""予算, タグと理由 and 表: what the sheets beside 本文 add to its entries."""

import re
from typing import Any, Final

from app.i18n.fiscal import parse_fiscal_year
from app.workbook.declaration import folded
from app.workbook.defaults import WHOLE_PERIOD
from app.workbook.document_reader import DocumentReader
from app.workbook.fields import Fields
from app.workbook.findings import Findings
from app.workbook.made import Made
from app.workbook.numbering import Numbers
from app.workbook.periods import UnreadableError
from app.workbook.plan_sheets import TABLE_WIDTH
from app.workbook.references import References
from app.workbook.sheet_reader import ReadRow
from app.workbook.values import default_amount, read_goal
from app.workbook.words import AMOUNT_KIND, BASIS, COMPARATOR_OR_NONE, REVIEW, ROLE, TAGGED

Json = dict[str, Any]
_LEVELS: Final = ("pillar", "theme", "measure", "bureau_project")
# What may be said of which entries; the plan itself has no type.
_CARRIERS: Final = {
    "sdgs": (*_LEVELS, ""),
    "organisations": _LEVELS,
    "viewpoints": ("measure", "bureau_project"),
    "pillar": ("bureau_project",),
}


class LevelReader:
    def __init__(self, plan: Made, document: DocumentReader, findings: Findings) -> None:
        self.findings, self.items, self.homes = findings, document.items, document.rows
        self.carriers: dict[str, Made] = {entry["id"]: entry for entry in document.entries if "id" in entry}
        self.carriers[plan["id"]] = plan
        self.plan = plan

    def _carrier(self, fields: Fields, allowed: tuple[str, ...]) -> Made | None:
        item = fields.reference("item", self.items, required=True)
        entry = self.carriers.get(item) if item is not None else None
        if entry is None:
            if item is not None:
                message = "この行には付けられません。柱・施策・取組・局事業の見出しか番号を書いてください。"
                fields.error("item", message, self.homes.get(item))
        elif (entry.get("type", "") if entry is not self.plan else "") not in allowed:
            fields.error(
                "item", "この種類の行には付けられません。取組か局事業などの見出しか番号を書いてください。"
            )
            return None
        return entry

    def amounts(self, rows: list[ReadRow], year: int | None) -> None:
        for row in rows:
            fields = Fields(row, self.findings)
            carrier = self._carrier(fields, (*_LEVELS, ""))
            amount = self._amount(fields, year)
            if carrier is not None:
                carrier.setdefault("amounts", []).append(amount)

    @staticmethod
    def _amount(fields: Fields, year: int | None) -> Made:
        made = Made(fields.at("printed"))
        printed = fields.required("printed")
        value = fields.figure("value")
        default: Json = {}
        if printed and not fields.has("value"):
            default = fields.read("printed", lambda text: default_amount(text, year)) or {}
        elif printed:
            try:
                default = default_amount(printed, year)
            except UnreadableError:
                default = {}
        made.put("label", fields.text("label"), fields.at("label"))
        made.put("kind", fields.code("kind", AMOUNT_KIND) or "budget", fields.at("kind"))
        made.put("fiscal_year", _year(fields, year), fields.at("year"))
        made.put("value", default.get("value") if value is None else value, fields.at("value"))
        made.put("unit", fields.text("unit") or "円", fields.at("unit"))
        comparator = fields.code("comparator", COMPARATOR_OR_NONE) or default.get("comparator")
        made.put("comparator", comparator if comparator != "none" else None, fields.at("comparator"))
        made.put("printed", printed, fields.at("printed"))
        made.put("basis", fields.code("basis", BASIS) or "stated", fields.at("basis"))
        return made

    def tags(self, rows: list[ReadRow], organisations: References) -> None:
        for row in rows:
            fields = Fields(row, self.findings)
            tagged = fields.code("tagged", TAGGED, required=True)
            carrier = self._carrier(fields, _CARRIERS.get(tagged or "", ()) if tagged else (*_LEVELS, ""))
            if tagged is None:
                continue
            made = self._tag(fields, tagged, organisations)
            if carrier is None:
                continue
            if carrier is self.plan and "evidence" in made:
                made.put("quote", made.pop("evidence"), fields.at("evidence"))
            if tagged == "pillar":
                if "pillar" in carrier:
                    fields.error("item", "柱が2つあります。1つにしてください。")
                carrier.put("pillar", made, fields.at("value"))
            else:
                carrier.setdefault(tagged, []).append(made)

    def _tag(self, fields: Fields, tagged: str, organisations: References) -> Made:
        made = Made(fields.at())
        basis = fields.code("basis", BASIS) or "editorial"
        if tagged == "sdgs":
            self._goal(fields, made)
            default = (
                "unreviewed"
                if basis == "editorial" and fields.reference("item", self.items) != self.plan["id"]
                else None
            )
            made.put("review", fields.code("review", REVIEW) or default, fields.at("review"))
        else:
            references = organisations if tagged == "organisations" else self.items
            made.put("id", fields.reference("value", references, required=True), fields.at("value"))
        if tagged == "organisations":
            made.put("role", fields.code("role", ROLE) or "responsible", fields.at("role"))
            made.put("part", fields.text("part"), fields.at("part"))
        else:
            for name in ("role", "part"):
                if fields.has(name):
                    fields.error(name, "担当のときだけ書きます。空欄にしてください。")
        made.put("basis", basis, fields.at("basis"))
        made.put("reason", fields.text("reason"), fields.at("reason"))
        made.put("evidence", fields.text("evidence"), fields.at("evidence"))
        if basis == "editorial" and not fields.has("reason"):
            fields.error(
                "reason",
                "編集による推定には理由が要ります。文書に書かれていることなら、根拠を選んでください。",
            )
        return made

    @staticmethod
    def _goal(fields: Fields, made: Made) -> None:
        text = fields.required("value")
        if text and fields.is_number("value") and re.fullmatch(r"(8|16|17)\.1", text):
            fields.error(
                "value",
                f"{text} と {text}0 の区別がつきません。セルの書式を文字列にして、書き直してください。",
            )
            return
        goal = fields.read("value", read_goal) or {}
        for name, value in goal.items():
            made.put(name, value, fields.at("value"))
        made.at |= dict.fromkeys(("goal", "target"), fields.at("value"))

    def tables(self, rows: list[ReadRow], numbers: Numbers, given: dict[int, str | None]) -> None:
        """`given` has the ids that the rows give themselves, by their lines."""
        table: Made | None = None
        for row in rows:
            fields = Fields(row, self.findings)
            if fields.has("table"):
                item = fields.reference("table", self.items)
                table = self.carriers.get(item) if item else None
                if table is None or table["type"] != "table":
                    fields.error("table", "本文の、種類が「表」の行の見出しか番号を書いてください。")
                    table = None
                elif "columns" in table:
                    fields.error("table", "同じ表が2か所にあります。続けて書いてください。")
                    table = None
                else:
                    table["columns"] = self._line(fields)
                    table["rows"] = []
                    table["width"] = fields.whole("width")
            elif table is None:
                fields.error("table", "どの表の行かを、本文の「表」の見出しか番号で書いてください。")
            else:
                made = Made(fields.at())
                made["cells"] = self._line(fields)
                made.put("id", given.get(row.line), fields.at("number"))
                table["rows"].append(made)
        for entry in self.carriers.values():
            if entry.get("type") == "table":
                self._finish(entry)
                for made in entry.get("rows", ()):
                    if "id" not in made:
                        made["id"] = numbers.new_row(
                            entry["id"], made, f"{made.home.sheet}の{made.home.row}行目"
                        )

    def _finish(self, table: Made) -> None:
        lines = [table.get("columns", []), *(row["cells"] for row in table.get("rows", ()))]
        width = table.pop("width", None) or max(map(len, lines))
        if not table.get("rows"):
            self.findings.error(table.home, "表の列の見出しと行を、「表」のシートに書いてください。")
        for line in lines:
            line.extend([""] * (width - len(line)))

    @staticmethod
    def _line(fields: Fields) -> list[str]:
        """The cells of a row up to its last filled one."""
        cells = [fields.text(f"cell{place}") or "" for place in range(1, TABLE_WIDTH + 1)]
        while cells and not cells[-1]:
            cells.pop()
        return cells


def _year(fields: Fields, year: int | None) -> int | None:
    text = fields.text("year")
    if text is None:
        return year
    if folded(text) == folded(WHOLE_PERIOD):
        return None
    try:
        return parse_fiscal_year(text)
    except ValueError as error:
        fields.error("year", str(error))
        return None
