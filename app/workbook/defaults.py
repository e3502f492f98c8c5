"""What blank cells mean. Writer and reader call the same functions."""

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from app.i18n.fiscal import fiscal_year_of
from app.workbook.kinds import HEADLINES
from app.workbook.place import PARENTS
from app.workbook.references import Found, References

Json = dict[str, Any]

# Words for what is meant to be empty, where a blank cell means something else.
NOWHERE: Final = "なし"
WHOLE_PERIOD: Final = "全期間"
FIRST_SOURCE: Final = "最初の出典"
# The reason of a continuation that 本文 gives only the number of.
CARRIED_ON: Final = "前の計画の番号を作成者が記入"
_SEPARATORS: Final = re.compile("[、，,;；\n]")


def default_plan_id(municipality_code: str, start: str) -> str:
    return f"{municipality_code}-{fiscal_year_of(date.fromisoformat(start))}"


def plan_year(period: Json) -> int | None:
    """The fiscal year of a plan of one year, None for others: the year of sums that name none."""
    if period.get("end") is None:
        return None
    first, last = (fiscal_year_of(date.fromisoformat(period[name])) for name in ("start", "end"))
    return first if first == last else None


def file_digest(file: Json) -> str:
    """The beginning of the digest by which a store knows the content of a plan file."""
    content = {key: value for key, value in file.items() if key != "note"}
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]


def default_sources(title: str) -> list[Json]:
    """The source of a plan whose author names none: the document of its title."""
    return [{"key": "main", "document": title}]


def default_key(place: int) -> str:
    """The key of the target at a place, from 0."""
    return chr(ord("a") + place) if place < 26 else f"t{place + 1}"


def entry_heading(entry: Json) -> str:
    """The words by which rows refer to an entry."""
    match entry["type"]:
        case "measure":
            return str(entry.get("title") or entry["label"])
        case "passage":
            return str(entry["text"]) if entry["kind"] in HEADLINES else ""
        case "table":
            return str(entry.get("caption") or "")
    return str(entry.get("name") or "")


def members(entry: Json) -> dict[str, str]:
    """The pillar, theme and parent that an entry stands under."""
    return {name: entry[name] for name in PARENTS if isinstance(entry.get(name), str)}


def carried_on(file: Json) -> Iterator[tuple[str, str]]:
    """The continuations that a cell of 本文 or 指標 says: the first ones of the file, in the order of its rows."""
    order = [entry["id"] for entry in (*file["document"], *file.get("kpis", ()))]
    places = {item: place for place, item in enumerate(order)}
    last = -1
    for said in file.get("continues", ()):
        place = places.get(said.get("item"), -1)
        if place <= last or said != continuation(said.get("item"), said.get("earlier")):
            return
        last = place
        yield said["item"], said["earlier"]


def continuation(item: str | None, earlier: str | None) -> Json:
    """What the number of an earlier item beside an item means."""
    return {
        "item": item,
        "earlier": earlier,
        "relation": "continued",
        "basis": "editorial",
        "reason": CARRIED_ON,
    }


def split_names(cell: str, references: References) -> list[Found]:
    """The names of a cell, parted by 、 or, where all are known, by white space."""
    whole = references.find(cell)
    if whole.id is not None:
        return [whole]
    found: list[Found] = []
    for piece in filter(None, (piece.strip() for piece in _SEPARATORS.split(cell))):
        one = references.find(piece)
        words = [references.find(word) for word in piece.split()] if one.id is None else []
        found += words if len(words) > 1 and all(word.id for word in words) else [one]
    return found
