"""Pages of a list: their offsets and their URLs."""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

from starlette.datastructures import QueryParams


class Page(NamedTuple):
    """At most `limit` items from `offset` on, of `total`."""

    total: int
    limit: int
    offset: int


class PageLinks(NamedTuple):
    """The URLs of a page and of its neighbours, None where there is none."""

    current: str
    next: str | None
    previous: str | None


def page_links(page: Page, url_at: Callable[[int], str]) -> PageLinks:
    """Links to a page and its neighbours. `url_at` gives the URL of an offset. The page before one that
    lies beyond the end is the last page."""
    after = page.offset + page.limit
    before = max(min(page.offset, page.total) - page.limit, 0)
    return PageLinks(
        current=url_at(page.offset),
        next=url_at(after) if after < page.total else None,
        previous=url_at(before) if page.offset > 0 else None,
    )


# Of queries that were checked, which have 8 kilobytes at most (app/web/strict_parameters.py).
@lru_cache(maxsize=256)
def without_page(query: bytes) -> str:
    """A query string without `limit` and `offset`, with `&` at its end unless it is empty. Cached,
    because encoding twenty parameters takes a tenth of the time of an answer."""
    pairs = [pair for pair in QueryParams(query).multi_items() if pair[0] not in ("limit", "offset")]
    return f"{urlencode(pairs)}&" if pairs else ""
