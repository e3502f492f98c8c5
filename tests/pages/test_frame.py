"""The frame of every page, the overview, and the pages on the data, the API and the site."""

import re

import pytest
from lxml import html  # type: ignore[import-untyped,unused-ignore]
from starlette.testclient import TestClient

from app.settings import Settings
from tests.conftest import BASE, MakeSettings, served
from tests.page_reader import PLAN, main_text, page, text, total, with_class
from tests.paths import SEED
from tests.world import plan_2022, plan_2023, text_of

ADDRESSES = (
    "/",
    "/initiatives",
    f"/initiatives/{PLAN}-p1-t3-m2",
    f"/initiatives/{PLAN}-b03",
    f"/pillars/{PLAN}-p1",
    "/sdgs/11",
    "/organisations/141003-doro",
    f"/plans/{PLAN}",
    "/data",
    "/api",
    "/about",
    "/nowhere",
    "/initiatives?pillar=x",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_stands_in_the_same_frame(sqlite_sheet: TestClient, address: str) -> None:
    answer = sqlite_sheet.get(address)
    root = html.fromstring(answer.text)
    assert root.get("lang") == "ja"
    assert len(root.xpath("//h1")) == 1
    assert root.xpath("string(//title)").endswith("方針データ")
    assert root.xpath("string(//body/a[1])") == "本文へ移動"
    assert "自治体の公式サービスではありません" in text(root.xpath("//header")[0])
    footer = text(root.xpath("//footer")[0])
    assert "問合せ先は設定されていません。" in footer
    assert "元の文書のライセンス 記載なし" in footer
    assert ("最終更新日" in footer) == (
        address not in ("/api", "/about", "/nowhere", "/initiatives?pillar=x")
    )
    # The policy of the pages allows neither inline style nor inline script.
    assert not root.xpath("//@style | //style | //*[@*[starts-with(name(), 'on')]]")
    assert not root.xpath("//script[not(@src) and not(@type='application/ld+json')]")
    if address not in ("/", "/nowhere", "/initiatives?pillar=x"):
        assert root.xpath("string(//nav[@aria-label='現在位置']//li[last()]/a/@aria-current)") == "page"
        assert root.xpath("string(//link[@rel='canonical']/@href)") == BASE + address


def test_an_official_service_shows_contact_and_licence_and_no_disclaimer(make_settings: MakeSettings) -> None:
    given = {
        "official": True,
        "publisher": "横浜市旭区",
        "contact_name": "区政推進課",
        "contact_email": "kusei@example.jp",
        "license_name": "CC BY 4.0",
        "license_url": "https://creativecommons.org/licenses/by/4.0/deed.ja",
    }
    settings = Settings.model_validate(make_settings("sqlite").model_dump() | given)
    with served(settings, SEED.read_text("utf-8")) as client:
        root = page(client, "/")
    assert "公式サービスではありません" not in text(root)
    footer = root.xpath("//footer")[0]
    assert "区政推進課" in text(footer)
    assert footer.xpath("string(.//a[@rel='license'])") == "CC BY 4.0"
    assert footer.xpath("string(.//a[starts-with(@href, 'mailto:')])") == "kusei@example.jp"


def test_the_overview_counts_the_pillars(sqlite_sheet: TestClient) -> None:
    root = page(sqlite_sheet, "/")
    cards = [text(card) for card in with_class(root, "pillar-card")]
    assert [re.sub(r" .* ", " … ", card) for card in cards] == [
        "安全・安心 … 8件",
        "地域の力 … 15件",
        "魅力づくり … 7件",
    ]
    assert "取組 9件 うち原文に記載 8件" in cards[0]
    assert "うち原文" not in cards[1]
    assert "取組 10件 うち原文に記載 7件" in cards[2]
    assert "SDGsはすべて編集による推定です" in main_text(root)


def test_every_count_of_the_overview_links_to_as_many_results(sqlite_sheet: TestClient) -> None:
    root = page(sqlite_sheet, "/")
    links = [
        (text(link), link.get("href")) for link in root.xpath("//main//a[contains(@href, '/initiatives?')]")
    ]
    counted = [
        (int(numbers[-1]), href) for content, href in links if (numbers := re.findall(r"(\d+) ?件", content))
    ]
    assert len(counted) > 40
    for number, href in counted:
        assert total(page(sqlite_sheet, href)) == number, href


def test_every_link_of_the_data_page_answers(sqlite_sheet: TestClient) -> None:
    root = page(sqlite_sheet, "/data")
    assert "SDGsの推定・見出し・つながりを読み直し、太字・横浜市・文が挙げる語句を加えた版" in main_text(root)
    for href in root.xpath("//main//a/@href"):
        if href.startswith("/"):
            assert sqlite_sheet.get(href).status_code == 200, href


def test_the_api_page_has_every_operation_and_every_link_answers(sqlite_sheet: TestClient) -> None:
    root = page(sqlite_sheet, "/api")
    shown = [text(code) for code in root.xpath("//section//p[@class='address']//code")]
    assert sorted(shown) == sorted(sqlite_sheet.get("/api/v1/openapi.json").json()["paths"])
    names = root.xpath("//dt[starts-with(@id, 'parameter-')]/@id")
    for href in set(root.xpath("//p[@class='statuses']/a/@href")):
        assert href.removeprefix("#") in names
    for href in root.xpath("//p[@class='address']/a/@href"):
        assert sqlite_sheet.get(href).status_code == 200, href


def test_the_about_page_explains_each_mark(sqlite_sheet: TestClient) -> None:
    content = main_text(page(sqlite_sheet, "/about"))
    for words in ("原文に記載", "紙面の配置による", "編集による推定", "国連の承認を受けたものではなく"):
        assert words in content


def test_several_plans_are_listed_and_filtered_separately(make_settings: MakeSettings) -> None:
    plans = (text_of(plan_2022()), text_of(plan_2023()), SEED.read_text("utf-8"))
    with served(make_settings("sqlite"), *plans) as client:
        root = page(client, "/initiatives?sdg=11")
        links = [(text(link), link.get("href")) for link in root.get_element_by_id("plans").xpath(".//a")]
        assert ("すべての計画", "/initiatives?sdg=11") in links
        assert ("令和4年度旭区運営方針", f"/initiatives?plan={PLAN}&sdg=11") in links
        assert total(page(client, f"/initiatives?plan={PLAN}&sdg=11")) == 16
        headings = [text(heading) for heading in with_class(root, "group-title")]
        assert any(heading.endswith("令和4年度旭区運営方針") for heading in headings)
        assert [text(link) for link in page(client, "/plans").xpath("//main//li//h3/a")] == [
            "令和4年度旭区運営方針",
            "令和4年度見本市港区運営方針",
            "令和5年度見本市港区運営方針",
        ]
        for kind in ("initiatives", "pillars", "organisations", "plans"):
            for item in client.get(f"/api/v1/{kind}?limit=1000").json()["items"]:
                page(client, f"/{kind}/{item['id']}")


def test_pages_style_and_scripts_stay_below_their_size_limits(sqlite_sheet: TestClient) -> None:
    """Bytes as they travel: 60 KB of HTML, 30 KB of CSS, 20 KB of JavaScript."""

    def sent(address: str) -> int:
        return int(sqlite_sheet.get(address, headers={"Accept-Encoding": "gzip"}).headers["Content-Length"])

    for address in ADDRESSES:
        if "nowhere" not in address and "pillar=x" not in address:
            assert sent(address) < 60_000, address
    assert sent("/static/hoshin.css") < 30_000
    assert sent("/static/hoshin.js") + sent("/static/htmx.js") < 20_000
