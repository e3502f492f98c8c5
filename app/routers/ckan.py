"""/api/3/action/… and /api/action/…: the read actions of CKAN's API that its clients call.

A POST is read as the GET with the members of its body (app/web/middleware/posted_queries.py). They are
not part of the API and of its document. Unknown parameters are ignored, because CKAN's clients
send many.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import Query, Request, Response
from sqlmodel import Session

from app.errors import BadRequest, FieldError, NotFound
from app.i18n.messages import N_, _
from app.importer.kept_files import current_form
from app.publication.catalogues import ckan
from app.publication.catalogues.ckan_envelope import success
from app.publication.catalogues.ckan_search import Facets, matching, ordered
from app.publication.files.packages import distributions, measured_distributions
from app.publication.identifiers import uuid_of
from app.publication.record import PlanRecord, package_name, plan_ids, plan_record, plan_records
from app.routers.ckan_routes import (
    CKAN,
    HEAVY_CKAN,
    JSON,
    InvalidParameter,
    action_names,
    ckan_action,
    natural_number,
    respond,
    router,
)
from app.search.lookup import not_found_or_gone
from app.settings import Settings
from app.web.dependencies import SettingsDep, StoreDep

__all__ = ["router"]

MAX_ROWS: Final = 1000
_MAX_FACETS: Final = 50
_FILTERS: Final = ("fq", "fq_list")
_FACETS: Final = ("facet.field", "facet.limit", "facet.mincount")
_SEARCH: Final = frozenset(("q", "rows", "start", "sort", *_FILTERS, *_FACETS))
Text = Annotated[str, Query(max_length=2000)]
Id = Annotated[str | None, Query(max_length=200)]


@ckan_action("package_list", CKAN)
def package_list(
    store: StoreDep, settings: SettingsDep, limit: str | None = None, offset: str | None = None
) -> Response:
    def read(session: Session) -> list[str]:
        names = sorted(package_name(plan_id) for plan_id in plan_ids(session))
        first = natural_number("offset", offset, 0)
        return names[first : first + natural_number("limit", limit, len(names))]

    return respond(store, settings, "package_list", read)


@ckan_action("package_show", HEAVY_CKAN)
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

    return respond(store, settings, "package_show", read)


@ckan_action("package_search", replace(HEAVY_CKAN, parameters=_SEARCH))
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
    first = natural_number("start", start, 0)
    limit = min(natural_number("rows", rows, 10), MAX_ROWS)
    facets = _facets(request)

    def read(session: Session) -> dict[str, Any]:
        records = matching(plan_records(session, settings), q, filters, settings)
        try:
            records = ordered(records, sort)
        except ValueError as error:
            raise InvalidParameter("sort", _("並び順「%(order)s」は使えません。", order=error)) from error
        results = [
            ckan.package(record, distributions(record.plan), settings)
            for record in records[first : first + limit]
        ]
        counted = facets.of(records, settings)
        titles = {one["name"]: one["title"] for one in ckan.groups(records)} if "groups" in counted else {}
        described = {
            field: {
                "title": field,
                "items": [
                    {"name": name, "display_name": titles.get(name, name), "count": number}
                    for name, number in values.items()
                ],
            }
            for field, values in counted.items()
        }
        return {
            "count": len(records),
            "sort": sort,
            "facets": counted,
            "search_facets": described,
            "results": results,
        }

    return respond(store, settings, "package_search", read)


def _facets(request: Request) -> Facets:
    """`facet.field` is a list in JSON, or the parameter is repeated."""
    fields = []
    for written in request.query_params.getlist("facet.field"):
        try:
            found = json.loads(written)
        except ValueError:
            found = written
        fields += [str(one) for one in (found if isinstance(found, list) else [found])]
    limit = request.query_params.get("facet.limit", "50")
    return Facets(
        list(dict.fromkeys(fields))[:_MAX_FACETS],
        -1 if limit.startswith("-") else natural_number("facet.limit", limit, 50),
        natural_number("facet.mincount", request.query_params.get("facet.mincount"), 1),
    )


@ckan_action("status_show", CKAN)
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
    return respond(store, settings, "status_show", lambda session: status)


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

        return respond(store, settings, f"{kind}_list", read)

    def show_action(store: StoreDep, settings: SettingsDep, id: Id = None) -> Response:
        def read(session: Session) -> dict[str, Any]:
            if id is None:
                raise InvalidParameter("id", "Missing value")
            for entry in entries_of(plan_records(session, settings), settings):
                if id in (entry["id"], entry["name"]):
                    return entry
            raise NotFound(_("%(what)s「%(id)s」はありません。", what=_(title), id=id[:100]))

        return respond(store, settings, f"{kind}_show", read)

    ckan_action(f"{kind}_list", HEAVY_CKAN)(list_action)
    ckan_action(f"{kind}_show", HEAVY_CKAN)(show_action)


_add_collection("organization", N_("公開者"), _organizations)
_add_collection("group", N_("計画のまとまり"), lambda records, settings: ckan.groups(records))


@ckan_action("tag_list", HEAVY_CKAN)
def tag_list(store: StoreDep, settings: SettingsDep) -> Response:
    def read(session: Session) -> list[str]:
        return sorted({tag for record in plan_records(session, settings) for tag in ckan.tags(record)})

    return respond(store, settings, "tag_list", read)


@ckan_action("license_list", CKAN)
def license_list(store: StoreDep, settings: SettingsDep) -> Response:
    return respond(store, settings, "license_list", lambda session: ckan.licenses(settings))


@ckan_action("help_show", CKAN)
def help_show(settings: SettingsDep, name: Id = None) -> Response:
    actions = action_names()
    if name not in actions:
        raise NotFound(
            _(
                "操作「%(name)s」はありません。使えるのは %(actions)s です。",
                name=(name or "")[:100],
                actions=_("、").join(actions),
            )
        )
    envelope = success(settings.base, "help_show", f"{name}: CKAN Action API の読み取り操作と同じです。")
    return Response(json.dumps(envelope, ensure_ascii=False), media_type=JSON)


@ckan_action("", CKAN)
def index() -> Response:
    """The actions by name, for who opens the address that the catalogues name."""
    return Response(json.dumps({"version": 3, "actions": action_names()}), media_type=JSON)


@ckan_action("{name}", CKAN)
def unknown_action(name: str) -> Response:
    raise BadRequest([FieldError(parameter="action", detail=f"Action name not known: {name[:100]}")])
