"""An address either reads an old revision, or says that it does not: no answer passes the present off as the past."""

import re

import pytest
from starlette.testclient import TestClient

from app.routers import ALL
from app.web.routing import CheckedRoute
from tests.world import P22

VALUES = {
    "plan_id": P22,
    "id": f"{P22}-p1-t1-m1",
    "name": "initiatives.csv",
    "number": "11",
    "words": "x",
    "action": "package_list",
    "part": "1",
}
IDS = {"/plans/": P22, "/pillars/": f"{P22}-p1", "/organisations/": "991015", "/kpis/": f"{P22}-k1"}


def address(path: str) -> str:
    here = next((value for start, value in IDS.items() if path.startswith((start, f"/api/v1{start}"))), None)
    filled = path.replace("{id}", here) if here else path
    return re.sub(r"\{(\w+)(:path)?\}", lambda found: VALUES.get(found[1], "x"), filled)


def routes(*, pages: bool) -> list[str]:
    found = [route for router in ALL for route in router.routes if isinstance(route, CheckedRoute)]
    silent = [
        route.path
        for route in found
        if "GET" in (route.methods or ()) and "revision" not in route.declared and "/health" not in route.path
    ]
    is_page = {
        route.path: not (route.policy.drops_parameters or route.policy.strict_parameters) for route in found
    }
    return sorted({path for path in silent if is_page[path] is pages})


def test_data_of_the_present_refuse_a_revision(three_plans: TestClient) -> None:
    paths = routes(pages=False)
    assert len(paths) > 50
    for path in paths:
        answer = three_plans.get(f"{address(path)}?revision=1")
        assert answer.status_code in (400, 404, 410), path
        assert answer.status_code != 400 or "revision" in answer.text


@pytest.mark.parametrize(
    "path", ["/initiatives.xlsx", "/initiatives.atom", "/changes.atom", "/tags.xlsx", "/catalog.ttl"]
)
def test_the_refusal_says_where_old_revisions_are_read(three_plans: TestClient, path: str) -> None:
    three_plans.get(path)  # an answer that may be kept
    answer = three_plans.get(f"{path}?revision=1")
    assert answer.status_code == 400
    assert "前の改訂は、計画・取組・柱・指標のページとAPI、計画のファイルで読めます" in answer.text


def test_pages_of_the_present_say_so(three_plans: TestClient) -> None:
    assert "この画面は、前の改訂では読めません" in three_plans.get("/initiatives?revision=1").text
