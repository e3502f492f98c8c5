"""Stage 3, levels: what stands below what, and tables with a cell for each column."""

from collections.abc import Iterator

from app.importer.document_entries import MeasureEntry, TableEntry, ThemeEntry
from app.importer.findings import Finding
from app.importer.plan_index import PlanIndex


def check(sheet: PlanIndex) -> Iterator[Finding]:
    """Every finding on levels and tables, in the order of the file."""
    for index, entry in enumerate(sheet.file.document):
        where = f"/document/{index}"
        match entry:
            case ThemeEntry():
                if not sheet.theme_path(entry.id):
                    yield Finding(
                        f"{where}/parent",
                        "上位の施策をたどると輪になります。どこかの parent を null にしてください。",
                    )
                yield from _check_pillar(sheet, where, entry, entry.parent)
            case MeasureEntry():
                yield from _check_pillar(sheet, where, entry, entry.theme)
            case TableEntry():
                yield from _check_cells(where, entry)


def _check_pillar(
    sheet: PlanIndex, where: str, entry: ThemeEntry | MeasureEntry, above: str | None
) -> Iterator[Finding]:
    """An entry stands under the pillar of the theme that it stands under."""
    if entry.pillar is None or above is None or not sheet.theme_path(above):
        return
    pillar = sheet.pillar_of(sheet.themes[above])
    if pillar != entry.pillar:
        yield Finding(
            f"{where}/pillar",
            f"上の施策「{above}」の柱は「{pillar or '記載なし'}」です。同じ柱にするか、pillar を書かないでください。",
        )


def _check_cells(where: str, entry: TableEntry) -> Iterator[Finding]:
    for number, row in enumerate(entry.rows):
        if len(row.cells) != len(entry.columns):
            yield Finding(
                f"{where}/rows/{number}/cells",
                f'列は{len(entry.columns)}つ、この行のセルは{len(row.cells)}つです。空のセルは "" と書いてください。',
            )
