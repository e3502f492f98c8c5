"""Plans of every period, status and extent, as harvesters read them."""

import csv
import io
import json
from typing import Any

import openpyxl  # type: ignore[import-untyped,unused-ignore]
import pytest
import xmlschema
from lxml import etree  # type: ignore[import-untyped,unused-ignore]
from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, PROV, RDF, XSD
from starlette.testclient import TestClient

from app.publication.catalogues.rdf import ADMS, DCAT
from app.publication.files.stratml_element import NAMESPACE
from tests.conftest import BASE
from tests.paths import SHARED
from tests.publication.shapes import CITY, DRAFT, MIDTERM

XSD_FILE = SHARED / "standards/stratml/PerformancePlanOrReport20160216.xsd"
N = {"s": NAMESPACE}
SERIES = URIRef(f"{BASE}/data#series-{CITY}-yosan")
IDS = [
    MIDTERM,
    DRAFT,
    f"{CITY}-2023_yosan",
    f"{CITY}-2025_anyosan",
    f"{CITY}-2025_yosan",
    f"{CITY}-2026_yosan",
]


def node(plan: str) -> URIRef:
    return URIRef(f"{BASE}/plans/{plan}#dataset")


@pytest.fixture(scope="module")
def catalogue(catalogued_shapes: TestClient) -> Graph:
    return Graph().parse(data=catalogued_shapes.get("/catalog.ttl").text, format="turtle")


def texts(graph: Graph, subject: URIRef, predicate: URIRef, language: str) -> list[str]:
    return [str(one) for one in graph.objects(subject, predicate) if one.language == language]  # type: ignore[attr-defined]


def test_every_plan_is_a_data_set_with_its_period(catalogue: Graph) -> None:
    found = {str(one) for one in catalogue.subjects(RDF.type, DCAT.Dataset)}
    assert found == {str(node(plan)) for plan in IDS}
    periods = {plan: catalogue.value(node(plan), DCTERMS.temporal) for plan in IDS}
    assert periods[MIDTERM] == URIRef(f"{BASE}/data#period-2022-04-01-2027-03-31")
    assert periods[DRAFT] == URIRef(f"{BASE}/data#period-2026-04-01")
    assert periods[f"{CITY}-2026_yosan"] == URIRef(f"{BASE}/data#fiscal-year-2026")
    ends = {plan: catalogue.value(period, DCAT.endDate) for plan, period in periods.items()}
    assert str(ends[MIDTERM]) == "2027-03-31"
    assert ends[DRAFT] is None
    assert catalogue.value(periods[DRAFT], DCAT.startDate).datatype == XSD.date  # type: ignore[union-attr]


def test_a_series_joins_its_editions_by_period(catalogue: Graph) -> None:
    first, an, second, third = (node(plan) for plan in IDS[2:])
    assert set(catalogue.objects(SERIES, DCAT.seriesMember)) == {first, an, second, third}
    assert {one for one in catalogue.subjects(DCAT.inSeries, SERIES)} == {first, an, second, third}
    assert texts(catalogue, SERIES, DCTERMS.title, "ja") == ["見本市の予算（見本市、団体コード991007）"]
    assert catalogue.value(SERIES, DCTERMS.accrualPeriodicity) is not None
    # A draft stands beside the adopted plan of its year, and is passed over from the other years.
    assert [catalogue.value(one, DCAT.prev) for one in (first, an, second, third)] == [
        None,
        first,
        first,
        second,
    ]
    assert [catalogue.value(one, DCAT.next) for one in (first, an, second, third)] == [
        second,
        third,
        third,
        None,
    ]
    midterm = URIRef(f"{BASE}/data#series-{CITY}-chuki")
    assert catalogue.value(node(MIDTERM), DCAT.inSeries) == midterm
    assert catalogue.value(midterm, DCTERMS.accrualPeriodicity) is None
    assert catalogue.value(node(DRAFT), DCAT.inSeries) is None


def test_titles_and_descriptions_say_what_is_held_and_how(catalogue: Graph) -> None:
    (title,) = texts(catalogue, node(DRAFT), DCTERMS.title, "ja")
    assert title == "見本市基本構想（架空）（案、見本市、2026年度から（終わりの定めなし）、団体コード991007）"
    (english,) = texts(catalogue, node(DRAFT), DCTERMS.title, "en")
    assert english.startswith("Draft policy plan, from fiscal year 2026 on, with an open end")
    (about,) = texts(catalogue, node(DRAFT), DCTERMS.description, "ja")
    assert "計画の案「" in about and "を要約し、" in about and "決定前の案です。" in about
    (about_en,) = texts(catalogue, node(DRAFT), DCTERMS.description, "en")
    for words in ("文字のまま", "yearly", "word for word"):
        assert words not in about + about_en
    (partial,) = texts(catalogue, node(MIDTERM), DCTERMS.description, "ja")
    assert "の一部を、文書の文字のまま構造化した" in partial
    assert "計画書の戦略3件中1件、政策・施策群38件中2件、指標35件中3件を掲載しています。" in partial
    assert "掲載の範囲：戦略1だけを写した。" in partial
    assert "取組1件、指標3件を収めます" in partial
    (partial_en,) = texts(catalogue, node(MIDTERM), DCTERMS.description, "en")
    assert "yearly" not in partial_en
    assert "in part, word for word" in partial_en
    status = {plan: str(catalogue.value(node(plan), ADMS.status)) for plan in (DRAFT, MIDTERM)}
    assert status == {DRAFT: f"{BASE}/data#status-draft", MIDTERM: f"{BASE}/data#status-adopted"}


def test_subjects_are_printed_or_stated(catalogue: Graph) -> None:
    keywords = {str(one) for one in catalogue.objects(node(MIDTERM), DCAT.keyword)}
    assert keywords == {"家と車", "家庭", "脱炭素"}  # not the pillar, whose name is made of its number
    goals = {str(one).rpartition("/")[2] for one in catalogue.objects(node(MIDTERM), DCAT.theme)}
    assert goals == {"GOVE", "11", "13"}


def structured(client: TestClient, plan: str) -> Any:
    """The plan as schema.org data set, on the page of the data."""
    page = client.get("/data").text
    data = json.loads(page.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    return next(one for one in data["dataset"] if one["url"].endswith(f"/{plan}"))


def test_every_source_is_named(catalogued_shapes: TestClient, catalogue: Graph) -> None:
    sources = set(catalogue.objects(node(MIDTERM), PROV.wasDerivedFrom))
    assert {str(catalogue.value(one, DCTERMS.title)) for one in sources} == {
        "中期計画（架空）",
        "実績一覧（架空）",
    }
    assert {str(one) for one in sources} == {
        "https://example.test/a.pdf",
        f"{BASE}/plans/{MIDTERM}#sheet-jisseki",
    }
    package = catalogued_shapes.get(f"/plans/{MIDTERM}/files/datapackage.json").json()
    assert [one["title"] for one in package["sources"]] == ["中期計画（架空）", "実績一覧（架空）"]
    data = structured(catalogued_shapes, MIDTERM)
    assert [one["name"] for one in data["isBasedOn"]] == ["中期計画（架空）", "実績一覧（架空）"]
    assert data["temporalCoverage"] == "2022-04-01/2027-03-31"
    assert "creativeWorkStatus" not in data


def test_an_open_end_is_said_in_the_form_of_each_format(catalogued_shapes: TestClient) -> None:
    found = {
        one["landingPage"].rpartition("/")[2]: one
        for one in catalogued_shapes.get("/data.json").json()["dataset"]
    }
    assert found[DRAFT]["temporal"] == "R/2026-04-01/P1Y"
    assert found[MIDTERM]["temporal"] == "2022-04-01/2027-03-31"
    data = structured(catalogued_shapes, DRAFT)
    assert data["temporalCoverage"] == "2026-04-01/.."
    assert data["creativeWorkStatus"] == "Draft"


def test_a_portal_finds_plans_without_initiatives(catalogued_shapes: TestClient) -> None:
    def names(query: str) -> set[str]:
        answer = catalogued_shapes.get(f"/api/3/action/package_search?rows=100&{query}").json()
        return {one["name"].removeprefix("hoshin-") for one in answer["result"]["results"]}

    assert names("") == set(IDS)
    assert names("q=基本構想") == {DRAFT}
    assert names("q=見本市の予算") == set(IDS[2:])
    assert names("fq=extras_status:draft") == {DRAFT, f"{CITY}-2025_anyosan"}
    assert names(f"fq=groups:hoshin-series-{CITY}-chuki") == {MIDTERM}
    assert names(f"fq=groups:hoshin-{CITY}") == set(IDS)
    package = catalogued_shapes.get(f"/api/3/action/package_show?id=hoshin-{DRAFT}").json()["result"]
    extras = {one["key"]: one["value"] for one in package["extras"]}
    assert (extras["status"], extras["fiscal_year"], extras["wording"]) == ("draft", "2026", "summary")
    assert "temporal_end" not in extras
    assert "series" not in extras
    assert package["resources"][0]["name"] == "見本市基本構想（架空）（案） すべてのファイル（ZIP）"
    group = catalogued_shapes.get(f"/api/3/action/group_show?id=hoshin-series-{CITY}-yosan").json()["result"]
    assert (group["package_count"], group["title"]) == (4, "見本市の予算（見本市、団体コード991007）")


def test_lists_site_map_changes_and_feeds_have_plans_without_initiatives(
    catalogued_shapes: TestClient,
) -> None:
    plans = {one["id"]: one for one in catalogued_shapes.get("/api/v1/plans?limit=100").json()["items"]}
    assert set(plans) == set(IDS)
    assert f"<loc>{BASE}/plans/{DRAFT}</loc>" in catalogued_shapes.get("/sitemap.xml").text
    feed = catalogued_shapes.get("/changes.atom").text
    assert "追加：見本市基本構想（架空）（計画、計画の案）" in feed
    changes = catalogued_shapes.get("/api/v1/changes?limit=1000").json()["items"]
    assert {one["plan"] for one in changes} == set(IDS)
    linkset = catalogued_shapes.get(f"/plans/{DRAFT}/linkset.json").json()["linkset"]
    assert linkset[0]["cite-as"][0]["title"].startswith("見本市基本構想（架空）（案、")


def table(client: TestClient, plan: str, name: str) -> list[dict[str, str]]:
    content = client.get(f"/plans/{plan}/files/{name}.csv").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


def test_what_else_is_printed_has_tables_of_its_own(catalogued_shapes: TestClient) -> None:
    cells = table(catalogued_shapes, MIDTERM, "table-cells")
    assert [(one["行番号"], one["列の見出し"], one["セル"]) for one in cells] == [
        ("1", "指標", "'=排出量"),
        ("1", "現状値", "1,650万t"),
        ("1", "目標値（令和8年度）", "1,400万t"),
    ]
    assert {one["施策ID"] for one in cells} == {f"{MIDTERM}-p1-t1"}
    amounts = table(catalogued_shapes, MIDTERM, "amounts")
    assert [(one["対象ID"], one["年度"], one["金額"], one["金額の表記"]) for one in amounts] == [
        (MIDTERM, "", "45000000000", "450億円"),
        (f"{MIDTERM}-p1-m1", "2023", "150000000", "1.5億円"),
    ]
    assert [one["視点"] for one in table(catalogued_shapes, MIDTERM, "viewpoints")] == ["脱炭素"]
    assert [(one["種類"], one["語句"]) for one in table(catalogued_shapes, MIDTERM, "annotations")] == [
        ("programme", "省エネ相談")
    ]


def test_rows_of_initiatives_name_year_issuer_and_municipality(catalogued_shapes: TestClient) -> None:
    content = catalogued_shapes.get("/api/v1/initiatives.csv").content.decode("utf-8-sig")
    for row in (*csv.DictReader(io.StringIO(content)), *table(catalogued_shapes, MIDTERM, "initiatives")):
        assert (row["年度"], row["発行者"], row["地方公共団体名"]) == ("2022", "見本市", "見本市")
        assert row["計画の状態"] == "adopted"
    book = openpyxl.load_workbook(
        io.BytesIO(catalogued_shapes.get(f"/plans/{DRAFT}/files/plan.xlsx").content)
    )
    cover = {row[0].value: row[1].value for row in book["表紙"].rows}
    assert cover["地方公共団体名"] == "見本市"
    assert cover["状態"] == "案"
    assert cover["期間"] == "2026年度から（終わりの定めなし）"
    assert cover["掲載の範囲"] == "全部、要約"


def stratml(client: TestClient, plan: str) -> Any:
    return etree.fromstring(client.get(f"/plans/{plan}.stratml.xml").content)


@pytest.mark.parametrize("plan", IDS)
def test_every_shape_is_valid_stratml(catalogued_shapes: TestClient, plan: str) -> None:
    if not XSD_FILE.exists():
        pytest.skip("the StratML schema is not part of the repository (see docs/mapping.md)")
    xmlschema.XMLSchema(XSD_FILE).validate(catalogued_shapes.get(f"/plans/{plan}.stratml.xml").text)


def test_stratml_has_levels_and_indicators_where_they_belong(catalogued_shapes: TestClient) -> None:
    document = stratml(catalogued_shapes, MIDTERM)
    assert document.get("Type") == "Strategic_Plan"
    objectives = [
        (one.findtext("s:SequenceIndicator", namespaces=N), one.findtext("s:Name", namespaces=N))
        for one in document.iterfind(".//s:Objective", N)
    ]
    assert objectives == [
        ("1.1", "家と車"),
        ("1.1.1", "家庭"),
        ("1.2", "省エネ相談"),
        ("1.3", "指標"),
        ("2.1", "指標"),
    ]
    assert "取組ではなく" in document.findtext(".//s:Goal[2]/s:Objective/s:OtherInformation", namespaces=N)
    indicator = document.find(".//s:Objective[1]/s:PerformanceIndicator", N)
    targets = indicator.findall(".//s:TargetResult", N)
    assert [one.findtext("s:NumberOfUnits", namespaces=N) for one in targets] == ["1400", None]
    assert "改められた目標" in targets[0].findtext("s:Description", namespaces=N)
    assert targets[1].findtext("s:Descriptor/s:DescriptorValue", namespaces=N) == "実質ゼロ"
    actual = indicator.findall(".//s:ActualResult", N)
    assert [one.findtext("s:NumberOfUnits", namespaces=N) for one in actual] == ["1650", "1500"]
    assert "結果（実績）" in actual[1].findtext("s:Description", namespaces=N)
    assert "評価：B" in actual[1].findtext("s:Description", namespaces=N)
    assert "見込み（2025-03-31）：1450" in indicator.findtext("s:OtherInformation", namespaces=N)


def test_stratml_of_a_draft_says_so_and_has_no_end(catalogued_shapes: TestClient) -> None:
    document = stratml(catalogued_shapes, DRAFT)
    assert document.findtext("s:Name", namespaces=N) == "見本市基本構想（架空）（案）"
    assert document.find("s:AdministrativeInformation/s:EndDate", N) is None
    assert "状態：案" in document.findtext("s:OtherInformation", namespaces=N)
    assert "海辺を守ります。" in document.findtext("s:OtherInformation", namespaces=N)
