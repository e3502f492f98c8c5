"""What the plans say of an item's years: what it continues, what continues it, and its whole line."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import or_, select
from sqlmodel import Session, col

from app.db.statements import CompiledStatement, bound_values, in_values
from app.models import Continuation, Initiative, Kpi, Pillar, Plan, Theme
from app.models.continuation import ContinuationOfItem, plan_of_item
from app.models.public import Public

Shape = TypeVar("Shape", bound=Public)


class OfItem(NamedTuple):
    """What an item continues and what continues it, each in the order of the file that says it."""

    continues: list[ContinuationOfItem]
    continued_by: list[ContinuationOfItem]

    @property
    def members(self) -> str:
        """Both as members of a JSON object."""
        return ",".join(
            f'"{name}":[{",".join(one.model_dump_json() for one in each)}]'
            for name, each in self._asdict().items()
        )


def continuations_of(session: Session, ids: Sequence[str]) -> Mapping[str, OfItem]:
    """The continuations of some items by id, of those alone that have any. One statement; none where no plan
    states one."""
    if not (ids and session.info.get("has_continuations")):
        return {}
    connection = session.connection()
    dialect = connection.dialect.name
    sides = " OR ".join(in_values(column, "ids", dialect) for column in ("item_id", "earlier_id"))
    statement = CompiledStatement(
        f"SELECT plan_id, item_id, earlier_id, relation, basis, reason FROM continuation WHERE {sides}"
        " ORDER BY plan_id, position"
    )
    found: dict[str, OfItem] = defaultdict(lambda: OfItem([], []))
    wanted = set(ids)
    for plan, item, earlier, relation, basis, reason in statement.rows(
        connection, {"ids": bound_values(ids, dialect)}
    ):
        said = {"plan": plan, "relation": relation, "basis": basis, "reason": reason}
        if item in wanted:
            found[item].continues.append(ContinuationOfItem(id=earlier, **said))
        if earlier in wanted:
            found[earlier].continued_by.append(ContinuationOfItem(id=item, **said))
    return found


def with_continuations(session: Session, items: Sequence[Shape]) -> Sequence[Shape]:
    """Public items with what they continue and what continues them."""
    said = continuations_of(session, [vars(one)["id"] for one in items if "continues" in vars(one)])
    return [
        one.model_copy(update=said[vars(one)["id"]]._asdict()) if vars(one).get("id") in said else one
        for one in items
    ]


class LineItem(NamedTuple):
    """An item of a line. `name` is None where its plan is not stored or no longer has it; `figures` are the
    document of a KPI. `links` say what it continues, and that it is new."""

    id: str
    name: str | None
    figures: str | None
    links: Sequence[ContinuationOfItem]


class LineYear(NamedTuple):
    """One edition in a line: its plan, or None for one that is not stored. `items` are empty where the plan says
    nothing of the line, or only that something ended: `ends`."""

    plan_id: str
    fiscal_year: int
    plan: Plan | None
    items: list[LineItem]
    ends: list[ContinuationOfItem]


_TABLES: Final[dict[str, tuple[Any, Any, Any]]] = {
    "initiative": (Initiative, Initiative.label, None),
    "pillar": (Pillar, Pillar.name, None),
    "theme": (Theme, Theme.name, None),
    "kpi": (Kpi, Kpi.label, Kpi.document),
}
# More editions than any line has.
_LONGEST: Final = 100


def line_of(session: Session, item_id: str, kind: str) -> list[LineYear]:
    """The editions of an item's line in their order: what it continues, over any number of editions, and what
    continues it. Empty where nothing is said. A stored edition between says nothing of it."""
    rows = _walk(session, item_id)
    if not rows:
        return []
    ids = {one for row in rows for one in (row.item_id, row.earlier_id) if one} | {item_id}
    table, label, document = _TABLES[kind]
    columns = [table.id, label] + ([document] if document is not None else [])
    named = {row[0]: row for row in session.execute(select(*columns).where(table.id.in_(ids)))}
    before: dict[str, list[ContinuationOfItem]] = defaultdict(list)
    ends: dict[str, list[ContinuationOfItem]] = defaultdict(list)
    for row in rows:
        said = ContinuationOfItem(
            id=row.earlier_id, plan=row.plan_id, relation=row.relation, basis=row.basis, reason=row.reason
        )
        (before[row.item_id] if row.item_id else ends[row.plan_id]).append(said)
    items: dict[str, list[LineItem]] = defaultdict(list)
    for one in sorted(ids):
        found = named.get(one)
        figures = found[2] if found is not None and document is not None else None
        items[plan_of_item(one)].append(LineItem(one, found[1] if found else None, figures, before[one]))
    return list(_years(session, items, ends, plan_of_item(item_id)))


def _walk(session: Session, item_id: str) -> list[Continuation]:
    """The continuations before an item, and those after it: not those of its siblings."""
    if not session.info.get("has_continuations"):
        return []
    found: dict[tuple[str, int], Continuation] = {}
    for here, there in (("item_id", "earlier_id"), ("earlier_id", "item_id")):
        seen: set[str] = set()
        frontier = {item_id}
        for _edition in range(_LONGEST):
            column = getattr(Continuation, here)
            rows = session.scalars(select(Continuation).where(col(column).in_(frontier))).all()
            found |= {(row.plan_id, row.position): row for row in rows}
            seen |= frontier
            frontier = {one for row in rows if (one := getattr(row, there))} - seen
            if not frontier:
                break
    earlier = {row.earlier_id for row in found.values()} | {item_id}
    ended = select(Continuation).where(
        col(Continuation.earlier_id).in_(earlier), col(Continuation.item_id).is_(None)
    )
    found |= {(row.plan_id, row.position): row for row in session.scalars(ended)}
    return sorted(found.values(), key=lambda row: (row.plan_id, row.position))


def _years(
    session: Session, items: Mapping[str, list[LineItem]], ends: Mapping[str, list[Any]], mine: str
) -> Iterator[LineYear]:
    known = {*items, *ends}
    own = session.get_one(Plan, mine)
    years = sorted(map(_year, known))
    of_series = (
        (col(Plan.municipality_code) == own.municipality_code)
        & (col(Plan.series_key) == own.series_key)
        & col(Plan.fiscal_year).between(years[0], years[-1])
    )
    plans = {
        plan.id: plan for plan in session.scalars(select(Plan).where(or_(col(Plan.id).in_(known), of_series)))
    }
    begins = {plan.id: plan.period_start.isoformat() for plan in plans.values()}
    for one in sorted({*known, *plans}, key=lambda plan: (_year(plan), begins.get(plan, ""), plan)):
        yield LineYear(one, _year(one), plans.get(one), items.get(one, []), ends.get(one, []))


def _year(plan: str) -> int:
    """The fiscal year in the id of a plan."""
    return int(plan.split("-")[1][:4])
