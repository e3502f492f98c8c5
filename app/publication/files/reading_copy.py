"""One Excel file of a plan, for reading: a cover, a data dictionary, and a sheet per table.

Text is written as text, whatever it begins with: no cell is ever a formula or a link.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Final, NamedTuple

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from app.i18n.numbers import number
from app.models.columns import Column, Item, plain
from app.models.vocabulary import Absence, PlanStatus
from app.publication.descriptions import held_words, period_words, transcription_words
from app.publication.files.tables import TABLES, Items, Table
from app.publication.record import PlanRecord
from app.settings import Settings


class Figure(NamedTuple):
    """A quantity, and the digits that it is shown with."""

    value: float
    digits: str

    def __str__(self) -> str:
        return self.digits

    @property
    def number_format(self) -> str:
        whole, point, fraction = self.digits.partition(".")
        return ("#,##0" if "," in whole else "0") + point + "0" * len(fraction)


Cell = str | int | float | Figure
# What a reader of any of these files has to know.
READING: Final = {
    "根拠の読み方": (
        "stated＝原文に記載、layout＝紙面の配置による、editorial＝編集による推定。"
        "editorial の内容（SDGsのタグなど）は文書の記載ではありません。"
    ),
    "空のセルの読み方": "記載なし・報告なし・対象外は、値がない理由です。",
}
COVER: Final = "表紙"
DICTIONARY: Final = "項目の説明"
UNOFFICIAL: Final = "自治体の公式サービスではありません。公表された文書を加工して作成したデータです。"
# What one Excel cell holds.
MOST_CHARACTERS: Final = 32_767
_CUT: Final = "…（Excelの上限のため省略。全文はCSVとNDJSONにあります）"
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def reading_copy(record: PlanRecord, items: Items, settings: Settings) -> bytes:
    """The Excel file of a plan. Its dates are the plan's own, so that the same revision gives the same bytes."""
    properties = {
        "title": record.title,
        "subject": record.title_en,
        "author": record.plan.issuer.name,
        "company": settings.publisher or "",
    }
    tables = [(table, items[table.name]) for table in TABLES]
    code = record.plan.municipality_code
    municipality = next((one["name"] for one in items["organisations"] if one["id"] == code), None)
    return _file(properties, record.plan.updated_at, cover(record, municipality, settings), tables)


def result(lines: Mapping[str, str], found: Sequence[Item], at: datetime, table: Table = TABLES[0]) -> bytes:
    """The Excel file of a filter's whole result; `lines` is its cover."""
    return _file({"title": lines["条件"]}, at, lines, [(table, found)])


def _file(
    properties: Mapping[str, str],
    created: datetime,
    lines: Mapping[str, str],
    tables: Sequence[tuple[Table, Sequence[Item]]],
) -> bytes:
    buffer = io.BytesIO()
    book = Workbook(buffer, _OPTIONS)
    book.set_properties({**properties, "created": created.astimezone(UTC).replace(tzinfo=None)})
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    body = cache(lambda shown: book.add_format({"text_wrap": True, "valign": "top", "num_format": shown}))
    _write(book.add_worksheet(COVER), list(lines.items()), (24, 100), heading, body, first_column=True)
    meanings = dictionary([table for table, _ in tables])
    _write(book.add_worksheet(DICTIONARY), meanings, (18, 24, 28, 12, 90), heading, body)
    for table, items in tables:
        rows: list[list[Cell]] = [[column.heading for column in table.columns]]
        rows += [[_cell(column, item) for column in table.columns] for item in items]
        widths = [_width(rows, index) for index in range(len(table.columns))]
        _write(book.add_worksheet(table.title), rows, widths, heading, body)
    book.close()
    return buffer.getvalue()


def cover(record: PlanRecord, municipality: str | None, settings: Settings) -> dict[str, str]:
    """What the data are, where they come from, and what may be done with them."""
    sources = record.plan.sources
    return {
        "表題": record.title,
        "発行者": record.plan.issuer.name,
        "全国地方公共団体コード": record.plan.municipality_code,
        "地方公共団体名": municipality or Absence.NOT_STATED.label,
        "年度": record.plan.fiscal_year_label,
        "期間": period_words(record.plan.period.start, record.plan.period.end)[0],
        "状態": PlanStatus(record.plan.status).label,
        "系列": record.plan.series.name if record.plan.series else Absence.NOT_STATED.label,
        "掲載の範囲": "。".join(filter(None, [transcription_words(record.plan), held_words(record.plan)])),
        "出典": f"{'、'.join(one.document for one in sources)}（{record.plan.issuer.name}）を加工して作成",
        "元の文書のURL": "、".join(one.url for one in sources if one.url) or "記載なし",
        "ライセンス": settings.license_name or "記載なし",
        "ライセンスのURL": str(settings.license_url) if settings.license_url else "記載なし",
        "公開者": settings.publisher or "記載なし",
        "公式かどうか": "公式の公開です。" if settings.official else UNOFFICIAL,
        "改訂番号": record.version,
        "更新日時": record.plan.updated_at.isoformat(),
        "URL": record.plan.url,
        **READING,
    }


def dictionary(tables: Sequence[Table] = TABLES) -> list[list[Cell]]:
    """Rows that explain every column of the tables, after a header row."""
    rows: list[list[Cell]] = [["シート", "列", "APIの項目", "型", "説明"]]
    rows += [
        [table.title, column.heading, column.name, column.type, column.explanation]
        for table in tables
        for column in table.columns
    ]
    return rows


def _write(
    sheet: Worksheet,
    rows: Sequence[Sequence[Cell]],
    widths: Sequence[float],
    heading: Format,
    body: Callable[[str], Format],
    *,
    first_column: bool = False,
) -> None:
    for index, width in enumerate(widths):
        sheet.set_column(index, index, width)
    for line, row in enumerate(rows):
        for index, value in enumerate(row):
            shown = value.number_format if isinstance(value, Figure) else "General"
            style = heading if (index == 0 if first_column else line == 0) else body(shown)
            if isinstance(value, str):
                sheet.write_string(line, index, _truncate(value), style)
            else:
                sheet.write_number(line, index, value[0] if isinstance(value, Figure) else value, style)
    if not first_column:
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(rows) - 1, 0), len(rows[0]) - 1)


def _cell(column: Column, item: Item) -> Cell:
    value = plain(column.read(item))
    if column.type == "number" and not isinstance(value, str):
        return Figure(value, number(value, item.get("unit")))
    return value


def _truncate(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - len(_CUT)] + _CUT


def _width(rows: Sequence[Sequence[Cell]], index: int) -> float:
    """Wide enough for most cells: a full-width character takes two columns."""
    longest = max(sum(2 if one > "\u2000" else 1 for one in str(row[index])[:30]) for row in rows)
    return min(longest + 2, 60)
