"""The page of editorial tags: reason, evidence and review of each, counts, and the contact for disputes."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html  # type: ignore[import-untyped]
from openpyxl import load_workbook
from pydantic import AnyHttpUrl
from starlette.testclient import TestClient

from app.db.schema import open_store
from app.importer.import_plan import import_text
from app.main import create_app
from app.settings import Settings
from tests.conftest import BASE
from tests.world import plan_2022, plan_2023, text_of

GOAL_ROW = re.compile(r"/sdgs/(\d+)\">[^<]+</a></th>\s*" + r'<td class="numeric">(\d+)件</td>\s*' * 4)


def goals(page: str) -> dict[int, tuple[int, ...]]:
    """For each goal with a tag its (editorial, confirmed, disputed, stated) counts."""
    rows = [tuple(int(cell) for cell in row) for row in GOAL_ROW.findall(page)]
    assert [row[0] for row in rows] == list(range(1, 18))
    return {row[0]: row[1:] for row in rows if any(row[1:])}


def test_tags_are_counted_by_goal_basis_and_review(world: TestClient) -> None:
    assert goals(world.get("/tags").text) == {11: (2, 0, 0, 1), 12: (1, 0, 0, 0), 14: (1, 0, 0, 0)}


def test_the_page_holds_every_editorial_tag_of_the_sheet(sheet: TestClient) -> None:
    page = sheet.get("/tags").text
    items = sheet.get("/api/v1/initiatives").json()["items"]
    tags = [(item["id"], tag) for item in items for tag in item["sdgs"]]
    pillars = [item for item in items if item["pillar"] and item["pillar"]["basis"] == "editorial"]
    assert (len(tags), len(pillars)) == (64, 4)
    assert page.count('class="tag editorial"') == 68
    assert "編集で付けた目標は64件、柱は4件です。" in page
    for item_id, tag in tags:
        entry = page.partition(f'id="{item_id}-sdg{tag["goal"]}"')[2].partition("</article>")[0]
        for shown in (
            tag["reason"],
            f"「{tag['evidence']}」",
            tag["target"] or "なし（目標だけを付けています）",
            "担当課未確認",
        ):
            assert shown in entry
    for item in pillars:
        entry = page.partition(f'id="{item["id"]}-pillar"')[2].partition("</article>")[0]
        assert item["pillar"]["reason"] in entry
        assert item["pillar"]["name"] in entry


def test_a_stated_goal_is_counted_but_needs_no_reason(world: TestClient) -> None:
    page = world.get("/tags?year=2023").text
    assert goals(page) == {11: (0, 0, 0, 1)}
    assert "編集で加えた目標や柱はありません。" in page


def test_a_condition_narrows_the_tags(sheet: TestClient) -> None:
    page = sheet.get("/tags?bureau=道路局").text
    shown = set(re.findall(r'<article class="tag editorial" id="(141127-2022-b\d+)-', page))
    listed = sheet.get("/api/v1/initiatives?bureau=道路局").json()["items"]
    assert shown == {item["id"] for item in listed if item["sdgs"]}


def test_a_long_list_of_tags_is_paged(sheet: TestClient) -> None:
    page = sheet.get("/tags?limit=20&offset=60").text
    assert page.count('class="tag editorial"') == 8
    assert "61～68件目（全68件）" in page


def test_without_a_contact_the_page_says_that_none_is_set(sheet: TestClient) -> None:
    dispute = sheet.get("/tags").text.partition('<h2 id="dispute">')[2].partition("</section>")[0]
    assert "問合せ先は、このサイトの運用者が設定していません。" in dispute


@pytest.fixture
def client_with_contact(tmp_path: Path) -> Iterator[TestClient]:
    """The service with the world and a configured contact."""
    settings = Settings(
        database_url=f"sqlite:///{tmp_path}/hoshin.db",
        base_url=AnyHttpUrl(BASE),
        contact_name="区政推進課",
        contact_email="hoshin@example.jp",
    )
    store = open_store(settings)
    for plan in (plan_2022(), plan_2023()):
        import_text(store, text_of(plan))
    with TestClient(create_app(settings, store), base_url=BASE) as client:
        yield client


def test_the_configured_contact_is_shown_for_disputes(client_with_contact: TestClient) -> None:
    dispute = (
        client_with_contact.get("/tags").text.partition('<h2 id="dispute">')[2].partition("</section>")[0]
    )
    assert "区政推進課" in dispute
    assert 'href="mailto:hoshin@example.jp"' in dispute
    assert "設定していません" not in dispute


def test_a_mistake_is_told_with_its_address_and_words(
    client_with_contact: TestClient, sheet: TestClient
) -> None:
    item = client_with_contact.get("/api/v1/initiatives?sdg=12&limit=1").json()["items"][0]
    for address, words in (
        (f"/initiatives/{item['id']}", item["text"]),
        ("/tags", item["sdgs"][0]["reason"]),
    ):
        root = html.fromstring(client_with_contact.get(address).text)
        mails = [urlsplit(link) for link in root.xpath("//main//a[.='まちがいを知らせる']/@href")]
        letters = [parse_qs(mail.query)["body"][0] for mail in mails if mail.path == "hoshin@example.jp"]
        assert any(f"{BASE}{address}" in letter and words[:100] in letter for letter in letters), address
    assert "まちがいを知らせる」に載ります" in sheet.get("/about").text
    assert "mailto:" not in sheet.get("/tags").text


def test_the_tags_of_an_initiative_stand_together_with_their_words_marked(world: TestClient) -> None:
    root = html.fromstring(world.get("/tags?by=initiative").content)
    headings = [one.text_content().split()[0] for one in root.find_class("tag-heading")]
    items = world.get("/api/v1/initiatives?limit=100").json()["items"]
    tagged = [
        one["label"]
        for one in items
        if any(tag["basis"] == "editorial" for tag in one["sdgs"])
        or (one["pillar"] and one["pillar"]["basis"] == "editorial")
    ]
    assert headings[: len(tagged)] == tagged
    for article in root.find_class("editorial"):
        quoted = article.xpath("./p[@class='quote']")[0] if article.tag == "article" else None
        if quoted is not None and quoted.xpath(".//mark"):
            evidence = article.xpath("./dl/dt[. = '根拠とした語句']/following-sibling::dd[1]")[0]
            assert f"「{quoted.xpath('.//mark')[0].text_content()}」" == evidence.text_content().strip()


def test_the_form_narrows_the_tags_and_keeps_how_they_stand(sheet: TestClient) -> None:
    root = html.fromstring(sheet.get("/tags?by=initiative&sdg=13").content)
    form = root.find_class("tag-filter")[0]
    assert [one.get("name") for one in form.xpath(".//select")] == ["sdg", "pillar", "review"]
    assert form.xpath("./input/@name") == ["by"]
    assert form.xpath(".//select[@name='sdg']/option[@selected]/@value") == ["13"]


def test_the_workbook_of_the_tags_has_a_row_each_and_room_for_a_decision(sheet: TestClient) -> None:
    book = load_workbook(io.BytesIO(sheet.get("/tags.xlsx?sdg=13").content), read_only=True)
    rows = list(book.worksheets[0].iter_rows(min_row=4, values_only=True))
    assert rows[0][2:9] == (
        "推定",
        "ターゲット",
        "ターゲットの文",
        "根拠の語句",
        "理由",
        "確認状況",
        "担当課の判断",
    )
    assert [row[2] for row in rows[1:]] == ["SDGs 13 気候変動に具体的な対策を"] * 7


def test_a_goal_is_shown_with_its_own_tags_alone(sheet: TestClient) -> None:
    assert sheet.get("/tags?sdg=16").text.count('class="tag editorial"') == 4
    assert sheet.get("/tags?sdg=none").text.count('class="tag editorial"') == 2
