"""What is wrong with a plan file, said so that its author can mend it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One error: a JSON pointer (or `行 L 列 C` for broken JSON) and a Japanese sentence."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where or '/'}: {self.message}"


class PlanFileError(Exception):
    """Every error of the stage that a file failed in; nothing was written."""

    def __init__(self, stage: str, findings: Sequence[Finding]) -> None:
        super().__init__(f"{stage}: {len(findings)}件の誤り")
        self.stage = stage
        self.findings = tuple(findings)


def pointer(parts: Iterable[str | int]) -> str:
    """A JSON pointer (RFC 6901): `/document/3/text`."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)
