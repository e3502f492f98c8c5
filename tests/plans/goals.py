"""A plan with SDG goals stated on its pillars, on a theme and on the plan itself; and two editions of
another plan of the same city with open ends, the second of the same year as the first plan."""

from tests.plan_entries import tag
from tests.plans.entries import (
    Json,
    entry,
    header,
    measure,
    organisation,
    plan_file,
    responsible,
    stated_goal,
)

CITY = "992003"
GOALS_PLAN = f"{CITY}-2023"
CHARTER_2019 = f"{CITY}-2019_kankyo"
CHARTER_2023 = f"{CITY}-2023_kankyo"
P = GOALS_PLAN


def goals_plan() -> Json:
    """Four measures: three with goals of the levels above, one of a pillar without goals."""
    title = "架空市総合計画 令和5・6年度（架空）"
    goals = [{"goal": 17, "target": "17.17", "basis": "stated", "quote": "SDGsの目標17"}]
    return plan_file(
        header(
            P, title, "2023-04-01", "2025-03-31", sdgs=goals, terms={"pillar": None, "theme": ["基本施策"]}
        ),
        [
            organisation(CITY, "架空市", "municipality"),
            organisation(f"{CITY}-mizu", "水道局", "bureau"),
            organisation(f"{CITY}-kodomo", "こども局", "bureau"),
        ],
        _document(title),
    )


def _document(title: str) -> list[Json]:
    return [
        entry("passage", f"{P}-title", kind="title", text=title),
        entry("passage", f"{P}-x1", kind="paragraph", text="協働により、SDGsの目標17の達成をめざします。"),
        entry(
            "pillar",
            f"{P}-p1",
            name="水と暮らす",
            sdgs=[stated_goal(6), stated_goal(13)],
            organisations=[responsible(f"{CITY}-mizu")],
        ),
        entry(
            "theme", f"{P}-p1-t1", pillar=f"{P}-p1", name="水を守る", sdgs=[stated_goal(14, target="14.1")]
        ),
        measure(
            f"{P}-p1-t1-m1",
            "川の清掃",
            "川の清掃で海を守ります。",
            theme=f"{P}-p1-t1",
            sdgs=[tag(12, "12.5", "清掃", "清掃はごみを減らす。")],
        ),
        measure(
            f"{P}-p1-t1-m2",
            "水道管",
            "水道管を取り替えます（目標6）。",
            theme=f"{P}-p1-t1",
            sdgs=[{"goal": 6, "target": "6.1", "basis": "stated", "evidence": "目標6"}],
            organisations=[responsible(f"{CITY}-kodomo")],
        ),
        measure(f"{P}-p1-m3", "雨水", "雨水をためます。", pillar=f"{P}-p1"),
        entry("pillar", f"{P}-p2", name="こどもと育つ"),
        measure(f"{P}-p2-m1", "遊び場", "遊び場をつくります。", pillar=f"{P}-p2"),
    ]


def _charter(plan: str, title: str, start: str, names: list[str]) -> Json:
    document = [entry("pillar", f"{plan}-p1", name="環境")]
    document += [
        measure(f"{plan}-p1-m{number}", name, f"{name}を進めます。", pillar=f"{plan}-p1")
        for number, name in enumerate(names, 1)
    ]
    return plan_file(
        header(plan, title, start, None, series={"key": "kankyo", "name": "架空市環境憲章"}),
        [organisation(CITY, "架空市", "municipality")],
        document,
    )


def charter_2019() -> Json:
    """In force until the edition of 2023 begins."""
    return _charter(CHARTER_2019, "架空市環境憲章（架空）", "2019-04-01", ["省エネ", "緑化"])


def charter_2023() -> Json:
    return _charter(CHARTER_2023, "架空市環境憲章2023（架空）", "2023-04-01", ["省エネ"])
