"""Every result of a search shows the word, in its text or in the theme text that holds it."""

import unicodedata
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lxml import html  # type: ignore[import-untyped,unused-ignore]
from starlette.testclient import TestClient

from app.search.folding import fold, words
from tests.conftest import MakeSettings, served
from tests.spellings import full_width, katakana
from tests.world import plan_2022, text_of

PLAN = "141127-2022"
VIEWS = ("", "&group=none", "&sort=label", "&view=table")


def page(client: TestClient, q: str, view: str = "") -> Any:
    answer = client.get(f"/initiatives?{urlencode({'q': q})}{view}")
    assert answer.status_code == 200
    return html.fromstring(answer.content)


def results(tree: Any) -> Iterator[tuple[str, list[str]]]:
    """Each result with the words marked in it or in the heading above it."""
    above: list[str] = []
    for one in tree.xpath(
        "//section[@id='results']//*[contains(@class, 'group-title') or self::article or self::tbody/tr]"
        " | //section[@id='results']//tbody/tr[not(@class)]"
    ):
        found = [mark.text_content() for mark in one.xpath(".//mark")]
        if one.tag.startswith("h"):
            above = found
        else:
            (address,) = one.xpath("(.//a)[1]/@href")
            yield address.rpartition("/")[2], [*above, *found]


def texts(client: TestClient) -> list[str]:
    """Every searched text."""
    themes = client.get("/api/v1/themes?limit=1000").json()["items"]
    items = client.get("/api/v1/initiatives?limit=1000").json()["items"]
    found = [text for one in themes for text in (one["name"], *one["leads"], *one["captions"])]
    for one in items:
        found += [one["text"], *(bureau["name"] for bureau in one["organisations"])]
        found += [one["label"]] if one["label_basis"] == "stated" else []
        found += [one["text"].replace(c["printed"], c["reading"]) for c in one["corrections"]]
    return found


SPELLINGS = (str, fold, str.upper, katakana, full_width, lambda text: unicodedata.normalize("NFD", text))


def test_a_caption_that_holds_the_word_is_shown_with_its_place(sheet: TestClient) -> None:
    card = next(one for one in page(sheet, "子育て").xpath("//article") if "多様な主体" in one.text_content())
    (place,) = card.xpath(".//dt[text() = '写真・図の説明']/following-sibling::dd[1]")
    assert place.text_content() == (
        "買取再販事業者のリノベーション提案を活かして子育て世帯の流入を促進（若葉台団地）"
    )
    assert [mark.text_content() for mark in place.xpath("mark")] == ["子育て"]

    row = next(
        one
        for one in page(sheet, "子育て", "&view=table").xpath("//tbody/tr[not(@class)]")
        if "多様な主体" in one.text_content()
    )
    assert "写真・図の説明「買取再販事業者の" in row.text_content()
    assert [mark.text_content() for mark in row.xpath(".//mark")] == ["子育て"]


def test_a_caption_is_not_shown_where_the_item_itself_shows_the_word(sheet: TestClient) -> None:
    shown = {
        one.xpath("string(.//a)"): one.xpath(".//dt[text() = '写真・図の説明']")
        for one in page(sheet, "子育て").xpath("//article")
    }
    assert len(shown) == 7
    assert [name for name, places in shown.items() if places] == [
        "多様な主体のパートナーシップの推進",
        "「旭区SDGs月間」での活動・取組のPR",
    ]


def test_a_lead_that_holds_the_word_is_shown_with_its_place(make_settings: MakeSettings) -> None:
    with served(make_settings("sqlite"), text_of(plan_2022())) as client:
        tree = page(client, "花のある港")
    assert [found for _, found in results(tree)] == [["花のある港"]]
    assert tree.xpath("//article//dt[text() = '施策のリード文']")


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    ("q", "total"), [("子育て", 7), ("花", 5), ("ﾎﾀﾙ", 1), ("一歩", 1), ("カレンダー", 4), ("道路局", 3)]
)
def test_each_result_of_a_search_marks_the_word(sheet: TestClient, q: str, total: int, view: str) -> None:
    found = dict(results(page(sheet, q, view)))
    assert len(found) == total
    assert {item: marks for item, marks in found.items() if not marks} == {}


@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_every_word_of_every_searched_text_is_marked(sheet: TestClient, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(sorted(set(texts(sheet)))))
    start = data.draw(st.integers(0, len(text) - 1))
    length = data.draw(st.integers(1, 8))
    q = data.draw(st.sampled_from(SPELLINGS))(text[start : start + length])
    query_words = words(q)
    assume(query_words and any(character.isalnum() for character in q))
    found = dict(results(page(sheet, q, data.draw(st.sampled_from(VIEWS)))))
    assert found
    for item, marks in found.items():
        assert any(fold(mark) in word or word in fold(mark) for mark in marks for word in query_words), item
