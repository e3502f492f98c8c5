"""Findings: the errors of a plan file, worded so that its author can correct them."""

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
        super().__init__(stage, findings)  # the arguments with which another process unpickles it
        self.stage = stage
        self.findings = tuple(findings)

    def __str__(self) -> str:
        return f"{self.stage}: {len(self.findings)}件の誤り"


def pointer(parts: Iterable[str | int]) -> str:
    """A JSON pointer (RFC 6901): `/document/3/text`. Unprintable characters are escaped as in JSON."""
    return "".join("/" + printable(str(part)).replace("~", "~0").replace("/", "~1") for part in parts)


def printable(text: str) -> str:
    """Text from a file for a message: control characters and lone surrogates are escaped as in JSON."""
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)
