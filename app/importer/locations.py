"""Places of findings in the text of a plan file: the line of each, and the id of the entry it is in."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from typing import Final

from app.importer.findings import Finding, PlanFileError, pointer, printable

# A string, a bracket, a comma, a line break, or a number or word. Colons and spaces say nothing.
_TOKEN: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{},\n]|[^\s\[\]{},:"]+')
_MAX_ID: Final = 80


def locate(error: PlanFileError, content: str) -> PlanFileError:
    """The error with its findings as `with_places` gives them."""
    return PlanFileError(error.stage, with_places(error.findings, content))


def with_places(findings: tuple[Finding, ...], content: str) -> tuple[Finding, ...]:
    """The findings with the line of each and the id of its entry."""
    needed = {above for finding in _all(findings) for above in _upwards(finding.where)}
    if needed <= {""}:
        return findings  # of the whole file, or no JSON
    lines, ids = _places(content, needed)

    def located(finding: Finding) -> Finding:
        entry = "/".join(finding.where.split("/")[:3])
        return replace(
            finding,
            line=next((lines[above] for above in _upwards(finding.where) if above in lines), None),
            item=ids.get(entry) or ids.get(entry.rpartition("/")[0]),
            consequences=tuple(map(located, finding.consequences)),
        )

    return tuple(map(located, findings))


def _all(findings: tuple[Finding, ...]) -> Iterator[Finding]:
    for finding in findings:
        yield from (finding, *finding.consequences)


def _upwards(where: str) -> Iterator[str]:
    """A pointer and those of what encloses it; the key of a missing member has no line of its own."""
    if where.startswith("/"):
        while where:
            yield where
            where = where.rpartition("/")[0]
    yield ""


def _places(content: str, needed: set[str]) -> tuple[dict[str, int], dict[str, str]]:
    """The lines and the ids of the values at some pointers. The text is valid JSON."""
    lines: dict[str, int] = {}
    ids: dict[str, str] = {}
    # Of each open list and object its pointer, and what gives the pointer of its next member.
    opened: list[tuple[str, Callable[[], str | None]]] = []
    line = 1
    here: str | None = ""  # the pointer of the next value, None where its key comes first
    for piece in map(re.Match.group, _TOKEN.finditer(content)):
        if piece == "\n":
            line += 1
        elif piece in ("]", "}"):
            opened.pop()
        elif piece == ",":
            here = opened[-1][1]()
        elif here is None:
            key = json.loads(piece) if "\\" in piece else piece[1:-1]
            here = opened[-1][0] + pointer((key,))
            if here in needed:
                lines[here] = line
        else:
            if here in needed:
                lines.setdefault(here, line)
            if here.endswith("/id") and here[:-3] in needed and piece[0] == '"':
                ids[here[:-3]] = printable(json.loads(piece))[:_MAX_ID]
            if piece in ("[", "{"):
                opened.append((here, _numbered(here) if piece == "[" else _unnamed))
                here = opened[-1][1]()
    return lines, ids


def _unnamed() -> None:
    """The next member of an object has no pointer before its key is read."""


def _numbered(path: str) -> Callable[[], str]:
    """Gives the pointers of a list's members in turn."""
    numbers = count()
    return lambda: f"{path}/{next(numbers)}"
