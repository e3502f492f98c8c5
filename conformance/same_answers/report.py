"""Report of a comparison: counts and differences."""

import difflib
import re
import threading
from collections import Counter
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

# Differences shown in full. The work folder has all of them.
SHOWN: Final = 5
# Maximum share of failures before the change; with more, a run proves nothing.
MOST_FAILURES: Final = 0.05
LINES: Final = 30
LONGEST: Final = 300
_BREAKS: Final = re.compile(r'(?<=[}\]",])(?=,")|(?<=,)(?=")|(?<=>)(?=<)|(?<=,)(?=\{)')


class Report:
    """Counts per kind, and the differences in the order of comparison."""

    def __init__(self, console: Console, written: Path) -> None:
        self.console = console
        self.counts: Counter[tuple[str, str]] = Counter()
        self.statuses: Counter[tuple[str, int]] = Counter()
        self.differences = 0
        self.failures = 0
        self._lock = threading.Lock()
        self._written = written
        written.write_text("", "utf-8")

    def compared(self, kind: str, what: str, status: int | None = None) -> None:
        with self._lock:
            self.counts[kind, what] += 1
            if status is not None:
                self.statuses[what, status] += 1

    def differs(self, where: str, before: str, after: str) -> None:
        """Record a difference. The first ones are shown."""
        text = f"{where}\n{_unified(before, after)}\n\n"
        with self._lock:
            self.differences += 1
            with self._written.open("a", encoding="utf-8") as file:
                file.write(text)
            if self.differences <= SHOWN:
                self.console.print(f"[bold red]違い[/] {self.differences}:", end=" ")
                self.console.print(text, markup=False, highlight=False, soft_wrap=True)

    def fails(self, where: str, before: int, after: int) -> None:
        """Record a failure of the side before, which is no difference."""
        with self._lock:
            self.failures += 1
            with self._written.open("a", encoding="utf-8") as file:
                file.write(f"{where}\n前の側の失敗: {before}（今は {after}）\n\n")

    def finish(self, seconds: float) -> bool:
        """Print the report. True if nothing differed."""
        kinds: Counter[str] = Counter()
        for (kind, _), number in self.counts.items():
            kinds[kind] += number
        for kind, number in kinds.items():
            self.console.print(f"{kind}: {number:,}件を比べました。", highlight=False)
        if self.statuses:
            self.console.print(self._table())
        self.console.print(f"所要時間: {seconds:.0f}秒", highlight=False)
        if self.failures:
            self.console.print(
                f"[bold yellow]前の側が 5xx を返したため、比べられなかった要求が{self.failures:,}件あります。[/]"
                f"すべて {self._written} にあります。",
                soft_wrap=True,
                highlight=False,
            )
        if self.failures > MOST_FAILURES * sum(self.statuses.values()):
            self.console.print("[bold red]失敗が多すぎるため、確かめたことになりません。[/]")
            return False
        if self.differences:
            self.console.print(
                f"[bold red]{self.differences:,}件の違いがありました。[/]すべて {self._written} にあります。",
                soft_wrap=True,
                highlight=False,
            )
            return False
        self.console.print("[bold green]違いはありませんでした。[/]")
        return True

    def _table(self) -> Table:
        codes = sorted({status for _, status in self.statuses})
        table = Table("要求", *map(str, codes), title="比べた応答（状態ごと）")
        for path in sorted({path for path, _ in self.statuses}):
            table.add_row(path, *(f"{self.statuses[path, code] or '':}" for code in codes))
        table.add_row(
            "計", *(str(sum(n for (_, c), n in self.statuses.items() if c == code)) for code in codes)
        )
        return table


def progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
    )


def _unified(before: str, after: str) -> str:
    """A short unified diff; long lines of JSON and markup are broken between their parts."""
    first, second = (_BREAKS.sub("\n", text).splitlines() for text in (before, after))
    same = 0
    for a, b in zip(first, second, strict=False):
        if a != b:
            break
        same += 1
    start = max(0, same - 3)
    old, new = (lines[start : start + 400] for lines in (first, second))
    lines = list(difflib.unified_diff(old, new, "before", "after", lineterm="", n=2))
    cut = [line if len(line) <= LONGEST else line[:LONGEST] + "…" for line in lines[:LINES]]
    return "\n".join([*cut, *(["…"] if len(lines) > LINES else [])])
