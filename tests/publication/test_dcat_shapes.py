"""The catalogue against the SHACL shapes of DCAT-AP: no violation, and a known list of warnings."""

from collections import Counter
from typing import Any

import pytest
from pyshacl import validate
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, RDF
from starlette.testclient import TestClient

from app.db.store import Store
from app.importer.import_plan import import_text
from app.main import create_app
from app.publication.catalogues.rdf import DCAT
from app.settings import Settings
from tests.conftest import Clock
from tests.paths import SHARED
from tests.publication.shapes import DRAFT, MIDTERM
from tests.rdf_graphs import graph
from tests.world import P23, plan_2023, text_of

SHAPES = SHARED / "standards/dcat-ap-3.0.1-shacl"
SH = Namespace("http://www.w3.org/ns/shacl#")

pytestmark = [
    # The JSON-LD reader of rdflib and pyshacl use a class that rdflib deprecates.
    pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib", "ignore::DeprecationWarning:pyshacl"),
    pytest.mark.skipif(
        not SHAPES.is_dir(), reason="The SHACL files of DCAT-AP are not beside this checkout."
    ),
]


def violations(data: Graph, shapes: str, severity: str, **options: Any) -> Counter[tuple[str, str]]:
    """The number of results of one severity by (class, property)."""
    _, report, _ = validate(data, shacl_graph=str(SHAPES / shapes), allow_warnings=True, **options)
    assert isinstance(report, Graph)
    found: Counter[tuple[str, str]] = Counter()
    for result in report.subjects(SH.resultSeverity, SH[severity]):
        focus = report.value(result, SH.focusNode)
        kinds = sorted(
            str(kind).rpartition("#")[2].rpartition("/")[2] for kind in data.objects(focus, RDF.type)
        )
        path = str(report.value(result, SH.resultPath)).rpartition("#")[2].rpartition("/")[2]
        found[kinds[0] if kinds else str(focus), path] += 1
    return found


@pytest.mark.parametrize(
    ("profile", "options"),
    [("shapes.ttl", {}), ("range.ttl", {}), ("full-3.0.0.ttl", {"inference": "rdfs"})],
)
def test_dcat_ap_finds_no_violation(
    three_plans: TestClient, catalogued_shapes: TestClient, profile: str, options: dict[str, str]
) -> None:
    assert violations(graph(three_plans, "/catalog.ttl"), profile, "Violation", **options) == {}
    assert violations(graph(three_plans, f"/plans/{P23}.ttl"), profile, "Violation", **options) == {}
    for plan in (MIDTERM, DRAFT):
        assert (
            violations(graph(catalogued_shapes, f"/plans/{plan}.ttl"), profile, "Violation", **options) == {}
        )


def test_the_recommended_properties_that_are_missing_are_known(three_plans: TestClient) -> None:
    data = graph(three_plans, "/catalog.ttl")
    files = sum(1 for _ in data.subjects(RDF.type, DCAT.Distribution))
    assert violations(data, "shapes_recommended.ttl", "Warning") == {
        # No contact is configured in the tests; with one, all of these are there (next test).
        ("Dataset", "contactPoint"): 3,
        ("DatasetSeries", "contactPoint"): 2,
        ("DataService", "contactPoint"): 1,
        # The licence of the source document is "not stated": dct:rights says so in words.
        ("Catalog", "license"): 1,
        ("Distribution", "license"): files,
        # The API serves all plans, so it has no theme and no keyword of its own.
        ("DataService", "theme"): 1,
        ("DataService", "keyword"): 1,
        # Of an unofficial service it is not known what kind of body publishes.
        ("Agent", "type"): 1,
        # The area has a code; no geometry is in the data.
        ("Location", "bbox"): 2,
        ("Location", "centroid"): 2,
    }


def test_a_configured_contact_and_licence_fill_recommended_properties(
    store: Store, settings: Settings
) -> None:
    import_text(store, text_of(plan_2023()), clock=Clock())
    stated = {
        "publisher": "見本市",
        "contact_name": "港区 区政推進課",
        "contact_email": "kusei@city.example.jp",
        "contact_url": "https://city.example.jp/kusei/",
        "license_name": "CC BY 4.0",
        "license_url": "https://creativecommons.org/licenses/by/4.0/",
    }
    configured = Settings.model_validate(settings.model_dump() | stated)
    data = graph(TestClient(create_app(configured, store)), "/catalog.ttl")
    for shapes in ("shapes.ttl", "range.ttl"):
        assert violations(data, shapes, "Violation") == {}
    left = violations(data, "shapes_recommended.ttl", "Warning")
    assert not {path for _, path in left} & {"contactPoint", "license"}
    license_node = URIRef("https://creativecommons.org/licenses/by/4.0/")
    # Without a language tag CKAN recognises the title and calls the licence cc-by.
    assert list(data.objects(license_node, DCTERMS.title)) == [Literal("Creative Commons Attribution")]
    files = set(data.subjects(RDF.type, DCAT.Distribution))
    assert files and files <= set(data.subjects(DCTERMS.license, license_node))
