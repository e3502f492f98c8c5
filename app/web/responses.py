"""A list answer: items, what they are (meta) and where to go on (links); as JSON or as CSV."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from fastapi import Request, Response
from pydantic import BaseModel
from pydantic_core import to_json

from app.db.revisions import CurrentRevision
from app.models.attribution import License, license_of, source_line
from app.models.columns import Column, csv_bytes
from app.models.public import Public
from app.settings import Settings
from app.web.pagination import Page, page_links, without_page

T = TypeVar("T", bound=BaseModel)


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


def json_list(
    request: Request, items: Iterable[str], page: Page, at: CurrentRevision, more: str | None = None
) -> Response:
    """A list answer from items that are JSON already, with `more` members beside them, likewise."""
    settings: Settings = request.app.state.settings
    other = without_page(request.scope["query_string"])
    start = f"{settings.base}{request.scope['path']}?{other}limit={page.limit}"
    found = page_links(page, lambda offset: f"{start}&offset={offset}")
    links = {"self": found.current, "next": found.next, "prev": found.previous}
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
