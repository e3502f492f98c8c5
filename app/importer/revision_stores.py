"""Old revisions of plans, read from stores in memory that are made of their kept files.

The tables hold the newest revision of each plan only (docs/decisions/0041-editions-and-revisions.md).
"""

import re
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from threading import Lock
from typing import Final, NamedTuple

from sqlalchemy import Connection, Row, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.db.bulk_insert import insert_rows
from app.db.memory_store import MemoryStore, new_database, writing
from app.db.revisions import CurrentRevision
from app.db.store import Store
from app.errors import BadRequest, FieldError, Gone, NotFound
from app.i18n.messages import _
from app.importer.diff import ERASED
from app.importer.findings import PlanFileError
from app.importer.kept_files import kept_plan
from app.models import Change, Plan, Revision
from app.models.vocabulary import Action
from app.search.lookup import not_found_or_gone, state_for
from app.search.values import MAX_ALLOWED

# The stores that are kept: the ones used last, of so many bytes in all. The newest stays, however large.
MAX_STORES: Final = 8
MAX_BYTES: Final = 64 * 1024 * 1024
# The id of a plan, with which the ids of its items begin.
_PLAN_ID: Final = re.compile(r"[0-9]{6}-[0-9]{4}(?:_[a-z][a-z0-9]*)?(?![^-])")


class OldRevision(NamedTuple):
    """A revision that was asked for. `modified` is when its answers last changed: an erasure takes words out
    of old files too, and makes a new revision."""

    number: int
    plan_id: str
    at: datetime
    newest: int
    created: datetime
    modified: datetime
    sha256: str

    @property
    def is_newest(self) -> bool:
        return self.number == self.newest

    @property
    def query(self) -> str:
        """What an address has to end with, to be read in this revision."""
        return f"?revision={self.number}"


class Reading(NamedTuple):
    """A snapshot, and the revision that was asked for, if one was."""

    session: Session
    old: OldRevision | None

    @property
    def query(self) -> str:
        return "" if self.old is None else self.old.query

    def dated(self, state: CurrentRevision) -> CurrentRevision:
        """The state with the date for HTTP."""
        return state if self.old is None else state._replace(updated_at=self.old.modified)


class RevisionStores:
    """Reads a store, and the revisions of its plans."""

    def __init__(self, store: Store) -> None:
        self.store: Final = store
        self._lock = Lock()
        self._kept: OrderedDict[tuple[str, int, str], MemoryStore] = OrderedDict()

    @contextmanager
    def snapshot(self, item_id: str, number: int | None, what: str) -> Iterator[Reading]:
        """A snapshot for an answer about one item, as it is or as a revision of its plan had it. `what` is the
        marked word for the kind of item. Raises NotFound, Gone, and BadRequest for another revision."""
        with self.store.snapshot() as session:
            old = None if number is None else _asked_revision(session, item_id, number, what)
            if old is None or old.is_newest:
                yield Reading(session, old)
                return
            kept = self._find(session, old)
            uuid = state_for(session, item_id, what).store
        state = CurrentRevision(old.number, self.store.settings.last_change(old.at), uuid)
        info = {"current_revision": state, "revision": (old.number, 0), "last_number": 0}
        with kept.snapshot(self.store.settings, info) as session:
            try:
                yield Reading(session, old)
            except NotFound as error:
                if item_id == old.plan_id:
                    raise
                raise NotFound(
                    _(
                        "改訂%(n)sの時点の計画に「%(id)s」はありません。ほかの改訂は、計画の「改訂の履歴」で確かめてください。",
                        n=old.number,
                        id=item_id[:100],
                    )
                ) from error

    def _find(self, session: Session, old: OldRevision) -> MemoryStore:
        """The kept store of a revision. One is made at a time."""
        key = old.plan_id, old.number, old.sha256
        with self._lock:
            if key not in self._kept:
                self._kept[key] = _make(session.connection(), old)
            self._kept.move_to_end(key)
            while len(self._kept) > 1 and (
                len(self._kept) > MAX_STORES or sum(one.size for one in self._kept.values()) > MAX_BYTES
            ):
                self._kept.popitem(last=False)
            return self._kept[key]


def _asked_revision(session: Session, item_id: str, number: int, what: str) -> OldRevision:
    state_for(session, item_id, what)
    named = _PLAN_ID.match(item_id)
    plan = session.get(Plan, named[0]) if named else None
    if plan is None:
        raise not_found_or_gone(session, item_id, what)
    statement = select(col(Revision.id), col(Revision.at), col(Revision.sha256))
    of_plan = statement.where(col(Revision.plan_id) == plan.id).order_by(col(Revision.id).desc())
    revisions = session.execute(of_plan).all()
    for row in revisions:
        if row.id == number:
            modified = session.info["settings"].last_change(plan.updated_at)
            newest = revisions[0].id
            return OldRevision(number, plan.id, row.at, newest, plan.created_at, modified, row.sha256)
    raise BadRequest([_unknown(number, plan.id, [row.id for row in revisions])])


def _unknown(number: int, plan_id: str, known: Sequence[int]) -> FieldError:
    detail = _(
        "計画「%(plan)s」に改訂%(n)sはありません。使える値のいずれかを指定してください。",
        n=number,
        plan=plan_id,
    )
    return FieldError(parameter="revision", detail=detail, allowed=[str(one) for one in known[:MAX_ALLOWED]])


def _make(connection: Connection, old: OldRevision) -> MemoryStore:
    """A store that holds one revision of one plan. Raises Gone for a file that makes no plan any more."""
    # Not with this module: a service starts without what reads plan files.
    from app.importer.organisations import write_organisations  # noqa: PLC0415
    from app.importer.prepare import derive_rows  # noqa: PLC0415
    from app.importer.write_plan import write_plan  # noqa: PLC0415

    kept = kept_plan(connection, old.plan_id, old.number)
    if kept is None:
        raise _unreadable(old)
    row = {
        "id": old.number,
        "plan_id": old.plan_id,
        "at": old.at,
        "sha256": old.sha256,
        "note": "",
        "file": kept.file,
    }
    try:
        rows = derive_rows(kept)
        with new_database() as raw:
            with writing(raw) as target:
                target.execute(Revision.__table__.insert(), row)  # type: ignore[attr-defined]
                insert_rows(target, Change, _tombstones(connection, old))
                write_organisations(target, rows, {})
                write_plan(target, rows, old.number, old.created, old.at, {})
            return MemoryStore(raw.serialize())
    except (PlanFileError, LookupError, IntegrityError) as error:
        raise _unreadable(old) from error


def _unreadable(old: OldRevision) -> Gone:
    return Gone(
        _(
            "改訂%(n)sは、もう読めません。後から消去した項目を使っていたなど、登録ファイルだけでは計画の形になりません。",
            n=old.number,
        )
    )


def _tombstones(connection: Connection, old: OldRevision) -> list[tuple[object, ...]]:
    """Records of the items that were withdrawn by then, and of those that are erased: these are gone from
    every revision."""
    statement = (
        select(Change.__table__)  # type: ignore[attr-defined]
        .where(col(Change.plan_id) == old.plan_id, col(Change.action) == Action.WITHDRAWN.value)
        .order_by(col(Change.revision_id))
    )
    newest: dict[str, Row[tuple[object, ...]]] = {
        row.item_id: row
        for row in connection.execute(statement)
        if row.revision_id <= old.number or row.reason.startswith(ERASED)
    }
    return [
        (old.number, position, row.plan_id, row.item_id, row.item_type, row.action, None, None, *row[-2:])
        for position, row in enumerate(newest.values())
    ]
