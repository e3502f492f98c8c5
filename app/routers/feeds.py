"""The Atom feeds: /changes.atom has all changes, /initiatives.atom the initiatives of a query."""

import json
from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import Query, Request, Response
from sqlalchemy import select
from sqlmodel import Session, col

from app.db.revisions import current_revision
from app.models import Change, Plan
from app.models.attribution import rights, source_line
from app.models.vocabulary import Action, InitiativeKind, PlanStatus
from app.pages import labels, urls
from app.pages.change_words import FOLDERS, TYPES, entry_title
from app.publication.feeds.atom import MEDIA_TYPE, Entry, Feed, render
from app.routers.changes import Since, read_changes
from app.search.filters import MAX_OFFSET, InitiativeQuery, Paging
from app.search.query import search
from app.settings import Settings
from app.web.dependencies import SettingsDep, StoreDep
from app.web.responses import dated_response
from app.web.routing import DATA, Router

router = Router()

CHANGES: Final = "/changes.atom"
_MEDIA_TYPE: Final = f"{MEDIA_TYPE}; charset=utf-8"
PER_FEED: Final = 200
_OF_DRAFT: Final = "計画の案"
# The pages of the other types show parts of a plan.
_PAGES: Final = {name: folder for name, folder in FOLDERS.items() if name != "kpi"}


@router.serve(CHANGES, DATA)
def changes_feed(
    store: StoreDep, settings: SettingsDep, offset: Annotated[int, Query(ge=0, le=MAX_OFFSET)] = 0
) -> Response:
    with store.snapshot() as session:
        revision = current_revision(session, history=True)
        total, rows = read_changes(session, Since(), PER_FEED, offset, newest_first=True)
        drafts = _drafts(session, {change.plan_id for change, _moment in rows})
        entries = [_change_entry(change, moment, drafts, settings) for change, moment in rows]
    links = urls.paging(
        Paging(limit=PER_FEED, offset=offset), total, [], lambda pairs: urls.url(pairs, CHANGES)
    )
    feed = Feed(
        key="feed:changes",
        title="方針データ すべての変更",
        subtitle="登録・変更・取下げを新しい順に並べています。",
        updated=revision.updated_at,
        author=settings.publisher or source_line(settings),
        rights=rights(settings)[0],
        self_address=settings.base + links.current,
        page=f"{settings.base}/data",
        next_address=settings.base + links.next if links.next else None,
        entries=entries,
    )
    return dated_response(render(feed), _MEDIA_TYPE, revision.updated_at)


def _drafts(session: Session, plans: Iterable[str]) -> set[str]:
    """Those of the plans that are drafts."""
    drafts = select(col(Plan.id)).where(col(Plan.id).in_(plans), col(Plan.status) == PlanStatus.DRAFT)
    return set(session.scalars(drafts))


def _marked(kind: str, plan: str, drafts: Container[str]) -> str:
    """The word for an item, which says where its plan is a draft."""
    return f"{kind}、{_OF_DRAFT}" if plan in drafts else kind


def _change_entry(change: Change, moment: datetime, drafts: Container[str], settings: Settings) -> Entry:
    title = entry_title(change.after or change.before or {}) or change.item_id
    kind = _marked(TYPES.get(change.item_type, change.item_type), change.plan_id, drafts)
    folder = _PAGES.get(change.item_type)
    path = f"{folder}/{change.item_id}" if folder else f"plans/{change.plan_id}"
    successor = f" 後継：{change.replaced_by}" if change.replaced_by else ""
    return Entry(
        key=f"change:{change.revision_id}:{change.item_id}",
        title=f"{Action(change.action).label}：{title}（{kind}）",
        summary=f"{change.item_id}　理由：{change.reason}{successor}",
        updated=moment,
        page=f"{settings.base}/{path}",
        category=change.action,
    )


@router.serve(urls.FEED, replace(DATA, is_xml=True, parameters=frozenset(urls.parameters())))
def initiatives_feed(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    """The newest changes first, whatever order the page has: a reader sees no more than the first entries."""
    query = urls.from_form(request.query_params).model_copy(update={"sort": "changed"})
    with store.snapshot() as session:
        found = search(session, query)
        first = (
            found
            if query.offset == 0
            else search(session, query.model_copy(update={"offset": 0, "limit": 1}))
        )
        items = [json.loads(document) for _, document in found.documents]
        drafts = _drafts(session, {item["plan"] for item in items})
    newest = next(iter(first.changed), found.revision.updated_at)
    params = urls.query_params(query, "sort", "offset")
    links = urls.paging(query, found.total, params, lambda pairs: urls.url(pairs, urls.FEED))
    condition = urls.url(urls.query_params(query, "sort", "limit", "offset"))
    feed = Feed(
        key=f"feed:{condition}",
        title=_feed_title(query),
        subtitle=f"条件に合う取組{found.total}件。新しく変わった順で、更新日時はその取組のページが最後に変わった日時です。",
        updated=settings.last_change(newest),
        author=settings.publisher or source_line(settings),
        rights=rights(settings)[0],
        self_address=settings.base + links.current,
        page=settings.base + urls.url(urls.query_params(query, "sort")),
        next_address=settings.base + links.next if links.next else None,
        entries=[
            _initiative_entry(item, changed_at, drafts, settings)
            for item, changed_at in zip(items, found.changed, strict=True)
        ],
    )
    return dated_response(render(feed), _MEDIA_TYPE, found.revision.updated_at)


def _feed_title(query: InitiativeQuery) -> str:
    titles = labels.parameter_titles()
    conditions = [
        f"{titles[name]}「{value}」" for name, value in urls.query_params(query, "sort", "limit", "offset")
    ]
    return f"方針データ 取組（{'、'.join(conditions) or 'すべて'}）"


def _initiative_entry(
    item: Mapping[str, Any], changed_at: datetime, drafts: Container[str], settings: Settings
) -> Entry:
    return Entry(
        key=item["id"],
        title=f"{item['label']}（{_marked(InitiativeKind(item['kind']).label, item['plan'], drafts)}）",
        summary=item["text"],
        updated=changed_at,
        page=f"{settings.base}/initiatives/{item['id']}",
        category=item["kind"],
    )
