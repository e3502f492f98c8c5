"""Random combinations of every filter, compared with a reference filter over the plan files."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.reference_filter import FACETS, FILES, GOALS, ITEMS, KINDS, KPI_KINDS, Query, ids, in_scope, total
from tests.sampling import sampled
from tests.spellings import full_width, half_width, katakana

TEXTS: Final = [
    text
    for file in FILES
    for entry in file["document"]
    for text in (entry.get("text"), entry.get("name"))
    if text
] + [one["reading"] for file in FILES for one in file.get("corrections", [])]


SPELLINGS: Final[list[Callable[[str], str]]] = [
    str,
    str.upper,
    half_width,
    full_width,
    katakana,
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: text.translate(str.maketrans("～歩步-ヶ", "〜步歩―ケ")),
]


@st.composite
def random_word(draw: st.DrawFn) -> str:
    """A part of a text in some spelling, a single letter, or punctuation."""
    if draw(st.integers(0, 4)) == 0:
        return str(
            draw(st.sampled_from([*"花水区の。、・（）「」%_\\～ー1R", "防災", "無い言葉", "100%", "l'"]))
        )
    text = draw(st.sampled_from(TEXTS))
    start = draw(st.integers(0, len(text) - 1))
    part = re.sub(r"\s", "", text[start : start + draw(st.integers(1, 6))]) or "区"
    spelling: Callable[[str], str] = draw(st.sampled_from(SPELLINGS))
    return spelling(part)


def options(query: Query, name: str) -> list[str]:
    """The values that a parameter may take among the plans in scope: names and ids."""
    fixed = {"sdg": [*GOALS, "none"], "kind": KINDS, "kpi": [*KPI_KINDS, "none"]}
    if name in fixed:
        return fixed[name]
    found: dict[str, None] = {}
    for file in FILES:
        if in_scope(file["plan"], query):
            of_type = [one for one in file["document"] if one["type"] == name]
            bureaus = [one for one in file["organisations"] if one["id"] != file["plan"]["issuer"]]
            for one in bureaus if name == "bureau" else of_type:
                found |= {one["name"]: None, one["id"]: None}
    return [*found, "none"]


@st.composite
def random_query(draw: st.DrawFn) -> Query:
    plan, year, issuer = draw(
        st.sampled_from(
            [
                *[(None, None, None)] * 6,
                ("141127-2022", None, None),
                ("令和4年度見本市港区運営方針", None, None),
                ("991015-2023", "R5", "見本市港区"),
                (None, "2022", None),
                (None, "令和5年度", None),
                (None, "R4", "991015"),
                (None, None, "横浜市旭区"),
            ]
        )
    )
    scope = Query(plan, year, issuer)
    names = draw(st.lists(st.sampled_from(FACETS), max_size=3, unique=True))
    return replace(
        scope,
        words=tuple(draw(st.lists(random_word(), max_size=2)) if draw(st.booleans()) else ()),
        basis=draw(st.sampled_from(["any", "stated"])),
        sort=draw(st.sampled_from(["document", "label", "due"])),
        facets=tuple(
            (name, tuple(draw(st.lists(st.sampled_from(options(scope, name)), min_size=1, max_size=3))))
            for name in names
        ),
    )


AXES: Final = [pair for pair in product(FACETS, FACETS) if pair[0] != pair[1]]


@given(random_query(), st.sampled_from(AXES))
@settings(
    max_examples=sampled(50, 150),
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_query_finds_and_counts_what_the_plan_files_say(
    together: TestClient, query: Query, axes: tuple[str, str]
) -> None:
    shown = [*query.pairs(), ("sort", query.sort), ("limit", "1000")]
    listed = together.get("/api/v1/initiatives", params=shown)
    assert listed.status_code == 200, listed.text
    assert [item["id"] for item in listed.json()["items"]] == ids(query)
    assert listed.json()["meta"]["total"] == total(query)

    counted = together.get("/api/v1/facets", params=query.pairs()).json()
    assert counted["total"] == total(query)
    for name, found in counted["facets"].items():
        for one in found:
            alone = query.narrowed(**{name: one["value"]})
            assert one["count"] == total(alone), (name, one)
            assert one["count_stated"] == total(replace(alone, basis="stated")), (name, one)
        if name in ("pillar", "theme", "bureau"):
            named = {value for value in options(query, name) if not re.match(r"[0-9]{6}", value)}
            assert {one["value"] for one in found} == named

    rows, columns = axes
    crossed = together.get(
        "/api/v1/matrix", params=[*query.pairs(), ("rows", rows), ("columns", columns)]
    ).json()
    for row, cells in zip(crossed["rows"], crossed["cells"], strict=True):
        for column, cell in zip(crossed["columns"], cells, strict=True):
            both = query.narrowed(**{rows: row["value"], columns: column["value"]})
            assert cell == total(both), (row, column)


def test_the_reference_filter_gives_the_known_counts_of_the_sheet() -> None:
    """The reference filter itself gives the counts of the sheet."""
    asahi = Query(plan="141127-2022")
    assert len(ITEMS) == 56
    assert total(asahi) == 46
    assert total(asahi.narrowed(bureau="道路局")) == 3
    assert total(replace(asahi, words=("防災",))) == 5
    assert total(replace(asahi.narrowed(pillar="安全・安心"), basis="stated")) == 8
    assert total(replace(asahi.narrowed(pillar="none"), basis="stated")) == 16
