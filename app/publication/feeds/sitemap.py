"""The documents of the site map protocol. lxml is heavy: the endpoint imports this module."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from lxml import etree  # type: ignore[import-untyped]

from app.publication.site_urls import Address

_SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
# An address, and when what stands there last changed.
Place = tuple[str, datetime | None]


def urls(pages: Iterable[Address], base: str) -> bytes:
    """A site map of these pages."""
    return _document("urlset", "url", ((base + one.path, one.modified) for one in pages))


def index(site_maps: Iterable[Place]) -> bytes:
    """The index of several site maps, each with the date of its newest page."""
    return _document("sitemapindex", "sitemap", site_maps)


def _document(root_name: str, name: str, places: Iterable[Place]) -> bytes:
    root = etree.Element(f"{{{_SITEMAP}}}{root_name}", nsmap={None: _SITEMAP})
    for address, modified in places:
        place = etree.SubElement(root, f"{{{_SITEMAP}}}{name}")
        etree.SubElement(place, f"{{{_SITEMAP}}}loc").text = address
        if modified:
            etree.SubElement(place, f"{{{_SITEMAP}}}lastmod").text = modified.isoformat()
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return content
