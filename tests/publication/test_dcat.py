"""The DCAT catalogue as harvesters read it: formats, contents, paging, and stability of ids and bytes."""

import hashlib
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, PROV, RDF, RDFS, SKOS
from sqlalchemy import select, update
from sqlmodel import col
from starlette.testclient import TestClient

from app.db.store import Store
from app.importer.import_plan import import_text
from app.importer.withdraw import withdraw_plan
from app.models import Plan
from app.publication import record
from app.publication.catalogues.rdf import ADMS, DCAT, HYDRA, SPDX
from tests.conftest import BASE, Clock, MakeSettings, served
from tests.paths import SEED
from tests.rdf_graphs import FORMATS, graph
from tests.sampling import on_sqlite_alone
from tests.world import P22, P23, entry, plan_2022, plan_2023, signed, text_of

SEED_PLAN = URIRef(f"{BASE}/plans/141127-2022#dataset")

# The JSON-LD reader of rdflib and pyshacl use a class that rdflib deprecates.
pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning:rdflib", "ignore::DeprecationWarning:pyshacl"
)


def test_every_format_holds_the_same_graph(three_plans: TestClient) -> None:
    for stem in ("/catalog", f"/plans/{P22}"):
        turtle = graph(three_plans, f"{stem}.ttl")
        assert isomorphic(turtle, graph(three_plans, f"{stem}.jsonld"))
        assert isomorphic(turtle, graph(three_plans, f"{stem}.rdf"))
    assert three_plans.get("/catalog.xml").content == three_plans.get("/catalog.rdf").content


def test_the_description_of_a_plan_is_part_of_the_catalogue(three_plans: TestClient) -> None:
    whole = graph(three_plans, "/catalog.ttl")
    for plan in (P22, P23, "141127-2022"):
        alone = graph(three_plans, f"/plans/{plan}.ttl")
        # Sizes and digests, for which the files are made, stand in the plan's own description alone.
        measures = set(alone.triples((None, DCAT.byteSize, None)))
        for file, _, checksum in set(alone.triples((None, SPDX.checksum, None))):
            measures |= {(file, SPDX.checksum, checksum), *alone.triples((checksum, None, None))}
        algorithms = set(alone.triples((None, RDF.type, SPDX.ChecksumAlgorithm)))
        assert len(measures) > 20
        assert set(alone) - measures - algorithms <= set(whole)
    assert not list(whole.objects(None, DCAT.byteSize)) + list(whole.objects(None, SPDX.checksum))


def test_the_json_ld_context_is_embedded(three_plans: TestClient) -> None:
    document = three_plans.get("/catalog.jsonld").json()
    assert set(document["@context"].values()) > {str(DCAT), str(SPDX)}


def test_no_blank_node_and_every_text_has_a_language(three_plans: TestClient) -> None:
    data = graph(three_plans, "/catalog.ttl")
    assert not any(isinstance(term, BNode) for triple in data for term in triple)
    spoken = (DCTERMS.title, DCTERMS.description, SKOS.prefLabel)
    untagged = {
        str(value)
        for predicate in spoken
        for value in data.objects(None, predicate)
        if isinstance(value, Literal) and not value.language
    }
    assert untagged == {"OpenAPI Specification 3.1"}
    for dataset in data.subjects(RDF.type, DCAT.Dataset):
        for predicate in (DCTERMS.title, DCTERMS.description):
            languages = [one.language for one in data.objects(dataset, predicate) if isinstance(one, Literal)]
            assert sorted(map(str, languages)) == ["en", "ja"]


def test_the_seed_plan_is_described_with_its_year_area_and_source(three_plans: TestClient) -> None:
    data = graph(three_plans, "/catalog.ttl")
    assert str(data.value(SEED_PLAN, DCTERMS.identifier)) == "urn:uuid:c79a63d0-53ed-5c84-9a7b-0d782a9180be"
    year = data.value(SEED_PLAN, DCTERMS.temporal)
    assert (str(data.value(year, DCAT.startDate)), str(data.value(year, DCAT.endDate))) == (
        "2022-04-01",
        "2023-03-31",
    )
    area = data.value(SEED_PLAN, DCTERMS.spatial)
    codes = {str(data.value(code, SKOS.notation)) for code in data.objects(area, ADMS.identifier)}
    assert codes == {"141127", "14112"}
    assert data.value(area, SKOS.exactMatch) == URIRef("http://data.e-stat.go.jp/lod/sac/C14112")
    assert str(data.value(data.value(SEED_PLAN, DCTERMS.creator), DCTERMS.type)).endswith("/LocalAuthority")
    assert data.value(data.value(SEED_PLAN, DCTERMS.publisher), DCTERMS.type) is None  # nobody has said
    sheet = data.value(SEED_PLAN, PROV.wasDerivedFrom)
    digest = json.loads(SEED.read_text("utf-8"))["plan"]["sources"][0]["sha256"]
    assert str(data.value(sheet, DCTERMS.identifier)) == f"sha256:{digest}"
    # The sheet states no goal: every tag is editorial, and none is published as a theme.
    assert [str(theme).rpartition("/")[2] for theme in data.objects(SEED_PLAN, DCAT.theme)] == ["GOVE"]
    assert data.value(SEED_PLAN, DCTERMS.license) is None


def test_only_a_stated_goal_is_a_theme(three_plans: TestClient) -> None:
    data = graph(three_plans, "/catalog.ttl")
    themes = {(str(s), str(o)) for s, o in data.subject_objects(DCAT.theme) if "un.org" in str(o)}
    assert themes == {(f"{BASE}/plans/{P23}#dataset", "http://metadata.un.org/sdg/11")}


def test_years_of_one_issuer_are_a_series(three_plans: TestClient) -> None:
    data = graph(three_plans, "/catalog.ttl")
    older, newer = (URIRef(f"{BASE}/plans/{plan}#dataset") for plan in (P22, P23))
    series = data.value(older, DCAT.inSeries)
    assert series == data.value(newer, DCAT.inSeries) == URIRef(f"{BASE}/organisations/991015#series")
    assert (series, RDF.type, DCAT.DatasetSeries) in data
    assert (series, RDF.type, DCAT.Dataset) not in data  # a harvester would count it as a dataset
    assert data.value(newer, DCAT.prev) == older
    assert data.value(older, DCAT.prev) is None
    assert (str(data.value(older, DCAT.version)), str(data.value(newer, DCAT.version))) == ("1", "2")


def test_every_distribution_is_the_file_that_it_describes(three_plans: TestClient) -> None:

    data = graph(three_plans, "/plans/141127-2022.ttl")
    files = list(data.objects(SEED_PLAN, DCAT.distribution))
    assert len(files) > 10
    for file in files:
        address = data.value(file, DCAT.downloadURL)
        assert address == data.value(file, DCAT.accessURL)
        answer = three_plans.get(str(address).removeprefix(BASE))
        assert int(str(data.value(file, DCAT.byteSize))) == len(answer.content)
        checksum = data.value(file, SPDX.checksum)
        assert (data.value(checksum, SPDX.algorithm), RDF.type, SPDX.ChecksumAlgorithm) in data
        assert str(data.value(checksum, SPDX.checksumValue)) == hashlib.sha256(answer.content).hexdigest()
        media_type = data.value(file, DCAT.mediaType)
        essence = answer.headers["content-type"].partition(";")[0]
        # The label on this node is what CKAN takes the MIME type from.
        assert list(data.objects(media_type, RDFS.label)) == [Literal(essence)]


def test_the_pages_of_a_long_catalogue_list_every_plan_once(
    three_plans: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = graph(three_plans, "/catalog.ttl")
    assert list(whole.subjects(RDF.type, HYDRA.PagedCollection)) == []
    monkeypatch.setattr(record, "PER_PAGE", 2)
    for ending in FORMATS:
        path, seen, together = f"/catalog.{ending}", [], Graph()
        while path:
            page = graph(three_plans, path)
            (collection,) = page.subjects(RDF.type, HYDRA.PagedCollection)
            assert int(str(page.value(collection, HYDRA.totalItems))) == 3
            seen += list(page.subjects(RDF.type, DCAT.Dataset))
            further = page.value(collection, HYDRA.next)
            page.remove((collection, None, None))
            together += page
            assert further is None or str(further) == f"{BASE}/catalog.{ending}?page=2"
            path = str(further).removeprefix(BASE) if further else ""
        assert len(seen) == len(set(seen)) == 3
        # No address of a node depends on the page.
        assert isomorphic(together, whole)


@pytest.mark.parametrize(
    ("query", "status"),
    [("page=0", 400), ("page=x", 400), ("page=2", 404), ("page=9999", 404), ("page=1", 200)],
)
def test_an_invalid_page_is_an_error_and_no_empty_catalogue(
    three_plans: TestClient, query: str, status: int
) -> None:
    answer = three_plans.get(f"/catalog.ttl?{query}&profiles=euro_dcat_ap_3")
    assert answer.status_code == status
    if status != 200:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["access-control-allow-origin"] == "*"


def test_modified_since_filters_the_plans(three_plans: TestClient) -> None:
    def plans(query: str) -> int:
        data = graph(three_plans, f"/catalog.ttl?{query}")
        return len(list(data.subjects(RDF.type, DCAT.Dataset)))

    assert plans("modified_since=2026-04-01") == 3
    assert plans("modified_since=2026-04-02") == 0
    assert three_plans.get("/catalog.ttl?modified_since=yesterday").status_code == 400


def test_bytes_are_the_same_in_every_process(make_settings: MakeSettings) -> None:
    settings = make_settings("sqlite")
    with served(settings, text_of(plan_2022()), text_of(plan_2023())) as client:
        here = {ending: client.get(f"/catalog.{ending}").content for ending in FORMATS}
    program = (
        "import sys, hashlib; from starlette.testclient import TestClient; "
        "from app.main import create_app; from app.settings import Settings; "
        f"client = TestClient(create_app(Settings(database_url={settings.database_url!r}, base_url={BASE!r}))); "
        "sys.stdout.write(hashlib.sha256(b''.join(client.get(f'/catalog.{e}').content "
        f"for e in {list(FORMATS)!r})).hexdigest())"
    )

    expected = hashlib.sha256(b"".join(here.values())).hexdigest()
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", program],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout == expected


def test_addresses_ignore_the_host_header(three_plans: TestClient) -> None:
    paths = [
        "/catalog.ttl",
        "/catalog.jsonld",
        f"/plans/{P22}.rdf",
        "/data.json",
        f"/plans/{P22}/linkset.json",
    ]
    for path in paths:
        forged = three_plans.get(path, headers={"Host": "evil.test", "X-Forwarded-Host": "evil.test"})
        assert forged.content == three_plans.get(path).content
        assert b"evil.test" not in forged.content


def test_two_plans_with_the_same_title_stay_separate(client: TestClient, store: Store) -> None:
    clock = Clock()
    import_text(store, text_of(plan_2022()), clock=clock)
    # Another ward of the same name with a plan of the same title, as 旭区 in two cities.
    twin = json.loads(text_of(plan_2022()).replace("991015", "992011").replace("991007", "992003"))
    import_text(store, text_of(signed(twin)), clock=clock)
    data = graph(client, "/catalog.ttl")
    datasets = set(data.subjects(RDF.type, DCAT.Dataset))
    titles = {str(title) for one in datasets for title in data.objects(one, DCTERMS.title)}
    assert (len(datasets), len(titles)) == (2, 4)
    assert len({str(data.value(one, DCTERMS.identifier)) for one in datasets}) == 2
    assert len({str(data.value(one, DCAT.inSeries)) for one in datasets}) == 2
    assert len({one["identifier"] for one in client.get("/data.json").json()["dataset"]}) == 2


def test_a_withdrawn_plan_is_gone_from_every_catalogue(client: TestClient, store: Store) -> None:
    clock = Clock()
    for plan in (plan_2022(), plan_2023()):
        import_text(store, text_of(plan), clock=clock)
    withdraw_plan(store, P22, "誤って登録したため", clock=clock)
    gone = f"{BASE}/plans/{P22}"
    for ending in FORMATS:
        assert len(list(graph(client, f"/catalog.{ending}").subjects(RDF.type, DCAT.Dataset))) == 1
    for path in ("/catalog.ttl", "/data.json", "/sitemap.xml", "/data"):
        assert f"{gone}#dataset" not in client.get(path).text
    assert f"{gone}<" not in client.get("/sitemap.xml").text
    for path in ("", ".ttl", ".jsonld", ".rdf", "/linkset.json", ".stratml.xml"):
        answer = client.get(f"/plans/{P22}{path}")
        assert answer.status_code == 410, path
    # The link to the previous year is gone with it.
    assert graph(client, f"/plans/{P23}.ttl").value(URIRef(f"{BASE}/plans/{P23}#dataset"), DCAT.prev) is None


def test_a_harvest_during_imports_sees_one_revision(client: TestClient, store: Store) -> None:
    clock = Clock()
    import_text(store, text_of(plan_2023()), clock=clock)

    def harvest(_: int) -> tuple[str, int]:
        data = graph(client, f"/plans/{P23}.ttl")
        dataset = URIRef(f"{BASE}/plans/{P23}#dataset")
        sizes = [
            int(str(data.value(file, DCAT.byteSize)))
            for file in data.objects(dataset, DCAT.distribution)
            if str(data.value(file, DCAT.downloadURL)).endswith("/measures.csv")
        ]
        return str(data.value(dataset, DCAT.version)), sizes[0]

    with ThreadPoolExecutor(4) as readers:
        running = [readers.submit(harvest, number) for number in range(24)]
        for number in range(1, 5):
            edited = plan_2023()
            entry(edited, f"{P23}-p2-t1-m2")["text"] = f"花火を{'百' * number}発打ち上げます。"
            import_text(store, text_of(signed(edited)), clock=clock)
        seen = {one.result() for one in running}
    # One version has one size, whenever it was read.
    assert len({version for version, _ in seen}) == len(seen)


def test_an_empty_store_answers_503_and_no_empty_catalogue(empty: TestClient) -> None:
    paths = [f"/catalog.{ending}" for ending in FORMATS] + [f"/plans/{P22}.ttl", "/data.json"]
    for path in [*paths, f"/plans/{P22}/linkset.json"]:
        answer = empty.get(path)
        assert answer.status_code == 503, path
        assert "retry-after" in answer.headers


@on_sqlite_alone
@pytest.mark.parametrize(
    "address", ["https://example.jp/a b{c}^|`旭.pdf", 'https://例え.jp/"<>\\', "https://"]
)
def test_an_older_stored_address_breaks_no_catalogue(store: Store, client: TestClient, address: str) -> None:
    """Stores hold plans that were imported before addresses were checked."""
    for file in (plan_2022(), plan_2023()):
        import_text(store, text_of(file))
    with store.writing() as connection:
        (stored,) = connection.execute(select(col(Plan.sources)).where(col(Plan.id) == P22)).scalars()
        sources = [{**source, "url": address} for source in stored]
        connection.execute(update(Plan).where(col(Plan.id) == P22).values(sources=sources))
    for form in FORMATS:
        assert {f"{BASE}/plans/{plan}#dataset" for plan in (P22, P23)} <= {
            str(subject) for subject in graph(client, f"/catalog.{form}").subjects(RDF.type, DCAT.Dataset)
        }
    for path in ("/data.json", f"/api/v1/plans/{P22}", f"/plans/{P22}", f"/plans/{P22}.ttl"):
        assert client.get(path).status_code == 200, path
    assert client.get(f"/api/v1/plans/{P22}").json()["source"]["url"].isascii()
    assert client.get(f"/plans/{P22}/files/plan.zip").status_code == 200
