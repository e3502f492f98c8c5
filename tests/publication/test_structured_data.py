"""JSON-LD in pages for search engines, also with a hostile title."""

import json
from typing import Any

import pytest
from lxml import html  # type: ignore[import-untyped]
from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, RDF, Namespace
from starlette.testclient import TestClient

from app.db.store import Store
from app.importer.import_plan import import_text
from tests.conftest import BASE, Clock
from tests.world import P22, P23, plan_2022, signed, text_of

SCHEMA = Namespace("https://schema.org/")
SEED_PAGE = "/plans/141127-2022"

# The JSON-LD reader of rdflib uses a class that rdflib deprecates.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")


def structured(client: TestClient, path: str) -> dict[str, Any]:
    """The one JSON-LD block of a page."""
    page = html.fromstring(client.get(path).content)
    (script,) = page.xpath("//script[@type='application/ld+json']")
    document: dict[str, Any] = json.loads(script.text)
    return document


def test_a_plans_page_describes_it_to_search_engines(three_plans: TestClient) -> None:
    found = structured(three_plans, SEED_PAGE)
    assert found["@context"] == "https://schema.org/"
    assert found["@type"] == "Dataset"
    assert 50 <= len(found["description"]) <= 5000
    assert found["temporalCoverage"] == "2022-04-01/2023-03-31"
    codes = {one["propertyID"]: one["value"] for one in found["spatialCoverage"]["identifier"]}
    assert codes == {"全国地方公共団体コード": "141127", "標準地域コード": "14112"}
    assert found["spatialCoverage"]["sameAs"] == "http://data.e-stat.go.jp/lod/sac/C14112"
    stated = structured(three_plans, f"/plans/{P23}")
    assert [goal["@id"] for goal in stated["about"]] == ["http://metadata.un.org/sdg/11"]
    assert "sameAs" not in stated["spatialCoverage"]  # a code of no prefecture
    assert "license" not in found  # not stated
    assert found["distribution"]
    for file in found["distribution"]:
        answer = three_plans.get(file["contentUrl"].removeprefix(BASE))
        assert answer.headers["content-type"].partition(";")[0] == file["encodingFormat"]


@pytest.mark.parametrize("plan", ["141127-2022", P22, P23])
def test_json_ld_names_the_plan_as_dcat_does(three_plans: TestClient, plan: str) -> None:
    found = structured(three_plans, f"/plans/{plan}")
    dcat = Graph().parse(data=three_plans.get(f"/plans/{plan}.ttl").content, format="turtle")
    node = URIRef(found["@id"])
    assert (node, RDF.type, URIRef("http://www.w3.org/ns/dcat#Dataset")) in dcat
    texts = {
        str(value) for value in (*dcat.objects(node, DCTERMS.title), *dcat.objects(node, DCTERMS.description))
    }
    assert {found["name"], found["description"]} <= texts
    assert found["identifier"] == [str(dcat.value(node, DCTERMS.identifier)), str(node)]


def test_json_ld_parses_as_rdf(three_plans: TestClient) -> None:
    found = structured(three_plans, SEED_PAGE)
    # The context is remote; its vocabulary alone is enough here.
    found["@context"] = {"@vocab": str(SCHEMA)}
    data = Graph().parse(data=json.dumps(found), format="json-ld")
    assert list(data.subjects(RDF.type, SCHEMA.Dataset)) == [URIRef(f"{BASE}{SEED_PAGE}#dataset")]


def test_the_data_page_lists_every_plan_as_json_ld(three_plans: TestClient) -> None:
    found = structured(three_plans, "/data")
    assert found["@type"] == "DataCatalog"
    names = {one["name"] for one in found["dataset"]}
    assert names == {structured(three_plans, f"/plans/{plan}")["name"] for plan in (P22, P23, "141127-2022")}


def test_a_title_with_a_script_tag_stays_inside_its_script_element(client: TestClient, store: Store) -> None:
    hostile = plan_2022()
    title = "</script><script>alert(1)</script><!-- 計画"
    hostile["plan"]["title"] = title
    import_text(store, text_of(signed(hostile)), clock=Clock())
    for path in ("/data", f"/plans/{P22}"):
        answer = client.get(path)
        assert "<script>alert" not in answer.text
        assert title in json.dumps(structured(client, path), ensure_ascii=False)
    for path in ("/catalog.rdf", "/changes.atom", "/catalog.jsonld", "/data.json"):
        assert client.get(path).status_code == 200
    assert title in client.get("/api/3/action/package_search").json()["result"]["results"][0]["title"]
