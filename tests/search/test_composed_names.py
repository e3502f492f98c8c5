"""Composed (NFC) and decomposed (NFD) spellings are one name: in filters, options, and checks of the import."""

import unicodedata
from collections.abc import Iterator
from typing import Final, Literal
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from app.importer.findings import PlanFileError
from app.importer.prepare import prepare
from tests.conftest import MakeSettings, served
from tests.world import P22, P23, WARD, Json, entry, plan_2022, plan_2023, signed, text_of
from tests.world_queries import found

Form = Literal["NFC", "NFD"]
PILLAR, THEME, BUREAU, ISSUER = "デジタル化の推進", "がんばる施設", "グリーン局", "見本市ガード区"
TITLE_22 = "令和4年度見本市ガード区運営方針"
FORMS: Final[tuple[Form, ...]] = ("NFC", "NFD")


def named(plan: Json, form: Form) -> str:
    """The plan with names that can be decomposed, in one form."""
    names = {f"{plan['plan']['id']}-p1": PILLAR, f"{plan['plan']['id']}-p1-t1": THEME}
    names |= {"991007-doboku": BUREAU, WARD: ISSUER}
    for item_id, name in names.items():
        entry(plan, item_id)["name"] = unicodedata.normalize(form, name)
    if plan["plan"]["id"] == P22:
        plan["plan"]["title"] = unicodedata.normalize(form, TITLE_22)
    # The plan of 2023 states its bureau by the name.
    for one in plan["document"]:
        for reference in one.get("organisations", ()):
            if "evidence" in reference:
                one["text"] = one["text"].replace("土木局", "グリーン局")
                reference["evidence"] = "グリーン局"
    return text_of(signed(plan))


@pytest.fixture(scope="module", params=[("NFC", "NFD"), ("NFD", "NFC")], ids="-".join)
def both_forms(
    engine: str, make_settings: MakeSettings, request: pytest.FixtureRequest
) -> Iterator[TestClient]:
    first, second = request.param
    with served(make_settings(engine), named(plan_2022(), first), named(plan_2023(), second)) as client:
        yield client


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("parameter", "name", "ids"),
    [
        ("pillar", PILLAR, "22-p1-t1-m1 22-p1-t1-m2 22-p1-t2-m1 22-b01 23-p1-t1-m1"),
        ("theme", THEME, "22-p1-t1-m1 22-p1-t1-m2 23-p1-t1-m1"),
        ("bureau", BUREAU, "22-b01 22-b02 23-p1-t1-m1"),
        ("plan", TITLE_22, "22-p1-t1-m1 22-p1-t1-m2 22-p1-t2-m1 22-p2-t1-m1 22-c1-m1 22-b01 22-b02"),
        ("issuer", ISSUER, None),
        ("q", "グリーン", "22-b01 22-b02 23-p1-t1-m1"),
    ],
)
def test_a_name_is_found_in_either_form(
    both_forms: TestClient, parameter: str, name: str, ids: str | None, form: Form
) -> None:
    query = f"{parameter}={quote(unicodedata.normalize(form, name))}"
    assert found(both_forms, query) == (found(both_forms, "") if ids is None else ids)
    page = both_forms.get(f"/initiatives?{query}")
    assert page.status_code == 200
    total = both_forms.get(f"/api/v1/facets?{query}").json()["total"]
    assert f"{total}件" in page.text
    for path in (
        "/matrix",
        "/timeline",
        "/gaps",
        "/initiatives.atom",
        "/initiatives.xlsx",
        "/api/v1/initiatives.csv",
    ):
        assert both_forms.get(f"{path}?{query}").status_code == 200
    if parameter in ("plan", "issuer"):
        plans = both_forms.get(f"/api/v1/plans?{query}").json()["meta"]["total"]
        assert plans == (1 if parameter == "plan" else 2)


def test_both_forms_are_one_option(both_forms: TestClient) -> None:
    facets = both_forms.get("/api/v1/facets").json()["facets"]
    for facet, name, count in (("pillar", PILLAR, 5), ("bureau", BUREAU, 3), ("issuer", ISSUER, 10)):
        options = [(one["value"], one["count"]) for one in facets[facet]]
        assert [one for one in options if unicodedata.normalize("NFC", one[0]) == name] == [(name, count)]
    chosen = both_forms.get(f"/api/v1/facets?issuer={quote(unicodedata.normalize('NFD', ISSUER))}").json()
    assert [one["selected"] for one in chosen["facets"]["issuer"]] == [True]


def test_names_stay_as_printed(both_forms: TestClient) -> None:
    names = {both_forms.get(f"/api/v1/pillars/{plan}-p1").json()["name"] for plan in (P22, P23)}
    assert names == {unicodedata.normalize(form, PILLAR) for form in FORMS}
    # Organisations are shared: the newest plan's spelling.
    bureau = both_forms.get("/api/v1/organisations/991007-doboku").json()
    older = both_forms.get(f"/api/v1/plans/{P22}").json()["title"]
    assert unicodedata.is_normalized("NFC", bureau["name"]) != unicodedata.is_normalized("NFC", older)
    assert unicodedata.normalize("NFC", bureau["name"]) == BUREAU


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "q", [f"title:{TITLE_22}", f'"{TITLE_22}"', f"title_string:{TITLE_22}*", f"tags:{PILLAR}"]
)
def test_a_portal_finds_either_form(both_forms: TestClient, q: str, form: Form) -> None:
    answer = both_forms.get(
        "/api/3/action/package_search", params={"q": unicodedata.normalize(form, q)}
    ).json()
    names = {one["name"] for one in answer["result"]["results"]}
    assert f"hoshin-{P22}" in names


def test_two_organisations_of_one_name_in_two_forms_are_refused() -> None:
    file = plan_2022()
    entry(file, "991007-doboku")["name"] = "グリーン局"
    entry(file, "991007-midori")["name"] = unicodedata.normalize("NFD", "グリーン局")
    with pytest.raises(PlanFileError) as caught:
        prepare(text_of(signed(file)))
    assert [one.where for one in caught.value.findings] == ["/organisations/1/name", "/organisations/2/name"]


@pytest.mark.parametrize(
    ("printed", "quoted"),
    [
        (unicodedata.normalize("NFD", "ゴミを減らします"), "ゴミを減らします"),
        ("ゴミを減らします", unicodedata.normalize("NFD", "ゴミを減らします")),
        ("ｺﾞﾐを減らします", "ゴミを減らします"),
        ("区\u2ea0が減らします", "区民が減らします"),
    ],
)
def test_a_quotation_that_only_looks_alike_is_refused_and_explained(printed: str, quoted: str) -> None:
    file = plan_2022()
    measure = entry(file, f"{P22}-p1-t2-m1")
    measure["text"] = measure["text"].replace("ゴミを減らします", printed)
    measure["sdgs"][1]["evidence"] = quoted
    with pytest.raises(PlanFileError) as caught:
        prepare(text_of(signed(file)))
    (finding,) = caught.value.findings
    assert finding.where.endswith("/sdgs/1/evidence")
    assert "文字が違います" in finding.message and "写してください" in finding.message


def test_a_quotation_that_is_nowhere_gets_the_short_answer() -> None:
    file = plan_2022()
    entry(file, f"{P22}-p1-t2-m1")["sdgs"][1]["evidence"] = "花火"
    with pytest.raises(PlanFileError) as caught:
        prepare(text_of(signed(file)))
    assert [one.message for one in caught.value.findings] == [
        "「花火」はこの取組の本文にも施策の見出し等にもありません。"
    ]
