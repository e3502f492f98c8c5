"""Responses: lists and items as JSON, lists as CSV, files. Each has the date of its last change."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import Any, Final, Generic, TypeVar
from urllib.parse import quote

from fastapi import Request, Response
from pydantic import BaseModel
from pydantic_core import to_json
from starlette.types import Receive, Scope, Send

from app.db.revisions import CurrentRevision
from app.models.attribution import License, license_of, source_line
from app.models.columns import Column, csv_chunks
from app.models.public import Public
from app.settings import Settings
from app.web.clients import while_awaited
from app.web.pagination import Page, page_links, without_page

T = TypeVar("T", bound=BaseModel)
_NOT_IN_NAMES: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')


class Meta(Public):
    """`license` is null while the operator states none: then nothing is granted. `store` tells the store
    from one made anew, whose revisions begin again."""

    total: int
    limit: int
    offset: int
    revision: int
    updated_at: datetime
    store: str
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


class ChunkedResponse(Response):
    """A large body in pieces, made here and as long as the client waits. Joined it would stand in memory
    twice, and everybody would wait for the joining."""

    def __init__(self, chunks: Iterable[bytes], media_type: str, headers: Mapping[str, str]) -> None:
        super().__init__(media_type=media_type, headers=headers)
        self.chunks = list(while_awaited(chunks))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        for chunk in self.chunks:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body"})


def dated_response(
    content: bytes | str | Iterable[bytes],
    media_type: str,
    modified: datetime,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A response with Last-Modified; an iterable is the pieces of a large body."""
    dated = {"Last-Modified": _http_date(modified), **(headers or {})}
    if isinstance(content, bytes | str):
        return Response(content, media_type=media_type, headers=dated)
    return ChunkedResponse(content, media_type, dated)


@lru_cache(maxsize=256)
def _http_date(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)


def attachment(ascii_name: str, name: str) -> str:
    """Content-Disposition with two file names: old clients read only the first, which must be ASCII. What no
    system takes in a name becomes `_`."""
    taken = quote(_NOT_IN_NAMES.sub("_", name), safe="")
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{taken}"


def json_list(
    request: Request,
    items: Iterable[str],
    page: Page,
    revision: CurrentRevision,
    extra_members: Sequence[str] = (),
) -> Response:
    """A list answer. Items and extra members are JSON already."""
    settings: Settings = request.app.state.settings
    other = without_page(request.scope["query_string"])
    start = f"{settings.base}{request.scope['path']}?{other}limit={page.limit}"
    urls = page_links(page, lambda offset: f"{start}&offset={offset}")
    links = {"self": urls.current, "next": urls.next, "prev": urls.previous}
    meta = {
        **page._asdict(),
        **revision._asdict(),
        "source": source_line(settings),
        "license": license_of(settings),
        "official": settings.official,
    }
    # Plain values: building the models would take as long as the rest of the answer.
    members = [
        f'"items":[{",".join(items)}]',
        to_json({"meta": meta, "links": links}).decode()[1:-1],
        *extra_members,
    ]
    header = ", ".join(f'<{url}>; rel="{rel}"' for rel, url in links.items() if url is not None)
    body = f"{{{','.join(members)}}}"
    return dated_response(body, "application/json", revision.updated_at, {"Link": header})


def json_item(item: BaseModel | str, revision: CurrentRevision) -> Response:
    """One item: a model, or JSON already."""
    body = item if isinstance(item, str) else item.model_dump_json()
    return dated_response(body, "application/json", revision.updated_at)


def csv_list(
    columns: Sequence[Column],
    items: Iterable[dict[str, Any]],
    revision: CurrentRevision,
    ascii_name: str,
    title: str,
) -> Response:
    """All items as CSV for Excel: UTF-8 with BOM, CRLF. The file is named after `ascii_name` and `title`."""
    return dated_response(
        csv_chunks(columns, items),
        "text/csv; charset=utf-8; header=present",
        revision.updated_at,
        {"Content-Disposition": attachment(f"hoshin-{ascii_name}.csv", f"方針データ_{title}.csv")},
    )
