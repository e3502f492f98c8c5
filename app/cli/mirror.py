"""`hoshin export`: the service as a tree of files that any web server can serve while it is down.

Every answer that needs no query is requested from the application and written byte by byte; see
docs/decisions on the mirror for the file of each address and for the differences.
"""

import asyncio
import hashlib
import json
import re
import secrets
import shutil
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import quote, unquote

import httpx
from sqlalchemy import select
from sqlmodel import col

from app.db.revisions import CurrentRevision, current_revision
from app.db.store import Store
from app.errors import CommandError
from app.main import create_app
from app.models import Plan
from app.publication.files.contents import FILES
from app.publication.files.packages import path_of
from app.publication.site_urls import public_addresses
from app.routers import ALL
from app.routers.service import ASSETS
from app.settings import Settings

FORMAT: Final = "hoshin-mirror/1"
MANIFEST: Final = "mirror.json"
STYLE: Final = "/static/hoshin.css"
# States of the running process, actions that are useless without a query, second addresses, and indexes, whose
# names are those of folders.
_SKIPPED: Final = re.compile(r"/health/.*|/api/3/action/((?!status_show)\w+_show)?|/api/action/.*|/api/v1")
# Answered only where the operator has set its content.
_OPTIONAL: Final = ("/.well-known/security.txt",)
_LARGEST_PAGE: Final = 1000
# Old revisions are read from their files when they are asked for; a plain web server would show the present.
_OLD_REVISION: Final = re.compile(
    rb'<a [^>]*\bhref="[^"]*[?&](?:amp;)?revision=[0-9][^"]*"[^>]*>(.*?)</a>', re.S
)
_README: Final = Path(__file__).with_name("mirror_readme.txt")
_REDIRECT: Final = """\
<!DOCTYPE html>
<html lang="ja"><head><meta charset="utf-8"><title>移動</title><meta http-equiv="refresh" content="0; url={to}"></head>
<body><p><a href="{to}">{to}</a></p></body></html>
"""


class ExportError(CommandError):
    """The mirror was not written; the message says why. The target is unchanged."""


class Copied(NamedTuple):
    """One address of the mirror."""

    address: str
    file: str
    media_type: str
    bytes: int
    sha256: str


Advance = Callable[[int, int], None]


def export(settings: Settings, store: Store, target: Path, advance: Advance) -> list[Copied]:
    """Write the mirror into `target`, which is absent, empty or an older mirror. `advance` gets the
    number of finished addresses and of all. Raises ExportError."""
    _check(target)
    with store.snapshot() as session:
        before = current_revision(session)
    partial = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        partial.mkdir(parents=True)
        copied = asyncio.run(_copy(settings, store, partial, advance))
        with store.snapshot() as session:
            if current_revision(session) != before:
                raise ExportError("書き出している間に計画が更新されました。もう一度実行してください。")
        _describe(partial, copied, settings, before)
        _replace(partial, target)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return copied


def _check(target: Path) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise ExportError(f"{target} はフォルダではありません。")
    try:
        manifest = json.loads((target / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        manifest = {}
    if any(target.iterdir()) and (not isinstance(manifest, dict) or manifest.get("format") != FORMAT):
        raise ExportError(
            f"{target} には写しでないものが入っています。空のフォルダか、前の写しを指定してください。"
        )


def _replace(partial: Path, target: Path) -> None:
    old = target.with_name(f"{partial.name}.old")
    if target.exists():
        target.rename(old)
    partial.rename(target)
    shutil.rmtree(old, ignore_errors=True)


async def _copy(settings: Settings, store: Store, directory: Path, advance: Advance) -> list[Copied]:
    app = create_app(settings, store)
    transport = httpx.ASGITransport(app=app)
    headers = {"Accept-Encoding": "identity"}
    copied = []
    async with httpx.AsyncClient(transport=transport, base_url=settings.base, headers=headers) as client:
        addresses = sorted({*_fixed_addresses(settings, store), *[a async for a in _item_addresses(client)]})
        for done, address in enumerate(addresses):
            advance(done, len(addresses))
            answer = await client.get(address)
            if answer.status_code == 404 and address in _OPTIONAL:
                continue
            copied.append(_write(directory, address, answer, settings))
        advance(len(addresses), len(addresses))
    return copied


def _fixed_addresses(settings: Settings, store: Store) -> Iterator[str]:
    """Every address that no answer has to list."""
    routes: Iterable[Any] = (route for router in ALL for route in router.routes)
    for path in (route.path for route in routes):
        if "{" not in path and not _SKIPPED.fullmatch(path):
            yield path
    yield from (f"/static/{name}" for name in ASSETS)
    with store.snapshot() as session:
        yield from (address.path for address in public_addresses(session, settings))
        for plan_id in session.scalars(select(col(Plan.id)).order_by(col(Plan.id))).all():
            yield from (path_of(plan_id, file.name) for file in FILES)


async def _item_addresses(client: httpx.AsyncClient) -> AsyncIterator[str]:
    """The address of every item of the API, by the OpenAPI document, and of every part of the site map."""
    paths = (await client.get("/api/v1/openapi.json")).json()["paths"]
    for path in sorted(paths):
        collection, of_item, rest = path.partition("/{id}")
        if of_item:
            async for item_id in _item_ids(client, collection):
                yield f"{collection}/{item_id}{rest}"
    site_map = (await client.get("/sitemap.xml")).text
    for address in re.findall(r"<loc>[^<]*(/sitemap-\d+\.xml)</loc>", site_map):
        yield address


async def _item_ids(client: httpx.AsyncClient, collection: str) -> AsyncIterator[str]:
    offset, total = 0, 1
    while offset < total:
        query = {"limit": str(_LARGEST_PAGE), "offset": str(offset)}
        page = (await client.get(collection, params=query)).json()
        for item in page["items"]:
            yield str(item["id"] if "id" in item else item["goal"])
        offset, total = offset + _LARGEST_PAGE, page["meta"]["total"]


def _write(directory: Path, address: str, answer: httpx.Response, settings: Settings) -> Copied:
    content, media_type = answer.content, answer.headers.get("content-type", "")
    if answer.is_redirect:
        target = quote(answer.headers["location"], safe="/#-._~%")
        content, media_type = _REDIRECT.format(to=target).encode(), "text/html; charset=utf-8"
    elif answer.status_code != 200:
        raise ExportError(f"{address} が {answer.status_code} を返したため、写しを作りませんでした。")
    if media_type.startswith("text/html"):
        content = without_old_revisions(content)
    if address == STYLE:
        content += _notice(settings).encode()
    name = file_of(address, media_type)
    file = directory / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return Copied(address, name, media_type, len(content), hashlib.sha256(content).hexdigest())


def without_old_revisions(page: bytes) -> bytes:
    """A page with plain text in place of its links to old revisions."""
    return _OLD_REVISION.sub(rb"\1" + "（この写しにはありません）".encode(), page)


def file_of(address: str, media_type: str) -> str:
    """The file of an address, by the name that a web server looks for. Without an ending it is a folder with an index, because other addresses
    lie under it; well-known names stay as they are."""
    path = unquote(address).strip("/")
    if media_type.startswith("text/html"):
        return f"{path}/index.html".lstrip("/")
    if "." in path.rpartition("/")[2] or path.startswith(".well-known/"):
        return path
    return f"{path}/index.json"


def _notice(settings: Settings) -> str:
    """A style rule that puts a notice on every form, so that the pages themselves stay the same."""
    text = f"これは静的な写しです。検索と絞り込みは、動いているサービス（{settings.base}）で使えます。"
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return (
        f'\nform::before {{ content: "{quoted}"; display: block; margin-block-end: 0.5rem; padding: 0.5rem; '
        "border: 2px solid currentcolor; font-weight: bold; }\n"
    )


def _describe(directory: Path, copied: list[Copied], settings: Settings, at: CurrentRevision) -> None:
    described = {
        "format": FORMAT,
        "base": settings.base,
        "store": at.store,
        "revision": at.revision,
        "updated_at": at.updated_at.isoformat(),
        "files": [one._asdict() for one in copied],
    }
    text = json.dumps(described, ensure_ascii=False, indent=1) + "\n"
    (directory / MANIFEST).write_text(text, "utf-8")
    readme = _README.read_text("utf-8").format(
        base=settings.base, root=settings.root_path, revision=at.revision
    )
    (directory / "README.txt").write_text(readme, "utf-8")
