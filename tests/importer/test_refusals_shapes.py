"""Errors that only plans of other shapes can have: each is named with its place, and nothing changes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.import_refusals import GONE, REFERENCES, SHAPE, Edits, WorldService, edited, refused
from tests.plans import budget_plan, city_plan, draft, goals_plan, next_year, ward_plan
from tests.plans.city import CITY_PLAN
from tests.plans.entries import interval, stated_goal
from tests.plans.next_year import P24
from tests.world import P22, P23, Json

C = CITY_PLAN
Error = tuple[Callable[[], Json], Edits, list[tuple[str, str]]]

LEVELS: list[Error] = [
    (
        city_plan,
        {"/document/3/parent": f"{C}-p1-t1-s1"},
        [("/document/3/parent", "輪"), ("/document/5/parent", "輪")],
    ),
    (
        city_plan,
        {"/document/3/parent": f"{C}-p1-t1"},
        [("/document/3/parent", "輪"), ("/document/5/parent", "輪")],
    ),
    (city_plan, {"/document/5/parent": f"{C}-p1"}, [("/document/5/parent", "parent")]),
    (city_plan, {"/document/5/pillar": f"{C}-p2"}, [("/document/5/pillar", f"{C}-p1")]),
    (city_plan, {"/document/6/pillar": f"{C}-p2"}, [("/document/6/pillar", "同じ柱にするか")]),
    (
        city_plan,
        {"/document/4/rows/0/cells/5": GONE},
        [("/document/4/rows/0/cells", "列は6つ、この行のセルは5つ")],
    ),
    (city_plan, {"/document/4/source": "x"}, [("/document/4/source", "plan.sources")]),
    (goals_plan, {"/plan/sources/1": {"key": "honbun", "document": "別の文書"}}, [("/plan/sources", "2回")]),
    (ward_plan, {"/plan/period/end": "2024-03-31"}, [("/plan/period/end", "前")]),
    (ward_plan, {"/plan/period/end": "2201-04-01"}, [("/plan/period/end", "2200年度")]),
    (
        ward_plan,
        {"/plan/period/start": "1946-04-01"},
        [("/plan/id", "991023-1946"), ("/plan/period/start", "1947")],
    ),
    (goals_plan, {"/document/2/sdgs": [stated_goal(13), stated_goal(6)]}, [("/document/2/sdgs", "番号の順")]),
    (goals_plan, {"/plan/sdgs/0/quote": None}, [("/plan/sdgs/0/quote", "quote")]),
    (goals_plan, {"/plan/sdgs/0/quote": "SDGsの目標18"}, [("/plan/sdgs/0/quote", "目標18")]),
    (goals_plan, {"/plan/sdgs/0/target": "16.1"}, [("/plan/sdgs/0/target", "16.1")]),
    (
        budget_plan,
        {"/organisations/3/successor_of": [{"id": "993000-machi", "on": "2022-04-01", "source": "条例"}]},
        [("/organisations/2/successor_of/0/id", "輪"), ("/organisations/3/successor_of/0/id", "輪")],
    ),
    (
        budget_plan,
        {"/organisations/2/successor_of/0/id": "993000-x"},
        [("/organisations/2/successor_of/0/id", "-x")],
    ),
    (
        budget_plan,
        {"/document/5/organisations/1/part": "塗装", "/document/5/organisations/1/role": "cooperating"},
        [("/document/5/organisations", "2回")],
    ),
    (draft, {"/annotations/0/words": "小川"}, [("/annotations/0/words", "小川")]),
    (draft, {"/annotations/1/item": "991031-2025-m9"}, [("/annotations/1/item", "m9")]),
    (
        draft,
        {"/annotations/3/kind": "place", "/annotations/3/words": "大川"},
        [("/annotations/3", "「大川」（場所）は /annotations/0 と同じ")],
    ),
    (draft, {"/emphasis/0/words": "海"}, [("/emphasis/0/words", "海")]),
    (
        draft,
        {"/document/8/viewpoints/0": {"id": "991031-2025-v9", "basis": "layout"}},
        [("/document/8/viewpoints/0/id", "v9")],
    ),
    (draft, {"/document/9/viewpoints/1/evidence": "紙"}, [("/document/9/viewpoints/1/evidence", "紙")]),
]
KPIS: list[Error] = [
    (city_plan, {"/kpis/0/owner": f"{P22}-p1"}, [("/kpis/0/owner", "別の計画のもの")]),
    (city_plan, {"/kpis/0/owner": f"{C}-p9"}, [("/kpis/0/owner", "p9")]),
    (city_plan, {"/kpis/0/owner": f"{C}-tb1-r1"}, [("/kpis/0/owner", "tb1-r1")]),
    (city_plan, {"/kpis/0/mentions/0/id": f"{C}-tb1-r9"}, [("/kpis/0/mentions/0/id", "tb1-r9")]),
    (city_plan, {"/kpis/0/results/0/as_of": interval(2018)}, [("/kpis/0/results/0/as_of", "基準値")]),
    (city_plan, {"/kpis/0/results/0/as_of/end": "2022-03-31"}, [("/kpis/0/results/0/as_of/end", "前")]),
    (
        city_plan,
        {"/kpis/0/targets/1/replaces": "c"},
        [("/kpis/0/targets/1/replaces", "輪"), ("/kpis/0/targets/2/replaces", "輪")],
    ),
    (city_plan, {"/kpis/0/targets/2/replaces": "c"}, [("/kpis/0/targets/2/replaces", "輪")]),
    (city_plan, {"/kpis/0/targets/2/replaces": "z"}, [("/kpis/0/targets/2/replaces", "目標「z」")]),
    (city_plan, {"/kpis/0/targets/0/replaces": "b"}, [("/kpis/0/targets", "2回")]),
    (city_plan, {"/kpis/0/baseline/source": "x"}, [("/kpis/0/baseline/source", "出典「x」")]),
    (city_plan, {"/kpis/0/targets/0/source": "x"}, [("/kpis/0/targets/0/source", "出典「x」")]),
    (city_plan, {"/kpis/1/definition/key": "ghg"}, [("/kpis/1/definition/key", f"{C}-k1")]),
    (
        city_plan,
        {"/kpis/2/targets/0/value": 5},
        [("/kpis/2/unit", "単位"), ("/kpis/2/targets/0/value", "quantity")],
    ),
    (
        city_plan,
        {"/kpis/3/targets/0/due/end": "2026-12-31"},
        [("/kpis/3/targets/0/due/precision", "複数年度")],
    ),
    (
        city_plan,
        {"/kpis/3/targets/0/due/printed": "令和9年度"},
        [("/kpis/3/targets/0/due/printed", "令和9年度")],
    ),
]
CONTINUATIONS: list[Error] = [
    (next_year, {"/continues/0/item": None}, [("/continues/0/item", "項目のID")]),
    (next_year, {"/continues/8/item": f"{P24}-p1"}, [("/continues/8/item", "null")]),
    (next_year, {"/continues/0/item": f"{P24}-p9"}, [("/continues/0/item", "p9")]),
    (next_year, {"/continues/0/earlier": None}, [("/continues/0/earlier", "前の計画")]),
    (next_year, {"/continues/7/earlier": f"{P23}-p1"}, [("/continues/7/earlier", "新規")]),
    (next_year, {"/continues/0/earlier": f"{P24}-p2"}, [("/continues/0/earlier", "この計画自身")]),
    (next_year, {"/continues/0/earlier": "991015-2025-p2"}, [("/continues/0/earlier", "後の年度")]),
    (next_year, {"/continues/1/reason": None}, [("/continues/1/reason", "理由")]),
    (next_year, {"/continues/4/earlier": f"{P23}-p2"}, [("/continues/4", "/continues/3")]),
    (next_year, {"/continues/0/item": f"{P24}-title"}, [("/continues/0/item", "文章や表")]),
    (next_year, {"/continues/7/item": f"{P24}-p1-t1-m1"}, [("/continues/7/relation", "新規の行")]),
    (next_year, {"/continues/9/earlier": f"{P23}-p2"}, [("/continues/9/relation", "終了の行")]),
]
WRONG_SHAPES: list[Error] = [
    (draft, {"/annotations/0/kind": "person"}, [("/annotations/0/kind", "place")]),
    (
        budget_plan,
        {"/plan/amounts/1/fiscal_year": "平成32年度"},
        [("/plan/amounts/1/fiscal_year", "令和2年度")],
    ),
    (budget_plan, {"/plan/amounts/1/fiscal_year": 2201}, [("/plan/amounts/1/fiscal_year", "2200")]),
    (budget_plan, {"/plan/amounts/1/kind": "grant"}, [("/plan/amounts/1/kind", "budget")]),
    (
        budget_plan,
        {"/document/3/organisations/0/role": "helper"},
        [("/document/3/organisations/0/role", "joint")],
    ),
    (ward_plan, {"/plan/period/start": "2024-02-30"}, [("/plan/period/start", "")]),
    (ward_plan, {"/plan/id": "991023-2024.kihon"}, [("/plan/id", "")]),
    (
        city_plan,
        {"/kpis/0/targets/0/due/precision": "quarter"},
        [("/kpis/0/targets/0/due/precision", "fiscal_years")],
    ),
    (next_year, {"/continues/0/relation": "grown"}, [("/continues/0/relation", "renamed")]),
]


@pytest.mark.parametrize(("plan", "edits", "expected"), [*LEVELS, *KPIS, *CONTINUATIONS])
def test_an_inconsistent_plan_is_refused_with_every_place(
    world_service: WorldService,
    plan: Callable[[], Json],
    edits: Edits,
    expected: list[tuple[str, str]],
    tmp_path: Path,
) -> None:
    _refuses(world_service, edited(edits, plan), REFERENCES, expected, tmp_path)


@pytest.mark.parametrize(("plan", "edits", "expected"), WRONG_SHAPES)
def test_a_value_out_of_its_vocabulary_is_refused(
    world_service: WorldService,
    plan: Callable[[], Json],
    edits: Edits,
    expected: list[tuple[str, str]],
    tmp_path: Path,
) -> None:
    _refuses(world_service, edited(edits, plan), SHAPE, expected, tmp_path)


def _refuses(
    world_service: WorldService, content: str, stage: str, expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    findings = refused(world_service, content, stage, tmp_path)
    assert [at for at, _ in findings] == [at for at, _ in expected]
    for (at, message), (_, says) in zip(findings, expected, strict=True):
        assert says in message, (at, message)
