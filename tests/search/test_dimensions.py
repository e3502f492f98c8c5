"""A dimension is one declaration: a made-up one filters, counts and crosses like the others."""

import ast
from collections.abc import Iterator, Mapping
from typing import Any, get_args

import pytest
from pydantic import Field

from app.db.store import Store
from app.errors import BadRequest
from app.importer.import_plan import import_text
from app.search import filters
from app.search.dimension import Dimension, Value
from app.search.dimensions import CROSSINGS, DIMENSIONS
from app.search.query import SearchResult, search
from tests.paths import APP
from tests.world import P22, plan_2022, plan_2023, text_of


def halves(document: Mapping[str, Any]) -> Iterator[Value]:
    """The fiscal half of the first due date of the KPIs of an initiative."""
    dues = sorted((kpi["due"]["start"], kpi["due"]["basis"]) for kpi in document["kpis"] if kpi["due"])
    for start, basis in dues[:1]:
        half = "first" if "04" <= start[5:7] <= "09" else "second"
        yield Value(half, {"first": "上半期", "second": "下半期"}[half], basis)


HALF = Dimension("half", "期日の半期", "期日の記載なし", halves)


class HalfQuery(filters.InitiativeQuery):
    half: list[str] = Field(default=[])


@pytest.fixture
def halved(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """`store` with both plans of the world and the dimension of this file."""
    monkeypatch.setitem(DIMENSIONS, "half", HALF)
    for plan in (plan_2022(), plan_2023()):
        import_text(store, text_of(plan))
    return store


def ask(store: Store, crossing: tuple[str, str] | None = None, **query: object) -> SearchResult:
    with store.snapshot() as session:
        return search(session, HalfQuery.model_validate(query), facets=("half", "sdg"), crossing=crossing)


def counts(found: SearchResult, name: str) -> dict[str, tuple[int, int]]:
    return {one.label: (one.count, one.count_stated) for one in found.facets[name] if one.count}


def test_a_made_up_dimension_filters_counts_and_crosses(halved: Store) -> None:
    everything = ask(halved)
    assert counts(everything, "half") == {
        "下半期": (1, 1),
        "期日の記載なし": (everything.total - 1, everything.total - 1),
    }
    second = ask(halved, half=["下半期"])
    assert [item for item, _ in second.documents] == [f"{P22}-b01"]
    assert ask(halved, half=["second"]).documents == second.documents
    assert second.facets["half"][0].selected
    assert counts(second, "sdg") == {"SDGsタグなし": (1, 1)}
    assert ask(halved, half=["none"]).total == everything.total - 1
    crossed = ask(halved, crossing=("kind", "half")).crossed()
    assert [row.value for row in crossed.rows] == ["measure", "bureau_project"]
    assert [column.label for column in crossed.columns] == ["下半期", "期日の記載なし"]
    assert [row[0] for row in crossed.cells] == [0, 1]
    assert sum(map(sum, crossed.cells)) == everything.total


def test_an_unknown_value_of_a_made_up_dimension_is_refused_with_what_is_allowed(halved: Store) -> None:
    with pytest.raises(BadRequest) as refused:
        ask(halved, half=["第3四半期"])
    assert refused.value.errors[0].allowed == ["下半期", "second", "none"]


def test_every_dimension_is_a_parameter_a_facet_and_an_axis() -> None:
    names = tuple(DIMENSIONS)
    assert get_args(filters.FacetName) == (*filters.SCOPES, *names)
    assert get_args(filters.Axis) == names
    assert set(names) <= set(filters.InitiativeFilter.model_fields)
    assert {name for pair in CROSSINGS for name in pair} <= set(names)


# The word for a parameter that is also the word for a type of item: as a string it says nothing of parameters.
ITEM_TYPES = ("kpi",)


def named_in(tree: ast.AST, name: str) -> bool:
    """Whether a module names a parameter: as a string, a keyword or a field."""
    for node in ast.walk(tree):
        if name not in ITEM_TYPES and isinstance(node, ast.Constant) and node.value == name:
            return True
        if isinstance(node, ast.keyword) and node.arg == name:
            return True
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == name:
            return True
    return False


@pytest.mark.parametrize("name", ["bureau", "kpi"])
def test_a_parameter_is_named_in_at_most_four_files(name: str) -> None:
    # Tools for assistants name the parameters of the API, as every client does.
    elsewhere = ("models", "importer", "publication", "assistants")
    files = [
        str(file.relative_to(APP))
        for file in sorted(APP.rglob("*.py"))
        if not {"migrations", *elsewhere}.intersection(file.relative_to(APP).parts)
        and named_in(ast.parse(file.read_text()), name)
    ]
    assert len(files) <= 4, files
