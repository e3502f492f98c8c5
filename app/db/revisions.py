"""The revision of the store that an answer is read from, and whether the store can answer at all."""

from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import Connection, exists, select, update
from sqlmodel import Session, col

from app.db.statements import CompiledStatement
from app.db.store import StoreError
from app.errors import Unavailable
from app.i18n.messages import _
from app.models import Initiative, Plan, Revision, StoreState
from app.models.store import DERIVED_VERSION
from app.models.types import Utc


class CurrentRevision(NamedTuple):
    """The newest revision and its moment."""

    revision: int
    updated_at: datetime


_NEWEST_NUMBER: Final = select(col(Initiative.number)).order_by(col(Initiative.number).desc()).limit(1)
_CURRENT: Final = CompiledStatement(
    select(
        col(Revision.id),
        col(Revision.at),
        col(StoreState.writes),
        col(StoreState.derived_version),
        col(StoreState.complete),
        _NEWEST_NUMBER.scalar_subquery(),
    )
    .join(StoreState, col(StoreState.id) == 1)
    .where(exists(select(col(Plan.id))))
    .order_by(col(Revision.id).desc())
    .limit(1)
)


def current_revision(session: Session) -> CurrentRevision:
    """The newest revision. Raises Unavailable while no plan is loaded, because an empty answer would
    delete the data sets at a portal, and while derived data are rebuilt."""
    found = _CURRENT.rows(session.connection(), {})
    if not found:
        raise Unavailable(
            _("まだ計画が登録されていません。hoshin import で登録してから、もう一度開いてください。")
        )
    revision, at, writes, version, complete, newest_number = found[0]
    if version > DERIVED_VERSION:
        raise Unavailable(
            _(
                "データベースは、より新しい版の hoshin で作られています。管理者が hoshin を更新するまでお待ちください。"
            )
        )
    if version != DERIVED_VERSION or not complete:
        raise Unavailable(
            _("検索と集計のデータを作り直しています。しばらくしてから、もう一度開いてください。")
        )
    # What caches of this snapshot are keyed by: a rebuild makes no revision.
    session.info["revision"] = (revision, writes)
    session.info["newest_number"] = newest_number or 0
    return CurrentRevision(revision, Utc.read(at))


def count_write(connection: Connection) -> None:
    """Note that something was written; whoever keeps what was read sees it."""
    connection.execute(_COUNT_WRITE)


_COUNT_WRITE: Final = update(StoreState).values(writes=col(StoreState.writes) + 1)
_STATE: Final = select(col(StoreState.derived_version), col(StoreState.complete))


def is_complete(connection: Connection) -> bool:
    """Whether all derived data are of this code's version. Raises StoreError if a newer one made them."""
    version, complete = connection.execute(_STATE).one()
    if version > DERIVED_VERSION:
        raise StoreError(
            "このデータベースは、この hoshin より新しい版で作られています。hoshin を更新してください。"
        )
    return bool(complete) and version == DERIVED_VERSION


def require_complete(connection: Connection) -> None:
    """Raises StoreError while derived data are missing: what is written now would stand beside them."""
    if not is_complete(connection):
        raise StoreError(
            "検索と集計のデータの作り直しが終わっていません。hoshin rebuild を実行してから、もう一度実行してください。"
        )
