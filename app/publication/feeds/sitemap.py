"""The documents of the site map protocol, in pieces of some thousand addresses."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Final
from xml.sax.saxutils import escape

from app.publication.site_urls import Address

_SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_PER_PIECE: Final = 1000
# An address, and when what stands there last changed.
Place = tuple[str, datetime | None]


def urls(pages: Iterable[Address], base: str) -> Iterator[bytes]:
    """A site map of these pages."""
    return _document("urlset", "url", ((base + one.path, one.modified) for one in pages))


def index(site_maps: Iterable[Place]) -> Iterator[bytes]:
    """The index of several site maps, each with the date of its newest page."""
    return _document("sitemapindex", "sitemap", site_maps)


def _document(root: str, name: str, places: Iterable[Place]) -> Iterator[bytes]:
    yield f"<?xml version='1.0' encoding='utf-8'?>\n<{root} xmlns=\"{_SITEMAP}\">".encode()
    entries = (_entry(name, address, modified) for address, modified in places)
    while piece := "".join(islice(entries, _PER_PIECE)):
        yield piece.encode()
    yield f"</{root}>".encode()


def _entry(name: str, address: str, modified: datetime | None) -> str:
    dated = f"<lastmod>{modified.isoformat()}</lastmod>" if modified else ""
    return f"<{name}><loc>{escape(address)}</loc>{dated}</{name}>"
