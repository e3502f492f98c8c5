"""Atom feeds. Entry ids are derived from item ids: a page that moves is not a new entry."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from app.publication.identifiers import uuid_of

MEDIA_TYPE: Final = "application/atom+xml"
_ATOM: Final = "http://www.w3.org/2005/Atom"
_XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
Element = Any
"""An lxml element: the library ships no types."""


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
    # Other modules need the shapes above; the library only who writes a feed.
    from lxml import etree  # type: ignore[import-untyped]  # noqa: PLC0415

    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    root.set(_XML_LANG, "ja")
    _text(root, "id", _urn(feed.key))
    _text(root, "title", feed.title)
    _text(root, "subtitle", feed.subtitle)
    _text(root, "updated", _moment(feed.updated))
    _text(root, "rights", feed.rights)
    _text(_child(root, "author"), "name", feed.author)
    _link(root, "self", feed.self_address, MEDIA_TYPE)
    _link(root, "alternate", feed.page, "text/html")
    if feed.next_address:
        _link(root, "next", feed.next_address, MEDIA_TYPE)
    for one in feed.entries:
        entry = _child(root, "entry")
        _text(entry, "id", _urn(one.key))
        _text(entry, "title", one.title)
        _text(entry, "updated", _moment(one.updated))
        _text(entry, "summary", one.summary)
        _child(entry, "category").set("term", one.category)
        _link(entry, "alternate", one.page, "text/html")
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return content


def _urn(key: str) -> str:
    return f"urn:uuid:{uuid_of(key)}"


def _moment(when: datetime) -> str:
    return when.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _child(parent: Element, name: str) -> Element:
    child = parent.makeelement(f"{{{_ATOM}}}{name}")
    parent.append(child)
    return child


def _text(parent: Element, name: str, text: str) -> None:
    _child(parent, name).text = text


def _link(parent: Element, relation: str, address: str, media_type: str) -> None:
    link = _child(parent, "link")
    link.set("rel", relation)
    link.set("href", address)
    link.set("type", media_type)
