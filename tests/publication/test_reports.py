"""What was reported, in the API, CSV, files, feed and StratML."""

import csv
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import xmlschema
from jsonschema import Draft202012Validator
from lxml import etree  # type: ignore[import-untyped,unused-ignore]
from openpyxl import load_workbook
from starlette.testclient import TestClient

from app.db.schema import open_store
from app.importer.given_file import given_text, read_given
from app.importer.given_report import GivenReport, import_given_report
from tests.conftest import MakeSettings, served
from tests.page_reader import page
from tests.publication.test_stratml import N, root, stratml_bytes, stratml_schema
from tests.report_files import FINAL, REPORTED, REVIEW, final, midterm, review_2022
from tests.second_edition import answer
from tests.world import P22, P23, text_of

__all__ = ["stratml_schema"]


def ids(client: TestClient, query: str) -> list[str]:
    return [one["id"].removeprefix(f"{P22}-") for one in answer(client, f"initiatives?{query}")["items"]]


def test_filters_by_state_and_review(reported: TestClient) -> None:
    assert ids(reported, "state=done") == ["p1-t1-m1", "b01"]
    assert ids(reported, f"plan={P22}&state=not_reported") == ["p1-t1-m2", "p2-t1-m1", "c1-m1", "b02"]
    assert ids(reported, "review=rejected") == ["p1-t2-m1", "b01"]
    assert ids(reported, "review=confirmed") == ["p1-t1-m1"]
    assert ids(reported, "review=confirmed&basis=stated") == []
    # A rejected goal or pillar no longer matches.
    assert ids(reported, "sdg=12") == []
    assert ids(reported, f"plan={P22}&pillar=守り") == ["p1-t1-m1", "p1-t1-m2", "p1-t2-m1"]
    assert ids(reported, "pillar=none&review=rejected") == ["b01"]
    refused = reported.get("/api/v1/initiatives?state=finished").json()
    assert refused["errors"][0]["parameter"] == "state"
    matrix = answer(reported, f"matrix?plan={P22}&rows=state&columns=review")
    assert [row["value"] for row in matrix["rows"]][3:5] == ["done", "partly_done"]


def test_a_confirmed_tag_stays_editorial(reported: TestClient) -> None:
    (tag,) = answer(reported, f"initiatives/{P22}-p1-t1-m1")["sdgs"]
    assert (tag["goal"], tag["basis"], tag["review"]) == (11, "editorial", "confirmed")


def test_a_report_in_the_api(reported: TestClient) -> None:
    assert [one["id"] for one in answer(reported, f"reports?plan={P23}")["items"]] == []
    found = answer(reported, f"reports/{FINAL}")
    assert found["counts"] == {
        "not_reported": 4,
        "not_started": 0,
        "in_progress": 0,
        "done": 2,
        "partly_done": 1,
        "changed": 0,
        "cancelled": 0,
        "not_assessable": 0,
    }
    assert found["unreported"][-1] == {
        "item": f"{P22}-b02",
        "label": "みなと公園",
        "organisations": ["土木局", "みどり局"],
    }
    assert found["states"][1]["printed"] == "一部達成"
    review = answer(reported, f"reports/{REVIEW}")
    assert (review["counts"], review["absent"]["counts"]) == (None, "not_applicable")
    assert review["reviews"][2]["office"] == {"name": "土木局橋りょう課", "id": "991007-doboku"}
    results = answer(reported, f"kpis/{P22}-k1")["results"]
    assert [(one["value"], one["report"], one["source_key"]) for one in results] == [(4, FINAL, "furikaeri")]


def rows(client: TestClient, path: str) -> list[dict[str, str]]:
    text = client.get(path).content.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


def test_states_and_reviews_in_csv(reported: TestClient) -> None:
    project = next(one for one in rows(reported, "/api/v1/initiatives.csv") if one["ID"] == f"{P22}-b01")
    assert (project["実施の状況"], project["実施の状況の言葉"], project["柱"]) == ("done", "達成", "記載なし")
    assert project["担当課の確認"] == f"pillar {P22}-p1＝rejected"
    states = rows(reported, f"/plans/{P22}/files/report-states.csv")
    assert [(one["報告の種類"], one["取組"], one["実施の状況"]) for one in states][:3] == [
        ("midterm", "訓練", "in_progress"),
        ("midterm", "みなと橋の耐震", "in_progress"),
        ("final", "訓練", "done"),
    ]
    reviews = rows(reported, f"/plans/{P22}/files/report-reviews.csv")
    assert [(one["値"], one["判断"]) for one in reviews] == [
        ("11.5", "confirmed"),
        ("12", "rejected"),
        (f"{P22}-p1", "rejected"),
    ]


def test_the_feed_names_reports_and_leads_to_them(reported: TestClient) -> None:
    feed = etree.fromstring(reported.get("/changes.atom").content)
    links = feed.xpath("//*[local-name()='entry']/*[local-name()='link']/@href")
    assert f"https://hoshin.example.jp/reports/{FINAL}" in links
    titles = feed.xpath("//*[local-name()='entry']/*[local-name()='title']/text()")
    assert "追加：年度末、2023-04-28（報告）" in titles
    assert "変更：みなと橋の耐震（局事業）" in titles


def test_a_reported_plan_is_a_performance_report(
    reported: TestClient, stratml_schema: xmlschema.XMLSchema
) -> None:
    stratml_schema.validate(stratml_bytes(reported, P22).decode())


def test_stratml_says_what_became_of_each_initiative(reported: TestClient) -> None:
    document: Any = root(reported, P22)
    assert document.get("Type") == "Performance_Report"
    notes = "\n".join(document.xpath("//s:OtherInformation/text()", namespaces=N))
    assert (
        "実施の状況（年度末、2023-04-28、見本市港区区政推進課）：実施済み（報告の言葉「達成」）。"
        "4箇所で開催しました。拠りどころ：防災訓練の実施報告書（架空）。出典：見本市港区 運営方針の振り返り（架空）"
    ) in notes
    assert (
        "取り消された推定（2023-05-10、見本市港区区政推進課）：SDGsの目標「12 つくる責任 つかう責任」"
        in notes
    )
    results = document.xpath("//s:ActualResult/s:NumberOfUnits/text()", namespaces=N)
    assert "4" in results
    assert root(reported, P23).get("Type") == "Performance_Plan"


def test_the_schema_of_the_report_file_accepts_reports(reported: TestClient) -> None:
    schema = reported.get("/api/v1/report-schema.json").json()
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for file in (midterm(), final(), review_2022()):
        validator.validate(file)
    assert not validator.is_valid({**final(), "unknown": 1})


def test_a_report_is_a_file_that_can_be_imported_again(make_settings: MakeSettings, tmp_path: Path) -> None:
    settings = make_settings("sqlite")
    with served(settings, *map(text_of, REPORTED)) as client:
        links = page(client, f"/reports/{FINAL}").xpath("//p[@class='files']/a/@href")
        assert links == [
            f"/reports/{FINAL}/report.xlsx",
            f"/reports/{FINAL}/report.json",
            f"/api/v1/reports/{FINAL}",
        ]
        file = client.get(links[1])
        assert file.headers["content-disposition"].startswith(f'attachment; filename="{FINAL}.json"')
        workbook = tmp_path / "report.xlsx"
        book = load_workbook(BytesIO(client.get(links[0]).content))
        book["報告"]["B9"] = "読み直した"
        book.save(workbook)
        store = open_store(settings)
        for given in (given_text(file.text), read_given(workbook, store)):
            assert isinstance(given, GivenReport)
            assert import_given_report(store, given, given.prepare(), dry_run=True).changes == []
        assert client.get("/reports/x/report.json").status_code == 404
