"""What the texts name: the list of names, the page of one, and the finder narrowed to it."""

from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from tests.page_reader import page, text
from tests.plans.draft import DRAFT


def listed(client: TestClient, address: str) -> dict[str, list[str]]:
    sections = page(client, address).xpath("//section[ul[@class='names']]")
    return {
        section.xpath("./h2/@id")[0]: [text(one) for one in section.xpath(".//li")] for section in sections
    }


def test_names_are_listed_by_what_they_name_with_how_often(shapes: TestClient) -> None:
    assert listed(shapes, "/names") == {
        "place": ["案内板 取組2件", "大川 取組1件", "川 ほかの文1か所"],
        "target_group": ["こども 取組1件"],
    }
    assert listed(shapes, f"/names?plan={DRAFT}") == listed(shapes, "/names")


def test_a_plan_without_names_claims_nothing(world: TestClient) -> None:
    assert listed(world, "/names") == {}
    assert "挙げるものがないという意味ではありません" in world.get("/names").text
    assert "で絞り込む" in world.get("/initiatives?plan=991015-2022").text
    assert "場所・施設で絞り込む" not in world.get("/initiatives?plan=991015-2022").text


def test_the_page_of_a_name_has_its_initiatives_and_other_texts(shapes: TestClient) -> None:
    sign = page(shapes, f"/names/{quote('案内板')}")
    assert text(sign.xpath("//h1")[0]) == "案内板"
    assert [one.rpartition("/")[2] for one in sign.xpath("//h4/a/@href | //h3/a/@href")] == [
        f"{DRAFT}-m1",
        f"{DRAFT}-m2",
    ]
    assert text(sign.xpath("//h2[@id='list']")[0]) == "この語句を挙げる取組 2件"
    river = page(shapes, f"/names/{quote('川')}")
    assert text(river.xpath("//h2[@id='list']")[0]) == "この語句を挙げる取組 0件"
    assert river.xpath("//section[h2/@id='others']//li/a/@href") == [f"/plans/{DRAFT}#{DRAFT}-x1"]
    # Its characters are part of another name, which is not said to be the same.
    assert river.xpath("//section[h2/@id='similar']//a/@href") == [f"/names/{quote('大川')}"]
    assert shapes.get("/names/小川").status_code == 404


@pytest.mark.parametrize("words", ["鶴ヶ峰", "区民", "自治会町内会", "2027年国際園芸博覧会"])
def test_the_page_of_a_name_counts_what_the_finder_finds(sheet: TestClient, words: str) -> None:
    links = page(sheet, f"/names/{quote(words)}").xpath(
        "//p[@class='to-list']/a[contains(., '絞り込んで探す')]"
    )
    assert links
    for link in links:
        n = int(text(link).rpartition("（")[2].removesuffix("件）"))
        found = page(sheet, link.get("href"))
        assert text(found.xpath("//*[@id='results-heading']")[0]).endswith(f"{n}件")


def test_the_form_offers_ten_names_and_the_chosen_ones(sheet: TestClient) -> None:
    river = "帷子川"
    plain = page(sheet, "/initiatives").xpath("//input[@name='place']/@value")
    assert len(plain) == 10
    assert river not in plain
    chosen = page(sheet, f"/initiatives?place={river}&place=鶴ヶ峰")
    assert chosen.xpath("//input[@name='place']/@value") == [*plain, river]
    assert chosen.xpath("//input[@name='place'][@checked]/@value") == ["鶴ヶ峰", river]
    assert len(chosen.xpath("//article[@class='card']")) == 4


def test_an_item_names_what_its_text_names(sheet: TestClient) -> None:
    links = page(sheet, "/initiatives/141127-2022-b03").xpath("//dd/a[starts-with(@href, '/names/')]")
    assert [text(one) for one in links] == [
        "災害用ハマッコトイレ",
        "ハマッコトイレ",
        "地域防災拠点",
        "災害用ハマッコトイレの整備",
    ]
