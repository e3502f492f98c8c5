"""Atom feeds. Entry ids are derived from item ids: a page that moves is not a new entry."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from app.publication.identifiers import uuid_of
from app.publication.xml_text import set_text

MEDIA_TYPE: Final = "application/atom+xml"
_ATOM: Final = "http://www.w3.org/2005/Atom"
_XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
# An lxml element: the library ships no types.
Element = Any


class Entry(NamedTuple):
    """`key` is what the entry's id is derived from, `page` where people read it."""

    key: str
    title: str
    summary: str
    updated: datetime
    page: str
    category: str


class Feed(NamedTuple):
    """`self_address` is the feed's own address, `page` the page that shows the same."""

    key: str
    title: str
    subtitle: str
    updated: datetime
    author: str
    rights: str
    self_address: str
    page: str
    next_address: str | None
    entries: Sequence[Entry]


def render(feed: Feed) -> bytes:
    """The feed as UTF-8."""
    # Other modules need the shapes above; the library only who writes a feed.
    from lxml import etree  # type: ignore[import-untyped]  # noqa: PLC0415
    from lxml.builder import ElementMaker  # type: ignore[import-untyped]  # noqa: PLC0415

    atom = ElementMaker(namespace=_ATOM, nsmap={None: _ATOM}, typemap={str: set_text})
    root = atom.feed(
        {_XML_LANG: "ja"},
        atom.id(_urn(feed.key)),
        atom.title(feed.title),
        atom.subtitle(feed.subtitle),
        atom.updated(_timestamp(feed.updated)),
        atom.rights(feed.rights),
        atom.author(atom.name(feed.author)),
        atom.link(rel="self", href=feed.self_address, type=MEDIA_TYPE),
        atom.link(rel="alternate", href=feed.page, type="text/html"),
    )
    if feed.next_address:
        root.append(atom.link(rel="next", href=feed.next_address, type=MEDIA_TYPE))
    root.extend(_entry(atom, entry) for entry in feed.entries)
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return content


def _entry(atom: Any, entry: Entry) -> Element:
    return atom.entry(
        atom.id(_urn(entry.key)),
        atom.title(entry.title),
        atom.updated(_timestamp(entry.updated)),
        atom.summary(entry.summary),
        atom.category(term=entry.category),
        atom.link(rel="alternate", href=entry.page, type="text/html"),
    )


def _urn(key: str) -> str:
    return f"urn:uuid:{uuid_of(key)}"


def _timestamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
