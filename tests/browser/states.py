"""The states of the pages that every browser check runs on: each template plain, filtered, empty, refusing."""

from typing import Final, NamedTuple
from urllib.parse import quote, urlencode

PLAN: Final = "141127-2022"
CITY_PLAN: Final = "991007-2022_chuki"
REPORTED: Final = "991015-2022"
FINDER: Final = "/initiatives"


class State(NamedTuple):
    """A page in one state: its path, its status, and the service that has it."""

    path: str
    status: int = 200
    # sheet: the real sheet alone, plans: with two more plans, city: KPIs of every shape, empty: no plan,
    # years: four years of one ward, reported: two plans and reports of one.
    store: str = "sheet"


def at(path: str, *pairs: tuple[str, str]) -> str:
    return f"{path}?{urlencode(pairs)}" if pairs else path


EVERY_FACET: Final = (
    ("q", "地域"),
    ("plan", PLAN),
    ("year", "2022"),
    ("issuer", "141127"),
    ("pillar", "安全・安心"),
    ("theme", "none"),
    ("sdg", "11"),
    ("bureau", "none"),
    ("kind", "measure"),
    ("kpi", "milestone"),
    ("basis", "stated"),
)

STATES: Final[dict[str, State]] = {
    "overview": State("/"),
    "overview of several plans": State("/", store="plans"),
    "plans": State("/plans", store="plans"),
    "plans of a year": State(at("/plans", ("year", "2022"))),
    "finder": State(FINDER),
    "finder, table": State(at(FINDER, ("view", "table"), ("bureau", "都市整備局"))),
    "finder, not grouped": State(at(FINDER, ("group", "none"), ("kind", "bureau_project"))),
    "finder by bureau": State(at(FINDER, ("group", "bureau"), ("q", "防災"))),
    "table by goal": State(
        at(FINDER, ("group", "sdg"), ("view", "table"), ("columns", "text"), ("columns", "kpis"))
    ),
    "finder, sorted": State(at(FINDER, ("sort", "due"), ("pillar", "安全・安心"), ("sdg", "11"))),
    "finder, word": State(at(FINDER, ("q", "子育て"))),
    "finder, word in the table": State(at(FINDER, ("q", "子育て"), ("view", "table"))),
    "finder, folded word": State(at(FINDER, ("q", "ﾎﾀﾙ"))),
    "finder, folds open": State(at(FINDER, ("theme", "none"), ("kpi", "milestone"), ("basis", "stated"))),
    "finder, paged": State(at(FINDER, ("limit", "10"), ("offset", "20"))),
    "finder, every facet, nothing found": State(at(FINDER, *EVERY_FACET)),
    "finder, nothing found": State(at(FINDER, ("sdg", "3"), ("basis", "stated"))),
    "finder of several plans": State(at(FINDER, ("q", "地域")), store="plans"),
    "finder of one of several plans": State(at(FINDER, ("plan", "991015-2023")), store="plans"),
    "goal of several plans": State("/sdgs/11", store="plans"),
    "bureau of several plans": State("/organisations/991007-doboku", store="plans"),
    "matrix of several plans": State("/matrix", store="plans"),
    "plan without a sheet of paper": State("/plans/991015-2022", store="plans"),
    "finder, unknown value": State(at(FINDER, ("pillar", "x")), 400),
    "finder, several unknown values": State(at(FINDER, ("kpi", "x"), ("sdg", "99")), 400),
    "finder, too many values": State(at(FINDER, *(("pillar", f"x{n}") for n in range(101))), 400),
    "finder, no letter": State(at(FINDER, ("q", "\u200b")), 400),
    "measure": State(f"{FINDER}/{PLAN}-p1-t3-m2"),
    "measure without tags": State(f"{FINDER}/{PLAN}-p2-t1-m2"),
    "measure with a KPI": State(f"{FINDER}/{PLAN}-p3-t2-m1"),
    "bureau project": State(f"{FINDER}/{PLAN}-b03"),
    "brief of a measure": State(f"{FINDER}/{PLAN}-p1-t3-m2/brief"),
    "brief of a bureau project": State(f"{FINDER}/{PLAN}-b07/brief"),
    "brief of several": State(f"/brief?item={PLAN}-b07&item={PLAN}-p1-t3-m2&item=x"),
    "brief of none": State("/brief"),
    "pillar": State(f"/pillars/{PLAN}-p3"),
    "goal": State("/sdgs/11"),
    "goal without tags": State("/sdgs/14"),
    "bureau": State("/organisations/141003-toshi-seibi"),
    "ward": State("/organisations/141127"),
    "plan": State(f"/plans/{PLAN}"),
    "plan, corrected": State(at(f"/plans/{PLAN}", ("reading", "corrected"))),
    "plan, old revision": State("/plans/991015-2022?revision=2", store="plans"),
    "plan, unknown revision": State("/plans/991015-2022?revision=1", 400, store="plans"),
    "initiative, old revision": State("/initiatives/991015-2022-p1-t1-m1?revision=2", store="plans"),
    "history": State("/plans/991015-2022/history", store="plans"),
    "history of one revision": State(f"/plans/{PLAN}/history"),
    "matrix": State("/matrix"),
    "matrix of bureaus": State(at("/matrix", ("rows", "bureau"), ("columns", "pillar"))),
    "matrix of themes, filtered": State(
        at("/matrix", ("rows", "theme"), ("columns", "sdg"), ("q", "花"), ("basis", "stated"))
    ),
    "matrix, nothing found": State(at("/matrix", ("q", "花"), ("sdg", "7"))),
    "matrix, unknown rows": State(at("/matrix", ("rows", "x")), 400),
    "timeline": State("/timeline"),
    "timeline, filtered": State(at("/timeline", ("bureau", "道路局"))),
    "timeline, nothing found": State(at("/timeline", ("q", "見守り"))),
    "KPIs": State("/kpis"),
    "KPIs, filtered": State(at("/kpis", ("kind", "deliverable"), ("progress", "not_assessable"))),
    "KPIs, nothing found": State(at("/kpis", ("kind", "level"))),
    "KPIs, unknown value": State(at("/kpis", ("owner", "x")), 400),
    "KPIs of several plans": State("/kpis", store="city"),
    "KPIs, paged": State(at("/kpis", ("limit", "5"), ("offset", "5")), store="city"),
    "KPI without figures": State(f"/kpis/{PLAN}-k06"),
    "KPI, outside event": State(f"/kpis/{PLAN}-k04"),
    "KPI with a revised target": State(f"/kpis/{CITY_PLAN}-k9", store="city"),
    "KPI, same indicator": State(f"/kpis/{CITY_PLAN}-k2", store="city"),
    "KPI, estimates": State(f"/kpis/{CITY_PLAN}-k8", store="city"),
    "KPI in words": State(f"/kpis/{CITY_PLAN}-k7", store="city"),
    "measure that refers": State(f"{FINDER}/{CITY_PLAN}-p1-t1-m2", store="city"),
    "gaps": State("/gaps"),
    "gaps, filtered": State(at("/gaps", ("missing", "date"), ("kind", "bureau_project"))),
    "gaps, nothing found": State(at("/gaps", ("q", "どこにもない"))),
    "tags": State("/tags"),
    "tags, filtered": State(at("/tags", ("sdg", "4"))),
    "tags by initiative": State(at("/tags", ("by", "initiative"), ("review", "unreviewed"))),
    "tags, nothing found": State(at("/tags", ("q", "どこにもない"))),
    "comparison of two years": State("/compare", store="years"),
    "comparison, filtered": State(
        at(
            "/compare", ("from", "991015-2022"), ("to", "991015-2024"), ("q", "橋"), ("relation", "completed")
        ),
        store="years",
    ),
    "measure through three years": State(f"{FINDER}/991015-2025-p2-t1-m1", store="years"),
    "reports": State("/reports", store="reported"),
    "no report": State("/reports"),
    "report of a year": State(f"/reports/{REPORTED}-report_final", store="reported"),
    "report of reviews": State(f"/reports/{REPORTED}-report_review-2022", store="reported"),
    "measure with a report and a rejected goal": State(f"{FINDER}/{REPORTED}-p1-t2-m1", store="reported"),
    "finder of what was reported": State(
        at(FINDER, ("plan", REPORTED), ("state", "done"), ("review", "rejected")), store="reported"
    ),
    "tags, reviewed": State("/tags", store="reported"),
    "names": State("/names"),
    "names, none read": State(at("/names", ("plan", "991015-2022")), store="years"),
    "name of a place": State("/names/" + quote("鶴ヶ峰")),
    "finder by a place": State(at(FINDER, ("place", "鶴ヶ峰"), ("place", "帷子川"))),
    "data": State("/data"),
    "machine readability": State("/data/machine-readability"),
    "api": State("/api"),
    "guide": State("/guide"),
    "about": State("/about"),
    "accessibility": State("/accessibility"),
    "no such page": State("/nowhere", 404),
    "no such item": State(f"{FINDER}/{PLAN}-p9", 404),
    "nothing loaded": State("/", 503, store="empty"),
}
