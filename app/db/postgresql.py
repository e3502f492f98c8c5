"""The engine of PostgreSQL. It keeps nothing in the session, so that a pooler may give each transaction
another one (PgBouncer with `pool_mode = transaction`): see docs/decisions/0032-nothing-in-the-session.md.
"""

import re
from collections.abc import Mapping
from typing import Final, Literal

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from app.db.engines import POOL_TIMEOUT, READERS, WRITER_TIMEOUT_MS
from app.models.types import json_text

# What a transaction is for; with "none" each statement is its own, as VACUUM wants.
Purpose = Literal["reading", "writing", "none"]

_IDLE: Final = "SET LOCAL idle_in_transaction_session_timeout = '60s'"
_READING: Final = f"SET LOCAL statement_timeout = '10s'; SET LOCAL lock_timeout = '10s'; {_IDLE}"
_WRITING: Final = f"SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = {WRITER_TIMEOUT_MS}; {_IDLE}"

# A backslash keeps the white space after it in a word.
_WORD: Final = re.compile(r"(?:\\.|\S)+", re.DOTALL)
_PARAMETER: Final = re.compile(r"(?:-c|--)(?P<name>[A-Za-z_][\w.-]*)=(?P<value>.*)", re.DOTALL)


def postgresql_engine(address: URL) -> Engine:
    """An engine for readers: each transaction is a snapshot. Raises ValueError for options in the address
    that cannot be kept."""
    query = dict(address.query)
    given = query.pop("options", ())
    parameters = parameters_of(given if isinstance(given, str) else " ".join(given))
    engine = create_engine(
        address.set(query=query),
        pool_size=READERS,
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT,
        pool_use_lifo=True,
        pool_pre_ping=True,
        json_serializer=json_text,
        connect_args={
            "connect_timeout": query.get("connect_timeout", 5),
            "autocommit": True,  # BEGIN is sent below
            "prepare_threshold": None,  # the next session would not know the statement
        },
    )
    begin = {
        "reading": f"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {_READING}{_set_local(parameters)}",
        "writing": f"BEGIN{_set_local(parameters)}; {_WRITING}",
    }

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        sql = begin.get(connection.get_execution_options().get("purpose", "reading"))
        if sql is None:
            return
        failure = connection.dialect.loaded_dbapi.Error
        try:
            # On the driver's connection, for speed: every answer begins with it.
            connection.connection.cursor().execute(sql)
        except failure as error:
            raise DBAPIError.instance(sql, None, error, failure, dialect=connection.dialect) from error

    return engine


def engine_for(engine: Engine, purpose: Purpose) -> Engine:
    """The same engine, with the same connections, for another purpose than reading."""
    return engine.execution_options(purpose=purpose)


def parameters_of(options: str) -> dict[str, str]:
    """The parameters of the server that libpq's `options` set: `-c name=value`, `--name=value`. Raises
    ValueError."""
    words = _WORD.findall(re.sub(r"(^|\s)-c\s+", r"\1-c", options))
    found = [_PARAMETER.fullmatch(re.sub(r"\\(.)", r"\1", word)) for word in words]
    if not all(found):
        raise ValueError(
            "HOSHIN_DATABASE_URL の options には、-c 名前=値 の形だけを書けます（例 ?options=-csearch_path%3Dward）。"
        )
    return {one["name"].replace("-", "_"): one["value"] for one in found if one}


def _set_local(parameters: Mapping[str, str]) -> str:
    """The statement that sets parameters until the transaction ends. SET would take a list for one name."""
    quoted = ([part.replace("'", "''") for part in pair] for pair in parameters.items())
    calls = ", ".join(f"set_config('{name}', '{value}', true)" for name, value in quoted)
    return f"; SELECT {calls}" if calls else ""
