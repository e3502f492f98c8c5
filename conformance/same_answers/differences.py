"""Normalisation of what must differ between two runs, and of nothing else.

    moments          An import's moment becomes the name of its step: ISO 8601, HTTP dates, and days as pages
                     write them. A moment outside the steps of its own store stays what it is.
    version          The version that a checkout gives in its OpenAPI document, where the two differ.
    containers       ZIP and Excel files become their members: names in order, and contents made alike. The
                     times and the compressed bytes of a container are left out.
    files of plans   A digest or a size may differ where each side gives that of the same file. The files
                     themselves are compared.
    cut lists        Of 200 allowed values or more a refusal names 200: which ones the commit before the facet
                     index left to the database. Only their number is compared.
    style            Only with --ignore-style: the content of style sheets, and of pages the tags of a
                     `<div class="scroll…">` and the white space between tags.

A request sends its own id, so that request ids are alike.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Final

_TOKYO: Final = timezone(timedelta(hours=9))
_REIWA: Final = 2018
_ERA: Final = "令和".encode()
_TIME: Final = rb"[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?"
_DIV: Final = re.compile(rb"<(/?)div\b[^>]*>")
_SCROLL: Final = re.compile(rb'<div class="scroll[^>]*>')
_EDGES: Final = re.compile(rb"(?<=>)\s+(?=<)|\s*\n\s*")
_VALUES: Final = re.compile(rb"([0-9a-f]{64}|[0-9]+)")
_ALLOWED: Final = re.compile(rb'"allowed":\[([^\]]*)\]|<ul class="allowed">(.*?)</ul>', re.S)
_MOST_NAMED: Final = 200
PROBLEM: Final = "application/problem+json"
STYLE_SHEET: Final = "text/css"
PAGE: Final = "text/html"
Pairs = frozenset[tuple[bytes, bytes]]


@dataclass
class Side:
    """The moments of one store of one checkout, and its version. `steps` are names and beginnings, in order."""

    version: bytes = b""
    steps: list[tuple[str, datetime]] = field(default_factory=list)
    end: datetime = field(default_factory=lambda: datetime.now(UTC))

    @cached_property
    def _pattern(self) -> re.Pattern[bytes]:
        days = {
            moment.astimezone(zone).date()
            for _, moment in [*self.steps, ("", self.end)]
            for zone in (UTC, _TOKYO)
        }
        iso = b"|".join(day.isoformat().encode() for day in sorted(days))
        http = b"|".join(f"{day:%a, %d %b %Y}".encode() for day in sorted(days))
        written = "|".join(
            f"{year}年{day.month}月{day.day}日"
            for day in sorted(days)
            for year in (f"令和{day.year - _REIWA}", str(day.year))
        ).encode()
        return re.compile(
            rb"(?P<iso>(?:%b)(?:%b)?)|(?P<http>(?:%b) \d\d:\d\d:\d\d GMT)|(?P<written>%b)"
            % (iso, _TIME, http, written)
        )

    def alike(self, text: bytes) -> bytes:
        """The text with names of steps for moments."""
        return self._pattern.sub(self._named, text)

    def _named(self, found: re.Match[bytes]) -> bytes:
        text, kind = found[0], str(found.lastgroup)
        if kind == "written":
            return b"<a day of the run, %b>" % (_ERA if text.startswith(_ERA) else b"")
        if kind == "iso" and len(text) == len("2026-04-01"):
            return b"<a day of the run, ISO>"
        read = parsedate_to_datetime if kind == "http" else datetime.fromisoformat
        moment = read(text.decode())
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        name = self._step(moment)
        if name is None:
            return text
        # The way in which it is written remains: Z is not +00:00.
        form = re.sub(rb"\d", b"0", text[len("2026-04-01") :]) if kind == "iso" else b"HTTP"
        return b"<moment of %b, %b>" % (name.encode(), form)

    def _step(self, moment: datetime) -> str | None:
        name = None
        for step, beginning in self.steps:
            if moment >= beginning:
                name = step
        return name if moment <= self.end else None


@dataclass(frozen=True)
class Rule:
    """How two bodies are compared."""

    before: Side
    after: Side
    ignore_style: bool = False

    def both(
        self, before: bytes, after: bytes, media_type: str, files: Pairs = frozenset()
    ) -> tuple[bytes, bytes]:
        """The two bodies as they are compared: equal where nothing differs but what must."""
        if before == after or (self.ignore_style and media_type.startswith(STYLE_SHEET)):
            return b"", b""
        first, second = self._one(before, self.before, media_type), self._one(after, self.after, media_type)
        return (b"", b"") if first == second or _only_files(first, second, files) else (first, second)

    def header(self, before: str, after: str) -> tuple[str, str]:
        """A header's values, as they are compared."""
        return self.before.alike(before.encode()).decode(), self.after.alike(after.encode()).decode()

    def _one(self, body: bytes, side: Side, media_type: str) -> bytes:
        if body.startswith(b"PK\x03\x04"):
            return b"\n".join(
                b"== %b\n%b" % (name.encode(), self._one(content, side, ""))
                for name, content in _members(body).items()
            )
        text = side.alike(body)
        if side.version and self.before.version != self.after.version:
            text = re.sub(rb"(?<![\w.])%b(?![\w.])" % re.escape(side.version), b"<version>", text)
        if media_type.startswith((PROBLEM, PAGE)):
            text = _ALLOWED.sub(_cut_list, text)
        if self.ignore_style and media_type.startswith(PAGE):
            text = _EDGES.sub(b"\n", _without_scrolling(text))
        return text


def _cut_list(allowed: re.Match[bytes]) -> bytes:
    number = allowed[2].count(b"<li>") if allowed[1] is None else allowed[1].count(b'","') + 1
    return allowed[0] if number < _MOST_NAMED else b"<%d allowed values>" % number


def _members(container: bytes) -> Mapping[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(container)) as opened:
        return {one.filename: opened.read(one) for one in opened.infolist()}


def _only_files(before: bytes, after: bytes, files: Pairs) -> bool:
    """Whether nothing but sizes and digests of one and the same file differ."""
    first, second = _VALUES.split(before), _VALUES.split(after)
    if len(first) != len(second):
        return False
    return all(a == b or (a, b) in files for a, b in zip(first, second, strict=True))


def _without_scrolling(page: bytes) -> bytes:
    """The page without the tags of its scrolling boxes, but with their content."""
    kept: list[bytes] = []
    opened: list[bool] = []
    at = 0
    for tag in _DIV.finditer(page):
        closing = bool(tag[1])
        scrolls = (opened.pop() if opened else False) if closing else bool(_SCROLL.match(tag[0]))
        if not closing:
            opened.append(scrolls)
        if scrolls:
            kept.append(page[at : tag.start()])
            at = tag.end()
    return b"".join([*kept, page[at:]])
