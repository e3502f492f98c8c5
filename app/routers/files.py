"""/plans/{id}/files/…: what can be downloaded of a plan, and the plan as StratML."""

from typing import Annotated, Final
from urllib.parse import quote

from fastapi import Path, Response

from app.collection import ItemPath
from app.db import Store
from app.errors import NotFound
from app.language import N_, _
from app.listing import http_date
from app.publication.contents import File
from app.publication.dataset import STRATML, file, path_of
from app.publication.signposting import file_links
from app.reading import Config, Reader
from app.resources.plans import plan_of
from app.routing import Router
from app.settings import Settings
from app.tombstones import state_for

router = Router(include_in_schema=False)

FileName = Annotated[str, Path(description="ファイルの名前", max_length=100)]
_PARAMETERS: Final = {"CSV": "; charset=utf-8; header=present", "NDJSON": "; charset=utf-8"}
_DOWNLOADS: Final = ("CSV", "NDJSON", "XLSX", "XML", "ZIP")
"""What a browser is told to save; descriptions are shown."""


@router.get("/plans/{id}/files/{name}")
def get_file(store: Reader, settings: Config, id: ItemPath, name: FileName) -> Response:
    if name == STRATML:
        raise NotFound(_("StratML は %(address)s にあります。", address=path_of(id, STRATML)))
    return _answer(store, settings, id, name)


@router.get("/plans/{id}.stratml.xml")
def get_stratml(store: Reader, settings: Config, id: ItemPath) -> Response:
    return _answer(store, settings, id, STRATML)


def _answer(store: Store, settings: Settings, plan_id: str, name: str) -> Response:
    with store.snapshot() as session:
        state_for(session, plan_id, N_("計画"))
        found = file(session, plan_id, name, settings)
        plan = plan_of(session, plan_id, settings)
    headers = {"Last-Modified": http_date(plan.updated_at), "Link": file_links(plan_id, settings)}
    if found.format in _DOWNLOADS:
        headers["Content-Disposition"] = _disposition(found, plan_id, plan.title)
    if found.format == "CSV":
        described = f"{settings.base}{path_of(plan_id, f'{name}-metadata.json')}"
        headers["Link"] += f', <{described}>; rel="describedby"; type="application/csvm+json"'
    media_type = found.media_type + _PARAMETERS.get(found.format, "")
    return Response(found.content, headers={"Content-Type": media_type, **headers})


def _disposition(found: File, plan_id: str, title: str) -> str:
    """Both spellings of the name: old clients read only the first, which must be ASCII."""
    ending = found.name.rpartition(".")[2]
    japanese = quote(f"{title}_{found.title}.{ending}", safe="")
    return f"attachment; filename=\"{plan_id}-{found.name}\"; filename*=UTF-8''{japanese}"
