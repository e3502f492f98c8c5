"""組織 as the organisations of a plan file."""

from typing import Any

from app.workbook.declaration import folded
from app.workbook.fields import Fields
from app.workbook.findings import Findings
from app.workbook.made import Made
from app.workbook.numbering import StoredItems
from app.workbook.references import References
from app.workbook.sheet_reader import ReadRow
from app.workbook.side_reader import read_day
from app.workbook.words import BASIS, ORGANISATION_KIND

Json = dict[str, Any]


class OrganisationReader:
    """A row without a name that repeats a number tells a further predecessor."""

    def __init__(self, rows: list[ReadRow], code: str, stored: StoredItems, findings: Findings) -> None:
        self.code, self.stored = code, stored
        self.references = References(code)
        self.assigned: dict[str, str] = {}
        self._rows: list[tuple[Fields, Made]] = []
        self._further: list[tuple[Fields, str]] = []
        fields = [Fields(row, findings) for row in rows]
        self._used = {number for one in fields if (number := one.text("number"))}
        self._used |= {one.id for one in stored.organisations}
        for one in fields:
            self._read(one)

    @property
    def entries(self) -> list[Made]:
        return [made for _, made in self._rows]

    def _read(self, fields: Fields) -> None:
        number = fields.text("number")
        if number and not fields.has("name") and not fields.has("kind") and fields.has("predecessor"):
            self._further.append((fields, number))
            return
        made = Made(fields.at())
        name = fields.required("name")
        kind = fields.code("kind", ORGANISATION_KIND, required=True)
        item = number or self._new(fields, name or "", kind)
        made.put("id", item, fields.at("number"))
        made.put("name", name, fields.at("name"))
        made.put("kind", kind, fields.at("kind"))
        made.put(
            "municipality_code", fields.text("municipality_code") or item[:6], fields.at("municipality_code")
        )
        self.references.add(item, name or "", f"{fields.row.line}行目")
        self._rows.append((fields, made))

    def _new(self, fields: Fields, name: str, kind: str | None) -> str:
        """The id of an organisation without one: that of the stored one of the name, the code for the
        municipality itself, else the next one of the code."""
        code = fields.text("municipality_code") or self.code
        known = {one.id for one in self.stored.organisations if folded(one.name) == folded(name)}
        if len(known) == 1 and not known & {made["id"] for made in self.entries}:
            item = known.pop()
        elif kind in ("municipality", "ward") and code not in {made["id"] for made in self.entries}:
            item = code
        else:
            number = next(n for n in range(1, 10_000) if f"{code}-o{n}" not in self._used)
            item = f"{code}-o{number}"
        self._used.add(item)
        self.assigned[item] = f"{fields.row.part.title}の{fields.row.line}行目"
        return item

    def settle(self) -> None:
        """Read what refers to other organisations."""
        by_id = {made["id"]: made for made in self.entries}
        for fields, made in self._rows:
            made.put("parent", fields.reference("parent", self.references), fields.at("parent"))
            made.put("parent_basis", fields.code("parent_basis", BASIS), fields.at("parent_basis"))
            made.put("parent_source", fields.text("parent_source"), fields.at("parent_source"))
            if fields.has("predecessor"):
                made["successor_of"] = [self._predecessor(fields)]
        for fields, number in self._further:
            if number in by_id:
                by_id[number].setdefault("successor_of", []).append(self._predecessor(fields))
            else:
                fields.error("number", f"番号「{number}」の組織がありません。名称と種類も書いてください。")

    def _predecessor(self, fields: Fields) -> Made:
        made = Made(fields.at("predecessor"))
        made.put("id", fields.reference("predecessor", self.references), fields.at("predecessor"))
        fields.required("predecessor_on", "前身から替わった日を書いてください。例：2023-04-01")
        made.put("on", fields.read("predecessor_on", read_day), fields.at("predecessor_on"))
        source = fields.required("predecessor_source", "前身の出典を書いてください。例：○○市事務分掌条例")
        made.put("source", source, fields.at("predecessor_source"))
        return made
