"""The plan as StratML Part 2: valid, complete, and with editorial values marked as such."""

from datetime import date
from typing import Any

import pytest
import xmlschema
from lxml import etree  # type: ignore[import-untyped,unused-ignore]
from starlette.testclient import TestClient

from app.db.schema import open_store
from app.db.store import Store
from app.importer.import_plan import import_text
from app.main import create_app
from app.publication.files.stratml_element import NAMESPACE
from tests.conftest import BASE, Clock, MakeSettings
from tests.paths import SHARED
from tests.publication.test_files import R4, api_items
from tests.world import P22, P23, entry, plan_2022, signed, text_of

XSD = SHARED / "standards/stratml/PerformancePlanOrReport20160216.xsd"
N = {"s": NAMESPACE}


def stratml_bytes(client: TestClient, plan: str) -> bytes:
    answer = client.get(f"/plans/{plan}.stratml.xml")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/xml"
    assert f'filename="{plan}-stratml.xml"' in answer.headers["content-disposition"]
    assert "filename*=UTF-8''" in answer.headers["content-disposition"]
    return bytes(answer.content)


def root(client: TestClient, plan: str) -> Any:
    return etree.fromstring(stratml_bytes(client, plan))


def text(element: Any, path: str) -> str | None:
    found: str | None = element.findtext(path, namespaces=N)
    return found


@pytest.fixture(scope="session")
def stratml_schema() -> xmlschema.XMLSchema:
    if not XSD.exists():
        pytest.skip("the StratML schema is not part of the repository (see docs/mapping.md)")
    return xmlschema.XMLSchema(XSD)


def test_the_real_sheet_is_valid_stratml(sheet: TestClient, stratml_schema: xmlschema.XMLSchema) -> None:
    stratml_schema.validate(stratml_bytes(sheet, R4).decode())


@pytest.mark.parametrize("plan", [P22, P23])
def test_every_plan_of_the_world_is_valid_stratml(
    world: TestClient, stratml_schema: xmlschema.XMLSchema, plan: str
) -> None:
    stratml_schema.validate(stratml_bytes(world, plan).decode())


def test_no_character_of_the_plan_is_lost(sheet: TestClient) -> None:
    document = root(sheet, R4)
    texts = ["".join(element.itertext()) for element in document.iter()]
    whole = "\n".join(texts)
    printed = sheet.get(f"/api/v1/plans/{R4}/document").json()
    assert len(printed["items"]) > 100
    for item in printed["items"]:
        words = [item.get("text"), item.get("name")] + [one["name"] for one in item.get("organisations", [])]
        for word in filter(None, words):
            assert word in whole, item["id"]
    descriptions = {text(one, "s:Description") for one in document.iterfind(".//s:Objective", N)}
    for item in api_items(sheet, "initiatives", R4):
        assert item["text"] in descriptions


def test_pillars_are_goals_and_other_goals_say_that_they_are_no_pillars(sheet: TestClient) -> None:
    goals = root(sheet, R4).findall(".//s:Goal", N)
    assert [text(goal, "s:Name") for goal in goals] == [
        "安全・安心",
        "地域の力",
        "魅力づくり",
        "<コラム>",
        "【参考】区で展開される主な局事業",
    ]
    marked = ["柱ではなく" in (text(goal, "s:Description") or "") for goal in goals]
    assert marked == [False, False, False, True, True]
    counts = [len(goal.findall("s:Objective", N)) for goal in goals]
    # themes and measures: 3+8, 6+15, 3+7, 1+3; and the bureau projects
    assert counts == [11, 21, 10, 4, 13]


def test_bureaus_are_performers(sheet: TestClient) -> None:
    document = root(sheet, R4)
    found = document.findall(".//s:Objective/s:Stakeholder", N)
    assert len(found) == 14
    assert {one.get("StakeholderTypeType") for one in found} == {"Organization"}
    assert {text(one, "s:Role/s:RoleType") for one in found} == {"Performer"}


def test_every_kpi_is_one_indicator_and_an_event_has_no_target(sheet: TestClient) -> None:
    document = root(sheet, R4)
    found = {
        text(one, "s:SequenceIndicator"): one for one in document.iterfind(".//s:PerformanceIndicator", N)
    }
    kpis = {kpi["id"].rpartition("-")[2]: kpi for kpi in api_items(sheet, "kpis", R4)}
    assert set(found) == set(kpis)
    for code, kpi in kpis.items():
        target = found[code].find("s:MeasurementInstance/s:TargetResult", N)
        assert (target is None) == (kpi["kind"] == "event")
        assert found[code].find(".//s:ActualResult", N) is None
    assert text(found["k06"], ".//s:NumberOfUnits") == "6"
    assert text(found["k06"], "s:UnitOfMeasurement") == "箇所"
    assert text(found["k03"], ".//s:StartDate") == "2023-03-01"
    assert "相鉄・東急直通線" in (text(found["k03"], "s:Relationship/s:Description") or "")


def test_a_reported_result_is_an_actual_result(world: TestClient) -> None:
    (kpi,) = root(world, P23).iterfind(".//s:PerformanceIndicator", N)
    numbers = [one.text for one in kpi.iterfind(".//s:NumberOfUnits", N)]
    assert numbers == ["20000", "15000.5", "21000"]
    assert kpi.get("PerformanceIndicatorType") == "Quantitative"


def test_every_tag_shows_its_basis_and_evidence(sheet: TestClient, world: TestClient) -> None:
    lines = [
        line
        for one in root(sheet, R4).iterfind(".//s:Objective/s:OtherInformation", N)
        for line in one.text.splitlines()
        if line.startswith("SDGs")
    ]
    assert lines
    assert all(line.startswith("SDGs（編集による推定、根拠語句「") and "理由：" in line for line in lines)
    assert all("metadata.un.org/sdg/" in line for line in lines)
    stated = "".join(root(world, P23).itertext())
    assert "SDGs（原文に記載、根拠語句「SDGs 11」）：目標11" in stated


def test_every_correction_is_marked(sheet: TestClient) -> None:
    whole = "".join(root(sheet, R4).itertext())
    for correction in api_items(sheet, "corrections", R4):
        assert f"読み替え（編集による）：「{correction['printed']}」は「{correction['reading']}」" in whole


def test_identifiers_are_unique_and_stable(sheet: TestClient) -> None:
    found = [one.text for one in root(sheet, R4).iter(f"{{{NAMESPACE}}}Identifier")]
    assert len(found) == len(set(found))
    assert all(one.startswith("_") for one in found)
    assert "_22870d08-bb2b-5a5c-a970-f1e785a748a2" in found  # 141127-2022-p1, permanent


def test_the_document_names_the_year_and_the_source(sheet: TestClient) -> None:
    found = root(sheet, R4).find("s:AdministrativeInformation", N)
    assert text(found, "s:StartDate") == date(2022, 4, 1).isoformat()
    assert text(found, "s:EndDate") == date(2023, 3, 31).isoformat()
    assert text(found, "s:Source") == f"{BASE}/plans/{R4}"
    assert root(sheet, R4).find("s:Submitter", N) is None


def test_the_submitter_is_the_configured_contact(
    make_settings: MakeSettings, stratml_schema: xmlschema.XMLSchema
) -> None:
    more = {"contact_name": "見本課\x0b", "contact_email": "a@example.jp"}
    settings = make_settings("sqlite").model_copy(update=more)
    store = open_store(settings)
    import_text(store, text_of(plan_2022()), clock=Clock())
    with TestClient(create_app(settings, store), base_url=BASE) as client:
        found = root(client, P22).find("s:Submitter", N)
        assert text(found, "s:GivenName") == "見本課\ufffd"  # XML cannot hold the control character
        assert text(found, "s:EmailAddress") == "a@example.jp"
        stratml_schema.validate(stratml_bytes(client, P22).decode())


def test_text_that_looks_like_markup_is_escaped(
    store: Store, client: TestClient, stratml_schema: xmlschema.XMLSchema
) -> None:
    file = plan_2022()
    entry(file, f"{P22}-c1-m1")["text"] = "手続<&>]]>のオンライン化"
    import_text(store, text_of(signed(file)), clock=Clock())
    stratml_schema.validate(stratml_bytes(client, P22).decode())
    assert "手続<&>]]>の" in "".join(root(client, P22).itertext())


def test_a_plan_without_kpis_pillars_or_sections_is_valid(
    store: Store, client: TestClient, stratml_schema: xmlschema.XMLSchema
) -> None:
    file = plan_2022()
    file["kpis"] = file["links"] = file["corrections"] = []
    keep = (f"{P22}-title", f"{P22}-c1", f"{P22}-c1-m1")
    file["document"] = [one for one in file["document"] if one["id"] in keep]
    import_text(store, text_of(signed(file)), clock=Clock())
    stratml_schema.validate(stratml_bytes(client, P22).decode())
