"""The parts of a list, and the addresses of the part before and after."""

from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

from fastapi import Request
from starlette.datastructures import QueryParams


class Page(NamedTuple):
    """Which part of a list is asked for, and how many items there are in all."""

    total: int
    limit: int
    offset: int


def page_links(request: Request, base: str, page: Page) -> dict[str, str | None]:
    """The addresses of this part, the next and the one before, where there is one."""
    start = f"{base}{request.scope['path']}?{_without_page(request.scope['query_string'])}limit={page.limit}"

    def address(offset: int) -> str:
        return f"{start}&offset={offset}"

    before, after = max(min(page.offset, page.total) - page.limit, 0), page.offset + page.limit
    return {
        "self": address(page.offset),
        "next": address(after) if after < page.total else None,
        "prev": address(before) if page.offset > 0 else None,
    }


@lru_cache(maxsize=256)
def _without_page(query: bytes) -> str:
    """The parameters but for the page's own, in one spelling. To spell twenty of them anew for each
    answer takes a tenth of its time."""
    pairs = [pair for pair in QueryParams(query).multi_items() if pair[0] not in ("limit", "offset")]
    return f"{urlencode(pairs)}&" if pairs else ""
