"""The workbook of a plan: bytes of a plan file."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from app.workbook.declaration import GUIDE_TITLE
from app.workbook.figure_sheets import KPIS
from app.workbook.guide import GUIDE_WIDTHS, guide
from app.workbook.plan_rows import Rows, plan_rows
from app.workbook.plan_sheets import DOCUMENT, PLAN_SHEETS
from app.workbook.render import HEADING_ROW, SPARE_ROWS, Renderer, column_range

Json = dict[str, Any]
NO_MEMOS: Final[Mapping[str, str]] = MappingProxyType({})

# Words that 種類 begins with, and how their rows look: those of the levels stand out, and are indented.
_LOOKS: Final = (
    ("柱", {"bold": True, "bg_color": "#D9E6FF"}),
    ("施策", {"bold": True, "bg_color": "#E8F1FE", "num_format": '"　"@'}),
    ("施策（2段目）", {"bold": True, "bg_color": "#F1F6FE", "num_format": '"　　"@'}),
    ("施策（3段目）", {"bold": True, "bg_color": "#F8FAFE", "num_format": '"　　　"@'}),
    ("取組", {"num_format": '"　　"@'}),
    ("見出し", {"bold": True, "bg_color": "#E6E6E6"}),
    ("局事業", {"bg_color": "#E6F5EC"}),
)


def plan_workbook(file: Json, memos: Mapping[str, str] = NO_MEMOS) -> bytes:
    """The workbook of a plan file, which is plain JSON in the canonical form. `memos` are somebody's notes
    beside items."""
    rows = plan_rows(file)
    for title, entries in ((DOCUMENT.title, file["document"]), (KPIS.title, file.get("kpis", ()))):
        for row, entry in zip(rows[title], entries, strict=True):
            if entry["id"] in memos:
                row["memo"] = memos[entry["id"]]
    return rendered(file["plan"]["title"], rows)


def rendered(title: str, rows: Rows) -> bytes:
    """A workbook of these rows; sheets without rows are empty."""
    lines = len(rows.get(DOCUMENT.title, ()))
    renderer = Renderer(title, column_range(DOCUMENT, "heading", lines))
    renderer.guide(GUIDE_TITLE, guide(), GUIDE_WIDTHS)
    for part in PLAN_SHEETS:
        sheet = renderer.part(part, rows.get(part.title, ()))
        if part is not DOCUMENT:
            continue
        # From 種類 on: ranges that overlap those of the numbers would stop LibreOffice.
        first, last = HEADING_ROW + 1, HEADING_ROW + lines + SPARE_ROWS
        for word, look in _LOOKS:
            rule = {
                "type": "formula",
                "criteria": f'=$B{first + 1}="{word}"',
                "format": renderer.format(**look),
            }
            sheet.conditional_format(first, 1, last, 3, rule)
    return renderer.finish()
