"""Characters that a plan file may hold and that are mostly not meant: `hoshin check` warns of them."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from app.importer.findings import Finding, pointer
from app.importer.locations import with_places
from app.search.folding import fold

# Radicals and compatibility ideographs, which PDFs give for the usual ones; private characters; and the one
# that stands for what could not be converted.
_RADICALS: Final = "\u2e80-\u2fdf"
_SUSPECT: Final = re.compile(
    f"[{_RADICALS}\uf900-\ufaff\U0002f800-\U0002fa1f\ue000-\uf8ff\U000f0000-\U0010fffd\ufffd]"
)


def suspect_characters(content: str) -> tuple[Finding, ...]:
    """A finding for each such character, at its first place. The content is a checked plan file."""
    places: dict[str, list[str]] = {}
    for where, text in _strings(json.loads(content.removeprefix("\ufeff")), ()):
        for character in dict.fromkeys(_SUSPECT.findall(text)):
            places.setdefault(character, []).append(where)
    findings = []
    for character, found in places.items():
        if message := _message(character):
            others = f"ほかに{len(found) - 1}項目にあります。" if len(found) > 1 else ""
            findings.append(Finding(found[0], message + others))
    return with_places(tuple(findings), content)


def _strings(value: Any, parts: tuple[str | int, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield pointer(parts), value
    elif isinstance(value, dict | list):
        for key, child in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _strings(child, (*parts, key))


def _message(character: str) -> str | None:
    """What is odd about a character; None for an ideograph that only stands among those of compatibility."""
    named, usual = f"「{character}」（U+{ord(character):04X}）", fold(character)
    if character == "\ufffd":
        return f"{named}は文字化けの跡です。元の文書の文字に直してください。"
    if usual != character:
        return (
            f"{named}は「{usual}」に似た別の文字です。PDFなどから写したものなら「{usual}」に直してください。"
        )
    if re.match(f"[{_RADICALS}]", character):
        return f"{named}は部首だけを表す文字です。ふつうの漢字に直してください。"
    if "\uf900" <= character <= "\ufaff":
        return None
    return f"{named}は外字です。ほかの人の画面には出ません。同じ字のUnicodeの文字があれば直してください。"
