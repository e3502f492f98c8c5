"""/changes.atom: every change; /initiatives.atom: the initiatives of any filter, with their last change."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import Query, Request, Response
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.db.revisions import CurrentRevision, current_revision
from app.models import Change, Revision
from app.models.attribution import rights, source_line
from app.models.vocabulary import Action, InitiativeKind
from app.pages import labels, urls
from app.publication.feeds.atom import MEDIA_TYPE, Entry, Feed, render
from app.publication.feeds.last_changed import last_changed
from app.search.filters import MAX_OFFSET, InitiativeQuery
from app.search.query import search
from app.settings import Settings
from app.web.dependencies import SettingsDep, StoreDep
from app.web.responses import http_date
from app.web.routing import Router

router = Router(include_in_schema=False)

CHANGES: Final = "/changes.atom"
PER_FEED: Final = 200
_TYPES: Final = {
    "plan": "計画",
    "organisation": "組織",
    "passage": "文書の文",
    "pillar": "柱",
    "direction": "柱の方針",
    "theme": "施策",
    "measure": "区の取組",
    "bureau_project": "局事業",
    "kpi": "指標",
    "correction": "読み替え",
    "link": "関連",
}
_PAGES: Final = {
    "measure": "initiatives",
    "bureau_project": "initiatives",
    "pillar": "pillars",
    "organisation": "organisations",
}


@router.get(CHANGES)
def changes_feed(
    store: StoreDep, settings: SettingsDep, offset: Annotated[int, Query(ge=0, le=MAX_OFFSET)] = 0
) -> Response:
    with store.snapshot() as session:
        at = current_revision(session)
        total = session.execute(select(func.count()).select_from(Change)).scalar_one()
        statement = (
            select(Change, col(Revision.at))
            .join(Revision, col(Revision.id) == col(Change.revision_id))
            .order_by(col(Change.revision_id).desc(), col(Change.position))
            .limit(PER_FEED)
            .offset(offset)
        )
        entries = [_change_entry(change, moment, settings) for change, moment in session.execute(statement)]
    after = offset + PER_FEED
    feed = Feed(
        key="feed:changes",
        title="方針データ すべての変更",
        subtitle="登録・変更・取下げを新しい順に並べています。",
        updated=at.updated_at,
        author=settings.publisher or source_line(settings),
        rights=rights(settings)[0],
        self_address=settings.base + CHANGES + (f"?offset={offset}" if offset else ""),
        page=f"{settings.base}/data",
        next_address=f"{settings.base}{CHANGES}?offset={after}" if after < total else None,
        entries=entries,
    )
    return _answer(feed, at)


def _change_entry(change: Change, moment: datetime, settings: Settings) -> Entry:
    entry = change.after or change.before or {}
    kind = _TYPES.get(change.item_type, change.item_type)
    path = _PAGES.get(change.item_type)
    successor = f" 後継：{change.replaced_by}" if change.replaced_by else ""
    return Entry(
        key=f"change:{change.revision_id}:{change.item_id}",
        title=f"{Action(change.action).label}：{_title(entry) or change.item_id}（{kind}）",
        summary=f"{change.item_id}　理由：{change.reason}{successor}",
        updated=moment,
        page=f"{settings.base}/{path}/{change.item_id}"
        if path
        else f"{settings.base}/plans/{change.plan_id}",
        category=change.action,
    )


_LONGEST_TITLE: Final = 60


def _title(entry: Mapping[str, Any]) -> str:
    for name in ("label", "name", "title", "text", "reading"):
        if value := entry.get(name):
            text = str(value)
            return text if len(text) <= _LONGEST_TITLE else text[: _LONGEST_TITLE - 1] + "…"
    return ""


@router.get(urls.FEED)
def initiatives_feed(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    query = urls.from_form(request.query_params)
    with store.snapshot() as session:
        found = search(session, query)
        items = [json.loads(document) for _, document in found.documents]
        entries = _initiative_entries(session, items, settings)
    shown = urls.query_params(query, "offset")
    after = query.offset + query.limit
    further = settings.base + urls.url([*shown, ("offset", str(after))], urls.FEED)
    condition = urls.url(urls.query_params(query, "sort", "limit", "offset"))
    feed = Feed(
        key=f"feed:{condition}",
        title=_heading(query),
        subtitle=f"条件に合う取組{found.total}件。更新日時は、その取組が最後に変わった日時です。",
        updated=max((entry.updated for entry in entries), default=found.revision.updated_at),
        author=settings.publisher or source_line(settings),
        rights=rights(settings)[0],
        self_address=settings.base + urls.url(urls.query_params(query), urls.FEED),
        page=settings.base + urls.url(urls.query_params(query)),
        next_address=further if after < found.total else None,
        entries=entries,
    )
    return _answer(feed, found.revision)


def _heading(query: InitiativeQuery) -> str:
    titles = labels.parameter_titles()
    conditions = [
        f"{titles[name]}「{value}」" for name, value in urls.query_params(query, "sort", "limit", "offset")
    ]
    return f"方針データ 取組（{'、'.join(conditions) or 'すべて'}）"


def _initiative_entries(session: Session, items: list[dict[str, Any]], settings: Settings) -> list[Entry]:
    changed = last_changed(session, {item["plan"] for item in items})
    return [
        Entry(
            key=item["id"],
            title=f"{item['label']}（{InitiativeKind(item['kind']).label}）",
            summary=item["text"],
            updated=max(changed[one] for one in _parts(item) if one in changed),
            page=f"{settings.base}/initiatives/{item['id']}",
            category=item["kind"],
        )
        for item in items
    ]


def _parts(item: Mapping[str, Any]) -> list[str]:
    """The initiative and the headings that it is shown under."""
    return [item["id"], *(item[name]["id"] for name in ("pillar", "theme") if item[name])]


def _answer(feed: Feed, at: CurrentRevision) -> Response:
    return Response(
        render(feed),
        media_type=f"{MEDIA_TYPE}; charset=utf-8",
        headers={"Last-Modified": http_date(at.updated_at)},
    )
