"""A list answer: items, what they are (meta) and where to go on (links); as JSON or as CSV."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeVar
from urllib.parse import quote, urlencode

from fastapi import Request, Response
from pydantic import BaseModel
from pydantic_core import to_json
from starlette.datastructures import QueryParams

from app.columns import Column, csv_bytes
from app.language import N_, Say, japanese
from app.models.public import Public
from app.revisions import CurrentRevision
from app.settings import Settings

T = TypeVar("T", bound=BaseModel)


class License(Public):
    name: str
    url: str | None


class Meta(Public):
    """`license` is null while the operator states none: then nothing is granted."""

    total: int
    limit: int
    offset: int
    revision: int
    updated_at: datetime
    source: str
    license: License | None
    official: bool


class Links(Public):
    self: str
    next: str | None
    prev: str | None


class Listing(Public, Generic[T]):
    """The shape of every list answer."""

    items: list[T]
    meta: Meta
    links: Links


class Page(NamedTuple):
    """Which part of a list is asked for, and how many items there are in all."""

    total: int
    limit: int
    offset: int


def json_list(
    request: Request, items: Iterable[str], page: Page, at: CurrentRevision, more: str | None = None
) -> Response:
    """A list answer from items that are JSON already, with `more` members beside them, likewise."""
    settings: Settings = request.app.state.settings
    links = _links(request, settings.base, page)
    # Plain values: to build the models that describe them would cost as much as the rest.
    beside = {
        "meta": {
            **page._asdict(),
            **at._asdict(),
            "source": source_line(settings),
            "license": license_of(settings),
            "official": settings.official,
        },
        "links": links,
    }
    members = [f'{{"items":[{",".join(items)}]', to_json(beside).decode()[1:-1], *([more] if more else [])]
    header = ", ".join(f'<{url}>; rel="{rel}"' for rel, url in links.items() if url is not None)
    return Response(
        ",".join(members) + "}",
        media_type="application/json",
        headers={"Link": header, "Last-Modified": http_date(at.updated_at)},
    )


def json_item(item: BaseModel | str, at: CurrentRevision) -> Response:
    """One item."""
    body = item if isinstance(item, str) else item.model_dump_json()
    return Response(body, media_type="application/json", headers={"Last-Modified": http_date(at.updated_at)})


@lru_cache(maxsize=256)
def http_date(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)


def license_of(settings: Settings) -> License | None:
    if settings.license_name is None:
        return None
    return License(
        name=settings.license_name, url=str(settings.license_url) if settings.license_url else None
    )


def source_line(settings: Settings, say: Say = japanese) -> str:
    """How the data are to be quoted, and whether a public body stands behind them."""
    if settings.official:
        if settings.publisher:
            return say(N_("公開者：%(name)s"), name=settings.publisher)
        return say(N_("各計画の発行者による公式の公開"))
    return say(N_("各計画の文書を加工して作成。自治体の公式サービスではありません"))


def _links(request: Request, base: str, page: Page) -> dict[str, str | None]:
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


def csv_list(
    columns: Sequence[Column], items: Iterable[dict[str, Any]], at: CurrentRevision, names: tuple[str, str]
) -> Response:
    """The whole result as CSV for Excel: UTF-8 with BOM, CRLF. `names` are the ASCII and the Japanese
    file name without ending."""
    plain, japanese = names
    return Response(
        csv_bytes(columns, items),
        media_type="text/csv; charset=utf-8; header=present",
        headers={
            "Content-Disposition": (
                f"attachment; filename=\"{plain}.csv\"; filename*=UTF-8''{quote(japanese)}.csv"
            ),
            "Last-Modified": http_date(at.updated_at),
        },
    )
