"""The finished files of plans, cached: what there is to download, how big it is, and its bytes.

Every file is a function of the plan's newest revision and of the settings: no clock and no random id.
So sizes and digests may stand in a catalogue, and a file is built once.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from typing import Final, NamedTuple, TypeVar

from sqlalchemy import select
from sqlmodel import Session, col

from app.errors import NotFound
from app.i18n.messages import _
from app.models import Plan, Revision
from app.publication.files.contents import File, build
from app.search.lookup import not_found_or_gone
from app.settings import Settings


class Distribution(NamedTuple):
    """One downloadable file of a plan; its address is the settings' base and `path`."""

    name: str
    path: str
    title: str
    description: str
    format: str
    media_type: str
    size: int
    sha256: str
    modified: datetime


Value = TypeVar("Value")
_Key = tuple[str, int, datetime, str, int, Settings]

STRATML: Final = "stratml.xml"
# The files of the last used plans. A catalogue lists every plan: sizes and digests of more are cached.
_MAX_PACKAGES: Final = 16
_MAX_DISTRIBUTIONS: Final = 2048
_PACKAGES: Final[OrderedDict[_Key, dict[str, File]]] = OrderedDict()
_DISTRIBUTIONS: Final[OrderedDict[_Key, list[Distribution]]] = OrderedDict()
# Reentrant: describing a package may build it.
_LOCK: Final = threading.RLock()


def package(session: Session, plan_id: str, settings: Settings) -> dict[str, File]:
    """Every file of a plan by its name, metadata included. Raises NotFound or Gone."""
    key = _key(session, plan_id, settings)
    return _cached(
        _PACKAGES, key, _MAX_PACKAGES, lambda: {one.name: one for one in build(session, plan_id, settings)}
    )


def distributions(session: Session, plan_id: str, settings: Settings) -> list[Distribution]:
    """What can be downloaded of a plan, without metadata. Raises NotFound or Gone."""
    key = _key(session, plan_id, settings)
    return _cached(_DISTRIBUTIONS, key, _MAX_DISTRIBUTIONS, lambda: _describe(session, plan_id, settings))


def file(session: Session, plan_id: str, name: str, settings: Settings) -> File:
    """One file of a plan. Raises NotFound or Gone."""
    files = package(session, plan_id, settings)
    if name not in files:
        raise NotFound(
            _(
                "計画「%(plan)s」に「%(name)s」というファイルはありません。使えるのは %(files)s です。",
                plan=plan_id,
                name=name[:100],
                files=_("、").join(files),
            )
        )
    return files[name]


def _key(session: Session, plan_id: str, settings: Settings) -> _Key:
    # The digest tells apart two stores, and a store from its restored backup, that count alike; the first
    # number changes when the plan's rows are written again.
    statement = (
        select(col(Plan.revision_id), col(Plan.updated_at), col(Revision.sha256), col(Plan.first_number))
        .join(Revision, col(Revision.id) == col(Plan.revision_id))
        .where(col(Plan.id) == plan_id)
    )
    row = session.execute(statement).first()
    if row is None:
        raise not_found_or_gone(session, plan_id, "計画")
    return plan_id, row[0], row[1], row[2], row[3], settings


def _cached(cache: OrderedDict[_Key, Value], key: _Key, most: int, make: Callable[[], Value]) -> Value:
    """The value of a least-recently-used cache. One is made at a time: a second reader waits for it."""
    with _LOCK:
        if key not in cache:
            cache[key] = make()
        cache.move_to_end(key)
        if len(cache) > most:
            cache.popitem(last=False)
        return cache[key]


def _describe(session: Session, plan_id: str, settings: Settings) -> list[Distribution]:
    plan = session.get_one(Plan, plan_id)
    return [
        Distribution(
            name=one.name,
            path=path_of(plan_id, one.name),
            title=f"{plan.title} {one.title}",
            description=one.description,
            format=one.format,
            media_type=one.media_type,
            size=len(one.content),
            sha256=hashlib.sha256(one.content).hexdigest(),
            modified=settings.last_change(plan.updated_at),
        )
        for one in package(session, plan_id, settings).values()
        if not one.metadata
    ]


def path_of(plan_id: str, name: str) -> str:
    """Where a file of a plan is served."""
    return f"/plans/{plan_id}.{name}" if name == STRATML else f"/plans/{plan_id}/files/{name}"
