"""The workbook that an import gives back: with the numbers that the one it was given lacked."""

import json
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
