"""The files of plans as they are offered: what there is to download, how big it is, and its bytes.

Every file is a function of the plan's newest revision and of the settings: no clock and no random id.
So sizes and digests may stand in a plan's own description, and a file is built once. What is offered is the
same for every plan, so a list of plans needs no file.
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
from app.models.plan import PlanPublic
from app.publication.descriptions import marked_title
from app.publication.files.contents import FILES, STRATML, CurrentForm, File, build
from app.search.lookup import not_found_or_gone
from app.settings import Settings


class Distribution(NamedTuple):
    """One downloadable file of a plan; its address is the settings' base and `path`. Size and digest are
    known only where the file was made for it."""

    name: str
    path: str
    title: str
    description: str
    format: str
    media_type: str
    modified: datetime
    size: int | None = None
    sha256: str | None = None


class Measure(NamedTuple):
    size: int
    sha256: str


Value = TypeVar("Value")
_Key = tuple[str, int, datetime, str, int, Settings]

_DATA_FILES: Final = tuple(file for file in FILES if not file.metadata)
# Bytes of the files of the plans that were used last.
_MAX_CONTENT: Final = 32 * 1024 * 1024
# Bytes of the sizes and digests of the plans that were described last: of some two thousand plans.
_MAX_MEASURES: Final = 16 * 1024 * 1024
_MEASURE_SIZE: Final = 256
# Reentrant: measuring a package may build it.
_LOCK: Final = threading.RLock()


class _Cache(OrderedDict[_Key, tuple[int, Value]]):
    """The values used last, of so many bytes in all. The newest stays, however large."""

    def __init__(self, max_size: int) -> None:
        super().__init__()
        self.max_size = max_size
        self.size = 0

    def find(self, key: _Key, make: Callable[[], Value], size_of: Callable[[Value], int]) -> Value:
        """The cached value. One is made at a time: a second reader waits for it."""
        with _LOCK:
            if key not in self:
                value = make()
                self[key] = size_of(value), value
                self.size += self[key][0]
            self.move_to_end(key)
            while self.size > self.max_size and len(self) > 1:
                self.size -= self.popitem(last=False)[1][0]
            return self[key][1]


_CONTENTS: Final[_Cache[dict[str, bytes]]] = _Cache(_MAX_CONTENT)
_MEASURES: Final[_Cache[dict[str, Measure]]] = _Cache(_MAX_MEASURES)


def package(
    session: Session, plan_id: str, settings: Settings, current_form: CurrentForm
) -> dict[str, bytes]:
    """The content of every file of a plan by its name, metadata included. Raises NotFound or Gone."""
    key = _key(session, plan_id, settings)
    return _CONTENTS.find(
        key,
        lambda: build(session, plan_id, settings, current_form),
        lambda files: sum(len(content) for content in files.values()),
    )


def distributions(plan: PlanPublic) -> list[Distribution]:
    """What can be downloaded of a plan, without metadata. Makes no file."""
    return [
        Distribution(
            name=file.name,
            path=path_of(plan.id, file.name),
            title=f"{marked_title(plan.title, plan.status)} {file.title}",
            description=file.description,
            format=file.format,
            media_type=file.media_type,
            modified=plan.updated_at,
        )
        for file in _DATA_FILES
    ]


def measured_distributions(
    session: Session, plan: PlanPublic, settings: Settings, current_form: CurrentForm
) -> list[Distribution]:
    """The same with size and digest, for the plan's own description."""
    key = _key(session, plan.id, settings)
    measures = _MEASURES.find(
        key,
        lambda: {
            name: Measure(len(content), hashlib.sha256(content).hexdigest())
            for name, content in package(session, plan.id, settings, current_form).items()
        },
        lambda found: _MEASURE_SIZE * len(found),
    )
    return [one._replace(**measures[one.name]._asdict()) for one in distributions(plan)]


def file(
    session: Session, plan_id: str, name: str, settings: Settings, current_form: CurrentForm
) -> tuple[File, bytes]:
    """One file of a plan and its content. Raises NotFound or Gone."""
    _key(session, plan_id, settings)
    found = next((one for one in FILES if one.name == name), None)
    if found is None:
        raise NotFound(
            _(
                "計画「%(plan)s」に「%(name)s」というファイルはありません。使えるのは %(files)s です。",
                plan=plan_id,
                name=name[:100],
                files=_("、").join(one.name for one in FILES),
            )
        )
    return found, package(session, plan_id, settings, current_form)[name]


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


def data_paths(plan_id: str) -> list[str]:
    """Where the files of a plan are served, without metadata."""
    return [path_of(plan_id, file.name) for file in _DATA_FILES]


def path_of(plan_id: str, name: str) -> str:
    """Where a file of a plan is served."""
    return f"/plans/{plan_id}.{name}" if name == STRATML else f"/plans/{plan_id}/files/{name}"
