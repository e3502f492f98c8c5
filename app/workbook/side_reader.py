"""The sheets beside 本文 as lists of a plan file."""

import re
from typing import Any

from app.workbook.book_reader import Book
from app.workbook.defaults import continuation, default_sources
from app.workbook.fields import Fields
from app.workbook.made import Made
from app.workbook.numbering import Numbers, item_words
from app.workbook.periods import UnreadableError, read_period
from app.workbook.references import References, any_id
from app.workbook.side_sheets import (
    ANNOTATIONS,
    CONTINUATIONS,
    CORRECTIONS,
    EMPHASIS,
    LINKS,
    SOURCES,
    WITHDRAWN,
)
from app.workbook.texts import Texts
from app.workbook.words import ANNOTATION_KIND, BASIS, CONTINUATION, RELATION

Json = dict[str, Any]


def read_day(written: str) -> str:
    """One day, as ISO. Raises UnreadableError."""
    period = read_period(written)
    if period.start != period.end:
        raise UnreadableError(f"「{written}」は1つの日にしてください。例：2023-04-01")
    return str(period.start)


class SideReader:
    """`numbered` sheets give their numbers when the reader is made, before any new one is."""

    def __init__(self, book: Book, numbers: Numbers) -> None:
        self.book, self.numbers, self.findings = book, numbers, book.findings
        self._given: dict[tuple[str, int], str | None] = {}
        for sheet in (CORRECTIONS, LINKS, ANNOTATIONS):
            for row in book.rows[sheet.title]:
                self._given[sheet.title, row.line] = numbers.give(Fields(row, self.findings))
        for row in book.rows[WITHDRAWN.title]:
            numbers.reserve(any_id(row.text("number"), numbers.plan_id))

    def _rows(self, title: str) -> list[Fields]:
        return [Fields(row, self.findings) for row in self.book.rows[title]]

    def _numbered(self, fields: Fields, kind: str, made: Made) -> Made:
        row = fields.row
        item = self._given[row.part.title, row.line]
        where = f"{row.part.title}の{row.line}行目"
        made.put("id", item or self.numbers.new(kind, item_words(kind, made), where), fields.at("number"))
        return made

    def _words(self, fields: Fields, *names: str) -> Made:
        """An entry with the words of some required columns."""
        made = Made(fields.at())
        for name in names:
            made.put(name, fields.required(name), fields.at(name))
        return made

    def corrections(self, items: References, texts: Texts) -> list[Made]:
        found = []
        for fields in self._rows(CORRECTIONS.title):
            made = self._words(fields, "printed", "reading", "reason")
            item = fields.reference("item", items)
            if not fields.has("item"):
                item = texts.place_of(made["printed"]) if "printed" in made else None
                if item is None:
                    fields.error(
                        "item",
                        "対象の見出しか番号を書いてください。印刷の語が1か所にないと、対象を決められません。",
                    )
            made.put("item", item, fields.at("item"))
            found.append(self._numbered(fields, "correction", made))
        return found

    def links(self, items: References) -> list[Made]:
        found = []
        for fields in self._rows(LINKS.title):
            made = self._words(fields, "reason")
            made["items"] = [fields.reference(name, items, required=True) for name in ("first", "second")]
            made.at["items"] = fields.at("first")
            made.put("relation", fields.code("relation", RELATION, required=True), fields.at("relation"))
            made.put("basis", fields.code("basis", BASIS) or "editorial", fields.at("basis"))
            found.append(self._numbered(fields, "link", made))
        return found

    def annotations(self, items: References) -> list[Made]:
        found = []
        for fields in self._rows(ANNOTATIONS.title):
            made = self._words(fields, "words")
            made.put("item", fields.reference("item", items, required=True), fields.at("item"))
            made.put("kind", fields.code("kind", ANNOTATION_KIND, required=True), fields.at("kind"))
            found.append(self._numbered(fields, "annotation", made))
        return found

    def emphasis(self, items: References) -> list[Made]:
        found = []
        for fields in self._rows(EMPHASIS.title):
            made = self._words(fields, "words")
            made.put("item", fields.reference("item", items, required=True), fields.at("item"))
            found.append(made)
        return found

    def continues(self, carried: list[tuple[Fields, str | None]], everything: References) -> list[Made]:
        """First those that rows of 本文 and 指標 say beside their item, then the sheet's."""
        found = []
        for fields, item in carried:
            made = Made(fields.at("earlier"))
            made |= continuation(item, fields.text("earlier"))
            found.append(made)
        for fields in self._rows(CONTINUATIONS.title):
            made = Made(fields.at())
            made.put("item", fields.reference("item", everything), fields.at("item"))
            made.put("earlier", fields.text("earlier"), fields.at("earlier"))
            made.put("relation", fields.code("relation", CONTINUATION, required=True), fields.at("relation"))
            made.put("basis", fields.code("basis", BASIS) or "editorial", fields.at("basis"))
            made.put("reason", fields.text("reason"), fields.at("reason"))
            found.append(made)
        return found

    def withdrawn(self) -> list[Made]:
        found = []
        for fields in self._rows(WITHDRAWN.title):
            made = self._words(fields, "reason")
            number, replaced_by = fields.required("number"), fields.text("replaced_by")
            plan_id = self.numbers.plan_id
            made.put("id", number and any_id(number, plan_id), fields.at("number"))
            made.put("replaced_by", replaced_by and any_id(replaced_by, plan_id), fields.at("replaced_by"))
            found.append(made)
        return found

    def sources(self, title: str) -> list[Any]:
        rows = self._rows(SOURCES.title)
        if not rows:
            return default_sources(title)
        found = []
        for fields in rows:
            made = self._words(fields, "key", "document")
            made.put("published", fields.read("published", read_day), fields.at("published"))
            made.put("text_length", fields.whole("text_length"), fields.at("text_length"))
            for name in ("url", "sha256", "text_sha256"):
                made.put(name, fields.text(name), fields.at(name))
            found.append(made)
        return found


def carried_on_rows(rows: list[tuple[Fields, str | None]]) -> list[tuple[Fields, str | None]]:
    """The rows that name an item of an earlier plan."""
    found = []
    for fields, item in rows:
        earlier = fields.text("earlier")
        if earlier is None:
            continue
        if re.fullmatch(r"[0-9]{6}-[0-9]{4}(_[a-z][a-z0-9]*)?(-[a-z0-9]+)+", earlier) is None:
            fields.error(
                "earlier",
                f"「{earlier}」は番号の形ではありません。141127-2022-p1-t1-m2 のように、計画の番号から書いてください。",
            )
        else:
            found.append((fields, item))
    return found
