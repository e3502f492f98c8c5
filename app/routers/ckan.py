"""/api/3/action/…: the read actions of CKAN's API that its harvesters call.

They are not part of the API and of its document. Unknown parameters are ignored, because CKAN's clients
send many.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import Query, Request, Response
from fastapi.responses import JSONResponse
from sqlmodel import Session

from app.db.revisions import current_revision
from app.db.store import Store
from app.errors import BadRequest, FieldError, NotFound, Problem
from app.i18n.messages import N_, _
from app.importer.prepare import current_form
from app.publication.catalogues import ckan
from app.publication.catalogues.ckan_envelope import ACTION, failure, success
from app.publication.catalogues.ckan_search import matching, ordered
from app.publication.files.packages import distributions, measured_distributions
from app.publication.identifiers import uuid_of
from app.publication.record import PlanRecord, package_name, plan_ids, plan_record, plan_records
from app.search.lookup import not_found_or_gone
from app.settings import Settings
from app.web.dependencies import SettingsDep, StoreDep
from app.web.responses import dated_response
from app.web.routing import DATA, DATA_CACHE, Router

router = Router()


def _error(request: Request, problem: Problem) -> Response:
    """The problem in CKAN's envelope."""
    envelope = failure(request.app.state.settings.base, request.scope["path"], problem)
    return JSONResponse(envelope, problem.status, problem.headers)


CKAN: Final = replace(DATA, error_form=_error, error_cache_control=DATA_CACHE)
# Actions that read every plan, or make files.
HEAVY_CKAN: Final = replace(CKAN, heavy=True)

MAX_ROWS: Final = 1000
_MAX_NUMBER: Final = 2**31 - 1
_FILTERS: Final = ("fq", "fq_list")
_SEARCH: Final = frozenset(("q", "rows", "start", "sort", *_FILTERS))
_JSON: Final = "application/json; charset=utf-8"
Text = Annotated[str, Query(max_length=2000)]
Id = Annotated[str | None, Query(max_length=200)]


class InvalidParameter(Problem):
    """A Validation Error of CKAN."""

    status = 409
    title = N_("指定に誤りがあります")

    def __init__(self, parameter: str, detail: str) -> None:
        super().__init__(detail, errors=[FieldError(parameter=parameter, detail=detail)])


def _respond(store: Store, settings: Settings, action: str, read: Callable[[Session], Any]) -> Response:
    """The response of an action. `read` reads its result from a snapshot."""
    with store.snapshot() as session:
        revision = current_revision(session)
        envelope = success(settings.base, action, read(session))
    return dated_response(json.dumps(envelope, ensure_ascii=False), _JSON, revision.updated_at)


@router.serve(f"{ACTION}package_list", CKAN)
def package_list(
    store: StoreDep, settings: SettingsDep, limit: str | None = None, offset: str | None = None
) -> Response:
    def read(session: Session) -> list[str]:
        names = sorted(package_name(plan_id) for plan_id in plan_ids(session))
        first = _natural_number("offset", offset, 0)
        return names[first : first + _natural_number("limit", limit, len(names))]

    return _respond(store, settings, "package_list", read)


@router.serve(f"{ACTION}package_show", HEAVY_CKAN)
def package_show(store: StoreDep, settings: SettingsDep, id: Id = None) -> Response:
    def read(session: Session) -> dict[str, Any]:
        if id is None:
            raise InvalidParameter("id", "Missing value")
        for plan_id in plan_ids(session):
            if id in (package_name(plan_id), uuid_of(plan_id)):
                record = plan_record(session, settings, plan_id)
                files = measured_distributions(session, record.plan, settings, current_form)
                return ckan.package(record, files, settings)
        # Not found also where the plan was withdrawn, as CKAN answers for a deleted package.
        raise NotFound(not_found_or_gone(session, id.removeprefix("hoshin-"), N_("計画")).detail)

    return _respond(store, settings, "package_show", read)


@router.serve(f"{ACTION}package_search", replace(HEAVY_CKAN, parameters=_SEARCH))
def package_search(
    request: Request,
    store: StoreDep,
    settings: SettingsDep,
    q: Text = "",
    rows: str | None = None,
    start: str | None = None,
    sort: Text = "score desc, metadata_modified desc",
) -> Response:
    filters = [one for name in _FILTERS for one in request.query_params.getlist(name)]
    first = _natural_number("start", start, 0)
    limit = min(_natural_number("rows", rows, 10), MAX_ROWS)

    def read(session: Session) -> dict[str, Any]:
        records = matching(plan_records(session, settings), q, filters)
        try:
            records = ordered(records, sort)
        except ValueError as error:
            raise InvalidParameter("sort", _("並び順「%(order)s」は使えません。", order=error)) from error
        results = [
            ckan.package(record, distributions(record.plan), settings)
            for record in records[first : first + limit]
        ]
        return {"count": len(records), "sort": sort, "facets": {}, "search_facets": {}, "results": results}

    return _respond(store, settings, "package_search", read)


@router.serve(f"{ACTION}status_show", CKAN)
def status_show(store: StoreDep, settings: SettingsDep) -> Response:
    status: dict[str, Any] = {
        # The version whose read actions these are.
        "ckan_version": "2.10.0",
        "site_url": settings.base,
        "site_title": "方針データ",
        "site_description": "自治体の年度ごとの計画（運営方針など）をデータとして公開しています。",
        "locale_default": "ja",
        "error_emails_to": None,
        "extensions": [],
    }
    return _respond(store, settings, "status_show", lambda session: status)


Entries = Callable[[list[PlanRecord], Settings], list[dict[str, Any]]]


def _organizations(records: list[PlanRecord], settings: Settings) -> list[dict[str, Any]]:
    """The one organization, which publishes all plans."""
    organization = ckan.organization(settings, min(record.plan.created_at for record in records))
    return [organization | {"package_count": len(records)}]


def _add_collection(kind: str, title: str, entries_of: Entries) -> None:
    """Register the two actions `{kind}_list` and `{kind}_show`."""

    def list_action(store: StoreDep, settings: SettingsDep, all_fields: str = "false") -> Response:
        def read(session: Session) -> list[Any]:
            entries = entries_of(plan_records(session, settings), settings)
            if all_fields.lower() in ("true", "1", "yes"):
                return entries
            return [entry["name"] for entry in entries]

        return _respond(store, settings, f"{kind}_list", read)

    def show_action(store: StoreDep, settings: SettingsDep, id: Id = None) -> Response:
        def read(session: Session) -> dict[str, Any]:
            if id is None:
                raise InvalidParameter("id", "Missing value")
            for entry in entries_of(plan_records(session, settings), settings):
                if id in (entry["id"], entry["name"]):
                    return entry
            raise NotFound(_("%(what)s「%(id)s」はありません。", what=_(title), id=id[:100]))

        return _respond(store, settings, f"{kind}_show", read)

    router.serve(f"{ACTION}{kind}_list", HEAVY_CKAN, name=f"{kind}_list")(list_action)
    router.serve(f"{ACTION}{kind}_show", HEAVY_CKAN, name=f"{kind}_show")(show_action)


_add_collection("organization", N_("公開者"), _organizations)
_add_collection("group", N_("計画のまとまり"), lambda records, settings: ckan.groups(records))


@router.serve(f"{ACTION}tag_list", HEAVY_CKAN)
def tag_list(store: StoreDep, settings: SettingsDep) -> Response:
    def read(session: Session) -> list[str]:
        return sorted({tag for record in plan_records(session, settings) for tag in ckan.tags(record)})

    return _respond(store, settings, "tag_list", read)


@router.serve(f"{ACTION}license_list", CKAN)
def license_list(store: StoreDep, settings: SettingsDep) -> Response:
    return _respond(store, settings, "license_list", lambda session: ckan.licenses(settings))


@router.serve(f"{ACTION}help_show", CKAN)
def help_show(settings: SettingsDep, name: Id = None) -> Response:
    actions = {route.path.removeprefix(ACTION) for route in router.routes}  # type: ignore[attr-defined]
    if name not in actions:
        raise NotFound(
            _(
                "操作「%(name)s」はありません。使えるのは %(actions)s です。",
                name=(name or "")[:100],
                actions=_("、").join(sorted(actions)),
            )
        )
    envelope = success(settings.base, "help_show", f"{name}: CKAN Action API の読み取り操作と同じです。")
    return Response(json.dumps(envelope, ensure_ascii=False), media_type=_JSON)


@router.serve(f"{ACTION}{{name}}", CKAN)
def unknown_action(name: str) -> Response:
    raise BadRequest([FieldError(parameter="action", detail=f"Action name not known: {name[:100]}")])


def _natural_number(parameter: str, written: str | None, default: int) -> int:
    """The number of a parameter, the default for a blank one. Raises InvalidParameter."""
    if written is None or not written.strip():
        return default
    if not (written.isascii() and written.isdigit()) or len(written) > 10 or int(written) > _MAX_NUMBER:
        raise InvalidParameter(parameter, "Must be a natural number")
    return int(written)
