"""Errors of the database: what people do about them, and whether the database could be read."""

from typing import Final

from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    NotSupportedError,
    ProgrammingError,
    SQLAlchemyError,
    TimeoutError,
)

_BUSY: Final = "ほかの登録が続いているため書き込めません。終わってから、もう一度実行してください。"
_BROKEN: Final = "データベースのファイルが壊れているか、別の種類のファイルです。控えから戻してください。"
_FULL: Final = "データベースに書き込めません。ディスクの空き容量を確かめてください。"
_UNREACHABLE: Final = (
    "データベースのサーバーに接続できません。HOSHIN_DATABASE_URL とサーバーの状態を確かめてください。"
)
_ADVICE: Final = {
    "database is locked": _BUSY,
    "lock timeout": _BUSY,
    "readonly database": "データベースに書き込めません。ファイルとフォルダーの権限を確かめてください。",
    "disk is full": _FULL,
    "disk I/O error": _FULL,
    "not a database": _BROKEN,
    "malformed": _BROKEN,
    "unable to open": "データベースを開けません。HOSHIN_DATABASE_URL のパスと権限を確かめてください。",
    "connection": _UNREACHABLE,
}

_FAULTS_OF_OURS: Final = (DataError, IntegrityError, NotSupportedError, ProgrammingError)


def advice_on(error: Exception) -> str:
    """What to do about an error of the database, without its details."""
    reported = str(error.__cause__ or error)
    return next(
        (advice for part, advice in _ADVICE.items() if part in reported),
        "データベースを使えません。HOSHIN_DATABASE_URL とファイルの権限、空き容量を確かめてください。",
    )


def is_unreadable(error: SQLAlchemyError) -> bool:
    """Whether the database cannot be read; else the fault is in what the application asked of it."""
    if not isinstance(error, DBAPIError):
        return isinstance(error, TimeoutError)  # no connection in time
    wrong_statement = getattr(error.orig, "sqlite_errorname", None) == "SQLITE_ERROR"
    return not (wrong_statement or isinstance(error, _FAULTS_OF_OURS))
