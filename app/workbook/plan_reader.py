"""The workbook of a plan as a plan file: plain JSON, and the cell of each of its members."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from app.workbook.book_reader import Book, read_book
from app.workbook.defaults import default_plan_id, plan_year
from app.workbook.document_reader import DocumentReader
from app.workbook.fields import Fields
from app.workbook.figure_sheets import FIGURES, KPIS
from app.workbook.findings import CellFinding, Place
from app.workbook.kinds import MAX_DEPTH
from app.workbook.kpi_reader import KpiReader
from app.workbook.level_reader import LevelReader
from app.workbook.made import Made, places
from app.workbook.numbering import NOTHING_STORED, Numbers, StoredItems
from app.workbook.organisation_reader import OrganisationReader
from app.workbook.periods import calendar_year, read_plan_period
from app.workbook.plan_sheets import DOCUMENT, HEADER, PLAN_SHEETS, TABLES, VERSION
from app.workbook.references import References
from app.workbook.sheet_reader import ReadRow
from app.workbook.side_reader import SideReader, carried_on_rows
from app.workbook.side_sheets import (
    AMOUNTS,
    ANNOTATIONS,
    CONTINUATIONS,
    EMPHASIS,
    LINKS,
    ORGANISATIONS,
    TAGS,
    WITHDRAWN,
)
from app.workbook.texts import Texts
from app.workbook.values import Json
from app.workbook.words import EXTENT, PLAN_STATUS, WORDING

STAGE: Final = "セルの検査"
HOW: Final = "hoshin workbook new"
# Stands in for the id of a plan whose code or period is missing, so that all other errors are found as well.
_UNKNOWN_PLAN: Final = "000000-0000"
# The sheets of the lists of a plan file, where an error names no row.
_LISTS: Final = {
    "organisations": ORGANISATIONS.title,
    "document": DOCUMENT.title,
    "kpis": KPIS.title,
    "withdrawn": WITHDRAWN.title,
    "continues": CONTINUATIONS.title,
    "links": LINKS.title,
    "annotations": ANNOTATIONS.title,
    "emphasis": EMPHASIS.title,
}
StoredItemsOf = Callable[[str], StoredItems]


@dataclass(frozen=True, slots=True)
class PlanBook:
    """`file` is plain JSON; `places` has the cell of each JSON pointer. `assigned` has the new ids with the
    row of each, `base` tells the revision that the workbook was made from and stands at `base_at`, and `memos`
    are the notes beside the rows of 本文 and 指標."""

    file: Json
    places: dict[str, Place]
    notices: tuple[CellFinding, ...]
    assigned: dict[str, str]
    base: str | None = None
    base_at: Place | None = None
    memos: dict[str, str] = field(default_factory=dict)


def read_plan(content: bytes, stored_items: StoredItemsOf = lambda _: NOTHING_STORED) -> PlanBook:
    """`stored_items` is asked for what a store knows of the plan. Raises WorkbookError."""
    book = read_book(content, PLAN_SHEETS, HOW)
    book.findings.begin_cells()
    return _PlanReader(book, stored_items).read()


class _PlanReader:
    def __init__(self, book: Book, stored_items: StoredItemsOf) -> None:
        self.book, self.findings = book, book.findings
        self.header = Fields(book.form(HEADER), book.findings)
        self.plan = self._plan()
        self.year = plan_year(self.plan["period"]) if self.plan["period"] else None
        stored = stored_items(self.plan["id"])
        self.numbers = Numbers(self.plan["id"], stored)
        code = self.plan.get("municipality_code", _UNKNOWN_PLAN[:6])
        self.organisations = OrganisationReader(self._rows(ORGANISATIONS.title), code, stored, self.findings)
        self.document = DocumentReader(self._rows(DOCUMENT.title), self.numbers, self.findings)
        self.kpis = KpiReader(self._rows(KPIS.title), self.numbers, self.findings)
        self.side = SideReader(book, self.numbers)
        self.table_rows = {
            row.line: self.numbers.give(Fields(row, self.findings)) for row in self._rows(TABLES.title)
        }
        self.numbers.complete()

    def _rows(self, title: str) -> list[ReadRow]:
        return self.book.rows[title]

    def read(self) -> PlanBook:
        file = Made(Place(HEADER.title))
        self.organisations.settle()
        self._issuer()
        document, kpis, side = self.document, self.kpis, self.side
        document.number()
        document.settle(self.organisations.references, self.year)
        levels = LevelReader(self.plan, document, self.findings)
        levels.amounts(self._rows(AMOUNTS.title), self.year)
        levels.tags(self._rows(TAGS.title), self.organisations.references)
        levels.tables(self._rows(TABLES.title), self.numbers, self.table_rows)
        for carrier in levels.carriers.values():
            carrier.get("sdgs", []).sort(key=lambda tag: tag.get("goal", 0))
        entries = document.entries
        self._name_rows(entries)
        texts = Texts(entry for entry in entries if "id" in entry)
        kpis.settle(self._rows(FIGURES.title), document, texts)
        file["format"] = "hoshin-plan/2"
        file.put("note", self.header.required("note"), self.header.at("note"))
        file.put("plan", self.plan)
        file["organisations"], file["document"], file["kpis"] = (
            self.organisations.entries,
            entries,
            kpis.entries,
        )
        file["corrections"] = side.corrections(document.items, texts)
        file["links"] = side.links(document.items)
        file["annotations"] = side.annotations(document.items)
        file["emphasis"] = side.emphasis(document.items)
        file["continues"] = self._continues()
        file["withdrawn"] = [*side.withdrawn(), *document.withdrawn, *kpis.withdrawn]
        for name, title in _LISTS.items():
            file.at[name] = Place(title)
        self._check_filled()
        self.findings.raise_any(STAGE)
        assigned = self.organisations.assigned | self.numbers.assigned
        notices, header = tuple(self.findings.notices), self.header
        base, base_at = header.text("base"), header.at("base")
        return PlanBook(file, dict(places(file, file.home)), notices, assigned, base, base_at, self._memos())

    def _memos(self) -> dict[str, str]:
        rows = [(draft.id, draft.fields.row) for draft in self.document.drafts]
        rows += [(kpi.id, kpi.fields.row) for kpi in self.kpis.kpis]
        return {item: row.memo for item, row in rows if item and row.memo}

    def _name_rows(self, entries: list[Made]) -> None:
        for entry in entries:
            for row in entry.get("rows", ()):
                self.document.items.add(row["id"], "")

    def _continues(self) -> list[Made]:
        rows = [(draft.fields, draft.id) for draft in self.document.drafts]
        rows += [(kpi.fields, kpi.id) for kpi in self.kpis.kpis]
        everything = References(self.plan["id"], whole_plan=True)
        for draft in self.document.drafts:
            everything.add(
                draft.id or f"row{draft.fields.row.line}", draft.heading, f"{draft.fields.row.line}行目"
            )
        for entry in self.document.entries:
            for row in entry.get("rows", ()):
                everything.add(row["id"], "")
        for kpi in self.kpis.kpis:
            everything.add(kpi.id or "", kpi.fields.row.text("label"), f"指標の{kpi.fields.row.line}行目")
        return self.side.continues(carried_on_rows(rows), everything)

    def _check_filled(self) -> None:
        for title, what in (
            (DOCUMENT.title, "文書に印刷されているものを、1行ずつ書いてください。"),
            (ORGANISATIONS.title, "発行者（計画を出した区や市）を1行書いてください。"),
        ):
            if not self._rows(title):
                self.findings.error(Place(title), f"行がありません。{what}")

    def _plan(self) -> Made:
        header, plan = self.header, Made(Place(HEADER.title))
        for name in ("title", "municipality_code"):
            plan.put(name, header.required(name), header.at(name))
        header.required("period")
        period = header.read("period", lambda text: read_plan_period(text, plan.get("title", "")))
        plan["period"] = Made(header.at("period"))
        if period is not None:
            plan["period"].put("start", str(period.start))
            plan["period"].put("end", period.end and str(period.end))
        plan["period"].put("printed", header.text("period_printed"), header.at("period_printed"))
        known = "municipality_code" in plan and period is not None
        default = (
            default_plan_id(plan["municipality_code"], str(period.start))
            if known and period
            else _UNKNOWN_PLAN
        )
        plan.put("id", header.text("id") or default, header.at("id"))
        if period is not None and period.precision == "year":
            header.notice("period", calendar_year(header.text("period") or "", plan["id"]))
        plan.put("status", header.code("status", PLAN_STATUS) or "adopted", header.at("status"))
        plan["terms"] = self._terms()
        plan["transcription"] = Made(header.at("extent"))
        plan["transcription"].put("extent", header.code("extent", EXTENT) or "whole", header.at("extent"))
        plan["transcription"].put(
            "wording", header.code("wording", WORDING) or "verbatim", header.at("wording")
        )
        plan["transcription"].put("note", header.text("transcription_note"), header.at("transcription_note"))
        plan.put("series", self._members("series_", ("key", "name")))
        announced = {
            name: header.whole(f"announced_{name}") for name in ("pillars", "themes", "measures", "kpis")
        }
        if any(number is not None for number in announced.values()):
            plan["announced"] = Made(header.at("announced_pillars"))
            for name, number in announced.items():
                plan["announced"].put(name, number, header.at(f"announced_{name}"))
        self._check_version()
        return plan

    def _terms(self) -> Made:
        header, terms = self.header, Made(self.header.at("pillar_term"))
        terms.put("pillar", header.text("pillar_term"), header.at("pillar_term"))
        terms.put("measure", header.text("measure_term"), header.at("measure_term"))
        names = [f"theme_term_{depth}" for depth in range(1, MAX_DEPTH + 1)]
        words = [header.text(name) for name in names]
        while words and words[-1] is None:
            words.pop()
        for name, word in zip(names, words, strict=False):
            if word is None:
                header.error(name, "上の段の呼び名も書いてください。")
        if words:
            terms.put("theme", words, header.at(names[0]))
        return terms

    def _members(self, prefix: str, names: tuple[str, ...]) -> Made | None:
        """A part of the header whose fields are either all given or none."""
        header = self.header
        if not any(header.has(prefix + name) for name in names):
            return None
        made = Made(header.at(prefix + names[0]))
        for name in names:
            made.put(name, header.required(prefix + name), header.at(prefix + name))
        return made

    def _check_version(self) -> None:
        version = self.header.text("version")
        if version != VERSION and not self.header.findings.is_faulty(self.header.at("version")):
            said = f"「{version}」" if version else "空欄"
            message = f"この hoshin が読める様式は {VERSION} です（このファイルは{said}）。{HOW} で作った様式に写してください。"
            self.header.error("version", message)

    def _issuer(self) -> None:
        header, plan = self.header, self.plan
        issuer = header.reference("issuer", self.organisations.references)
        plan.put("issuer", issuer or plan.get("municipality_code"), header.at("issuer"))
        plan["sources"] = self.side.sources(plan.get("title", ""))
