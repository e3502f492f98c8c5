"""A plan file as rows of its workbook. The file is plain JSON in the canonical form; a cell is filled only where
the reader would not find the same without it."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from app.workbook.declaration import Row, filled
from app.workbook.defaults import (
    NOWHERE,
    carried_on,
    default_plan_id,
    entry_heading,
    file_digest,
    members,
    plan_year,
)
from app.workbook.figure_sheets import FIGURES, KPIS
from app.workbook.kinds import HEADLINES, Kind, kind_word
from app.workbook.kpi_rows import figure_rows, kpi_row
from app.workbook.level_rows import LevelRows
from app.workbook.periods import plan_period_words
from app.workbook.place import PARENTS, Place, needs_parent
from app.workbook.plan_sheets import DOCUMENT, HEADER, TABLES, VERSION
from app.workbook.references import References, short
from app.workbook.side_rows import side_rows
from app.workbook.side_sheets import AMOUNTS, TAGS
from app.workbook.texts import Texts
from app.workbook.values import default_label
from app.workbook.words import (
    EXTENT,
    PLAN_STATUS,
    WORDING,
)

Json = dict[str, Any]
Rows = dict[str, list[Row]]


def _references(plan_id: str) -> References:
    return References(plan_id, whole_plan=True)


def plan_rows(file: Json, references: Callable[[str], References] = _references) -> Rows:
    """The rows of every sheet, by its title. `references` makes those to entries and indicators."""
    return _Writer(file, references).rows()


class _Writer:
    def __init__(self, file: Json, make: Callable[[str], References]) -> None:
        self.file, self.make = file, make
        self.plan: Json = file["plan"]
        self.plan_id: str = self.plan["id"]
        self.year = plan_year(self.plan["period"])
        self.items = item_references(make(self.plan_id), file["document"])
        self.organisations = References(self.plan_id)
        for one in file["organisations"]:
            self.organisations.add(one["id"], one["name"])
        self.carried_on = dict(carried_on(file))

    def rows(self) -> Rows:
        document, tags, amounts = self._document()
        kpis = self.file.get("kpis", [])
        references, everything = (
            self.make(self.plan_id),
            item_references(self.make(self.plan_id), self.file["document"]),
        )
        for kpi in kpis:
            references.add(kpi["id"], kpi["label"])
            everything.add(kpi["id"], kpi["label"])
        texts = Texts(self.file["document"])
        rows: Rows = {HEADER.title: [self._header()], DOCUMENT.title: document}
        rows[KPIS.title], rows[FIGURES.title] = [], []
        for kpi in kpis:
            row, left = kpi_row(kpi, self.items, texts, short(kpi["id"], self.plan_id))
            if kpi["id"] in self.carried_on:
                row["earlier"] = self.carried_on[kpi["id"]]
            rows[KPIS.title].append(row)
            rows[FIGURES.title] += figure_rows(
                references.write(kpi["id"]), left, self.items, list(texts.quoted(kpi["mentions"]))
            )
        rows[AMOUNTS.title], rows[TAGS.title] = amounts, tags
        rows[TABLES.title] = list(self._tables())
        return rows | side_rows(self.file, self.items, self.organisations, everything, len(self.carried_on))

    def _header(self) -> Row:
        plan = self.plan
        period, terms = plan["period"], plan.get("terms", {})
        transcription, announced = plan["transcription"], plan.get("announced", {})
        default_id = default_plan_id(plan["municipality_code"], period["start"])
        return filled(
            title=plan["title"],
            municipality_code=plan["municipality_code"],
            period=plan_period_words(period["start"], period.get("end")),
            note=self.file["note"],
            status=PLAN_STATUS.word(plan["status"]) if plan["status"] != "adopted" else None,
            extent=EXTENT.word(transcription["extent"]) if transcription["extent"] != "whole" else None,
            wording=WORDING.word(transcription["wording"])
            if transcription["wording"] != "verbatim"
            else None,
            transcription_note=transcription.get("note"),
            pillar_term=terms.get("pillar"),
            measure_term=terms.get("measure"),
            series_name=plan.get("series", {}).get("name"),
            series_key=plan.get("series", {}).get("key"),
            period_printed=period.get("printed"),
            id=self.plan_id if self.plan_id != default_id else None,
            issuer=self.organisations.write(plan["issuer"])
            if plan["issuer"] != plan["municipality_code"]
            else None,
            base=file_digest(self.file),
            version=VERSION,
            **{f"theme_term_{depth}": term for depth, term in enumerate(terms.get("theme", ()), 1)},
            **{f"announced_{name}": number for name, number in announced.items()},
        )

    def _document(self) -> tuple[list[Row], list[Row], list[Row]]:
        rows: list[Row] = []
        levels = LevelRows(self.items, self.organisations, self.year)
        tags = [levels.goal("計画", tag, tag.get("quote")) for tag in self.plan.get("sdgs", ())]
        amounts = [levels.amount("計画", amount) for amount in self.plan.get("amounts", ())]
        place = Place()
        for number, entry in enumerate(self.file["document"], 1):
            parents = members(entry)
            heading = entry_heading(entry)
            kind = Kind(
                entry["type"],
                entry["kind"] if entry["type"] == "passage" else "",
                place.depth_below(parents.get("parent")) if entry["type"] == "theme" else 0,
            )
            row = filled(
                number=short(entry["id"], self.plan_id),
                kind=kind_word(kind),
                **self._words(entry, kind),
                belongs=self._belongs(kind, parents, place.default(kind, heading)),
                printed_number=entry.get("number"),
                page=entry.get("page"),
                earlier=self.carried_on.get(entry["id"]),
                source=entry.get("source"),
                order=number * 10,
                line=entry.get("line"),
            )
            carried = levels.carried(entry)
            rows.append(row | carried.row)
            tags += carried.tags
            amounts += carried.amounts
            place.enter(kind, entry["id"], heading, parents)
        return rows, tags, amounts

    def _words(self, entry: Json, kind: Kind) -> Row:
        match kind.type:
            case "measure":
                title = entry.get("title")
                if title is None:
                    return {"heading": entry["label"], "text": entry["text"]}
                return filled(
                    heading=title,
                    heading_is="印刷",
                    text=entry["text"] if entry["text"] != title else None,
                    label=entry["label"] if entry["label"] != default_label(title) else None,
                )
            case "direction":
                return {"text": entry["text"]}
            case "passage":
                return {"heading" if kind.passage in HEADLINES else "text": entry["text"]}
            case "table":
                return filled(heading=entry.get("caption"))
        return filled(heading=entry.get("name"), text=entry.get("text"))

    def _belongs(self, kind: Kind, parents: dict[str, str], default: dict[str, str]) -> str | None:
        if parents == default and (parents or not needs_parent(kind)):
            return None
        return "\n".join(self.items.write(parents[name]) for name in PARENTS if name in parents) or NOWHERE

    def _tables(self) -> Iterator[Row]:
        for entry in self.file["document"]:
            if entry["type"] != "table":
                continue
            lines = [entry["columns"], *(row["cells"] for row in entry["rows"])]
            width = max((place for line in lines for place, cell in enumerate(line, 1) if cell), default=0)
            first = filled(table=self.items.write(entry["id"]))
            if width != len(entry["columns"]):
                first["width"] = len(entry["columns"])
            yield first | _cells(entry["columns"])
            for row in entry["rows"]:
                yield filled(number=short(row["id"], self.plan_id)) | _cells(row["cells"])


def item_references(references: References, document: Iterable[Json]) -> References:
    """References with the entries of a document and the rows of its tables."""
    entries = list(document)
    for entry in entries:
        references.add(entry["id"], entry_heading(entry))
    for entry in entries:
        for row in entry.get("rows", ()):
            references.add(row["id"], "")
    return references


def _cells(line: list[str]) -> Row:
    return {f"cell{place}": cell for place, cell in enumerate(line, 1) if cell}
