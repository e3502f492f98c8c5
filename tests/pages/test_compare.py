"""Two editions side by side: literal expectations on the tests' three years (tests/plans)."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from lxml import html  # type: ignore[import-untyped,unused-ignore]
from starlette.testclient import TestClient

from tests.conftest import MakeSettings, served
from tests.plans import last_year, next_year, ward_plan
from tests.plans.entries import Json
from tests.plans.next_year import P24
from tests.plans.third_year import P25, third_year
from tests.world import P22, P23, plan_2022, text_of

PAIR = f"from={P23}&to={P24}"


def four_years() -> list[str]:
    return [text_of(plan()) for plan in (plan_2022, last_year, next_year, third_year)]


@pytest.fixture(scope="module")
def years(make_settings: MakeSettings) -> Iterator[TestClient]:
    """The service with four years of one ward."""
    with served(make_settings("sqlite"), *four_years()) as client:
        yield client


def test_both_engines_answer_alike(years: TestClient, make_settings: MakeSettings) -> None:
    paths = (
        f"/api/v1/compare?from={P23}&to={P25}&bureau=土木局&bureau=none",
        f"/api/v1/initiatives?plan={P24}",
        "/api/v1/pillars",
        "/api/v1/continuations",
    )
    with served(make_settings("postgresql"), *four_years()) as other:
        for path in paths:
            assert other.get(path).json() == years.get(path).json(), path
        assert line(other, f"/kpis/{P25}-k1") == line(years, f"/kpis/{P25}-k1")


def pairs(client: TestClient, query: str) -> list[tuple[str | None, str, str | None]]:
    """Earlier id, relation or state, later id, in order; ids without that of their ward."""
    answer = client.get(f"/api/v1/compare?{query}")
    assert answer.status_code == 200, answer.text

    def short(item: Json | None) -> str | None:
        return item["id"].removeprefix("991015-") if item else None

    return [
        (short(one["earlier"]), one["relation"] or one["state"], short(one["later"]))
        for one in answer.json()["items"]
    ]


def test_two_years_are_compared_pillar_by_pillar(years: TestClient) -> None:
    assert pairs(years, PAIR) == [
        ("2023-p1", "continued", "2024-p1"),
        ("2023-p1-t1", "renamed", "2024-p1-t1"),
        ("2023-p1-t1-m1", "reworded", "2024-p1-t1-m1"),
        ("2023-p2", "merged", "2024-p2"),
        ("2023-p3", "merged", "2024-p2"),
        ("2023-p2-t1", "proposed", "2024-p2-t1"),
        ("2023-p2-t1-m1", "merged", "2024-p2-t1-m1"),
        ("2023-p2-t1-m2", "merged", "2024-p2-t1-m1"),
        (None, "new", "2024-p2-t1-m2"),
        ("2023-k1", "ended", None),
    ]


def test_counts_tell_proposals_apart(years: TestClient) -> None:
    found = years.get(f"/api/v1/compare?{PAIR}&relation=merged&limit=1").json()
    assert found["counts"] == {
        "continued": 1,
        "renamed": 1,
        "reworded": 1,
        "merged": 4,
        "ended": 1,
        "new": 1,
        "proposed": 1,
    }
    assert (found["meta"]["total"], len(found["items"])) == (4, 1)
    assert [found[side]["id"] for side in ("from", "to")] == [P23, P24]


def test_a_proposal_is_marked_and_states_nothing(years: TestClient) -> None:
    (one,) = years.get(f"/api/v1/compare?{PAIR}&relation=proposed").json()["items"]
    assert (one["state"], one["relation"], one["links"]) == ("proposed", None, [])
    assert one["proposal"] == {"score": 100.0, "relation": "continued", "reason": "名称が同じ。"}


def test_over_an_edition_between_a_pair_has_every_link(years: TestClient) -> None:
    found = years.get(f"/api/v1/compare?from={P23}&to={P25}&kind=measure").json()["items"]
    one = next(one for one in found if one["earlier"] and one["earlier"]["id"] == f"{P23}-p1-t1-m1")
    assert one["later"]["id"] == f"{P25}-p1-t1-m1"
    assert one["relation"] == "expanded"
    assert [(link["plan"], link["relation"]) for link in one["links"]] == [
        (P25, "expanded"),
        (P24, "reworded"),
    ]
    assert ("2023-k1", "continued", "2025-k1") in pairs(years, f"from={P23}&to={P25}&kind=kpi")


def test_the_differences_of_the_words_are_told(years: TestClient) -> None:
    (one,) = years.get(f"/api/v1/compare?{PAIR}&relation=reworded").json()["items"]
    assert one["differences"] == [
        {"kind": "same", "text": "土木局と防災訓練を行います"},
        {"kind": "deleted", "text": "（SDGs 11）"},
        {"kind": "same", "text": "。"},
    ]
    # A level has no text but its name.
    (one,) = years.get(f"/api/v1/compare?{PAIR}&relation=renamed").json()["items"]
    assert [span["text"] for span in one["differences"]] == ["災害", "への備え", "に強いまち"]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("q=花火", [("2023-p2-t1-m1", "merged"), ("2023-p2-t1-m2", "merged")]),
        ("sdg=11", [("2023-p1-t1-m1", "reworded")]),
        ("bureau=土木局", [("2023-p1-t1-m1", "reworded")]),
        ("pillar=学び", []),
        ("pillar=守り&kind=theme", []),
        ("kind=pillar&relation=merged", [("2023-p2", "merged"), ("2023-p3", "merged")]),
        ("q=まつり&kind=kpi", [("2023-k1", "ended")]),
    ],
)
def test_filters_are_those_of_the_finder_on_either_side(
    years: TestClient, condition: str, expected: list[tuple[str, str]]
) -> None:
    assert [pair[:2] for pair in pairs(years, f"{PAIR}&{condition}")] == expected


def test_without_plans_the_latest_two_editions_are_compared(years: TestClient) -> None:
    assert [years.get("/api/v1/compare").json()[side]["id"] for side in ("from", "to")] == [P24, P25]
    assert [years.get(f"/api/v1/compare?to={P24}").json()[side]["id"] for side in ("from", "to")] == [
        P23,
        P24,
    ]
    # In the order of their periods, however they are named.
    turned = years.get(f"/api/v1/compare?from={P24}&to={P23}").json()
    assert [turned[side]["id"] for side in ("from", "to")] == [P23, P24]


@pytest.mark.parametrize(
    ("query", "parameter", "says"),
    [
        (f"from={P24}&to={P24}", "to", "同じ計画です"),
        (f"from={P24}&to=991015-2030", "to", "991015-2030"),
        (f"from={P25}", "to", "後の版がありません"),
        (f"{PAIR}&pillar=海", "pillar", "海"),
        (f"{PAIR}&relation=gone", "relation", "continued"),
        (f"{PAIR}&colour=red", "colour", "colour"),
    ],
)
def test_what_cannot_be_compared_is_refused(years: TestClient, query: str, parameter: str, says: str) -> None:
    answer = years.get(f"/api/v1/compare?{query}")
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert error["parameter"].split(".")[0] == parameter
    assert says in error["detail"] + str(error["allowed"])


def page(client: TestClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text)


def text(element: Any) -> str:
    return " ".join(element.text_content().split())


def test_the_page_counts_and_marks(years: TestClient) -> None:
    shown = page(years, f"/compare?{PAIR}")
    assert text(shown.get_element_by_id("counts")) == "項目の対応 9件ほかに候補（未確認）1件"
    rows = [text(row) for row in shown.xpath("//table/tbody/tr")]
    assert len(rows) == 10
    assert "名称の変更" in rows[1]
    assert "理由：名称が変わり、内容は続いている。" in rows[1]
    assert [text(one) for one in shown.xpath("//tr[@class='compare-proposed']/th")] == [
        "施策 候補（未確認） 一致度100（継続か）"
    ]
    assert [text(one) for one in shown.xpath("//table//td/div/p[not(@class)]/del")] == [
        "（削除：（SDGs 11））",
        "（削除：の来場者を2万人にし）",
        "（削除：打ち上げ）",
    ]
    assert "廃止" not in "".join(rows)


def partial(file: Json) -> Json:
    file["plan"]["transcription"]["extent"] = "partial"
    return file


def test_what_was_not_transcribed_is_never_called_ended(make_settings: MakeSettings) -> None:
    later = next_year()
    del later["continues"]
    with served(make_settings("sqlite"), text_of(last_year()), text_of(partial(later))) as client:
        found = client.get(f"/api/v1/compare?{PAIR}").json()
        shown = client.get(f"/compare?{PAIR}").text
    states = {one["earlier"]["id"]: one["state"] for one in found["items"] if not one["later"]}
    assert states == {f"{P23}-p2-t1-m2": "not_transcribed", f"{P23}-k1": "not_transcribed"}
    # The earlier edition is whole: what has none there is without a continuation.
    assert [one["state"] for one in found["items"] if not one["earlier"]] == ["not_linked"]
    assert "廃止されたかどうかは分かりません。" in shown
    assert "ended" not in found["counts"]


def test_csv_and_workbook_hold_the_same_pairs(years: TestClient) -> None:
    answer = years.get(f"/api/v1/compare.csv?{PAIR}")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["つながりの状態"] for row in rows].count("linked") == 9
    assert rows[2]["文の違い"] == "土木局と防災訓練を行います［－（SDGs 11）－］。"
    assert (rows[5]["候補の一致度"], rows[5]["候補の理由"]) == ("100", "名称が同じ。")
    book = openpyxl.load_workbook(io.BytesIO(years.get(f"/compare.xlsx?{PAIR}").content), read_only=True)
    sheet = [[cell or "" for cell in row] for row in book["比較"].iter_rows(values_only=True)]
    (head,) = (place for place, row in enumerate(sheet) if row[0] == "つながり")
    earlier = sheet[head].index("前の計画の項目")
    assert [str(row[earlier]) for row in sheet[head + 1 :]] == [row["前の計画の項目"] for row in rows]
    assert {row[0] for row in sheet[head + 1 :]} >= {"継続", "表現の変更", ""}


def test_with_one_plan_there_is_nothing_to_compare(make_settings: MakeSettings) -> None:
    with served(make_settings("sqlite"), text_of(ward_plan())) as client:
        assert "比べられる計画がまだありません。" in client.get("/compare").text
        empty = client.get("/api/v1/compare").json()
    assert (empty["from"], empty["to"], empty["items"], empty["counts"]) == (None, None, [], {})


def test_items_of_the_api_say_what_they_continue_and_what_continues_them(years: TestClient) -> None:
    item = years.get(f"/api/v1/initiatives/{P24}-p2-t1-m1").json()
    assert [(one["id"], one["relation"], one["plan"]) for one in item["continues"]] == [
        (f"{P23}-p2-t1-m1", "merged", P24),
        (f"{P23}-p2-t1-m2", "merged", P24),
    ]
    assert [one["id"] for one in item["continued_by"]] == [f"{P25}-p2-t1-m1", f"{P25}-p2-t1-m2"]
    listed = {one["id"]: one for one in years.get(f"/api/v1/initiatives?plan={P24}").json()["items"]}
    assert listed[item["id"]] == item
    project = years.get(f"/api/v1/bureau-projects/{P22}-b01").json()
    assert [(one["id"], one["relation"]) for one in project["continued_by"]] == [(None, "completed")]
    for name, item_id in (("pillars", f"{P24}-p2"), ("themes", f"{P24}-p2-t1"), ("kpis", f"{P23}-k1")):
        one = years.get(f"/api/v1/{name}/{item_id}").json()
        assert one["continued_by"], name
        (same,) = [row for row in years.get(f"/api/v1/{name}").json()["items"] if row["id"] == item_id]
        assert same == one


def test_continuations_are_a_list_of_their_own(years: TestClient) -> None:
    listed = years.get(f"/api/v1/continuations?plan={P24}&limit=3").json()
    assert listed["meta"]["total"] == 10
    assert listed["items"][1] == {
        "id": f"{P24}/{P24}-p1-t1/{P23}-p1-t1",
        "plan": P24,
        "item": f"{P24}-p1-t1",
        "earlier": f"{P23}-p1-t1",
        "relation": "renamed",
        "basis": "editorial",
        "reason": "名称が変わり、内容は続いている。",
    }
    lines = years.get("/api/v1/continuations.csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 10 + 11
    assert (
        lines[9]
        == "991015,991015-2024//991015-2022-b01,見本市港区,991015-2024,,991015-2022-b01,completed,editorial,着手して終わった。"
    )


def line(client: TestClient, path: str) -> list[str]:
    return [text(one) for one in page(client, path).xpath("//ol[@class='years-line']/li")]


def test_an_item_shows_its_line_through_three_years(years: TestClient) -> None:
    assert line(years, f"/initiatives/{P25}-p2-t1-m1") == [
        "令和5年度見本市港区運営方針 まつり 花火",
        "令和6年度見本市港区運営方針（架空） まつりと花火"
        " 統合 編集による推定 理由：まつりの取組を引き継ぐ。 前：まつり"
        " 統合 編集による推定 理由：花火の取組を引き継ぐ。 前：花火"
        " 令和6年度見本市港区運営方針（架空）を前の版と比べる",
        "令和7年度見本市港区運営方針（架空） まつり この項目"
        " 分割 編集による推定 理由：まつりの取組に戻った。"
        " 令和7年度見本市港区運営方針（架空）を前の版と比べる",
    ]
    assert line(years, f"/pillars/{P23}-p3")[2].startswith(
        "令和7年度見本市港区運営方針（架空） にぎわい 分割"
    )


def test_a_kpi_shows_its_targets_side_by_side(years: TestClient) -> None:
    first, ended, last = line(years, f"/kpis/{P25}-k1")
    assert first == "令和5年度見本市港区運営方針 港まつりの来場者 目標：20,000人以上"
    assert "終了 編集による推定 理由：来場者の目標は掲げられていない。" in ended
    assert "港まつりの来場者 この項目 目標：25,000人以上 目標の見直し 継続" in last


def test_a_line_says_which_editions_are_missing(make_settings: MakeSettings) -> None:
    with served(make_settings("sqlite"), text_of(third_year())) as client:
        assert line(client, f"/kpis/{P25}-k1") == [
            f"令和5年度（2023年度） この年度の計画は掲載していません。 {P23}-k1",
            "令和6年度（2024年度） この年度の計画は掲載していません。",
            "令和7年度見本市港区運営方針（架空） 港まつりの来場者 この項目 目標：25,000人以上 継続 紙面の配置による",
        ]


def test_the_page_of_a_plan_leads_to_the_edition_before(years: TestClient) -> None:
    shown = page(years, f"/plans/{P24}")
    assert shown.xpath("//a[text()='前の版と比べる']/@href") == [f"/compare?from={P23}&to={P24}"]
    beside = [text(one) for one in shown.xpath("//article//p[@class='hint sheet-fact']")]
    assert beside[1] == "前：災害への備え（名称の変更） 次：災害に強いまち（継続）"
