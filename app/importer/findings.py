"""Findings: the errors of a plan file, worded so that its author can correct them."""

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.search.folding import fold


@dataclass(frozen=True, slots=True)
class Finding:
    """One error: a JSON pointer (or `行 L 列 C` for broken JSON) and a Japanese sentence.

    `cause` is a pointer or a key. A finding follows from the one at the pointer, where there is one, or
    from the first with the same key; `consequences` are those that follow from this one. `line` and `item`
    are the place in the text and the id of the entry, once they were looked up.
    """

    where: str
    message: str
    cause: str = ""
    line: int | None = None
    item: str | None = None
    consequences: tuple["Finding", ...] = ()

    @property
    def place(self) -> str:
        parts = [f"{self.line}行目" if self.line else None, self.item]
        known = " ".join(filter(None, parts))
        return (self.where or "/") + (f"（{known}）" if known else "")

    def __str__(self) -> str:
        return f"{self.place}: {self.message}{self._folded()}"

    def _folded(self) -> str:
        """The errors that are gone when this one is."""
        number = len(self.consequences)
        if not number:
            return ""
        places = "、".join(finding.where for finding in self.consequences[:3])
        return (
            f" この誤りから生じた誤りがほかに{number}件あります（{places}{' など' if number > 3 else ''}）。"
        )


class PlanFileError(Exception):
    """Every error of the stage that a file failed in; nothing was written."""

    def __init__(self, stage: str, findings: Sequence[Finding]) -> None:
        super().__init__(stage, findings)  # the arguments with which another process unpickles it
        self.stage = stage
        self.findings = fold_findings(findings)

    def __str__(self) -> str:
        return f"{self.stage}: {len(self.findings)}件の誤り"


def fold_findings(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings that follow from no other, each with those that follow from it."""
    at: dict[str, Finding] = {}
    for finding in findings:
        at.setdefault(finding.where, finding)
        if finding.cause and not finding.cause.startswith("/"):
            at.setdefault(finding.cause, finding)
    consequences: dict[str, list[Finding]] = {}
    heads = []
    for finding in findings:
        head = _head(finding, at)
        if head is finding:
            heads.append(finding)
        else:
            consequences.setdefault(head.where, []).append(finding)
    return tuple(
        replace(head, consequences=(*head.consequences, *consequences.pop(head.where, ()))) for head in heads
    )


def _head(finding: Finding, at: dict[str, Finding]) -> Finding:
    """The finding that this one follows from in the end."""
    passed = set()
    while finding.cause and finding.where not in passed:
        passed.add(finding.where)
        above = at.get(finding.cause, finding)
        if above is finding:
            break
        finding = above
    return finding


def missing(where: str, item_id: str, kind: str = "") -> Finding:
    """A reference to an item that the file does not have. All references to one follow from the first."""
    return Finding(where, f"{kind}「{item_id}」がこのファイルにありません。", f"missing {item_id}")


def missing_organisation(where: str, organisation: str) -> Finding:
    message = f"組織「{organisation}」が organisations にありません。"
    return Finding(where, message, f"missing {organisation}")


def pointer(parts: Iterable[str | int]) -> str:
    """A JSON pointer (RFC 6901): `/document/3/text`. Unprintable characters are escaped as in JSON."""
    return "".join("/" + printable(str(part)).replace("~", "~0").replace("/", "~1") for part in parts)


def printable(text: str) -> str:
    """Text from a file for a message: control characters and lone surrogates are escaped as in JSON."""
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)


def composed(name: str) -> str:
    """A name as it is compared with others: in NFC."""
    return unicodedata.normalize("NFC", name)


def not_quoted(where: str, words: str, texts: Iterable[str], place: str, cause: str = "") -> Finding:
    """The error for words that are no part of the texts, character for character. Says so where they only
    look alike."""
    message = f"「{words}」は{place}ありません。"
    if (folded := fold(words)) and any(folded in fold(text) for text in texts):
        message += (
            "同じように見える語はありますが、文字が違います（全角と半角、濁点の合成、部首の文字など）。"
            "印刷どおりの本文から写してください。"
        )
    return Finding(where, message, cause)


def missing_source(where: str, key: str) -> Finding:
    message = f"出典「{key}」が plan.sources にありません。"
    return Finding(where, message, f"missing source {key}")


def check_unique(where: str, values: Sequence[object]) -> Iterator[Finding]:
    """A finding for each value that stands more than once."""
    if len(set(values)) == len(values):
        return
    for value, count in Counter(values).items():
        if count > 1:
            yield Finding(where, f"「{value}」が{count}回あります。1回だけにしてください。")
