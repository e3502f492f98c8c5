"""What the pages say about the real sheet, that editorial facts are marked, and that errors help."""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlencode

import pytest
from httpx import Response
from lxml import html  # type: ignore[import-untyped,unused-ignore]
from lxml.html import HtmlElement  # type: ignore[import-untyped,unused-ignore]
from starlette.testclient import TestClient

from app.dates import due
from app.importer.load import import_text
from app.main import create_app
from app.pages import segments
from app.schema import open_store
from app.settings import Settings
from tests.conftest import BASE, SEED, MakeSettings
from tests.world import plan_2022, plan_2023, text_of

PLAN = "141127-2022"
SHEET = "ac9a98564d796729031fa745455657b95d44914e59447c66dc8694196cd1903e"
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


@contextmanager
def served(settings: Settings, *texts: str) -> Iterator[TestClient]:
    store = open_store(settings)
    for text in texts:
        import_text(store, text)
    with TestClient(create_app(settings, store), base_url=BASE, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="module")
def site(make_settings: MakeSettings) -> Iterator[TestClient]:
    with served(make_settings("sqlite"), SEED.read_text("utf-8")) as client:
        yield client


def page(client: TestClient, address: str, status: int = 200) -> HtmlElement:
    answer = client.get(address)
    assert answer.status_code == status, address
    return html.fromstring(answer.text)


def text(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def with_class(element: HtmlElement, name: str) -> list[HtmlElement]:
    found: list[HtmlElement] = element.xpath(
        "descendant-or-self::*[contains(concat(' ', @class, ' '), concat(' ', $name, ' '))]", name=name
    )
    return found


def main_text(element: HtmlElement) -> str:
    return text(element.get_element_by_id("main"))


def facts(element: HtmlElement) -> dict[str, str]:
    """The pairs of every description list under an element; of equal names the first."""
    found: dict[str, str] = {}
    for name in element.xpath(".//dt"):
        found.setdefault(text(name), text(name.xpath("following-sibling::dd[1]")[0]))
    return found


def total(element: HtmlElement) -> int:
    said = re.fullmatch(r"検索結果 (\d+)件", text(element.get_element_by_id("results-heading")))
    assert said is not None
    return int(said[1])


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_stands_in_the_same_frame(site: TestClient, address: str) -> None:
    answer = site.get(address)
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


def test_settings_speak_for_an_official_service(make_settings: MakeSettings) -> None:
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


def test_the_overview_counts_the_pillars(site: TestClient) -> None:
    root = page(site, "/")
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


def test_every_number_of_the_overview_leads_to_as_many(site: TestClient) -> None:
    root = page(site, "/")
    links = [
        (text(link), link.get("href")) for link in root.xpath("//main//a[contains(@href, '/initiatives?')]")
    ]
    counted = [
        (int(numbers[-1]), href) for said, href in links if (numbers := re.findall(r"(\d+) ?件", said))
    ]
    assert len(counted) > 40
    for number, href in counted:
        assert total(page(site, href)) == number, href


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ({}, 46),
        ({"pillar": "安全・安心", "basis": "stated"}, 8),
        ({"bureau": "道路局"}, 3),
        ({"bureau": ["都市整備局", "環境創造局"]}, 7),
        ({"bureau": "none"}, 33),
        ({"pillar": "none", "basis": "stated"}, 16),
        ({"sdg": "none", "basis": "stated"}, 46),
        ({"kind": "measure"}, 33),
        ({"q": "防災"}, 5),
        ({"q": "花"}, 5),
        ({"q": "ホタル"}, 1),
        ({"q": "", "pillar": "", "utm_source": "mail"}, 46),
    ],
)
def test_the_finder_finds(site: TestClient, query: dict[str, str | list[str]], number: int) -> None:
    root = page(site, f"/initiatives?{urlencode(query, doseq=True)}")
    assert total(root) == number
    assert len(with_class(root, "card")) == number


def test_the_finder_shows_the_counts_of_the_api(site: TestClient) -> None:
    query = f"?pillar={quote('魅力づくり')}&sdg=11&sdg=8"
    root = page(site, f"/initiatives{query}")
    answered = site.get(f"/api/v1/facets{query}").json()["facets"]
    for name in ("pillar", "sdg", "bureau", "kind", "theme", "kpi"):
        shown = root.xpath(f"//input[@type='checkbox'][@name='{name}']")
        assert len(shown) == len(answered[name])
        for box, option in zip(shown, answered[name], strict=True):
            said = text(with_class(box.getparent(), "option-count")[0])
            assert box.get("value") == option["value"]
            assert ("checked" in box.attrib) == option["selected"]
            assert said.startswith(f"{option['count']}件")
            assert ("原文" in said) == (option["count"] != option["count_stated"])
            assert option["count"] == option["count_stated"] or said.endswith(f" {option['count_stated']}")


def test_a_filtered_finder_says_its_conditions_everywhere(site: TestClient) -> None:
    query = urlencode({"pillar": "安全・安心", "sdg": "11"})
    root = page(site, f"/initiatives?{query}")
    assert root.xpath("string(//title)") == "安全・安心 × SDGs 11（7件） | 取組を探す | 方針データ"
    assert root.xpath("string(//link[@rel='canonical']/@href)") == f"{BASE}/initiatives?{query}"
    said = "柱が『安全・安心』、かつSDGsが『11 住み続けられるまちづくりを』の取組"
    assert text(with_class(root, "sentence")[0]) == said
    chips = with_class(root, "chip-remove")
    assert [(text(chip), chip.get("href")) for chip in chips] == [
        ("柱安全・安心を外す", "/initiatives?sdg=11"),
        ("SDGs11 住み続けられるまちづくりをを外す", f"/initiatives?{urlencode({'pillar': '安全・安心'})}"),
    ]
    files = [link.get("href") for link in with_class(root, "files")[0].xpath(".//a")]
    assert f"/api/v1/initiatives.csv?{query}" in files
    assert f"/api/v1/initiatives?{query}" in files


def test_an_id_in_the_address_is_shown_by_its_name(site: TestClient) -> None:
    root = page(site, f"/initiatives?pillar={PLAN}-p1&year=R4&issuer=141127")
    assert total(root) == 9
    assert [text(chip) for chip in with_class(root, "chip-remove")] == [
        "年度令和4年度（2022年度）を外す",
        "発行者横浜市旭区を外す",
        "柱安全・安心を外す",
    ]
    assert root.xpath("//input[@name='pillar'][@value='安全・安心'][@checked]")


def test_the_list_marks_what_editors_added_and_repairs_nothing(site: TestClient) -> None:
    root = page(site, "/initiatives")
    cards = with_class(root, "card")
    items = site.get("/api/v1/initiatives").json()["items"]
    assert len(cards) == len(items) == 46
    marked = [card for card in cards if "編集による見出し" in text(with_class(card, "card-title")[0])]
    assert len(marked) == 33
    tags = [chip for card in cards for chip in with_class(card, "sdg")]
    assert len(tags) == 52
    assert all(text(tag).endswith("推定") for tag in tags)
    for card, item in zip(cards, items, strict=True):
        quoted = with_class(card, "quote")[0]
        readings = [text(reading) for reading in with_class(quoted, "reading")]
        assert readings == [f"［※読み替え：{one['reading']}］" for one in item["corrections"]]
        for reading in with_class(quoted, "reading"):
            reading.drop_tree()
        assert quoted.text_content().strip() == item["text"]
        assert ("記載なし" in facts(card)["所管局"]) == (not item["organisations"])


def test_nothing_found_says_what_each_condition_costs(site: TestClient) -> None:
    root = page(site, "/initiatives?sdg=3&basis=stated")
    links = [
        (text(link), link.get("href")) for link in root.xpath("//*[@id='results']//*[@class='notice']//a")
    ]
    assert links == [
        ("SDGs「3 すべての人に健康と福祉を」を外すと 46件", "/initiatives?basis=stated"),
        ("根拠「原文に記載のあるものだけ」を外すと 6件", "/initiatives?sdg=3"),
        ("条件をすべて外す", "/initiatives"),
        ("編集による推定も含めて探す", "/initiatives?sdg=3"),
    ]


def test_words_of_the_reader_are_never_markup(site: TestClient) -> None:
    root = page(site, f"/initiatives?q={quote('<b>花</b>&')}")
    assert total(root) == 0
    assert not root.xpath("//main//b")
    assert root.xpath("string(//input[@id='q']/@value)") == "<b>花</b>&"


def test_a_bureau_project_shows_on_what_its_tags_rest(site: TestClient) -> None:
    root = page(site, f"/initiatives/{PLAN}-b03")
    assert text(root.xpath("//h1")[0]) == "災害用ハマッコトイレの整備"
    assert "編集による見出し" not in main_text(root)
    assert text(root.xpath("//blockquote")[0]) == "地域防災拠点等に6箇所整備予定"
    told = facts(root.get_element_by_id("main"))
    assert told["柱"].startswith(
        "安全・安心 編集による推定 根拠とした語句：「災害用ハマッコトイレの整備」理由：柱"
    )
    assert told["施策"] == "対象外"
    assert told["所管局"] == "環境創造局 紙面の配置による"
    assert told["目標"] == "6箇所"
    assert told["期日"].startswith("令和4年度（2022年度）予定 編集による推定 理由：")
    assert (told["基準値"], told["結果"]) == ("記載なし", "報告なし")
    tags = with_class(root, "tag")
    assert text(tags[0]).startswith("SDGs 6 安全な水とトイレを世界中に 編集による推定 担当課未確認")
    assert (
        tags[0].xpath("string(.//dd[1]/span[@lang='en'])").startswith("By 2030, achieve access to adequate")
    )
    assert facts(tags[0])["根拠とした語句"] == "「災害用ハマッコトイレの整備」"
    assert root.xpath(f"//a[@href='/initiatives/{PLAN}-p1-t1-m3']")
    assert root.xpath(f"//a[@href='/plans/{PLAN}#{PLAN}-b03']")
    assert root.xpath(f"//a[@href='/api/v1/initiatives/{PLAN}-b03']")
    assert told["変わらないURL"] == f"{BASE}/initiatives/{PLAN}-b03"


def test_a_measure_shows_its_damaged_word_and_the_reading(site: TestClient) -> None:
    root = page(site, f"/initiatives/{PLAN}-p1-t3-m2")
    said = text(root.xpath("//blockquote")[0])
    assert said.startswith("地域における飼いの［※読み替え：飼い主の］いない猫対策")
    assert "原文の箇条書きには題がないため" in main_text(root)
    assert "「飼い主のいない猫」の「主」が落ちたとみられる" in text(with_class(root, "editorial-box")[0])
    told = facts(root.get_element_by_id("main"))
    assert told["柱"] == "安全・安心 紙面の配置による"
    assert told["所管局"].startswith("記載なし")
    assert told["ターゲット"].startswith("11.5 ")


def test_a_measure_without_tags_says_so(site: TestClient) -> None:
    said = main_text(page(site, f"/initiatives/{PLAN}-p2-t1-m2"))
    assert "記載なし。原文はこの取組についてSDGsの目標を挙げておらず" in said
    assert "記載なし。この文に、数・期日・成果物の約束はありません。" in said


def test_one_promise_in_two_places_is_one_kpi(site: TestClient) -> None:
    root = page(site, f"/initiatives/{PLAN}-p3-t2-m1")
    told = facts(root.get_element_by_id("main"))
    assert told["期日"] == "令和5年3月（2023年3月）予定 原文の表記：「令和5年3月」"
    assert told["同じ約束がある取組"] == "「「相鉄・東急直通線」（令和5年3月開業予定）」"


def test_the_page_of_the_plan_holds_every_printed_character(site: TestClient) -> None:
    root = page(site, f"/plans/{PLAN}")
    sheet = with_class(root, "sheet")[0]
    assert [text(one) for one in with_class(sheet, "reading")] == [
        "［※読み替え：丁寧に］",
        "［※読み替え：飼い主の］",
        "［※読み替え：一歩］",
        "［※読み替え：ホタル］",
    ]
    for added in ("reading", "detail", "captions-title", "kicker", "sheet-note"):
        for element in with_class(sheet, added):
            element.drop_tree()
    printed = "".join(sheet.text_content().split())
    assert len(printed) == 4449
    assert hashlib.sha256(printed.encode()).hexdigest() == SHEET


def test_the_readings_can_stand_in_the_text(site: TestClient) -> None:
    root = page(site, f"/plans/{PLAN}?reading=corrected")
    sheet = with_class(root, "sheet")[0]
    assert [text(one) for one in with_class(sheet, "corrected")] == ["丁寧に", "飼い主の", "一歩", "ホタル"]
    assert [text(one) for one in with_class(sheet, "reading")] == [
        "［※原文：丁寧を］",
        "［※原文：飼いの］",
        "［※原文：一步］",
        "［※原文：ホテル］",
    ]
    switch = with_class(root, "switch")[0]
    assert [(text(one), one.get("href"), one.get("aria-current")) for one in switch.iter("a")] == [
        ("原文", f"/plans/{PLAN}?reading=printed", None),
        ("読み替え", f"/plans/{PLAN}?reading=corrected", "true"),
    ]
    assert with_class(page(site, f"/plans/{PLAN}?reading=printed"), "corrected") == []
    assert "読み方" in text(page(site, f"/plans/{PLAN}?reading=x", 400))


def test_every_piece_of_the_plan_has_its_anchor(site: TestClient) -> None:
    root = page(site, f"/plans/{PLAN}")
    anchors = root.xpath("//article//@id")
    pieces = [piece["id"] for piece in site.get(f"/api/v1/plans/{PLAN}/document").json()["items"]]
    assert anchors == pieces
    assert site.get("/plans", follow_redirects=False).headers["location"] == f"/plans/{PLAN}"


def test_the_page_of_a_pillar(site: TestClient) -> None:
    root = page(site, f"/pillars/{PLAN}-p3")
    said = main_text(root)
    assert "この柱の取組 10件うち原文に記載7件" in said
    assert "3件は柱の記載がない取組で、編集による推定です。" in said
    assert len(with_class(root, "card")) == 10
    link = root.xpath("string(//a[contains(@href, '/initiatives?')][contains(., '絞り込んで')]/@href)")
    assert total(page(site, link)) == 10


def test_the_page_of_a_goal_says_that_the_sheet_names_no_goal(site: TestClient) -> None:
    root = page(site, "/sdgs/11")
    assert text(root.xpath("//h1")[0]) == "住み続けられるまちづくりを"
    said = main_text(root)
    assert "原文は、どの取組についてもこの目標の番号を挙げていません。" in said
    assert "次の16件は" in said
    assert len(with_class(root, "card")) == 16
    assert "国連の承認を受けたものではなく" in said
    assert "この目標を付けた取組はありません。" in main_text(page(site, "/sdgs/14"))


def test_the_pages_of_organisations(site: TestClient) -> None:
    bureau = page(site, "/organisations/141003-toshi-seibi")
    assert "所管する取組 4件" in main_text(bureau)
    assert len(with_class(bureau, "card")) == 4
    assert bureau.xpath(f"//main//a[@href='/plans/{PLAN}']")
    ward = page(site, "/organisations/141127")
    assert "横浜市旭区が出した計画の取組 46件" in main_text(ward)
    assert total(page(site, ward.xpath("string(//main//a[contains(@href, 'issuer')]/@href)"))) == 46


def test_the_data_page_links_what_it_names(site: TestClient) -> None:
    root = page(site, "/data")
    assert "令和4年度旭区運営方針の初回登録" in main_text(root)
    for href in root.xpath("//main//a/@href"):
        if href.startswith("/"):
            assert site.get(href).status_code == 200, href


def test_the_api_page_has_every_operation_and_every_link_answers(site: TestClient) -> None:
    root = page(site, "/api")
    shown = [text(code) for code in root.xpath("//section//p[@class='address']//code")]
    assert sorted(shown) == sorted(site.get("/api/v1/openapi.json").json()["paths"])
    names = root.xpath("//dt[starts-with(@id, 'parameter-')]/@id")
    for href in set(root.xpath("//p[@class='statuses']/a/@href")):
        assert href.removeprefix("#") in names
    for href in root.xpath("//p[@class='address']/a/@href"):
        assert site.get(href).status_code == 200, href


def test_the_about_page_explains_each_mark(site: TestClient) -> None:
    said = main_text(page(site, "/about"))
    for words in ("原文に記載", "紙面の配置による", "編集による推定", "国連の承認を受けたものではなく"):
        assert words in said


@pytest.mark.parametrize(
    ("address", "name", "allowed"),
    [
        (f"/initiatives?pillar={quote('安全')}", "柱pillar", "安全・安心"),
        ("/initiatives?bureau=x", "所管局bureau", "道路局"),
        ("/initiatives?sdg=18", "SDGssdg", "17"),
        ("/initiatives?kind=x", "種類kind", "measure"),
        ("/initiatives?year=R99", "年度year", ""),
        (f"/initiatives?q={'花' * 201}", "検索語q", "200文字以内"),
        ("/initiatives?limit=-1", "1ページの件数limit", "1以上"),
        ("/initiatives?offset=100000000000000000000", "先頭から飛ばす件数offset", ""),
        ("/initiatives?q=%ff", "URLの条件query", "UTF-8"),
        ("/initiatives?q=%00", "URLの条件query", "制御文字"),
    ],
)
def test_a_bad_condition_is_explained(site: TestClient, address: str, name: str, allowed: str) -> None:
    root = page(site, address, 400)
    told = facts(root.get_element_by_id("problem"))
    assert list(told) == [name]
    assert allowed in told[name]
    assert root.xpath("//main//form[@action='/initiatives']//input[@name='q']")
    assert root.xpath("//main//a[@href='/initiatives']")


@pytest.mark.parametrize(
    "address", ["/nowhere", f"/initiatives/{PLAN}-x", "/pillars/" + "9" * 30, "/sdgs/18", "/organisations/x"]
)
def test_what_is_not_there_is_a_page_too(site: TestClient, address: str) -> None:
    root = page(site, address, 404)
    assert text(root.xpath("//h1")[0]) == "見つかりません"
    assert root.xpath("//main//form[@action='/initiatives']")
    assert not root.xpath("//link[@rel='canonical']")


def test_other_methods_are_refused_on_a_page(site: TestClient) -> None:
    answer = site.post("/initiatives")
    assert answer.status_code == 405
    assert "GET と HEAD だけを使えます" in answer.text


def test_a_withdrawn_item_leads_to_what_replaced_it(make_settings: MakeSettings) -> None:
    old, new = f"{PLAN}-p1-t3-m1", f"{PLAN}-p1-t3-m3"
    plan = json.loads(SEED.read_text("utf-8"))
    plan["note"] = "項目を1つ取り下げる"
    plan["document"] = [one for one in plan["document"] if one["id"] != old]
    plan["plan"]["source"] |= {"text_sha256": None, "text_length": None}
    plan["withdrawn"] = [{"id": old, "replaced_by": new, "reason": "まとめた"}]
    with served(make_settings("sqlite"), SEED.read_text("utf-8"), text_of(plan)) as client:
        root = page(client, f"/initiatives/{old}", 410)
        assert "まとめた" in main_text(root)
        link = root.xpath("string(//main//a[contains(., '代わりの項目')]/@href)")
        assert text(page(client, link).xpath("//h1")[0]) == "協働による地域清掃活動と不法投棄防止対策"
        assert "項目を1つ取り下げる" in main_text(page(client, "/data"))


def test_an_empty_store_answers_503_with_a_page(make_settings: MakeSettings) -> None:
    with served(make_settings("sqlite")) as client:
        for address in ("/", "/initiatives", "/plans", "/data", "/sdgs/1", f"/plans/{PLAN}"):
            root = page(client, address, 503)
            assert "まだ計画が登録されていません" in main_text(root)
        for address in ("/about", "/api"):
            page(client, address)


def test_a_database_that_fails_and_an_unexpected_error_are_pages_too(
    make_settings: MakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = make_settings("sqlite")
    with served(settings, SEED.read_text("utf-8")) as client:

        def fails(*_arguments: object) -> None:
            raise RuntimeError("a secret of the inside")

        monkeypatch.setattr("app.routers.site.matrix", fails)
        answer: Response = client.get("/")
        assert answer.status_code == 500
        assert "思わぬ誤りが起きました" in answer.text
        assert "secret" not in answer.text
        assert answer.headers["X-Request-Id"] in answer.text

    store = open_store(settings)
    with TestClient(create_app(settings, store), base_url=BASE, raise_server_exceptions=False) as client:
        assert settings.sqlite_file is not None
        settings.sqlite_file.rename(settings.sqlite_file.with_suffix(".away"))
        store.engine.dispose()
        answer = client.get("/initiatives?q=x")
        assert answer.status_code == 503
        assert "データベースが応答しません" in answer.text
        assert answer.headers["Retry-After"] == "2"


def test_several_plans_can_be_told_apart(make_settings: MakeSettings) -> None:
    plans = (text_of(plan_2022()), text_of(plan_2023()), SEED.read_text("utf-8"))
    with served(make_settings("sqlite"), *plans) as client:
        root = page(client, "/initiatives?sdg=11")
        links = [(text(link), link.get("href")) for link in root.get_element_by_id("plans").xpath(".//a")]
        assert ("すべての計画", "/initiatives?sdg=11") in links
        assert ("令和4年度旭区運営方針", f"/initiatives?plan={PLAN}&sdg=11") in links
        assert total(page(client, f"/initiatives?plan={PLAN}&sdg=11")) == 16
        headings = [text(heading) for heading in with_class(root, "group-title")]
        assert any(heading.endswith("令和4年度旭区運営方針") for heading in headings)
        assert client.get("/plans", follow_redirects=False).headers["location"] == "/data#plans"
        for kind in ("initiatives", "pillars", "organisations", "plans"):
            for item in client.get(f"/api/v1/{kind}?limit=1000").json()["items"]:
                page(client, f"/{kind}/{item['id']}")


def test_no_page_is_heavy(site: TestClient) -> None:
    """Bytes as they travel: 60 KB of HTML, 30 KB of CSS, 20 KB of JavaScript."""

    def sent(address: str) -> int:
        return int(site.get(address, headers={"Accept-Encoding": "gzip"}).headers["Content-Length"])

    for address in ADDRESSES:
        if "nowhere" not in address and "pillar=x" not in address:
            assert sent(address) < 60_000, address
    assert sent("/static/hoshin.css") < 30_000
    assert sent("/static/hoshin.js") + sent("/static/htmx.js") < 20_000


@pytest.mark.parametrize(
    ("start", "end", "precision", "written"),
    [
        ("2022-10-01", "2023-03-31", "fiscal_half", "令和4年10月～令和5年3月（2022年10月～2023年3月）"),
        ("2023-03-01", "2023-03-31", "month", "令和5年3月（2023年3月）"),
        ("2022-09-05", "2022-09-05", "day", "令和4年9月5日（2022年9月5日）"),
        ("2022-04-01", "2023-03-31", "fiscal_year", "令和4年度（2022年度）"),
        ("2027-01-01", "2027-12-31", "year", "令和9年（2027年）"),
        ("2019-01-01", "2019-12-31", "year", "令和元年（2019年）"),
    ],
)
def test_a_due_is_never_sharper_than_known(start: str, end: str, precision: str, written: str) -> None:
    assert due({"start": start, "end": end, "precision": precision}) == written


def test_corrections_cut_a_text_without_changing_it() -> None:
    first, second = {"printed": "ホテル", "reading": "ホタル"}, {"printed": "花", "reading": "華"}
    found = segments("花とホテルと花", [first, second])
    assert [(one.text, one.correction) for one in found] == [
        ("花", second),
        ("と", None),
        ("ホテル", first),
        ("と花", None),
    ]
    assert segments("花", [first]) == [("花", None)]
