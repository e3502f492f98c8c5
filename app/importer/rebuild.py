"""Rebuild of the derived data from the stored plan files, after a release that derives them differently.

Some plans a transaction: an interrupted rebuild continues where it stopped, and processes that rebuild at
once take turns and skip what another has written. While it runs the store is not complete, and no service
answers from it.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partial
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, delete, exists, func, select, text, update
from sqlmodel import SQLModel, col

from app.db.revisions import count_write, is_complete
from app.db.schema import load_code_lists
from app.db.store import Store, StoreError
from app.importer.findings import PlanFileError
from app.importer.kept_files import KeptPlan, kept_plan
from app.importer.organisations import stored_organisations, write_organisations
from app.importer.page_dates import changed_pages
from app.importer.prepare import derive_rows
from app.importer.table_rows import PlanRows
from app.importer.worker import batches, compute_ahead
from app.importer.write_plan import delete_plan, write_plan
from app.models import Facet, FacetTerm, Plan, PlanFacet, StoreState
from app.models.store import DERIVED_VERSION
from app.search import index

# Up to so many plans are written before a worker process has started.
MAX_WITHOUT_WORKER: Final = 40

_OUTDATED: Final[ColumnElement[bool]] = col(Plan.derived_version) != DERIVED_VERSION
_REVISION: Final = select(col(Plan.revision_id), col(Plan.created_at), col(Plan.updated_at))


class RebuiltPlan(NamedTuple):
    """One plan whose derived data were written again."""

    plan_id: str
    initiatives: int


def outdated_plans(store: Store, *, force: bool = False) -> int:
    """The number of plans that a rebuild has to write; -1 where the store is complete. Raises StoreError
    if a newer version made the derived data."""
    with store.snapshot() as session:
        connection = session.connection()
        if is_complete(connection) and not force:
            return -1
        number = select(func.count()).select_from(Plan)
        if not force and _is_interrupted(connection):
            number = number.where(_OUTDATED)
        return connection.execute(number).scalar_one()


def rebuild(store: Store, *, force: bool = False) -> Generator[RebuiltPlan, None, None]:
    """Write the derived data of every outdated plan, with `force` of every plan. Raises StoreError."""
    with store.writing() as connection:
        if force or not (is_complete(connection) or _is_interrupted(connection)):
            begin(connection)
    with store.snapshot() as session:
        outdated = select(col(Plan.id)).where(_OUTDATED).order_by(col(Plan.id))
        plan_ids = session.connection().scalars(outdated).all()
    for batch in batches(_derived_rows(store, plan_ids)):
        with store.writing() as connection:
            for rows in batch:
                _rewrite(connection, rows)
        yield from (RebuiltPlan(rows.plan_id, len(rows.terms)) for rows in batch)
    with store.writing() as connection:
        index.optimize(connection)
        load_code_lists(connection)
        # Not where another process began a rebuild meanwhile: that one completes the store.
        is_rebuilt = ~exists().where(_OUTDATED)
        connection.execute(update(StoreState).where(is_rebuilt).values(complete=True))
        count_write(connection)
    store.vacuum()


def _is_interrupted(connection: Connection) -> bool:
    """Whether a rebuild of this version began and did not end."""
    version, complete = connection.execute(
        select(col(StoreState.derived_version), col(StoreState.complete))
    ).one()
    return version == DERIVED_VERSION and not complete


def begin(connection: Connection) -> None:
    """Empty both indexes: only the version that wrote an entry of the search index can remove it."""
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


def _derived_rows(store: Store, plan_ids: Sequence[str]) -> Iterator[PlanRows]:
    """The rows of each plan in order; of many plans computed by a worker process. Raises StoreError."""
    files = (_kept_plan(store, plan_id) for plan_id in plan_ids)
    results: Iterator[Callable[[], PlanRows]]
    if len(plan_ids) <= MAX_WITHOUT_WORKER:
        results = (partial(derive_rows, file) for file in files)
    else:
        results = (future.result for future in compute_ahead(derive_rows, files))
    for plan_id, result in zip(plan_ids, results, strict=True):
        try:
            yield result()
        except PlanFileError as error:
            raise StoreError(
                f"計画「{plan_id}」の登録ファイルをこの版の hoshin では読めないため、検索と集計のデータを作り直せません。"
                f"前の版に戻して登録し直すか、控えから戻してください。{error.findings[0]}"
            ) from error


def _kept_plan(store: Store, plan_id: str) -> KeptPlan:
    with store.snapshot() as session:
        kept = kept_plan(session.connection(), plan_id)
    if kept is None:
        raise StoreError(f"計画「{plan_id}」の登録ファイルがありません。控えから戻してください。")
    return kept


def _rewrite(connection: Connection, rows: PlanRows) -> None:
    """Write a plan again as its newest revision says, unless another process did."""
    revision = connection.execute(_REVISION.where(col(Plan.id) == rows.plan_id, _OUTDATED)).first()
    if revision is None:
        return
    changed = changed_pages(connection, rows.plan_id)
    write_organisations(connection, rows, stored_organisations(connection, rows))
    last = index.last_number(connection)  # before: the numbers tell caches that the rows are new
    delete_plan(connection, rows.plan_id)
    write_plan(connection, rows, *revision, changed, last_number=last)
    count_write(connection)
