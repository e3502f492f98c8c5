"""KPIs and their figures in the API: filters, refusals, and the tidy table."""

import csv
import io
import json
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from tests.kpi_plan import FORMER, MEASURE, OTHER, PLAN, THEME


def codes(client: TestClient, query: str) -> list[str]:
    found = client.get(f"/api/v1/kpis?{query}").json()
    assert found["meta"]["total"] == len(found["items"])
    return [item["id"].removeprefix(f"{PLAN}-") for item in found["items"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=milestone&kind=event", ["k11", "k12"]),
        ("progress=achieved", ["k5", "k6"]),
        ("progress=achieved&progress=not_achieved", ["k4", "k5", "k6"]),
        ("progress=not_assessable&kind=quantity", [f"{FORMER}-k1", "k8", "k10"]),
        (f"owner={MEASURE}", ["k11"]),
        (f"owner={MEASURE}&owner={quote('窓口の準備')}", ["k11", "k12"]),
        (f"owner={quote('支えあう地域')}&kind=level", ["k7"]),
        ("year=R3", [f"{FORMER}-k1"]),
        (f"plan={FORMER}", [f"{FORMER}-k1"]),
        (f"series={quote('架空市中期計画')}&kind=level", ["k7"]),
        (f"issuer={quote('架空市')}&progress=not_achieved", ["k4"]),
        ("plan=991007-2022_chuki&year=2019", []),
    ],
)
def test_kpis_are_filtered(city: TestClient, query: str, expected: list[str]) -> None:
    assert codes(city, query) == expected
    rows = city.get(f"/api/v1/kpis.csv?{query}").content.decode("utf-8-sig").splitlines()
    assert len(rows) == len(expected) + 1


def test_a_page_of_a_filtered_list_links_to_the_next(city: TestClient) -> None:
    page = city.get("/api/v1/kpis?kind=quantity&limit=4&offset=4").json()
    assert page["meta"]["total"] == 10
    assert [item["id"] for item in page["items"]] == [f"{PLAN}-k{number}" for number in (4, 5, 6, 8)]
    assert page["links"]["next"].endswith("/api/v1/kpis?kind=quantity&limit=4&offset=8")


@pytest.mark.parametrize(
    ("query", "parameter", "allowed"),
    [
        ("kind=x", "kind", ["quantity", "level", "milestone", "period", "deliverable", "event"]),
        ("progress=x", "progress", ["measured", "achieved", "not_achieved", "not_assessable"]),
        (f"plan={FORMER}&owner={THEME}", "owner", ["温暖化対策", f"{FORMER}-m1"]),
        ("plan=x", "plan", ["架空市中期計画2018～2021", FORMER, "架空市中期計画2022～2025", PLAN]),
    ],
)
def test_an_unknown_value_is_refused_with_the_allowed_ones(
    city: TestClient, query: str, parameter: str, allowed: list[str]
) -> None:
    for address in ("/api/v1/kpis", "/api/v1/kpis.csv"):
        answer = city.get(f"{address}?{query}")
        assert answer.status_code == 400
        assert [(one["parameter"], one["allowed"]) for one in answer.json()["errors"]] == [
            (parameter, allowed)
        ]
    page = city.get(f"/kpis?{query}")
    assert page.status_code == 400
    assert all(value in page.text for value in allowed)


def test_an_owner_stands_with_its_name_and_kind(city: TestClient) -> None:
    found = {item["id"]: item for item in city.get("/api/v1/kpis").json()["items"]}
    assert {(item["owner"], item["owner_name"], item["owner_kind"]) for item in found.values()} == {
        (THEME, "支えあう地域", "theme"),
        (MEASURE, "庁舎の建替え", "measure"),
        (OTHER, "窓口の準備", "measure"),
        (f"{FORMER}-m1", "温暖化対策", "measure"),
    }


def observations(client: TestClient, query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(f"/api/v1/kpi-observations?{query}").json()["items"]
    return found


def test_every_figure_is_a_row(city: TestClient) -> None:
    rows = observations(city, f"kpi={PLAN}-k9")
    shown = ("number", "figure", "key", "value", "printed", "status", "replaces", "replaced_by", "source")
    honpen, jisseki = "架空市中期計画（本編）", "架空市の実績一覧"
    assert [tuple(row[name] for name in shown) for row in rows] == [
        (1, "baseline", None, 0, "令和3年度", "actual", None, None, honpen),
        (2, "target", "y5", 100, "令和5年度", None, None, None, honpen),
        (3, "target", "a", 400, "令和7年度", None, None, "b", honpen),
        (4, "target", "b", 450, "令和7年度", None, "a", None, jisseki),
        (5, "result", None, 60, "令和4年度", "actual", None, None, jisseki),
        (6, "result", None, 135, "令和5年度", "actual", None, None, jisseki),
    ]
    assert {(row["unit"], row["owner"], row["owner_name"], row["plan"]) for row in rows} == {
        ("本", THEME, "支えあう地域", PLAN)
    }
    assert (rows[5]["start"], rows[5]["end"]) == ("2023-04-01", "2024-03-31")
    assert rows[0]["absent"]["evaluation"] == "not_applicable"
    assert rows[5]["absent"]["evaluation"] == "not_stated"
    assert rows[1]["absent"]["status"] == "not_applicable"


def test_the_table_of_figures_is_paged_and_scoped(city: TestClient) -> None:
    whole = city.get("/api/v1/kpi-observations").json()
    assert whole["meta"]["total"] == 36
    assert [row["kpi"] for row in whole["items"][:4]] == [f"{FORMER}-k1", *[f"{PLAN}-k1"] * 3]
    part = city.get("/api/v1/kpi-observations?limit=3&offset=2").json()
    assert part["items"] == whole["items"][2:5]
    assert len(observations(city, f"plan={PLAN}")) == 35
    assert len(observations(city, "year=2020")) == 1
    assert len(observations(city, f"kpi={quote('待機児童')}&kpi={PLAN}-k12")) == 4
    refused = city.get(f"/api/v1/kpi-observations?plan={FORMER}&kpi={PLAN}-k9")
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["allowed"] == ["温室効果ガス", f"{FORMER}-k1"]


def test_the_csv_and_the_files_of_a_plan_hold_the_same_figures(city: TestClient) -> None:
    text = city.get(f"/api/v1/kpi-observations.csv?plan={PLAN}").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 35
    in_words = next(row for row in rows if row["指標"] == "地域のつながり")
    assert (in_words["区分"], in_words["値"], in_words["言葉"]) == ("target", "対象外", "広がっている")
    assert city.get(f"/plans/{PLAN}/files/kpi-observations.csv").content.decode("utf-8-sig") == text
    lines = city.get(f"/plans/{PLAN}/files/kpi-observations.ndjson").text.splitlines()
    assert [json.loads(line) for line in lines] == observations(city, f"plan={PLAN}")
    package = city.get(f"/plans/{PLAN}/files/datapackage.json").json()
    schema = next(one["schema"] for one in package["resources"] if one["name"] == "kpi-observations")
    assert schema["primaryKey"] == ["指標ID", "番号"]
