"""Errors of the database: what people do about them, and whether the database could be read."""

import re
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
_READ_ONLY: Final = "データベースのサーバーは読み取り専用です（複製など）。HOSHIN_DATABASE_URL に、書き込めるサーバーを指定してください。"
_NO_OPTIONS: Final = (
    "PgBouncer が接続の options を受け付けません。PGOPTIONS やサービスファイルの options を消して、"
    "HOSHIN_DATABASE_URL に ?options=-c… と書いてください。"
)
_OPTIONS: Final = (
    "HOSHIN_DATABASE_URL の options に、このサーバーで設定できない項目か値があります。"
    "接続した後では変えられない項目は、サーバーの側で設定してください。"
)
_ADVICE: Final = {
    "startup parameter: options": _NO_OPTIONS,
    "startup parameter in options": _NO_OPTIONS,  # PgBouncer from 1.20 on
    "unsupported startup parameter": (
        "PgBouncer が受け付けない接続の設定があります。pgbouncer.ini に ignore_startup_parameters = {name}"
        " と書いてください。"
    ),
    "statement pooling mode": (
        "PgBouncer の pool_mode = statement では使えません。pgbouncer.ini に pool_mode = transaction と書いてください。"
    ),
    "read-only": _READ_ONLY,
    "during recovery": _READ_ONLY,
    "session is not read-write": _READ_ONLY,
    "no schema has been selected": (
        "HOSHIN_DATABASE_URL の search_path のスキーマがありません。CREATE SCHEMA で作ってから、もう一度実行してください。"
    ),
    "configuration parameter": _OPTIONS,
    "invalid value for parameter": _OPTIONS,
    "cannot be set after connection start": _OPTIONS,
    "cannot be changed": _OPTIONS,
    "connection option": (
        "HOSHIN_DATABASE_URL の ? の後に、知らない設定があります。PostgreSQL の接続の設定の名前を確かめてください。"
    ),
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

_STARTUP_PARAMETER: Final = re.compile(r"startup parameter: (\w+)")

_FAULTS_OF_OURS: Final = (DataError, IntegrityError, NotSupportedError, ProgrammingError)


def advice_on(error: Exception) -> str:
    """What to do about an error of the database, without its details."""
    reported = str(error.__cause__ or error)
    advice = next(
        (advice for part, advice in _ADVICE.items() if part in reported),
        "データベースを使えません。HOSHIN_DATABASE_URL とファイルの権限、空き容量を確かめてください。",
    )
    parameter = _STARTUP_PARAMETER.search(reported)
    return advice.format(name=parameter[1] if parameter else "")


def is_unreadable(error: SQLAlchemyError) -> bool:
    """Whether the database cannot be read; else the fault is in what the application asked of it."""
    if not isinstance(error, DBAPIError):
        return isinstance(error, TimeoutError)  # no connection in time
    wrong_statement = getattr(error.orig, "sqlite_errorname", None) == "SQLITE_ERROR"
    return not (wrong_statement or isinstance(error, _FAULTS_OF_OURS))
