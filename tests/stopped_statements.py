"""Stops the writer of a store at its n-th statement, as a killed process would."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from app.db.store import Store


class Stopped(Exception):  # noqa: N818 - an event, not an error
    """The n-th statement was not sent."""


@contextmanager
def stopped_at(store: Store, number: int) -> Iterator[list[str]]:
    """Stops the writer at its n-th statement. Yields the statements that were sent."""
    sent: list[str] = []

    def before(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)
        if len(sent) == number:
            raise Stopped(statement)

    event.listen(store.writer, "before_cursor_execute", before)
    try:
        yield sent
    finally:
        event.remove(store.writer, "before_cursor_execute", before)
