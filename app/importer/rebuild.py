"""All that is derived from the kept files, made again: after a release that derives something otherwise.

One transaction a plan: a rebuild that is killed goes on where it stopped. While it runs the store is not
complete, and no service answers from it.
"""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Final, NamedTuple

from sqlalchemy import Connection, delete, func, select, text, update
from sqlmodel import SQLModel, col

from app.db.revisions import count_write, is_complete
from app.db.store import Store, StoreError
from app.importer.findings import PlanFileError
from app.importer.import_plan import Moments, delete_plan, last_kept, write_plan
from app.importer.prepare import PlanRows, kept_rows
from app.models import Facet, FacetTerm, Plan, PlanFacet, StoreState
from app.models.store import DERIVED_VERSION
from app.search import index

# Plans that the other process prepares ahead of the writing.
AHEAD: Final = 8
# Plans that are written sooner than another process has started.
FEW: Final = 40


class RebuiltPlan(NamedTuple):
    """One plan that was written again."""

    plan_id: str
    initiatives: int


def outdated_plans(store: Store, *, force: bool = False) -> int:
    """How many plans a rebuild has to write; -1 where the store is complete. Raises StoreError if a newer
    version made the derived data."""
    with store.snapshot() as session:
        connection = session.connection()
        if is_complete(connection) and not force:
            return -1
        begun = not force and _is_begun(connection)
        number = select(func.count()).select_from(Plan)
        if begun:
            number = number.where(col(Plan.derived_version) != DERIVED_VERSION)
        return connection.execute(number).scalar_one()


def rebuild(store: Store, *, force: bool = False) -> Generator[RebuiltPlan, None, None]:
    """Write the derived data of every outdated plan, with `force` of every plan. Raises StoreError."""
    with store.rebuilding():
        with store.writing() as connection:
            if force or not (is_complete(connection) or _is_begun(connection)):
                _begin(connection)
        with store.snapshot() as session:
            outdated = col(Plan.derived_version) != DERIVED_VERSION
            ids = session.connection().scalars(select(col(Plan.id)).where(outdated).order_by(col(Plan.id)))
            waiting = ids.all()
        for rows in _prepared(store, waiting):
            with store.writing() as connection:
                _rewrite(connection, rows)
            yield RebuiltPlan(rows.plan_id, len(rows.terms))
        with store.writing() as connection:
            index.optimize(connection)
            connection.execute(update(StoreState).values(complete=True))
            count_write(connection)
        store.vacuum()


def _is_begun(connection: Connection) -> bool:
    """Whether a rebuild of this version was begun and did not end."""
    version, complete = connection.execute(
        select(col(StoreState.derived_version), col(StoreState.complete))
    ).one()
    return version == DERIVED_VERSION and not complete


def _begin(connection: Connection) -> None:
    """Empty both indexes. What an older version has put into them it alone could take out again."""
    index.clear(connection)
    tables: tuple[type[SQLModel], ...] = (Facet, PlanFacet, FacetTerm)
    for table in tables:
        if connection.dialect.name == "sqlite":
            connection.execute(delete(table))
        else:
            connection.execute(text(f"TRUNCATE {table.__tablename__}"))
    connection.execute(update(Plan).values(derived_version=0))
    connection.execute(update(StoreState).values(derived_version=DERIVED_VERSION, complete=False))
    count_write(connection)


def _prepared(store: Store, plan_ids: Sequence[str]) -> Iterator[PlanRows]:
    """The rows of each plan in order; of many plans prepared by another process while this one writes."""
    if len(plan_ids) <= FEW:
        for plan_id, file in _kept_files(store, plan_ids):
            yield _finished(plan_id, partial(kept_rows, file))
        return
    with ProcessPoolExecutor(1, get_context("spawn"), _end_with_parent) as pool:
        ahead: deque[tuple[str, Future[PlanRows]]] = deque()
        for plan_id, file in _kept_files(store, plan_ids):
            ahead.append((plan_id, pool.submit(kept_rows, file)))
            if len(ahead) > AHEAD:
                yield _next(ahead)
        while ahead:
            yield _next(ahead)


def _end_with_parent() -> None:
    """Of the other process: it ends however the one that writes ends, killed too."""
    parent = parent_process()

    def end() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=end, daemon=True).start()


def _next(ahead: deque[tuple[str, Future[PlanRows]]]) -> PlanRows:
    plan_id, rows = ahead.popleft()
    return _finished(plan_id, rows.result)


def _finished(plan_id: str, rows: Callable[[], PlanRows]) -> PlanRows:
    try:
        return rows()
    except PlanFileError as error:
        raise StoreError(
            f"計画「{plan_id}」の登録ファイルをこの版の hoshin では読めないため、検索と集計のデータを作り直せません。"
            f"前の版に戻して登録し直すか、控えから戻してください。{error.findings[0]}"
        ) from error


def _kept_files(store: Store, plan_ids: Iterable[str]) -> Iterator[tuple[str, str]]:
    for plan_id in plan_ids:
        with store.snapshot() as session:
            last = last_kept(session.connection(), plan_id)
        if last is not None:
            yield plan_id, last.file


_MOMENTS: Final = select(col(Plan.revision_id), col(Plan.created_at), col(Plan.updated_at))


def _rewrite(connection: Connection, rows: PlanRows) -> None:
    """Write a plan again as its newest revision says, unless another process did."""
    outdated = (col(Plan.id) == rows.plan_id, col(Plan.derived_version) != DERIVED_VERSION)
    moments = connection.execute(_MOMENTS.where(*outdated)).first()
    if moments is None:
        return
    delete_plan(connection, rows.plan_id)
    write_plan(connection, rows, Moments(*moments))
    count_write(connection)
