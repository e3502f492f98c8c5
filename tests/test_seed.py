"""The real sheet, rebuilt from the answers of the service and compared with its digest and its text."""

import hashlib
import json
import re
from collections import Counter
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.models.reference import sdg_goals, sdg_targets
from tests.paths import SEED, SHARED
from tests.world import Json

PLAN = "141127-2022"
SOURCE = SHARED / "seed/asahi_r4.txt"

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="../shared is not part of a clone; the digest stands in for the sheet"
)


@pytest.fixture(scope="module")
def seed_file() -> Json:
    parsed: Json = json.loads(SEED.read_text("utf-8"))
    return parsed


@pytest.fixture(scope="module")
def seed_initiatives(seed_file: Json) -> list[Json]:
    return [one for one in seed_file["document"] if one["type"] in ("measure", "bureau_project")]


def items(client: TestClient, resource: str) -> list[Json]:
    answer = client.get(f"/api/v1/{resource}", params={"limit": 1000})
    assert answer.status_code == 200
    found: list[Json] = answer.json()["items"]
    return found


def pieces(item: Json) -> list[str]:
    """The printed texts of one item of the answered document."""
    if item["type"] == "bureau_project":
        return [item["label"], item["text"], *(one["name"] for one in item["organisations"])]
    return [item["name"] if item["type"] in ("pillar", "theme") else item["text"]]


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def printed(document: Json) -> str:
    return bare("".join(piece for item in document["items"] for piece in pieces(item)))


def test_the_sheet_can_be_rebuilt_from_the_answered_document(sheet: TestClient) -> None:
    text = printed(sheet.get(f"/api/v1/plans/{PLAN}/document").json())
    assert len(text) == 4449
    digest = hashlib.sha256(text.encode()).hexdigest()
    assert digest == "ac9a98564d796729031fa745455657b95d44914e59447c66dc8694196cd1903e"


@needs_shared
def test_the_source_is_the_file_that_the_plan_names(sheet: TestClient) -> None:
    source = sheet.get(f"/api/v1/plans/{PLAN}").json()["source"]
    assert source["sha256"] == hashlib.sha256(SOURCE.read_bytes()).hexdigest()


@needs_shared
def test_nothing_of_the_sheet_is_missing_or_added(sheet: TestClient) -> None:
    lines = SOURCE.read_text("utf-8").splitlines()
    text = bare("".join(re.sub(r"^(- )?・?", "", line).replace("**", "") for line in lines))
    assert text == printed(sheet.get(f"/api/v1/plans/{PLAN}/document").json())


@needs_shared
def test_every_text_begins_on_the_line_that_it_names(sheet: TestClient) -> None:
    lines = SOURCE.read_text("utf-8").replace("**", "").splitlines()
    for item in sheet.get(f"/api/v1/plans/{PLAN}/document").json()["items"]:
        line = item["source"]["line"] if "source" in item else item["line"]
        for piece in pieces(item):
            # A headline or a caption may run over a few printed lines.
            assert bare(piece) in bare("".join(lines[line - 1 : line + 3])), item["id"]
        assert bare(pieces(item)[0])[:4] in bare(lines[line - 1]), item["id"]


def test_items_stand_in_the_order_of_their_lines(seed_file: Json) -> None:
    lines = [entry["line"] for entry in seed_file["document"]]
    assert lines == sorted(lines)
    # Two pieces share the line of the column's heading, three that of the table's.
    assert [line for line, count in Counter(lines).items() if count > 1] == [186, 198]


def test_pillars_have_their_directions(sheet: TestClient) -> None:
    assert [(one["name"], len(one["directions"])) for one in items(sheet, "pillars")] == [
        ("安全・安心", 3),
        ("地域の力", 2),
        ("魅力づくり", 3),
    ]


def test_themes_have_their_measures(sheet: TestClient) -> None:
    count = Counter(one["theme"]["id"] for one in items(sheet, "measures"))
    themes = items(sheet, "themes")
    assert [
        (one["pillar"]["name"] if one["pillar"] else None, one["name"], count[one["id"]]) for one in themes
    ] == [
        ("安全・安心", "災害に強いまちづくり", 3),
        ("安全・安心", "防犯・交通安全対策", 2),
        ("安全・安心", "安全で安心な生活環境", 3),
        ("地域の力", "地域活動や多様な取組のスタートアップやチャレンジの支援", 2),
        ("地域の力", "区民スポーツ・文化芸術活動の支援", 1),
        ("地域の力", "SDGs の目標達成につながるパートナーシップの推進", 2),
        ("地域の力", "地域で支え合い安心して自分らしく暮らせるまち", 5),
        ("地域の力", "子育て支援の取組", 4),
        ("地域の力", "地域と連携した公共空間の美化活動等の支援", 1),
        ("魅力づくり", "畠山重忠公を核とする魅力発信", 1),
        ("魅力づくり", "相鉄線の都心への直通化を契機とした取組", 2),
        ("魅力づくり", "水・緑・花・農を暮らしに取り入れた旭区魅力アップ", 4),
        (None, "デジタル化の推進", 3),
    ]
    assert sum(len(one["leads"]) for one in themes) == 1
    assert [len(one["captions"]) for one in themes] == [0, 0, 0, 0, 2, 2, 0, 2, 0, 3, 0, 2, 1]


def test_passages_are_counted_by_kind(sheet: TestClient) -> None:
    found = items(sheet, "passages")
    assert Counter(one["kind"] for one in found) == {
        "title": 1,
        "section_heading": 6,
        "pillar_heading": 3,
        "column_heading": 3,
        "goal_headline": 1,
        "goal_statement": 3,
        "principle": 3,
        "principle_statement": 6,
        "theme_lead": 1,
        "caption": 12,
        "pointer": 1,
    }
    assert sum(Counter(one["kind"] for one in found).values()) == 40
    parents = Counter(one["parent"] for one in found if one["kind"] == "principle_statement")
    principles = [one["id"] for one in found if one["kind"] == "principle"]
    assert parents == dict.fromkeys(principles, 2)
    assert len(principles) == 3


def test_bureaus_are_responsible_for_their_projects(sheet: TestClient) -> None:
    projects = items(sheet, "bureau-projects")
    links = [(link["name"], link["basis"]) for one in projects for link in one["organisations"]]
    assert len(projects) == 13
    assert Counter(name for name, _ in links) == {
        "建築局": 1,
        "水道局": 1,
        "環境創造局": 4,
        "道路局": 3,
        "都市整備局": 4,
        "教育委員会事務局": 1,
    }
    assert {basis for _, basis in links} == {"layout"}
    assert all(one["label_basis"] == "stated" for one in projects)


def test_no_measure_names_a_bureau(sheet: TestClient) -> None:
    measures = items(sheet, "measures")
    assert len(measures) == 33
    assert all(one["organisations"] == [] for one in measures)
    assert all(one["absent"]["organisations"] == "not_stated" for one in measures)


def test_initiatives_are_measures_and_projects_together(sheet: TestClient) -> None:
    assert len(items(sheet, "initiatives")) == 46


def test_no_tag_is_stated_and_none_is_reviewed(sheet: TestClient) -> None:
    tags = [tag for one in items(sheet, "initiatives") for tag in one["sdgs"]]
    assert len(tags) == 64
    assert {(tag["basis"], tag["review"]) for tag in tags} == {("editorial", "unreviewed")}


def test_every_tag_quotes_its_text_and_has_a_reason_of_its_own(seed_initiatives: list[Json]) -> None:
    targets = {target["code"]: target["goal"] for target in sdg_targets()}
    tags = [(one, tag) for one in seed_initiatives for tag in one.get("sdgs", [])]
    for one, tag in tags:
        assert tag["evidence"] in one["text"] or tag["evidence"] in one.get("name", ""), one["id"]
        assert "target" not in tag or targets[tag["target"]] == tag["goal"], one["id"]
        assert len(tag["evidence"]) >= 2, one["id"]
    assert len({tag["reason"] for _, tag in tags}) == len(tags)
    assert max(len(one.get("sdgs", [])) for one in seed_initiatives) <= 3


def test_labels_are_short_editorial_and_unique(sheet: TestClient, seed_initiatives: list[Json]) -> None:
    labels = [one["label"] for one in seed_initiatives if one["type"] == "measure"]
    assert len(set(labels)) == len(labels) == 33
    assert max(map(len, labels)) <= 40
    assert {one["label_basis"] for one in items(sheet, "measures")} == {"editorial"}


def test_damaged_words_have_a_reading_beside_them(sheet: TestClient) -> None:
    found = {(one["item"], one["printed"], one["reading"]) for one in items(sheet, "corrections")}
    assert found == {
        (f"{PLAN}-v1-s1", "丁寧を", "丁寧に"),
        (f"{PLAN}-p1-t3-m2", "飼いの", "飼い主の"),
        (f"{PLAN}-p2-t1-m1", "一步", "一歩"),
        (f"{PLAN}-p3-t3-m2", "ホテル", "ホタル"),
    }
    measure = sheet.get(f"/api/v1/initiatives/{PLAN}-p3-t3-m2").json()
    assert "ホテルの舞う" in measure["text"]
    assert [one["reading"] for one in measure["corrections"]] == ["ホタル"]


def test_kpis_promise_no_more_than_the_sheet(sheet: TestClient) -> None:
    kpis = items(sheet, "kpis")
    assert Counter(one["kind"] for one in kpis) == {
        "quantity": 1,
        "milestone": 2,
        "period": 1,
        "deliverable": 4,
        "event": 1,
    }
    assert [(one["baseline"], one["results"]) for one in kpis] == [(None, [])] * 9
    assert [(one["value"], one["unit"], one["comparator"]) for one in kpis if one["value"] is not None] == [
        (6, "箇所", "=")
    ]


def test_one_opening_is_one_kpi_with_two_mentions(sheet: TestClient) -> None:
    opening = [one for one in items(sheet, "kpis") if "直通線" in one["label"]]
    assert [[mention["id"] for mention in one["mentions"]] for one in opening] == [
        [f"{PLAN}-p3-t2-m1", f"{PLAN}-b07"]
    ]
    due: dict[str, Any] = opening[0]["due"]
    assert (due["start"], due["end"], due["printed"]) == ("2023-03-01", "2023-03-31", "令和5年3月")


def test_no_reason_is_a_copy(seed_file: Json, seed_initiatives: list[Json]) -> None:
    reasons = [tag["reason"] for one in seed_initiatives for tag in one.get("sdgs", [])]
    reasons += [one["pillar"]["reason"] for one in seed_initiatives if one.get("pillar")]
    reasons += [one["reason"] for one in seed_file["corrections"]]
    reasons += [one["reason"] for one in seed_file["links"]]
    dues = [target["due"] for one in seed_file["kpis"] for target in one["targets"]]
    reasons += [due["reason"] for due in dues if due.get("reason")]
    assert len(set(reasons)) == len(reasons)


@needs_shared
@pytest.mark.parametrize("name", ["goals", "targets"])
def test_code_lists_are_those_of_the_reference(name: str) -> None:
    reference = json.loads((SHARED / f"reference/sdg_{name}.json").read_text("utf-8"))
    ours = {"goals": sdg_goals(), "targets": sdg_targets()}[name]
    without_japanese = [one | {"text_ja": None} if "text_ja" in one else one for one in ours]
    assert without_japanese == reference[name]


@needs_shared
def test_the_japanese_targets_are_those_of_the_reference() -> None:
    reference = json.loads((SHARED / "reference/sdg_targets_ja.json").read_text("utf-8"))["targets"]
    assert [(one["code"], one["text_ja"]) for one in sdg_targets()] == [
        (one["code"], one["text_ja"]) for one in reference
    ]
