"""Findings: the errors of a plan file, worded so that its author can correct them."""

import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.search.folding import fold


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


def composed(name: str) -> str:
    """A name as it is compared with others: in NFC."""
    return unicodedata.normalize("NFC", name)


def same_name(one: str, other: str) -> bool:
    return composed(one) == composed(other)


def not_quoted(where: str, words: str, texts: Iterable[str], place: str) -> Finding:
    """The error for words that are no part of the texts, character for character. Says so where they only
    look alike."""
    message = f"「{words}」は{place}ありません。"
    if (folded := fold(words)) and any(folded in fold(text) for text in texts):
        message += (
            "同じように見える語はありますが、文字が違います（全角と半角、濁点の合成、部首の文字など）。"
            "印刷どおりの本文から写してください。"
        )
    return Finding(where, message)
