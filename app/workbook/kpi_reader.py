"""指標 and 指標の値 as the indicators of a plan file."""

from typing import Any

from app.workbook.document_reader import DocumentReader
from app.workbook.fields import Fields
from app.workbook.figure_reader import FigureReader, KpiRow
from app.workbook.findings import Findings
from app.workbook.made import Made
from app.workbook.numbering import Numbers, item_words
from app.workbook.references import References
from app.workbook.row_words import MAX_LABEL, withdrawal
from app.workbook.sheet_reader import ReadRow
from app.workbook.texts import Texts
from app.workbook.words import (
    DIRECTION,
    FIGURE,
    KPI_KIND,
    YES_NO,
)

Json = dict[str, Any]


class KpiReader:
    """Reads in three steps: what is given, the numbers, then what quotes the document."""

    def __init__(self, rows: list[ReadRow], numbers: Numbers, findings: Findings) -> None:
        self.findings, self.numbers = findings, numbers
        self.withdrawn: list[Made] = []
        self.kpis: list[KpiRow] = []
        self.references = References(numbers.plan_id)
        for row in rows:
            fields = Fields(row, findings)
            if fields.has("withdrawn"):
                self.withdrawn.append(withdrawal(fields, numbers))
            else:
                self.kpis.append(KpiRow(fields, Made(fields.at()), numbers.give(fields)))

    @property
    def entries(self) -> list[Made]:
        return [kpi.entry for kpi in self.kpis]

    def settle(self, figures: list[ReadRow], document: DocumentReader, texts: Texts) -> None:
        items = document.items
        for kpi in self.kpis:
            self._begin(kpi, document, texts)
        self._distribute(figures)
        for kpi in self.kpis:
            FigureReader(kpi, items, texts).read()

    def _begin(self, kpi: KpiRow, document: DocumentReader, texts: Texts) -> None:
        fields, entry = kpi.fields, kpi.entry
        quote = fields.text("quote")
        owner = fields.reference("owner", document.items)
        if not fields.has("owner"):
            owner = texts.place_of(quote) if quote else None
            # A row of a table owns nothing: what the table stands under is not told by the quotation.
            if owner is None or owner in texts.rows:
                fields.error(
                    "owner",
                    "掲げている取組・施策・柱の見出しか番号を書いてください（計画全体なら「計画」）。",
                )
        label = fields.required("label")
        if label and len(label) > MAX_LABEL:
            fields.error("label", f"{len(label)}字あります。{MAX_LABEL}字までにしてください。")
        entry.put("kind", fields.code("kind", KPI_KIND, required=True), fields.at("kind"))
        entry.put("label", label, fields.at("label"))
        entry.put("owner", owner, fields.at("owner"))
        entry.put("unit", fields.text("unit"), fields.at("unit"))
        entry.put("direction", fields.code("direction", DIRECTION), fields.at("direction"))
        if cumulative := fields.code("cumulative", YES_NO):
            entry.put("cumulative", cumulative == "yes", fields.at("cumulative"))
        entry.put("definition", self._definition(fields), fields.at("key"))
        entry["mentions"] = []
        if quote:
            entry["mentions"] = [self._quotation(fields, quote, owner, document, texts)]
        where = f"{fields.row.part.title}の{fields.row.line}行目"
        if kpi.id is None:
            kpi.id = self.numbers.new("kpi", item_words("kpi", entry), where)
        entry.put("id", kpi.id, fields.at("number"))
        self.references.add(kpi.id, label or "", f"{fields.row.line}行目")
        if earlier := fields.text("earlier"):
            self.references.alias(earlier, kpi.id)

    @staticmethod
    def _definition(fields: Fields) -> Made | None:
        key = fields.text("key")
        if key is None:
            for name in ("key_name", "key_unit", "method"):
                if fields.has(name):
                    fields.error(name, "指標の記号を書いたときだけ書きます。")
            return None
        made = Made(fields.at("key"))
        made.put("key", key, fields.at("key"))
        made.put("name", fields.text("key_name") or fields.text("label"), fields.at("key_name"))
        made.put("unit", fields.text("key_unit"), fields.at("key_unit"))
        made.put("method", fields.text("method"), fields.at("method"))
        return made

    @staticmethod
    def _quotation(
        fields: Fields, quote: str, owner: str | None, document: DocumentReader, texts: Texts
    ) -> Made:
        """The quotation of the row; without a place where its owner is not known."""
        made = Made(fields.at("quote"))
        found = texts.place_of(quote, owner) if owner is not None else None
        if owner is not None and found is None:
            near = texts.alike(quote, owner)
            if near is not None:
                message = f"「{quote}」は本文の字と違います。本文では「{near}」です。"
            elif owner not in texts.of:
                message = f"「{quote}」がある行を、指標の値シートに区分「引用」で書いてください。"
            else:
                message = f"「{quote}」は本文にありません。一字一句そのまま書いてください。"
            fields.error("quote", message, document.rows.get(owner))
        made.put("id", found or owner, fields.at("owner"))
        made.put("quote", quote, fields.at("quote"))
        made.put("role", "commits")
        return made

    def _distribute(self, rows: list[ReadRow]) -> None:
        """Give each row of 指標の値 to its indicator."""
        by_id = {kpi.id: kpi for kpi in self.kpis}
        for row in rows:
            fields = Fields(row, self.findings)
            kpi = by_id.get(fields.reference("kpi", self.references, required=True))
            figure = fields.code("figure", FIGURE, required=True)
            if kpi is not None and figure is not None:
                kpi.figures[figure].append(fields)
