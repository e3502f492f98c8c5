"""Verification of a store: the database, the kept plan files against their digests, and everything that
the import derives from them, derived again by the same code."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, Row, Table, and_, exists, func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import SQLModel, col

from app.db.bulk_insert import Values, columns, stored_rows
from app.db.database_errors import advice_on
from app.db.schema import code_lists, is_current
from app.db.sqlite_file import damage_lines
from app.db.store import Store, StoreError
from app.importer.findings import Finding, PlanFileError
from app.importer.kept_files import KeptPlan
from app.importer.organisations import merged
from app.importer.prepare import derive_rows
from app.importer.stored_history import check_changes, sound_file
from app.importer.stored_rows import DIFFERENT, FORCE, REBUILD, RESTORE, row_differences
from app.importer.table_rows import PlanRows
from app.importer.write_plan import plan_tables
from app.models import Facet, Organisation, Plan, PlanFacet, PlanOrganisation, Revision, StoreState
from app.models.types import json_text
from app.search import index


class Verification:
    """Checks one store, which nobody may write meanwhile. Its methods return what is wrong, each finding
    with what to do; StoreError where nothing can be checked."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._counts: Counter[type[SQLModel]] = Counter()
        self._terms: Counter[str] = Counter()
        self._organisations: set[str] = set()
        # Plans that were compared to their end: sums of fewer say nothing.
        self._compared = 0
        with store.snapshot() as session:
            connection = session.connection()
            if not is_current(connection):
                raise StoreError(
                    "データベースがこの版の hoshin のものではありません。hoshin rebuild で更新してから、もう一度実行してください。"
                )
            self._writes = _writes(connection)
            self.plan_ids = sorted(
                {
                    *connection.scalars(select(col(Plan.id))),
                    *connection.scalars(select(col(Revision.plan_id))),
                }
            )

    @contextmanager
    def _reading(self, where: str, found: list[Finding]) -> Iterator[Connection]:
        """A snapshot of the store as it was at the beginning. What cannot be read is a finding."""
        try:
            with self.store.snapshot() as session:
                connection = session.connection()
                if _writes(connection) != self._writes:
                    raise StoreError(
                        "検査している間に登録がありました。終わってから、もう一度実行してください。"
                    )
                yield connection
        except (SQLAlchemyError, ValueError) as error:
            found.append(Finding(where, f"読めない行があります。{advice_on(error)}"))

    def database(self) -> list[Finding]:
        """Damage of the file, and rows that refer to rows that are not there."""
        found: list[Finding] = []
        with self._reading("database", found) as connection:
            if connection.dialect.name == "sqlite":
                damage = damage_lines(connection.exec_driver_sql("PRAGMA integrity_check(20)").all())
                found += [
                    Finding("database", f"ファイルが壊れています（SQLite: {one}）。{RESTORE}")
                    for one in damage
                ]
            for table in SQLModel.metadata.sorted_tables:
                found += _dangling(connection, table)
        return found

    def plan(self, plan_id: str) -> list[Finding]:
        """The history of one plan, and all its derived data."""
        found: list[Finding] = []
        with self._reading(plan_id, found) as connection:
            found += self._check_plan(connection, plan_id)
        return found

    def _check_plan(self, connection: Connection, plan_id: str) -> list[Finding]:
        revisions = connection.execute(
            select(Revision.__table__).where(col(Revision.plan_id) == plan_id).order_by(col(Revision.id))  # type: ignore[attr-defined]
        ).all()
        if not revisions:
            return [Finding(plan_id, f"登録されている計画ファイルがありません。{RESTORE}")]
        files = [sound_file(revision) for revision in revisions]
        newest = {
            revision.report_id: (revision, file) for revision, file in zip(revisions, files, strict=True)
        }
        found = [
            Finding(f"{plan_id} revision {revision.id}", _spoilt(revision, newest[revision.report_id][0]))
            for revision, file in zip(revisions, files, strict=True)
            if file is None
        ]
        found += check_changes(connection, revisions, files)
        stored = connection.execute(select(Plan.__table__).where(col(Plan.id) == plan_id)).first()  # type: ignore[attr-defined]
        if None not in newest or any(file is None for _, file in newest.values()):
            return found  # what follows from it is not said
        (last, plan_file), *reports = newest.pop(None), *newest.values()
        if stored is None and plan_file is not None and not plan_file["document"]:
            self._compared += 1  # withdrawn
            return found
        if stored is None:
            return [*found, Finding(plan_id, f"計画の行がありません。{FORCE}")]
        if (stored.revision_id, stored.updated_at) != (revisions[-1].id, revisions[-1].at):
            found.append(Finding(f"plan {plan_id}", f"改訂番号か更新日時が履歴と違います。{FORCE}"))
        try:
            rows = derive_rows(KeptPlan(last.file, tuple(revision.file for revision, _ in reports)))
        except PlanFileError as error:
            return [*found, Finding(plan_id, f"計画ファイルを読めません（{error.findings[0]}）。{RESTORE}")]
        return found + list(self._check_rows(connection, rows, stored))

    def _check_rows(self, connection: Connection, rows: PlanRows, stored: Row[Any]) -> Iterator[Finding]:
        """Every row of the plan, and its part of the facet index."""
        of_plan = "plan_id = :plan"
        bound = {"plan": rows.plan_id, "first": stored.first_number, "last": stored.last_number}
        known = {**stored._mapping, **rows.plan}
        mine: dict[type[SQLModel], list[Values]] = {
            **rows.tables,
            Plan: [tuple(known[name] for name in columns(Plan))],
        }
        mine[PlanOrganisation] = [
            (rows.plan_id, one["id"], place, one["name"]) for place, one in enumerate(rows.organisations)
        ]
        tables: list[type[SQLModel]] = [Plan, PlanOrganisation, *plan_tables()]
        for table in tables:
            theirs = stored_rows(connection, table, "id = :plan" if table is Plan else of_plan, bound)
            self._counts[table] += len(theirs)
            yield from row_differences(table, mine.get(table, []), theirs, first_number=stored.first_number)
        yield from self._check_organisations(connection, rows)
        self._terms.update(term for words in rows.terms for term in set(words.split()))
        options = Counter(rows.facets.options)
        values = Counter(
            (number, *rows.facets.options[place][:2], *flags) for number, place, *flags in rows.facets.values
        )
        self._counts.update({PlanFacet: options.total(), Facet: values.total()})
        if Counter(map(tuple, connection.execute(_OPTIONS, bound))) != options:
            yield Finding(f"plan_facet {rows.plan_id}", f"絞り込みの件数が、{DIFFERENT}")
        if Counter(map(tuple, connection.execute(_VALUES, bound))) != values:
            yield Finding(f"facet {rows.plan_id}", f"絞り込みの索引が、{DIFFERENT}")
        self._compared += 1

    def _check_organisations(self, connection: Connection, rows: PlanRows) -> Iterator[Finding]:
        """Plans share organisations: the parent may be one that another plan names."""
        for entry in rows.organisations:
            self._organisations.add(entry["id"])
            theirs = stored_rows(connection, Organisation, "id = :id", {"id": entry["id"]})
            known = dict(zip(columns(Organisation), theirs[0], strict=True)) if theirs else None
            own = {**entry, "successor_of": json_text(entry["successor_of"]) if entry["successor_of"] else ""}
            row = merged(own, known)
            row["successor_of"] = row["successor_of"] or "[]"
            yield from row_differences(
                Organisation, [tuple(row[name] for name in columns(Organisation))], theirs
            )

    def _check_sums(self, connection: Connection) -> Iterator[Finding]:
        for table, number in self._counts.items():
            stored = connection.scalar(select(func.count()).select_from(table)) or 0
            if stored != number:
                numbers = f"{stored:,}行、計画からは{number:,}行"
                surplus = f"どの計画のものでもない行か、足りない行があります（{numbers}）。{FORCE}"
                yield Finding(str(table.__tablename__), surplus)
        if index.document_counts(connection) != self._terms:
            yield Finding(index.NAME, f"検索の索引が、{DIFFERENT}")

    def whole(self) -> list[Finding]:
        """What belongs to no plan, the search index, and the code lists."""
        found: list[Finding] = []
        self._counts[Organisation] = len(self._organisations)
        with self._reading("database", found) as connection:
            if not connection.scalar(select(col(StoreState.complete))):
                found.append(Finding("store", f"作り直しが途中で止まっています。{REBUILD}"))
            if self._compared == len(self.plan_ids):
                found += self._check_sums(connection)
            for code_list, rows in code_lists().items():
                mine = [tuple(row[name] for name in columns(code_list)) for row in rows]
                found += row_differences(code_list, mine, stored_rows(connection, code_list))
        return found


def _spoilt(revision: Row[Any], newest: Row[Any]) -> str:
    """What to do about a revision whose file is not the one that was imported."""
    what, advice = "計画ファイル", FORCE if revision is newest else RESTORE
    if revision.report_id is not None:
        what, advice = "報告", RESTORE
    return f"登録されている{what}が、登録したときと違います。{advice}"


_OPTIONS: Final = text(
    "SELECT dimension, key, label, position, any_basis, stated FROM plan_facet "
    "LEFT JOIN facet_term ON facet_term.id = term_id WHERE plan_id = :plan"
)
_VALUES: Final = text(
    "SELECT number - :first, dimension, key, any_basis, stated FROM facet "
    "LEFT JOIN facet_term ON facet_term.id = term_id WHERE number BETWEEN :first AND :last"
)


def _writes(connection: Connection) -> int:
    return connection.execute(select(col(StoreState.writes))).scalar_one()


def _dangling(connection: Connection, table: Table) -> Iterator[Finding]:
    for key in table.foreign_key_constraints:
        there = key.referred_table.alias()
        pairs = [(element.parent, there.c[element.column.name]) for element in key.elements]
        given = and_(*(mine.is_not(None) for mine, _ in pairs))
        missing = ~exists().where(and_(*(mine == theirs for mine, theirs in pairs)))
        number = connection.scalar(select(func.count()).select_from(table).where(given, missing))
        if number:
            name = key.referred_table.name
            yield Finding(table.name, f"{number:,}行が、{name} にない行を指しています。{FORCE}")
