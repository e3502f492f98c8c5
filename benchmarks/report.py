"""What a run has to say: verdicts, tables, and what explains a miss."""

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Final

from rich.console import Console

CONSOLE: Final = Console(stderr=True, highlight=False, soft_wrap=True)
_VERDICTS: Final = {True: "met", False: "**missed**", None: "reported"}


@dataclass(frozen=True)
class Target:
    """One line of the verdict; `met` is None where a figure stands beside the targets."""

    name: str
    target: str
    figure: str
    met: bool | None

    def row(self) -> str:
        return f"| {self.name} | {self.target} | {self.figure} | {_VERDICTS[self.met]} |"


@dataclass
class Report:
    """Everything that was measured, in the order in which it is printed."""

    targets: list[Target] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    """What could not be measured. Each fails the run at its end, none ends it."""
    sections: dict[str, list[str]] = field(default_factory=dict)
    details: dict[str, list[str]] = field(default_factory=dict)
    explained: set[tuple[str, ...]] = field(default_factory=set)
    """Statements whose plans stand in the details already."""

    def judge(self, name: str, target: str, figure: str, met: bool | None) -> None:
        self.targets.append(Target(name, target, figure, met))

    def table(self, section: str, header: str, rows: Iterable[str]) -> None:
        """Add rows to a section's table, which begins with this header."""
        lines = self.sections.setdefault(section, [])
        if header not in lines:
            lines += [*([""] if lines else []), header, "|---" * (header.count("|") - 1) + "|"]
        lines += rows

    def say(self, section: str, sentence: str) -> None:
        self.sections.setdefault(section, []).extend(["", sentence])

    def attempt(self, what: str, measure: Callable[[], object]) -> None:
        """Run one measurement; what goes wrong in it becomes a line."""
        began = monotonic()
        CONSOLE.print(f"▶ {what}")
        try:
            measure()
        except Exception as error:  # whatever it is, the other measurements go on
            self.trouble(what, error)
        CONSOLE.print(f"  {monotonic() - began:.0f}秒")

    def trouble(self, what: str, error: Exception) -> None:
        line = f"{what}: {type(error).__name__}: {str(error)[:600]}"
        self.troubles.append(line)
        CONSOLE.print(f"  測れませんでした: {line}", style="red", markup=False)

    @property
    def failed(self) -> bool:
        return bool(self.troubles) or any(target.met is False for target in self.targets)


def spread(values: Sequence[float], digits: int = 2) -> str:
    """Least, median and most of some rounds."""
    ordered = (min(values), statistics.median(values), max(values))
    return " / ".join(f"{value:,.{digits}f}" for value in ordered)


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> list[float]:
    """Round by round, because neighbours in time met the same machine."""
    return [a / b for a, b in zip(ours, theirs, strict=True)]
