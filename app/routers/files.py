"""The files of a plan: /plans/{id}/files/…, and the plan as StratML."""

from typing import Annotated, Final

from fastapi import Path, Response

from app.db.store import Store
from app.errors import NotFound
from app.i18n.messages import N_, _
from app.importer.prepare import current_form
from app.publication.catalogues.signposting import file_links
from app.publication.files.contents import STRATML
from app.publication.files.packages import file, path_of
from app.routers.resource_routes import ItemPath
from app.search.lookup import plan_of, state_for
from app.settings import Settings
from app.web.dependencies import SettingsDep, StoreDep
from app.web.responses import attachment, dated_response
from app.web.routing import HEAVY_DATA, Router

router = Router()

# Characters of a plan's title in the name of a file, which has 255 bytes at most.
_MAX_TITLE: Final = 50
FileName = Annotated[str, Path(description="ファイルの名前", max_length=100)]


@router.serve("/plans/{id}/files/{name}", HEAVY_DATA)
def get_file(store: StoreDep, settings: SettingsDep, id: ItemPath, name: FileName) -> Response:
    if name == STRATML:
        raise NotFound(
            _("StratML は %(address)s にあります。", address=settings.root_path + path_of(id, STRATML))
        )
    return _file_response(store, settings, id, name)


@router.serve("/plans/{id}.stratml.xml", HEAVY_DATA)
def get_stratml(store: StoreDep, settings: SettingsDep, id: ItemPath) -> Response:
    return _file_response(store, settings, id, STRATML)


def _file_response(store: Store, settings: Settings, plan_id: str, name: str) -> Response:
    with store.snapshot() as session:
        state_for(session, plan_id, N_("計画"))
        found, content = file(session, plan_id, name, settings, current_form)
        plan = plan_of(session, plan_id, settings)
    headers = {"Link": file_links(plan_id, settings)}
    if found.download:
        ending = found.name.rpartition(".")[2]
        headers["Content-Disposition"] = attachment(
            f"{plan_id}-{found.name}", f"{plan.title[:_MAX_TITLE]}_{found.title}.{ending}"
        )
    if found.format == "CSV":
        metadata = f"{settings.base}{path_of(plan_id, f'{name}-metadata.json')}"
        headers["Link"] += f', <{metadata}>; rel="describedby"; type="application/csvm+json"'
    return dated_response(content, found.media_type + found.parameters, plan.updated_at, headers)
