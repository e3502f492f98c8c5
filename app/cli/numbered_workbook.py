"""The workbooks of an import: one with the numbers that the given one lacked, and the given one, which is of the
new revision from then on."""

import json
import os
import shutil
from pathlib import Path
from typing import Final

from app.cli.console import out, print_plain
from app.cli.new_file import write_new
from app.importer.outcome import Outcome

# The folder of those of a directory, where beside the files they would be taken for further plans.
NUMBERED: Final = "番号入り"


def give_numbers(given: Path, outcome: Outcome, folder: Path | None = None, *, dry_run: bool = False) -> None:
    """Write the workbook beside the one that was given, over no other file, and say where."""
    if outcome.numbered is None or dry_run:
        return
    # Heavy, and most imports need none.
    from app.workbook.plan_workbook import plan_workbook  # noqa: PLC0415

    content = plan_workbook(json.loads(outcome.numbered), outcome.memos)
    if folder is not None:
        folder.mkdir(exist_ok=True)
    path = write_new((folder or given.parent) / f"{given.stem}（{NUMBERED}）.xlsx", content)
    print_plain(
        out,
        f"番号のなかった{outcome.assigned}件に番号を付けました。次からは、番号の入った {path} を使ってください。",
    )


def renew(given: Path, outcome: Outcome) -> list[str]:
    """Note in the workbook that was imported which revision it is of now, so that its writer can go on with it.
    Its other cells stay as they are. Returns what to tell where it cannot be written."""
    if not outcome.renewed:
        return []
    from app.workbook.rewritten_cells import with_cells  # noqa: PLC0415 - heavy

    path = given.resolve()
    new = path.with_name(f".{path.name}.new")
    try:
        new.write_bytes(with_cells(path.read_bytes(), outcome.renewed))
        shutil.copymode(path, new)
        os.replace(new, path)
    except (OSError, ValueError):
        new.unlink(missing_ok=True)
        return [
            f"{given}に書き込めないので、登録した版の印を新しくしていません。"
            "Excelで開いていれば閉じ、続けて書くときは、取り出し直した様式を使ってください。"
        ]
    return []
