"""The revision of the store that an answer is read from, and whether the store can answer at all."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple, cast

from sqlalchemy import Connection, func, select, update
from sqlmodel import Session, col

from app.db.statements import CompiledStatement
from app.db.store import StoreError
from app.errors import Cause, Unavailable
from app.i18n.messages import _
from app.models import Revision, StoreState
from app.models.store import DERIVED_VERSION
from app.models.types import Utc
from app.settings import Settings


class CurrentRevision(NamedTuple):
    """The newest revision, when what is published last changed, and the store whose revision it is."""

    revision: int
    updated_at: datetime
    store: str


_CURRENT: Final = CompiledStatement(
    "SELECT revision.id, revision.at, uuid, writes, derived_version, complete,"
    " (SELECT number FROM initiative ORDER BY number DESC LIMIT 1), EXISTS (SELECT 1 FROM plan),"
    " EXISTS (SELECT 1 FROM continuation)"
    " FROM revision JOIN store ON store.id = 1"
    " ORDER BY revision.id DESC LIMIT 1"
)


def current_revision(session: Session, *, history: bool = False) -> CurrentRevision:
    """The newest revision, read once a snapshot. Raises Unavailable while no plan is loaded, because an empty answer would
    delete the data sets at a portal, and while derived data are rebuilt. For `history` it is enough that
    a plan was loaded: the change records of a withdrawn one remain."""
    if (known := session.info.get("current_revision")) is not None:
        return cast(CurrentRevision, known)
    rows = _CURRENT.rows(session.connection(), {})
    has_plan = bool(rows and rows[0][7])
    if not rows or not (has_plan or history):
        raise Unavailable(
            _("公開している計画がありません。hoshin import で登録してから、もう一度開いてください。"),
            Cause.NO_PLAN,
        )
    revision, at, uuid, writes, version, complete, last_number, _plan, continued = rows[0]
    if version > DERIVED_VERSION:
        raise Unavailable(
            _(
                "データベースは、より新しい版の hoshin で作られています。管理者が hoshin を更新するまでお待ちください。"
            ),
            Cause.NEWER_STORE,
        )
    if version != DERIVED_VERSION or not complete:
        raise Unavailable(
            _("検索と集計のデータを作り直しています。しばらくしてから、もう一度開いてください。"),
            Cause.REBUILDING,
        )
    # The key of the revision cache: a rebuild makes no revision.
    session.info["revision"] = (revision, writes)
    session.info["last_number"] = last_number or 0
    session.info["has_continuations"] = bool(continued)
    settings: Settings = session.info["settings"]
    current = CurrentRevision(revision, settings.last_change(Utc.read(at)), uuid)
    if has_plan:
        session.info["current_revision"] = current
    return current


_STATE: Final = select(col(StoreState.derived_version), col(StoreState.complete))


_SECOND: Final = timedelta(seconds=1)
_LAST_MOMENTS: Final = select(
    select(func.max(col(Revision.at))).scalar_subquery(), col(StoreState.publication_at)
)


def next_moment(connection: Connection, now: datetime) -> datetime:
    """The time of what is written now: a whole second after everything written before, also where the
    clock is not, so that no two states of the store have one date in HTTP."""
    last: list[datetime] = [moment for moment in connection.execute(_LAST_MOMENTS).one() if moment]
    return max([now, *(moment + _SECOND for moment in last)])


def count_write(connection: Connection) -> None:
    """Raise the counter of writes, by which caches know that they are stale."""
    connection.execute(update(StoreState).values(writes=col(StoreState.writes) + 1))


def is_complete(connection: Connection) -> bool:
    """Whether all derived data are of this code's version. Raises StoreError if a newer version made them."""
    version, complete = connection.execute(_STATE).one()
    if version > DERIVED_VERSION:
        raise StoreError(
            "このデータベースは、この hoshin より新しい版で作られています。hoshin を更新してください。"
        )
    return bool(complete) and version == DERIVED_VERSION


def require_complete(connection: Connection) -> None:
    """Raises StoreError while derived data are missing: a write would not be part of them."""
    if not is_complete(connection):
        raise StoreError(
            "検索と集計のデータの作り直しが終わっていません。hoshin rebuild を実行してから、もう一度実行してください。"
        )
