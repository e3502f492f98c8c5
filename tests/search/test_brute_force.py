"""Random combinations of every filter, compared with a reference filter over the plan files."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import Any, Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.plans import PLANS
from tests.random_queries import random_query
from tests.reference_filter import FACETS, SHAPES, TOGETHER, Query, Reference
from tests.reference_items import NAMED
from tests.report_files import REPORTED
from tests.sampling import sampled
from tests.world import P22

SCOPES: Final = [
    Query(plan="141127-2022"),
    Query(plan="令和4年度見本市港区運営方針"),
    Query(plan="991015-2023", year="R5", issuer="見本市港区"),
    Query(year="2022"),
    Query(year="令和5年度"),
    Query(year="R4", issuer="991015"),
    Query(issuer="横浜市旭区"),
]
SCOPES_OF_SHAPES: Final = [
    *(Query(plan=plan) for plan in PLANS),
    *(Query(year=str(year)) for year in (2019, 2022, 2023, 2024, 2026, 2031)),
    Query(series="港区運営方針"),
    Query(series="992003-kankyo", year="R4"),
    Query(issuer="架空市", year="令和6年度"),
    Query(issuer="991031"),
]
AXES: Final = [pair for pair in product(FACETS, FACETS) if pair[0] != pair[1]]


Test = Callable[..., None]


def over(
    reference: Reference, scopes: list[Query], examples: int = sampled(50, 150)
) -> Callable[[Test], Any]:
    """Gives a test random queries over some plans, and two facets to cross."""

    def decorate(test: Test) -> Any:
        limits = settings(
            max_examples=examples,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
        )
        return limits(given(query=random_query(reference, scopes), axes=st.sampled_from(AXES))(test))

    return decorate


@over(TOGETHER, SCOPES)
def test_any_query_finds_and_counts_what_the_plan_files_say(
    together: TestClient, query: Query, axes: tuple[str, str]
) -> None:
    agrees(together, TOGETHER, query, axes)


@over(SHAPES, SCOPES_OF_SHAPES)
def test_any_query_over_plans_of_other_shapes(
    shapes: TestClient, query: Query, axes: tuple[str, str]
) -> None:
    agrees(shapes, SHAPES, query, axes)


REPORTS: Final = Reference(REPORTED[:2], REPORTED[2:])


@over(REPORTS, [Query(plan=P22), Query(year="R5")], sampled(20, 100))
def test_any_query_over_what_was_reported(reported: TestClient, query: Query, axes: tuple[str, str]) -> None:
    agrees(reported, REPORTS, query, axes)


def agrees(client: TestClient, reference: Reference, query: Query, axes: tuple[str, str]) -> None:
    shown = [*query.pairs(), ("sort", query.sort), ("limit", "1000")]
    listed = client.get("/api/v1/initiatives", params=shown)
    assert listed.status_code == 200, listed.text
    assert [item["id"] for item in listed.json()["items"]] == reference.ids(query)
    assert listed.json()["meta"]["total"] == reference.total(query)

    counted = client.get("/api/v1/facets", params=query.pairs()).json()
    assert counted["total"] == reference.total(query)
    for name, found in counted["facets"].items():
        for one in found:
            alone = query.narrowed(**{name: one["value"]})
            assert one["count"] == reference.total(alone), (name, one)
            assert one["count_stated"] == reference.total(replace(alone, basis="stated")), (name, one)
        if name in ("pillar", "theme", "viewpoint", "bureau", *NAMED):
            named = {value for value in reference.options(query, name) if not re.match(r"[0-9]{6}", value)}
            assert {one["value"] for one in found} == named

    rows, columns = axes
    crossed = client.get(
        "/api/v1/matrix", params=[*query.pairs(), ("rows", rows), ("columns", columns)]
    ).json()
    for row, cells in zip(crossed["rows"], crossed["cells"], strict=True):
        for column, cell in zip(crossed["columns"], cells, strict=True):
            both = query.narrowed(**{rows: row["value"], columns: column["value"]})
            assert cell == reference.total(both), (row, column)


def test_the_reference_filter_gives_the_known_counts_of_the_sheet() -> None:
    """The reference filter itself gives the counts of the sheet."""
    asahi = Query(plan="141127-2022")
    assert len(TOGETHER.items) == 56
    assert TOGETHER.total(asahi) == 46
    assert TOGETHER.total(asahi.narrowed(bureau="道路局")) == 3
    assert TOGETHER.total(replace(asahi, words=("防災",))) == 5
    assert TOGETHER.total(replace(asahi.narrowed(pillar="安全・安心"), basis="stated")) == 8
    assert TOGETHER.total(replace(asahi.narrowed(pillar="none"), basis="stated")) == 16
