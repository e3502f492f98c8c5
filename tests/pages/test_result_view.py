"""How the finder shows its result: headings by a dimension, chosen columns, marks, and boxes for a memo."""

from typing import Any

import pytest
from lxml import html  # type: ignore[import-untyped]
from starlette.testclient import TestClient

from tests.world import P22

PLAN = f"/initiatives?plan={P22}"


def tree(client: TestClient, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return html.fromstring(answer.content)


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def under_headings(page: Any) -> dict[str, list[str]]:
    """The ids of the initiatives under each heading of the list."""
    found: dict[str, list[str]] = {}
    for one in page.xpath("//section[@id='results']//*[contains(@class, 'group-title') or self::article]"):
        if one.tag == "article":
            (address,) = one.xpath("(.//a)[1]/@href")
            found[list(found)[-1]].append(address.removeprefix(f"/initiatives/{P22}-"))
        else:
            found[words(one)] = []
    return found


def test_an_initiative_stands_under_each_of_its_values(three_plans: TestClient) -> None:
    assert under_headings(tree(three_plans, f"{PLAN}&group=bureau")) == {
        "土木局2件": ["b01", "b02"],
        "みどり局1件": ["b02"],
        "区の取組（局の記載なし）5件": ["p1-t1-m1", "p1-t1-m2", "p1-t2-m1", "p2-t1-m1", "c1-m1"],
    }
    page = tree(three_plans, f"{PLAN}&group=bureau")
    assert words(page.get_element_by_id("results-heading")) == "検索結果 7件"
    assert "（1件は2か所以上）" in page.text_content()


@pytest.mark.parametrize("view", ["list", "table"])
@pytest.mark.parametrize("group", ["pillar", "bureau", "sdg"])
def test_the_groups_hold_what_the_options_count(three_plans: TestClient, group: str, view: str) -> None:
    facets = three_plans.get(f"/api/v1/facets?plan={P22}").json()["facets"][group]
    page = tree(three_plans, f"{PLAN}&group={group}&view={view}&sort=label")
    headings = page.xpath("//section[@id='results']//h3[contains(@class, 'group-title')] | //tbody//h3")
    counts = [(words(one.xpath("./span")[-1])) for one in headings]
    assert counts == [f"{one['count']}件" for one in facets if one["count"]]


def test_grouping_and_columns_are_kept_in_every_link(three_plans: TestClient) -> None:
    page = tree(three_plans, f"{PLAN}&view=table&group=sdg&columns=text,kpis")
    assert page.xpath("//thead/tr/th/text()") == ["取組", "本文", "指標・期日"]
    held = "view=table&group=sdg&columns=text&columns=kpis"
    chips = page.xpath("//nav[@id='plans']//a/@href")
    assert chips
    assert all(address.endswith(held) for address in chips)
    kept = page.xpath("//form[@id='filter']/input[@type='hidden']")
    assert [(one.get("name"), one.get("value")) for one in kept] == [
        ("plan", P22),
        ("view", "table"),
        ("group", "sdg"),
        ("columns", "text"),
        ("columns", "kpis"),
    ]
    workbook = page.xpath("//a[starts-with(@href, '/initiatives.xlsx')]/@href")[0]
    assert workbook.endswith("group=sdg&columns=text&columns=kpis")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            "group=ward",
            "「group=ward」は選べません。使わずに表示しています。選べるのは theme、pillar、bureau、sdg、none",
        ),
        ("view=cards", "「view=cards」は選べません。使わずに表示しています。選べるのは list、table"),
        (
            "view=table&columns=text&columns=price",
            "「columns=price」は選べません。使わずに表示しています。選べるのは text、",
        ),
    ],
)
def test_what_cannot_be_chosen_is_named(three_plans: TestClient, asked: str, said: str) -> None:
    page = tree(three_plans, f"{PLAN}&{asked}")
    assert said in words(page.get_element_by_id("results"))
    assert words(page.get_element_by_id("results-heading")) == "検索結果 7件"


def test_what_is_the_editors_is_said_once_a_group_and_shown_by_a_line(three_plans: TestClient) -> None:
    page = tree(three_plans, "/initiatives?plan=141127-2022&group=theme")
    groups = page.xpath("//*[contains(@class, 'group-title')]")
    marks = [words(one) for one in page.find_class("marks")]
    assert len(marks) <= len(groups)
    assert set(marks) <= {
        f"点線は編集で加えたもの：{what}"
        for what in (
            "見出し",
            "見出し・SDGs",
            "SDGs",
            "柱・SDGs",
            "見出し・SDGs・期日",
            "柱・SDGs・期日",
            "SDGs・期日",
        )
    }
    assert len(page.find_class("legend")) == 1
    cards = page.find_class("card")
    assert len(cards) == 46
    assert [one for one in cards if one.find_class("basis")] == []


@pytest.mark.parametrize("view", ["list", "table"])
def test_initiatives_are_chosen_for_one_memo(three_plans: TestClient, view: str) -> None:
    page = tree(three_plans, f"{PLAN}&view={view}")
    memo = page.get_element_by_id("memo")
    assert (memo.get("action"), memo.get("method")) == ("/brief", "get")
    boxes = page.xpath("//input[@form='memo']")
    assert {one.get("name") for one in boxes} == {"item"}
    assert len({one.get("value") for one in boxes}) == 7
    assert words(boxes[0].getparent()).endswith("をメモに入れる")
