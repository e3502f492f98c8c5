"""The rows of the facet index: prepared with a plan's other rows, written when its numbers are known."""

import unicodedata
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, bindparam, delete, exists, func, select
from sqlmodel import col

from app.db.bulk_insert import insert_rows
from app.models import Facet, FacetTerm, Plan, PlanFacet
from app.models.vocabulary import STATED_BASES
from app.search.dimension import NONE, Dimension, Json
from app.search.dimensions import DIMENSIONS

# Both flags of a value.
_STATED: Final = (1, 1)
_EDITORIAL: Final = (1, 0)


class PlanFacets(NamedTuple):
    """The index of one plan. `options` are rows (dimension, key, label, position, any_basis, stated) with
    the sums of the plan; `values` are rows (initiative, option, any_basis, stated), both by their place.
    Plain tuples: they travel between processes."""

    options: list[tuple[str, str, str, int | None, int, int]]
    values: list[tuple[int, int, int, int]]


def plan_facets(file: Json, documents: Sequence[Json]) -> PlanFacets:
    """The index of a plan file whose initiatives have these public documents."""
    index = PlanFacets([], [])
    for dimension in DIMENSIONS.values():
        _Column(dimension, file).collect(documents, index)
    # The names by which the plan itself is found (app/search/scope.py).
    plan = file["plan"]
    issuer = next(one for one in file["organisations"] if one["id"] == plan["issuer"])
    named = [("plan", plan["id"], plan["title"]), ("issuer", issuer["id"], issuer["name"])]
    if plan["series"] is not None:
        key = f"{plan['municipality_code']}-{plan['series']['key']}"
        named.append(("series", key, plan["series"]["name"]))
    for name, key, label in named:
        index.options.append((name, key, _nfc(label), None, len(documents), len(documents)))
    return index


def _nfc(name: str) -> str:
    return unicodedata.normalize("NFC", name)


class _Column:
    """One dimension of one plan."""

    def __init__(self, dimension: Dimension, file: Json) -> None:
        self.dimension = dimension
        self.labels: dict[str, str] = {}
        self.positions: dict[str, int] = {}
        fixed = dimension.words() if dimension.words else {}
        for position, word in enumerate(fixed):
            self.labels[word], self.positions[word] = word, position
        for option in dimension.options_of(file):
            self.labels[option.key], self.positions[option.key] = option.label, option.position
        self.open = not self.positions
        if dimension.none_label is not None:
            self.labels[NONE], self.positions[NONE] = NONE, 0

    def collect(self, documents: Sequence[Json], index: PlanFacets) -> None:
        """Add the values of all initiatives and the options with their sums."""
        places = {key: len(index.options) + place for place, key in enumerate(self.labels)}
        sums = [[0, 0] for _ in places]
        first = len(index.options)
        for number, document in enumerate(documents):
            for key, (any_basis, stated) in self._flags(document).items():
                if key not in places:
                    places[key] = first + len(sums)
                    sums.append([0, 0])
                    if self.open:
                        self.positions[key] = number
                place = places[key]
                sum_ = sums[place - first]
                sum_[0] += any_basis
                sum_[1] += stated
                index.values.append((number, place, any_basis, stated))
        name = self.dimension.name
        for (key, label), (any_basis, stated) in zip(self.labels.items(), sums, strict=True):
            index.options.append((name, key, _nfc(label), self.positions.get(key), any_basis, stated))

    def _flags(self, document: Json) -> dict[str, tuple[int, int]]:
        """Each value of one initiative with both flags; `none` where it has none that counts."""
        values: dict[str, tuple[int, int]] = {}
        is_stated = False
        for key, label, basis in self.dimension.values_of(document):
            self.labels.setdefault(key, label)
            if basis in STATED_BASES:
                values[key], is_stated = _STATED, True
            else:
                values.setdefault(key, _EDITORIAL)
        if self.dimension.none_label is not None and not is_stated:
            values[NONE] = int(not values), 1
        return values


_KEYS: Final[Any] = bindparam("keys", expanding=True)
_KNOWN: Final = select(
    col(FacetTerm.id), col(FacetTerm.dimension), col(FacetTerm.key), col(FacetTerm.label)
).where(col(FacetTerm.key).in_(_KEYS))


def write_facets(connection: Connection, plan_id: str, facets: PlanFacets, first: int) -> None:
    """Write the index of a plan whose initiatives have the numbers from `first` on."""
    ids = _term_ids(connection, facets)
    of_plan = [
        (plan_id, ids[place], position, any_basis, stated)
        for place, (*_, position, any_basis, stated) in enumerate(facets.options)
    ]
    insert_rows(connection, PlanFacet, of_plan)
    values = [
        (ids[place], first + number, any_basis, stated) for number, place, any_basis, stated in facets.values
    ]
    insert_rows(connection, Facet, values)


def _term_ids(connection: Connection, facets: PlanFacets) -> list[int]:
    """The id of each option's term; new terms are inserted. What two plans name differently has two terms."""
    parameters = {"keys": list({option[1] for option in facets.options})}
    known = {tuple(row[1:]): row.id for row in connection.execute(_KNOWN, parameters)}
    newest = connection.scalar(select(func.max(col(FacetTerm.id)))) or 0
    ids, new = [], []
    for dimension, key, label, *_ in facets.options:
        term = known.get((dimension, key, label))
        if term is None:
            newest += 1
            new.append((newest, dimension, key, label))
        ids.append(term or newest)
    insert_rows(connection, FacetTerm, new)
    return ids


def remove_facets(connection: Connection, plan_id: str) -> None:
    """Delete the index of a plan that is still stored, and the terms that only it had."""
    numbers = select(col(Plan.first_number), col(Plan.last_number)).where(col(Plan.id) == plan_id)
    first, last = connection.execute(numbers).one()
    connection.execute(delete(Facet).where(col(Facet.number).between(first, last)))
    of_plan = col(PlanFacet.plan_id) == plan_id
    terms = connection.scalars(select(col(PlanFacet.term_id)).where(of_plan)).all()
    connection.execute(delete(PlanFacet).where(of_plan))
    named = exists().where(col(PlanFacet.term_id) == col(FacetTerm.id))
    connection.execute(delete(FacetTerm).where(col(FacetTerm.id).in_(terms), ~named))
