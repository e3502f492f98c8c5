"""What is wrong with a plan file, said so that its author can mend it."""

import json
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
    """A JSON pointer (RFC 6901): `/document/3/text`. Characters that cannot be shown are escaped as in JSON."""
    return "".join("/" + shown(str(part)).replace("~", "~0").replace("/", "~1") for part in parts)


def shown(text: str) -> str:
    """Text from a file as it may stand in a message: control characters and half surrogates are escaped."""
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)
