"""The files of a plan: what there is to download, how big it is, and its bytes.

Every file is a function of the plan's newest revision and of the settings: no clock and no random id.
So sizes and digests may stand in a catalogue, and a file that was built once is kept.
"""

import hashlib
import threading
from collections import OrderedDict
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


class _Package(NamedTuple):
    """The finished files of one revision of a plan."""

    files: dict[str, File]
    distributions: tuple[Distribution, ...]


T = TypeVar("T")
_Key = tuple[str, int, datetime, str, Settings]
_KEPT_PACKAGES: Final = 16
_KEPT_DISTRIBUTIONS: Final = 2048
"""A catalogue lists every plan: their sizes and digests are kept longer than their bytes."""


class _Kept:
    """The last used packages. One is built at a time: a second reader waits and finds it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._packages: OrderedDict[_Key, _Package] = OrderedDict()
        self._distributions: OrderedDict[_Key, tuple[Distribution, ...]] = OrderedDict()

    def package(self, session: Session, key: _Key, settings: Settings) -> _Package:
        with self._lock:
            if key not in self._packages:
                self._packages[key] = _build(session, key[0], settings)
                self._distributions[key] = self._packages[key].distributions
            return self._used(self._packages, key, _KEPT_PACKAGES)

    def distributions(self, session: Session, key: _Key, settings: Settings) -> tuple[Distribution, ...]:
        with self._lock:
            known = key in self._distributions
            if known:
                return self._used(self._distributions, key, _KEPT_DISTRIBUTIONS)
        return self.package(session, key, settings).distributions

    @staticmethod
    def _used(kept: OrderedDict[_Key, T], key: _Key, most: int) -> T:
        kept.move_to_end(key)
        while len(kept) > most:
            kept.popitem(last=False)
        return kept[key]


_KEPT: Final = _Kept()


def distributions(session: Session, plan_id: str, settings: Settings) -> list[Distribution]:
    """What can be downloaded of a plan. Raises NotFound or Gone."""
    return list(_KEPT.distributions(session, _key(session, plan_id, settings), settings))


def content(session: Session, plan_id: str, name: str, settings: Settings) -> bytes:
    """The bytes of one file. Raises NotFound or Gone."""
    return file(session, plan_id, name, settings).content


def file(session: Session, plan_id: str, name: str, settings: Settings) -> File:
    """One file of a plan. Raises NotFound or Gone."""
    package = _KEPT.package(session, _key(session, plan_id, settings), settings)
    if name not in package.files:
        raise NotFound(
            _(
                "計画「%(plan)s」に「%(name)s」というファイルはありません。使えるのは %(files)s です。",
                plan=plan_id,
                name=name[:100],
                files=_("、").join(package.files),
            )
        )
    return package.files[name]


def names(session: Session, plan_id: str, settings: Settings) -> list[str]:
    """The name of every file of a plan, metadata included. Raises NotFound or Gone."""
    return list(_KEPT.package(session, _key(session, plan_id, settings), settings).files)


def _key(session: Session, plan_id: str, settings: Settings) -> _Key:
    # The digest tells apart two stores, and a store from its restored backup, that count alike.
    statement = (
        select(col(Plan.revision_id), col(Plan.updated_at), col(Revision.sha256))
        .join(Revision, col(Revision.id) == col(Plan.revision_id))
        .where(col(Plan.id) == plan_id)
    )
    row = session.execute(statement).first()
    if row is None:
        raise not_found_or_gone(session, plan_id, "計画")
    return plan_id, row[0], row[1], row[2], settings


def _build(session: Session, plan_id: str, settings: Settings) -> _Package:
    plan = session.get_one(Plan, plan_id)
    files = build(session, plan_id, settings)
    return _Package(
        files={one.name: one for one in files},
        distributions=tuple(
            Distribution(
                name=one.name,
                path=path_of(plan_id, one.name),
                title=f"{plan.title} {one.title}",
                description=one.description,
                format=one.format,
                media_type=one.media_type,
                size=len(one.content),
                sha256=hashlib.sha256(one.content).hexdigest(),
                modified=plan.updated_at,
            )
            for one in files
            if not one.metadata
        ),
    )


STRATML: Final = "stratml.xml"


def path_of(plan_id: str, name: str) -> str:
    """Where a file of a plan is served."""
    return f"/plans/{plan_id}.{name}" if name == STRATML else f"/plans/{plan_id}/files/{name}"
