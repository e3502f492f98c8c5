"""/api/3/action/…: the read actions of CKAN's API that its harvesters call.

No part of our own API, and not in its document: unknown parameters are ignored here, as CKAN's clients
send many, and everything stands in CKAN's envelope.
"""

import json
from collections.abc import Callable
from typing import Annotated, Any, Final

from fastapi import Query, Request, Response
from sqlmodel import Session

from app.db.revisions import CurrentRevision, current_revision
from app.errors import BadRequest, FieldError, NotFound, Problem
from app.i18n.messages import N_, _
from app.publication.catalogues import ckan
from app.publication.catalogues.ckan_envelope import ACTION, success
from app.publication.catalogues.ckan_search import matching, ordered
from app.publication.files.packages import distributions
from app.publication.record import PlanRecord, plan_records
from app.search.lookup import not_found_or_gone
from app.settings import Settings
from app.web.dependencies import SettingsDep, StoreDep
from app.web.responses import http_date
from app.web.routing import Router

router = Router(include_in_schema=False)

MOST_ROWS: Final = 1000
_LARGEST: Final = 2**31
Text = Annotated[str, Query(max_length=2000)]
Id = Annotated[str | None, Query(max_length=200)]


class InvalidParameter(Problem):
    """What CKAN calls a Validation Error."""

    status = 409
    title = N_("指定に誤りがあります")

    def __init__(self, parameter: str, detail: str) -> None:
        super().__init__(detail, errors=[FieldError(parameter=parameter, detail=detail)])


def _answer(settings: Settings, action: str, at: CurrentRevision | None, result: Any) -> Response:
    body = json.dumps(success(settings.base, action, result), ensure_ascii=False)
    headers = {"Last-Modified": http_date(at.updated_at)} if at else {}
    return Response(body, media_type="application/json; charset=utf-8", headers=headers)


@router.get(f"{ACTION}package_list")
def package_list(
    store: StoreDep, settings: SettingsDep, limit: str | None = None, offset: str | None = None
) -> Response:
    with store.snapshot() as session:
        at = current_revision(session)
        names = sorted(record.name for record in plan_records(session, settings))
    first = _number("offset", offset, 0)
    return _answer(settings, "package_list", at, names[first : first + _number("limit", limit, len(names))])


@router.get(f"{ACTION}package_show")
def package_show(store: StoreDep, settings: SettingsDep, id: Id = None) -> Response:
    with store.snapshot() as session:
        at = current_revision(session)
        record = _named(session, settings, id)
        result = _package(session, record, settings)
    return _answer(settings, "package_show", at, result)


@router.get(f"{ACTION}package_search")
def package_search(
    request: Request,
    store: StoreDep,
    settings: SettingsDep,
    q: Text = "",
    rows: str | None = None,
    start: str | None = None,
    sort: Text = "score desc, metadata_modified desc",
) -> Response:
    filters = request.query_params.getlist("fq")
    first, most = _number("start", start, 0), min(_number("rows", rows, 10), MOST_ROWS)
    with store.snapshot() as session:
        at = current_revision(session)
        found = matching(plan_records(session, settings), q, filters)
        try:
            found = ordered(found, sort)
        except ValueError as error:
            raise InvalidParameter("sort", _("並び順「%(order)s」は使えません。", order=error)) from error
        results = [_package(session, record, settings) for record in found[first : first + most]]
    result = {"count": len(found), "sort": sort, "facets": {}, "search_facets": {}, "results": results}
    return _answer(settings, "package_search", at, result)


@router.get(f"{ACTION}status_show")
def status_show(store: StoreDep, settings: SettingsDep) -> Response:
    with store.snapshot() as session:
        at = current_revision(session)
    return _answer(
        settings,
        "status_show",
        at,
        {
            # Not the real program: the version whose read actions are answered alike.
            "ckan_version": "2.10.0",
            "site_url": settings.base,
            "site_title": "方針データ",
            "site_description": "自治体の年度ごとの計画（運営方針など）をデータとして公開しています。",
            "locale_default": "ja",
            "error_emails_to": None,
            "extensions": [],
        },
    )


Listed = Callable[[Session, Settings], list[dict[str, Any]]]


def _organizations(session: Session, settings: Settings) -> list[dict[str, Any]]:
    records = plan_records(session, settings)
    only = ckan.organization(settings, min(record.issued for record in records))
    return [only | {"package_count": len(records)}]


def _groups(session: Session, settings: Settings) -> list[dict[str, Any]]:
    return ckan.groups(plan_records(session, settings))


def _add_collection(kind: str, title: str, listed: Listed) -> None:
    """The two actions `{kind}_list` and `{kind}_show`."""

    def list_action(store: StoreDep, settings: SettingsDep, all_fields: str = "false") -> Response:
        with store.snapshot() as session:
            at = current_revision(session)
            found = listed(session, settings)
        whole = all_fields.lower() in ("true", "1", "yes")
        return _answer(settings, f"{kind}_list", at, found if whole else [one["name"] for one in found])

    def show_action(store: StoreDep, settings: SettingsDep, id: Id = None) -> Response:
        with store.snapshot() as session:
            at = current_revision(session)
            found = listed(session, settings)
        if id is None:
            raise InvalidParameter("id", "Missing value")
        for one in found:
            if id in (one["id"], one["name"]):
                return _answer(settings, f"{kind}_show", at, one)
        raise NotFound(_("%(what)s「%(id)s」はありません。", what=_(title), id=id[:100]))

    router.get(f"{ACTION}{kind}_list", name=f"{kind}_list")(list_action)
    router.get(f"{ACTION}{kind}_show", name=f"{kind}_show")(show_action)


_add_collection("organization", N_("公開者"), _organizations)
_add_collection("group", N_("計画のまとまり"), _groups)


@router.get(f"{ACTION}tag_list")
def tag_list(store: StoreDep, settings: SettingsDep) -> Response:
    with store.snapshot() as session:
        at = current_revision(session)
        names = {name for record in plan_records(session, settings) for name in ckan.tags(record)}
    return _answer(settings, "tag_list", at, sorted(names))


@router.get(f"{ACTION}license_list")
def license_list(store: StoreDep, settings: SettingsDep) -> Response:
    with store.snapshot() as session:
        at = current_revision(session)
    return _answer(settings, "license_list", at, ckan.licenses(settings))


@router.get(f"{ACTION}help_show")
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
    return _answer(settings, "help_show", None, f"{name}: CKAN Action API の読み取り操作と同じです。")


@router.get(f"{ACTION}{{name}}")
def unknown_action(name: str) -> Response:
    raise BadRequest([FieldError(parameter="action", detail=f"Action name not known: {name[:100]}")])


def _number(parameter: str, written: str | None, default: int) -> int:
    if written is None or not written.strip():
        return default
    if not (written.isascii() and written.isdigit()) or len(written) > 10 or int(written) >= _LARGEST:
        raise InvalidParameter(parameter, "Must be a natural number")
    return int(written)


def _package(session: Session, record: PlanRecord, settings: Settings) -> dict[str, Any]:
    return ckan.package(record, distributions(session, record.id, settings), settings)


def _named(session: Session, settings: Settings, wanted: str | None) -> PlanRecord:
    """The plan that CKAN's `id` means: a UUID, or a name. Raises NotFound, as
    CKAN does for a deleted package too."""
    if wanted is None:
        raise InvalidParameter("id", "Missing value")
    for record in plan_records(session, settings):
        if wanted in (record.uuid, record.name):
            return record
    raise NotFound(not_found_or_gone(session, wanted.removeprefix("hoshin-"), N_("計画")).detail)
