"""The documents of the site map protocol. lxml is heavy: the endpoint imports this module."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from lxml import etree  # type: ignore[import-untyped]

from app.publication.site_urls import Address

_SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
Part = tuple[str, datetime | None]
"""The address of one site map of several, and when the newest of its pages changed."""


def urls(pages: Iterable[Address], base: str) -> bytes:
    """The addresses of pages."""
    return _written("urlset", "url", ((base + one.path, one.modified) for one in pages))


def index(parts: Iterable[Part]) -> bytes:
    """Which site maps there are."""
    return _written("sitemapindex", "sitemap", parts)


def _written(root_name: str, name: str, places: Iterable[Part]) -> bytes:
    root = etree.Element(f"{{{_SITEMAP}}}{root_name}", nsmap={None: _SITEMAP})
    for address, modified in places:
        place = etree.SubElement(root, f"{{{_SITEMAP}}}{name}")
        etree.SubElement(place, f"{{{_SITEMAP}}}loc").text = address
        if modified:
            etree.SubElement(place, f"{{{_SITEMAP}}}lastmod").text = modified.isoformat()
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return content
