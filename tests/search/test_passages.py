"""What else of a plan holds the words of a search, and other words for a search that finds nothing."""

import re
from typing import Any

import pytest
from lxml import html  # type: ignore[import-untyped]
from starlette.testclient import TestClient

from app.search.folding import fold
from app.search.synonyms import groups, other_words
from tests.world import P22

PASSAGES = "/api/v1/passages"


def passages(client: TestClient, **asked: Any) -> list[str]:
    answer = client.get(PASSAGES, params=asked)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["meta"]["total"] == len(found["items"])
    return [one["id"] for one in found["items"]]


def test_passages_are_searched_as_initiatives_are(world: TestClient) -> None:
    every = world.get(PASSAGES).json()["items"]
    for words in ("花", "区 まち", "ＫＵＭＩＮ", "%", "_", "ない"):
        wanted = [
            one["id"] for one in every if all(fold(word) in fold(one["text"]) for word in words.split())
        ]
        assert passages(world, q=words) == wanted, words
    assert passages(world, q="花", plan=P22) == [
        one for one in passages(world, q="花") if one.startswith(P22)
    ]
    assert world.get(f"{PASSAGES}.csv", params={"q": "ない言葉"}).text.count("\n") == 1


@pytest.mark.parametrize("asked", [{"q": ""}, {"q": "　"}, {"q": "x" * 201}, {"sdg": "1"}])
def test_a_wrong_search_of_passages_is_refused(world: TestClient, asked: dict[str, str]) -> None:
    answer = world.get(PASSAGES, params=asked)
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, next(iter(asked)))


@pytest.mark.parametrize(
    ("words", "number", "sentence"),
    [
        ("新型コロナ", 1, "新型コロナウイルス感染症対策に区役所一丸で取り組み"),
        ("ふるさと旭", 2, "「ふるさと旭」の実現"),
        ("信頼される区役所", 2, "信頼される区役所を目指します"),
    ],
)
def test_the_finder_says_where_else_the_sheet_holds_the_words(
    sheet: TestClient, words: str, number: int, sentence: str
) -> None:
    page = html.fromstring(sheet.get("/initiatives", params={"q": words}).text)
    (found,) = page.find_class("passages-found")
    assert found.get("open") is not None
    assert f"計画の本文に{number}か所" in found.text_content()
    links = list(found.iter("a"))
    assert len(links) == number
    assert sentence in links[0].text_content()
    assert [mark.text_content() for mark in links[0].iter("mark")] == [words]
    address, anchor = re.fullmatch(r"(/plans/[0-9-]+)#(.+)", links[0].get("href")).groups()  # type: ignore[union-attr]
    (place,) = html.fromstring(sheet.get(address).text).xpath(f"//*[@id='{anchor}']")
    assert words in place.text_content()


def test_beside_results_it_is_folded_and_without_words_it_is_not_there(sheet: TestClient) -> None:
    page = html.fromstring(sheet.get("/initiatives", params={"q": "園芸博", "year": "2022"}).text)
    (found,) = page.find_class("passages-found")
    assert found.get("open") is None
    assert not html.fromstring(sheet.get("/initiatives").text).find_class("passages-found")


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("障がい", "障害"),
        ("子供", "子ども"),
        ("引きこもり", "ひきこもり"),
        ("希望が丘", "希望ヶ丘"),
        ("シニア", "介護"),
        ("防犯カメラ", "防犯"),
    ],
)
def test_a_search_that_finds_nothing_offers_words_that_do(
    sheet: TestClient, words: str, offered: str
) -> None:
    page = html.fromstring(sheet.get("/initiatives", params={"q": words}).text)
    assert "検索結果 0件" in page.get_element_by_id("results-heading").text_content()
    offers = {
        link.text_content(): (link.get("href"), link.getparent().text_content())
        for link in page.xpath("//*[@class='notice']//li/a")
    }
    address, said = offers[f"「{offered}」で探す"]
    found = html.fromstring(sheet.get(address).text).get_element_by_id("results-heading").text_content()
    number = int(re.findall(r"\d+", found)[0])
    assert f"取組{number}件" in said


def test_offers_keep_the_other_conditions(sheet: TestClient) -> None:
    page = html.fromstring(sheet.get("/initiatives?q=子供&kind=bureau_project").text)
    for link in page.xpath("//*[@class='notice']//li/a"):
        if "で探す" in link.text_content():
            assert "kind=bureau_project" in link.get("href")


def test_the_reviewed_list_says_each_word_once_and_why() -> None:
    words = [word for group in groups() for word in group.words]
    assert len(words) == len(set(words))
    for group in groups():
        assert group.kind in ("spelling", "synonym", "broader")
        assert group.reason
        assert len(group.words) > 1
        assert len({fold(word) for word in group.words}) == len(group.words)


@pytest.mark.parametrize(
    ("query", "others"),
    [
        ("花", []),
        ("鶴ヶ峰", ["鶴が峰"]),
        ("子供 食堂", ["子ども 食堂", "こども 食堂"]),
        ("しにあ", ["高齢者", "お年寄り", "介護"]),
        ("シニア向け", ["高齢者向け", "お年寄り向け", "介護向け"]),
    ],
)
def test_one_word_at_a_time_is_put_in_another_way(query: str, others: list[str]) -> None:
    assert other_words(query) == others


def test_names_of_the_plans_are_suggested(world: TestClient) -> None:
    page = html.fromstring(world.get(f"/initiatives?plan={P22}").text)
    suggestions = page.get_element_by_id(page.get_element_by_id("q").get("list"))
    found = {(one.get("label"), one.get("value")) for one in suggestions}
    facets = world.get(f"/api/v1/facets?plan={P22}").json()["facets"]
    for title, name in (("柱", "pillar"), ("所管局", "bureau")):
        wanted = {(title, one["label"]) for one in facets[name] if one["value"] != "none"}
        assert wanted <= found
