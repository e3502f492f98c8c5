"""The service below a path, without a proxy and behind one that takes the path away."""

import re
from collections.abc import Iterator

import pytest
from pydantic import AnyHttpUrl
from starlette.testclient import TestClient

from app.settings import SettingsError
from tests.conftest import BASE, MakeSettings, served
from tests.paths import APP, SEED
from tests.site_sweep import Site
from tests.world import plan_2022, text_of

ROOT = "/hoshin"
# Another host than that of the examples in the API document.
BELOW = f"https://www.example.jp{ROOT}"
# What no page links to.
UNLINKED = (
    "/robots.txt",
    "/sitemap.xml",
    "/api/3/action/package_search",
    "/api/v1/initiatives?limit=1&offset=1",
)
PLAN = "141127-2022"


@pytest.fixture(scope="module")
def below(make_settings: MakeSettings) -> Iterator[TestClient]:
    """Two plans, served below a path, with the response cache."""
    settings = make_settings("sqlite")
    settings = settings.model_copy(update={"base_url": AnyHttpUrl(BELOW), "cache_mb": 8})
    with served(settings, text_of(plan_2022()), SEED.read_text("utf-8")) as client:
        yield client


def test_no_link_of_any_answer_leaves_the_path(below: TestClient) -> None:
    site = Site(lambda address: below.get(address, follow_redirects=False), BELOW)
    site.sweep("/", *UNLINKED)
    assert len(site.statuses) > 300
    assert site.outside == {}
    others = {address.removeprefix(ROOT): code for address, code in site.statuses.items() if code != 200}
    assert others == {}


ADDRESSES = (
    "/",
    "/initiatives?pillar=%E5%AE%89%E5%85%A8%E3%83%BB%E5%AE%89%E5%BF%83&sdg=11",
    "/plans",
    f"/plans/{PLAN}",
    "/static/hoshin.css",
    "/api/v1/initiatives?limit=1&offset=1",
    "/api/v1/openapi.json",
    f"/plans/{PLAN}/files/plan.zip",
    "/api/3/action/status_show",
    "/health/live",
)


@pytest.mark.parametrize(
    "address", [*ADDRESSES, "/nothing", "/api/v1/nothing", "/plans/nothing", "/a%2Fb", "/initiatives/"]
)
def test_an_answer_is_the_same_whether_the_path_is_kept_or_taken_away(
    below: TestClient, address: str
) -> None:
    same = {"X-Request-Id": "01234567"}
    kept, taken = (below.get(root + address, headers=same, follow_redirects=False) for root in (ROOT, ""))
    assert (kept.status_code, kept.content, dict(kept.headers)) == (
        taken.status_code,
        taken.content,
        dict(taken.headers),
    )


def test_the_path_itself_is_the_overview(below: TestClient) -> None:
    overview = below.get(f"{ROOT}/").text
    assert below.get(ROOT).text == overview
    assert f'<link rel="canonical" href="{BELOW}/">' in overview
    assert below.get("/hoshinx").status_code == 404
    assert below.get(f"{ROOT}{ROOT}").status_code == 404


def test_the_path_may_be_encoded_in_either_spelling(make_settings: MakeSettings) -> None:
    settings = make_settings("sqlite").model_copy(update={"base_url": AnyHttpUrl(f"{BASE}/区/方針")})
    with served(settings, text_of(plan_2022())) as client:
        for spelling in ("/%E5%8C%BA/%E6%96%B9%E9%87%9D", "/%e5%8c%ba/%e6%96%b9%e9%87%9d"):
            assert client.get(f"{spelling}/initiatives").status_code == 200
        moved = client.get("/plans", follow_redirects=False).headers["location"]
        assert moved == "/%E5%8C%BA/%E6%96%B9%E9%87%9D/plans/991015-2022"
        assert client.get(moved).status_code == 200


def test_errors_stay_below_the_path(below: TestClient) -> None:
    problem = below.get(f"{ROOT}/api/v1/plans/nothing").json()
    assert problem["instance"] == f"{ROOT}/api/v1/plans/nothing"
    assert f'href="{ROOT}/initiatives"' in below.get(f"{ROOT}/nothing").text
    stratml = below.get(f"{ROOT}/plans/{PLAN}/files/stratml.xml").json()["detail"]
    assert f" {ROOT}/plans/{PLAN}.stratml.xml " in stratml


def test_crawlers_are_told_the_paths_of_the_host(below: TestClient) -> None:
    lines = below.get(f"{ROOT}/robots.txt").text.splitlines()
    assert f"Disallow: {ROOT}/initiatives?" in lines
    assert f"Sitemap: {BELOW}/sitemap.xml" in lines


@pytest.mark.parametrize(
    "path", ["/plans", "/data", "/api", "/plans/x", "/api/v1/plans/x", "/static", "/%61pi"]
)
def test_a_path_that_begins_an_address_of_the_service_is_refused(
    make_settings: MakeSettings, path: str
) -> None:
    settings = make_settings("sqlite").model_copy(update={"base_url": AnyHttpUrl(BASE + path)})
    with pytest.raises(SettingsError, match=f"HOSHIN_BASE_URL: パス {path} は"), served(settings):
        pytest.fail("was served")


@pytest.mark.parametrize("path", ["/data/hoshin", "/plan", "/api/hoshin"])
def test_a_path_that_only_looks_like_one_is_served(make_settings: MakeSettings, path: str) -> None:
    settings = make_settings("sqlite").model_copy(update={"base_url": AnyHttpUrl(BASE + path)})
    with served(settings) as client:
        assert client.get(f"{path}/health/live").text == "ok\n"


def test_a_template_writes_the_root_before_every_address() -> None:
    attribute = re.compile(r'\s(?:href|src|action|data-hx-get)="(?!\{\{ root \}\}|#)([^"]*)"')
    found = {
        address
        for file in (APP / "templates").glob("*.html")
        for address in attribute.findall(re.sub(r"href=\"(data|mailto):", "", file.read_text("utf-8")))
    }
    elsewhere = {"{{ canonical }}", "{{ license.url }}", "{{ link.address }}", "{{ source.url }}"}
    elsewhere |= {"{{ of.url }}", "{{ goal.uri }}", "{{ settings.contact_url }}"}
    assert {address for address in found if not address.startswith("{{ settings.base }}")} == elsewhere
