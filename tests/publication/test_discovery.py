"""Discovery by machines: alternate links, site map, robots.txt, Signposting, well-known addresses."""

import json
import re
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from jsonschema import Draft4Validator
from lxml import html  # type: ignore[import-untyped]
from protego import Protego
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4
from signposting import find_signposting_http  # type: ignore[import-untyped]
from starlette.testclient import TestClient
from usp.tree import sitemap_tree_for_homepage

from app.db.schema import open_store
from app.db.store import Store
from app.importer.import_plan import import_text
from app.importer.withdraw import withdraw_plan
from app.main import create_app
from app.publication.site_urls import public_addresses
from app.settings import Settings
from tests.conftest import BASE, Clock, MakeSettings, served
from tests.paths import SEED, SHARED
from tests.raw_http import on_a_socket
from tests.sampling import sampled
from tests.world import P22, P23, entry, plan_2022, plan_2023, signed, text_of

DATA_US = SHARED / "standards/dcat-us-1.1"
SEED_PAGE = "/plans/141127-2022"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base address of a server with the seed and the world, for clients that need a socket."""
    database = f"sqlite:///{tmp_path_factory.mktemp('loopback') / 'hoshin.db'}"
    store = open_store(Settings(database_url=database))
    clock = Clock()
    for content in (SEED.read_text("utf-8"), text_of(plan_2022()), text_of(plan_2023())):
        import_text(store, content, clock=clock)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    # These clients follow public addresses, which come from the settings.
    settings = Settings(database_url=database, port=port)
    with on_a_socket(create_app(settings, store), port):
        yield settings.base
    store.close()


def test_pages_link_to_their_machine_readable_forms(three_plans: TestClient) -> None:
    def alternates(path: str) -> dict[str, str]:
        page = html.fromstring(three_plans.get(path).content)
        return {one.get("href"): one.get("type") for one in page.xpath("/html/head/link[@rel='alternate']")}

    feed = {f"{BASE}/changes.atom": "application/atom+xml"}
    for path, stem in ((SEED_PAGE, SEED_PAGE), ("/data", "/catalog")):
        assert alternates(path) == feed | {
            f"{BASE}{stem}.ttl": "text/turtle",
            f"{BASE}{stem}.jsonld": "application/ld+json",
            f"{BASE}{stem}.rdf": "application/rdf+xml",
        }
    condition = "pillar=%E5%AE%88%E3%82%8A&basis=stated"
    assert alternates(f"/initiatives?{condition}&offset=1") == feed | {
        f"{BASE}/initiatives.atom?{condition}": "application/atom+xml"
    }
    for found in (*alternates("/data"), *alternates(SEED_PAGE)):
        assert three_plans.get(found.removeprefix(BASE)).status_code == 200


def test_the_site_map_lists_every_page_with_its_own_date(client: TestClient, store: Store) -> None:
    clock = Clock()
    for plan in (plan_2022(), plan_2023()):
        import_text(store, text_of(plan), clock=clock)

    def dated() -> dict[str, str]:
        root = html.fromstring(client.get("/sitemap.xml").content)
        places = {url.find("loc").text.removeprefix(BASE): url.find("lastmod") for url in root.iter("url")}
        return {path: one.text if one is not None else "" for path, one in places.items()}

    before = dated()
    assert {
        f"/plans/{P22}",
        f"/plans/{P23}",
        f"/initiatives/{P22}-b01",
        "/sdgs/17",
        "/about",
    } <= before.keys()
    assert all(client.get(path).status_code == 200 for path in before)
    assert before["/about"] == ""  # no import changes this page
    assert before[f"/initiatives/{P22}-b01"] == "2026-04-01T00:00:00+00:00"
    edited = plan_2022()
    entry(edited, f"{P22}-k2")["label"] = "橋の耐震工事に着手"
    import_text(store, text_of(signed(edited)), clock=clock)
    after = dated()
    changed = {path for path in after if after[path] != before[path]}
    # The KPI belongs to b01: that page changed, the other initiatives did not.
    assert {path for path in changed if path.startswith("/initiatives/")} == {f"/initiatives/{P22}-b01"}
    # The page of a plan names the plans of its municipality before and after it.
    assert f"/plans/{P23}" in changed
    assert f"/plans/{P23}/history" not in changed
    assert after[f"/initiatives/{P22}-b01"] == "2026-04-01T00:02:00+00:00"
    withdraw_plan(store, P22, "誤って登録したため", clock=clock)
    assert not [path for path in dated() if P22 in path]


def test_standard_parsers_read_the_site_map_and_robots_txt(address: str) -> None:
    tree = sitemap_tree_for_homepage(f"{address}/")
    pages = {page.url: page.last_modified for page in tree.all_pages()}
    plans = {f"{address}/plans/{plan}" for plan in ("141127-2022", P22, P23)}
    assert plans <= pages.keys()
    for plan in plans:
        assert pages[plan] is not None
    robots = Protego.parse(httpx.get(f"{address}/robots.txt").text)
    assert list(robots.sitemaps) == [f"{address}/sitemap.xml"]
    for url in pages:
        assert robots.can_fetch(url, "Googlebot")
    assert not robots.can_fetch(f"{address}/initiatives?q=x", "Googlebot")


def test_a_long_site_map_is_split_into_an_index_and_parts(
    three_plans: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = re.findall("<loc>(.*?)</loc>", three_plans.get("/sitemap.xml").text)
    monkeypatch.setattr("app.routers.discovery.PER_SITEMAP", 50)
    index = three_plans.get("/sitemap.xml").text
    assert "<sitemapindex" in index
    parts = re.findall("<loc>(.*?)</loc>", index)
    found = [
        page
        for part in parts
        for page in re.findall("<loc>(.*?)</loc>", three_plans.get(part.removeprefix(BASE)).text)
    ]
    assert found == whole
    for number in ("0", str(len(parts) + 1), "x"):
        assert three_plans.get(f"/sitemap-{number}.xml").status_code == 404


def test_signposting_leads_from_the_page_to_the_data(address: str) -> None:
    page = f"{address}{SEED_PAGE}"
    found = find_signposting_http(page)
    assert found.citeAs is not None and str(found.citeAs.target) == page
    assert {str(one.target) for one in found.types} == {
        "https://schema.org/AboutPage",
        "https://schema.org/Dataset",
    }
    assert {one.type for one in found.describedBy} == {
        "text/turtle",
        "application/ld+json",
        "application/rdf+xml",
    }
    assert found.items and all(one.type for one in found.items)
    assert {str(one.target) for one in found.authors} == {f"{address}/organisations/141127"}
    (linkset,) = found.linksets
    assert linkset.type == "application/linkset+json"
    (item, *_) = found.items
    back = find_signposting_http(str(item.target))
    assert back.collection is not None and str(back.collection.target) == page


def test_the_link_set_names_every_file(three_plans: TestClient) -> None:
    answer = three_plans.get(f"{SEED_PAGE}/linkset.json")
    assert answer.headers["content-type"] == "application/linkset+json"
    page, *files = answer.json()["linkset"]
    package = three_plans.get("/api/3/action/package_show?id=hoshin-141127-2022").json()["result"]
    addresses = [one["url"] for one in package["resources"]]
    assert [one["href"] for one in page["item"]] == addresses == [one["anchor"] for one in files]
    assert all(one["collection"][0]["href"] == f"{BASE}{SEED_PAGE}" for one in files)
    # The Link header of the page fits into a proxy's buffer of 4 KiB.
    assert len(three_plans.get(SEED_PAGE).headers["link"]) < 3000


def test_the_api_catalogue_links_the_description_documentation_and_status(three_plans: TestClient) -> None:
    path = "/.well-known/api-catalog"
    answer = three_plans.get(path)
    assert answer.headers["content-type"] == (
        'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
    )
    head = three_plans.head(path)
    assert head.headers["link"].startswith(f'<{BASE}{path}>; rel="api-catalog"')
    assert head.content == b""
    contexts = {one["anchor"]: one for one in answer.json()["linkset"]}
    api = contexts[f"{BASE}/api/v1"]
    for relation in ("service-desc", "service-doc", "status"):
        (target,) = api[relation]
        linked = three_plans.get(target["href"].removeprefix(BASE))
        assert linked.status_code == 200
        assert linked.headers["content-type"].partition(";")[0] == target["type"]


def test_security_txt_is_served_only_when_configured(make_settings: MakeSettings) -> None:
    settings = make_settings("sqlite")
    path = "/.well-known/security.txt"
    with served(settings, text_of(plan_2022())) as client:
        assert client.get(path).status_code == 404
    expires = datetime.now(UTC).replace(microsecond=0) + timedelta(days=300)
    configured = settings.model_dump() | {
        "security_contact": "mailto:security@city.example.jp",
        "security_expires": expires.isoformat(),
    }
    with served(Settings.model_validate(configured)) as client:
        answer = client.get(path)
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert lines["Contact"] == "mailto:security@city.example.jp"
    assert datetime.fromisoformat(lines["Expires"]) == expires
    assert lines["Canonical"] == f"{BASE}{path}"
    with pytest.raises(ValueError, match="HOSHIN_SECURITY_CONTACT"):
        Settings.model_validate(configured | {"security_contact": None})


@pytest.mark.skipif(not DATA_US.is_dir(), reason="The DCAT-US schemas are not beside this checkout.")
def test_data_json_lacks_only_what_us_federal_bodies_have(three_plans: TestClient) -> None:
    registry: Registry[Any] = Registry().with_resources(
        (name, Resource.from_contents(json.loads((DATA_US / name).read_text("utf-8")), DRAFT4))
        for name in ("catalog.json", "dataset.json", "distribution.json", "organization.json", "vcard.json")
    )
    schema = json.loads((DATA_US / "dataset.json").read_text("utf-8"))
    document = three_plans.get("/data.json").json()
    assert document["conformsTo"] == "https://project-open-data.cio.gov/v1.1/schema"
    assert len(document["dataset"]) == 3
    for dataset in document["dataset"]:
        missing = {error.message for error in Draft4Validator(schema, registry=registry).iter_errors(dataset)}
        assert missing == {f"'{name}' is a required property" for name in ("bureauCode", "programCode")}


def test_head_equals_get_on_every_public_address(
    three_plans: TestClient, make_settings: MakeSettings
) -> None:
    settings = make_settings("sqlite")
    store = open_store(settings)
    for content in (text_of(plan_2022()), text_of(plan_2023()), SEED.read_text("utf-8")):
        import_text(store, content)
    with store.snapshot() as session:
        addresses = public_addresses(session, settings)
    store.close()
    assert len(addresses) == len({one.path for one in addresses})
    assert len(addresses) > 200
    one_of_each_kind = {re.sub(r"\d[\w-]*", "*", one.path): one for one in addresses}
    for one in sampled(list(one_of_each_kind.values()), addresses):
        got, head = three_plans.get(one.path), three_plans.head(one.path)
        assert got.status_code == head.status_code == 200, one.path
        assert head.content == b""
        for name in ("content-type", "content-length", "etag", "last-modified", "link"):
            assert got.headers.get(name) == head.headers.get(name), (one.path, name)
        if not got.headers["content-type"].startswith("text/html"):
            assert got.headers["access-control-allow-origin"] == "*", one.path
            assert got.headers["cache-control"].startswith("public, max-age=60")
        if got.headers["content-type"].startswith("text/"):
            assert "charset=utf-8" in got.headers["content-type"]
        assert "evil.test" not in three_plans.get(one.path, headers={"Host": "evil.test"}).text


def test_an_empty_store_answers_503_where_plans_are_listed(empty: TestClient) -> None:
    for path in ("/sitemap.xml", "/sitemap-1.xml", f"/plans/{P22}/linkset.json", "/data", f"/plans/{P22}"):
        assert empty.get(path).status_code == 503, path
    # Addresses about the service itself answer before any plan: a 503 would keep crawlers away.
    for path in ("/robots.txt", "/.well-known/api-catalog"):
        assert empty.get(path).status_code == 200, path


def test_language_models_are_told_what_there_is_and_how_to_cite_it(world: TestClient) -> None:
    answer = world.get("/llms.txt")
    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    assert answer.text.startswith("# 方針データ（hoshin）\n\n> ")
    links = re.findall(r"\]\((\S+?)\)", answer.text)
    assert {f"{BASE}/plans/{P22}", f"{BASE}/plans/{P23}"} <= set(links)
    assert [link for link in links if world.get(link).status_code != 200] == []
    assert "editorial は編集による推定" in answer.text
    assert "利用の許諾はありません" in answer.text
