"""The Excel file of a plan, and that of any list: the list for people, long sheets, cover and data dictionary."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from app.models.columns import Column, Item, without_names
from app.models.observation import observations
from app.models.plan_parts import PlanTerms
from app.models.vocabulary import Absence, OrganisationKind, PlanStatus
from app.publication.descriptions import held_words, marked_title, period_words, transcription_words
from app.publication.files.table_items import members
from app.publication.files.tables import TABLES, Items
from app.publication.record import PlanRecord
from app.settings import Settings
from app.workbook.initiative_columns import ListWords
from app.workbook.initiative_sheet import initiative_sheet
from app.workbook.sheet_writer import xlsx
from app.workbook.sheets import Sheet, cover, dictionary

# What a reader of any of these files has to know.
READING: Final = {
    "根拠の読み方": (
        "「編集による推定」の内容（SDGsのタグなど）は、文書の記載ではありません。"
        "「原文に記載」と「紙面の配置による」は、文書から読み取れるものです。"
    ),
    "空のセルの読み方": "記載なし・報告なし・対象外は、値がない理由です。",
}
UNOFFICIAL: Final = "自治体の公式サービスではありません。公表された文書を加工して作成したデータです。"
_LABEL: Final = Column("取組", "label", "取組の見出し", required=True)
# One row a bureau and one a goal, by the list of an initiative that holds them.
_LONG: Final = {"initiative-organisations": "organisations", "sdg-tags": "sdgs"}
_FIGURES: Final = "kpi-observations"
# The same rows as those of the table of all initiatives.
_REPEATED: Final = ("measures", "bureau-projects")


def reading_copy(record: PlanRecord, items: Items, settings: Settings) -> bytes:
    """The Excel file of a plan. Its dates are the plan's own, so that the same revision gives the same bytes."""
    plan, found = record.plan, items["initiatives"]
    kind = next((one["kind"] for one in items["organisations"] if one["id"] == plan.issuer.id), None)
    words = _words(plan.terms, of_ward=kind == OrganisationKind.WARD)
    head = [marked_title(plan.title, plan.status), f"すべての取組　{len(found)}件"]
    rest = [
        Sheet(table.title, without_names(table.columns), items[table.name])
        for table in TABLES
        if table.name not in (*_REPEATED, *_LONG, _FIGURES)
    ]
    properties = {
        "subject": record.title_en,
        "author": plan.issuer.name,
        "company": settings.publisher or "",
    }
    sheets = [initiative_sheet(found, head, words), *long_sheets(found, items[_FIGURES]), *rest]
    return book(record.title, plan.updated_at, sheets, cover_lines(record, settings), properties)


def book(
    title: str,
    at: datetime,
    sheets: Sequence[Sheet],
    lines: Mapping[str, str],
    properties: Mapping[str, str] | None = None,
) -> bytes:
    """The file of some sheets, with their cover and data dictionary last."""
    return xlsx(title, properties or {}, at, [*sheets, cover(lines), dictionary(sheets)])


def _words(terms: PlanTerms, *, of_ward: bool) -> ListWords:
    """What a plan's levels are called: by its own words, or by the service's."""
    default = ListWords()
    return ListWords(
        pillar=terms.pillar or default.pillar,
        theme=terms.theme[0] if terms.theme else default.theme,
        measure=terms.measure or (default.measure if of_ward else "取組"),
        of_ward=of_ward and terms.measure is None,
    )


def long_sheets(items: Sequence[Item], figures: Sequence[Item]) -> list[Sheet]:
    """One row a bureau, a goal and a figure of some initiatives."""
    labels = {item["id"]: item["label"] for item in items}
    tables = {table.name: table for table in TABLES}
    sheets = []
    for name, field in _LONG.items():
        columns = without_names(tables[name].columns)
        columns.insert(1 + [column.name for column in columns].index("initiative"), _LABEL)
        rows = [{**row, "label": labels[row["initiative"]]} for row in members(items, field)]
        sheets.append(Sheet(tables[name].title, columns, rows))
    return [*sheets, Sheet(tables[_FIGURES].title, without_names(tables[_FIGURES].columns), figures)]


def figures_of(items: Sequence[Item], base: str) -> list[Item]:
    """The figures of every KPI that some initiatives mention, each once."""
    kpis = {kpi["id"]: {**kpi, "url": f"{base}/kpis/{kpi['id']}"} for item in items for kpi in item["kpis"]}
    return [row for kpi in kpis.values() for row in observations(kpi)]


def cover_lines(record: PlanRecord, settings: Settings) -> dict[str, str]:
    """What the data are, where they come from, and what may be done with them."""
    sources = record.plan.sources
    return {
        "表題": record.title,
        "発行者": record.plan.issuer.name,
        "全国地方公共団体コード": record.plan.municipality_code,
        "標準地域コード": record.plan.municipality.standard_area_code,
        "地方公共団体名": record.plan.municipality.name or Absence.NOT_STATED.label,
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
