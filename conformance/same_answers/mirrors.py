"""Comparison of two static mirrors, file by file."""

import hashlib
import json
from pathlib import Path
from typing import Any

from rich.progress import Progress

from conformance.same_answers.differences import Pairs, Rule
from conformance.same_answers.report import Report

MANIFEST = "mirror.json"
# The newest plans first, by the second of their import, and ten of them: of two hundred plans it depends on
# the machine which ones. Only their number is compared.
NEWEST_FIRST = "api/3/action/package_search/index.json"


def version_of(mirror: Path) -> bytes:
    document: dict[str, Any] = json.loads((mirror / "api/v1/openapi.json").read_text("utf-8"))
    return str(document["info"]["version"]).encode()


def compare(kind: str, before: Path, after: Path, rule: Rule, report: Report, progress: Progress) -> None:
    """Compare every file. A file that only one side has is a difference."""
    first, second = (_files(one) for one in (before, after))
    pairs = file_pairs(
        (first[name].read_bytes(), second[name].read_bytes()) for name in first.keys() & second.keys()
    )
    media_types = _media_types(before)
    task = progress.add_task(kind, total=len(first.keys() | second.keys()))
    for name in sorted(first.keys() | second.keys()):
        progress.advance(task)
        report.compared(kind, name)
        if name not in first or name not in second:
            side = "あと" if name not in first else "まえ"
            report.differs(f"{kind} {name}: {side}だけにあります", "", "")
            continue
        bodies = first[name].read_bytes(), second[name].read_bytes()
        if name == NEWEST_FIRST:
            bodies = _number(bodies[0]), _number(bodies[1])
        one, other = rule.both(*bodies, media_types.get(name, ""), pairs)
        if one != other:
            report.differs(f"{kind} {name}", *(text.decode("utf-8", "replace") for text in (one, other)))


def _number(search: bytes) -> bytes:
    return str(json.loads(search)["result"]["count"]).encode()


def _files(mirror: Path) -> dict[str, Path]:
    return {str(file.relative_to(mirror)): file for file in mirror.rglob("*") if file.is_file()}


def _media_types(mirror: Path) -> dict[str, str]:
    listed = json.loads((mirror / MANIFEST).read_text("utf-8"))["files"]
    return {one["file"]: one["media_type"] for one in listed}


def file_pairs(files: Any) -> Pairs:
    """For each file that differs, its size and its digest before and after."""
    found = set()
    for before, after in files:
        if before != after:
            found.add((str(len(before)).encode(), str(len(after)).encode()))
            found.add((_digest(before), _digest(after)))
    return frozenset(found)


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()
