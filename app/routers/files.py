"""The files of a plan: /plans/{id}/files/…, and the plan as StratML."""

from typing import Annotated, Final

from fastapi import Path, Response

from app.errors import NotFound
from app.i18n.messages import N_, _
from app.importer.kept_files import current_form
from app.importer.revision_stores import RevisionStores
from app.publication.catalogues.signposting import file_links
from app.publication.files.contents import STRATML
from app.publication.files.packages import file, path_of
from app.routers.old_revisions import RevisionParam, RevisionsDep
from app.routers.resource_routes import ItemPath
from app.search.lookup import plan_of, state_for
from app.settings import Settings
from app.web.dependencies import SettingsDep
from app.web.responses import attachment, dated_response
from app.web.routing import HEAVY_DATA, Router

router = Router()

# Characters of a plan's title in the name of a file, which has 255 bytes at most.
_MAX_TITLE: Final = 50
FileName = Annotated[str, Path(description="ファイルの名前", max_length=100)]


@router.serve("/plans/{id}/files/{name}", HEAVY_DATA)
def get_file(
    revisions: RevisionsDep,
    settings: SettingsDep,
    id: ItemPath,
    name: FileName,
    revision: RevisionParam = None,
) -> Response:
    if name == STRATML:
        raise NotFound(
            _("StratML は %(address)s にあります。", address=settings.root_path + path_of(id, STRATML))
        )
    return _file_response(revisions, settings, id, name, revision)


@router.serve("/plans/{id}.stratml.xml", HEAVY_DATA)
def get_stratml(
    revisions: RevisionsDep, settings: SettingsDep, id: ItemPath, revision: RevisionParam = None
) -> Response:
    return _file_response(revisions, settings, id, STRATML, revision)


def _file_response(
    revisions: RevisionStores, settings: Settings, plan_id: str, name: str, revision: int | None
) -> Response:
    with revisions.snapshot(plan_id, revision, N_("計画")) as (session, old):
        state_for(session, plan_id, N_("計画"))
        found, content = file(session, plan_id, name, settings, current_form)
        plan = plan_of(session, plan_id, settings)
    # What machines find from a file is the present plan's.
    headers = {} if old else {"Link": file_links(plan_id, settings)}
    if found.download:
        ending, at = found.name.rpartition(".")[2], f"改訂{old.number}_" if old else ""
        headers["Content-Disposition"] = attachment(
            f"{plan_id}-{f'r{old.number}-' if old else ''}{found.name}",
            f"{plan.title[:_MAX_TITLE]}_{at}{found.title}.{ending}",
        )
    if found.format == "CSV" and not old:
        metadata = f"{settings.base}{path_of(plan_id, f'{name}-metadata.json')}"
        headers["Link"] += f', <{metadata}>; rel="describedby"; type="application/csvm+json"'
    return dated_response(
        content, found.media_type + found.parameters, old.modified if old else plan.updated_at, headers
    )
