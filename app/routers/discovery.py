"""Discovery by machines: robots.txt, the site map and the well-known URIs."""

import json
from typing import Final

from fastapi import Request, Response

from app.db.revisions import CurrentRevision, current_revision
from app.db.store import Store
from app.errors import NotFound
from app.i18n.messages import _
from app.publication.catalogues.ckan_envelope import ACTION
from app.publication.feeds.sitemap import index, urls
from app.publication.guide_for_models import guide_for_models
from app.publication.record import plan_ids, plan_records
from app.publication.site_urls import Address, public_pages
from app.settings import Settings
from app.web.dependencies import SettingsDep, StoreDep
from app.web.responses import dated_response
from app.web.routing import API, DATA, HEAVY_DATA, Router

router = Router()

API_CATALOG: Final = "/.well-known/api-catalog"
_PROFILE: Final = "https://www.rfc-editor.org/info/rfc9727"
_XML: Final = "application/xml; charset=utf-8"
# Plans that /llms.txt names: the newest.
_MOST_PLANS: Final = 30
# The most URLs that the protocol allows in one file.
PER_SITEMAP: Final = 50_000


@router.serve("/robots.txt", DATA)
def robots(settings: SettingsDep) -> Response:
    # Filters combine without end; the site map has the page of each initiative.
    root = settings.root_path
    text = f"User-agent: *\nDisallow: {root}/initiatives?\nAllow: {root}/\n\nSitemap: {settings.base}/sitemap.xml\n"
    return Response(text, media_type="text/plain; charset=utf-8")


@router.serve("/llms.txt", HEAVY_DATA)
def llms(store: StoreDep, settings: SettingsDep) -> Response:
    with store.snapshot() as session:
        revision = current_revision(session)
        newest = sorted(plan_ids(session), key=lambda plan_id: plan_id.partition("-")[2])[-_MOST_PLANS:]
        plans = plan_records(session, settings, newest)
    return dated_response(
        guide_for_models(plans, settings), "text/markdown; charset=utf-8", revision.updated_at
    )


@router.serve("/sitemap.xml", HEAVY_DATA)
def sitemap(store: StoreDep, settings: SettingsDep) -> Response:
    revision, pages = _public_pages(store, settings)
    if len(pages) <= PER_SITEMAP:
        content = urls(pages, settings.base)
    else:
        parts = []
        for number, start in enumerate(range(0, len(pages), PER_SITEMAP), 1):
            dates = [page.modified for page in pages[start : start + PER_SITEMAP] if page.modified]
            parts.append((f"{settings.base}/sitemap-{number}.xml", max(dates, default=None)))
        content = index(parts)
    return dated_response(content, _XML, revision.updated_at)


@router.serve("/sitemap-{number}.xml", HEAVY_DATA)
def sitemap_part(store: StoreDep, settings: SettingsDep, number: int) -> Response:
    revision, pages = _public_pages(store, settings)
    part = pages[(number - 1) * PER_SITEMAP : number * PER_SITEMAP] if number > 0 else []
    if not part:
        address = f"{settings.root_path}/sitemap.xml"
        raise NotFound(_("このサイトマップはありません。%(address)s から探してください。", address=address))
    return dated_response(urls(part, settings.base), _XML, revision.updated_at)


def _public_pages(store: Store, settings: Settings) -> tuple[CurrentRevision, list[Address]]:
    with store.snapshot() as session:
        revision = current_revision(session)
        return revision, public_pages(session, settings)


@router.serve(API_CATALOG, DATA)
def api_catalog(settings: SettingsDep) -> Response:
    base = settings.base
    api = {
        "service-desc": [{"href": f"{base}/api/v1/openapi.json", "type": "application/openapi+json"}],
        "service-doc": [{"href": f"{base}/api", "type": "text/html", "hreflang": "ja"}],
        "status": [{"href": f"{base}/health/ready", "type": "text/plain"}],
        "service-meta": [{"href": f"{base}/catalog.jsonld", "type": "application/ld+json"}],
    }
    portal = {
        "service-doc": [{"href": f"{base}/data", "type": "text/html", "hreflang": "ja"}],
        "status": [{"href": f"{base}{ACTION}status_show", "type": "application/json"}],
    }
    document = {
        "linkset": [
            {"anchor": f"{base}{API_CATALOG}", "item": [{"href": f"{base}/api/v1"}, {"href": base + ACTION}]},
            {"anchor": f"{base}/api/v1", **api},
            {"anchor": base + ACTION, **portal},
        ]
    }
    return Response(
        json.dumps(document, ensure_ascii=False, indent=1),
        media_type=f'application/linkset+json; profile="{_PROFILE}"',
        headers={"Link": f'<{base}{API_CATALOG}>; rel="api-catalog"; type="application/linkset+json"'},
    )


@router.serve("/api/v1", API)
def api_index(request: Request, settings: SettingsDep) -> Response:
    """The addresses of the API, for who opens the one that the catalogues name."""
    paths = [route.path for route in request.app.routes if getattr(route, "include_in_schema", False)]
    document = {
        "title": request.app.title,
        "openapi": f"{settings.base}/api/v1/openapi.json",
        "documentation": f"{settings.base}/api",
        "addresses": [settings.base + path for path in paths if "{" not in path],
    }
    return Response(json.dumps(document, ensure_ascii=False, indent=1), media_type="application/json")


@router.serve("/.well-known/security.txt", DATA)
def security_txt(settings: SettingsDep) -> Response:
    if settings.security_contact is None or settings.security_expires is None:
        raise NotFound(_("security.txt は設定されていません。"))
    lines = (
        f"Contact: {settings.security_contact}",
        f"Expires: {settings.security_expires.isoformat().replace('+00:00', 'Z')}",
        "Preferred-Languages: ja, en",
        f"Canonical: {settings.base}/.well-known/security.txt",
    )
    return Response("\n".join(lines) + "\n", media_type="text/plain; charset=utf-8")
