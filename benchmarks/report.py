"""Report of a run: verdicts, tables and details that explain a miss."""

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
    """One verdict. `met` is None for a figure without a target."""

    name: str
    target: str
    figure: str
    met: bool | None

    def row(self) -> str:
        return f"| {self.name} | {self.target} | {self.figure} | {_VERDICTS[self.met]} |"


@dataclass
class Report:
    """All results, in the order of printing."""

    targets: list[Target] = field(default_factory=list)
    # Measurements that failed. Each fails the run at its end, none ends it.
    troubles: list[str] = field(default_factory=list)
    sections: dict[str, list[str]] = field(default_factory=dict)
    details: dict[str, list[str]] = field(default_factory=dict)
    # Statements whose query plans are in the details.
    explained: set[tuple[str, ...]] = field(default_factory=set)

    def judge(self, name: str, target: str, figure: str, met: bool | None) -> None:
        self.targets.append(Target(name, target, figure, met))

    def table(self, section: str, header: str, rows: Iterable[str]) -> None:
        """Add rows to the table of a section with this header."""
        lines = self.sections.setdefault(section, [])
        if header not in lines:
            lines += [*([""] if lines else []), header, "|---" * (header.count("|") - 1) + "|"]
        lines += rows

    def say(self, section: str, sentence: str) -> None:
        self.sections.setdefault(section, []).extend(["", sentence])

    def attempt(self, what: str, measure: Callable[[], object]) -> None:
        """Run one measurement and record its failure."""
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
    """Minimum, median and maximum of the rounds."""
    ordered = (min(values), statistics.median(values), max(values))
    return " / ".join(f"{value:,.{digits}f}" for value in ordered)


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> list[float]:
    """Ratios round by round: neighbouring rounds ran on the machine in the same state."""
    return [a / b for a, b in zip(ours, theirs, strict=True)]
