"""The finder: results, counts and the display of its conditions."""

from urllib.parse import quote, urlencode

import pytest
from starlette.testclient import TestClient

from tests.conftest import BASE
from tests.page_reader import PLAN, facts, page, text, total, with_class
from tests.second_edition import Load
from tests.world import P22, entry, plan_2022, signed


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
def test_a_filter_shows_as_many_cards_as_it_counts(
    sqlite_sheet: TestClient, query: dict[str, str | list[str]], number: int
) -> None:
    root = page(sqlite_sheet, f"/initiatives?{urlencode(query, doseq=True)}")
    assert total(root) == number
    assert len(with_class(root, "card")) == number


def test_the_finder_shows_the_counts_of_the_api(sqlite_sheet: TestClient) -> None:
    query = f"?pillar={quote('魅力づくり')}&sdg=11&sdg=8"
    root = page(sqlite_sheet, f"/initiatives{query}")
    answered = sqlite_sheet.get(f"/api/v1/facets{query}").json()["facets"]
    for name in ("pillar", "sdg", "bureau", "kind", "theme", "kpi"):
        shown = root.xpath(f"//input[@type='checkbox'][@name='{name}']")
        wanted = answered[name]
        if name == "sdg":  # what nothing has is folded, after the others
            wanted = sorted(wanted, key=lambda one: not (one["count"] or one["selected"]))
        for box, option in zip(shown, wanted, strict=True):
            count_text = text(with_class(box.getparent(), "option-count")[0])
            assert box.get("value") == option["value"]
            assert ("checked" in box.attrib) == option["selected"]
            assert count_text == f"{option['count']}件"


def test_that_a_facet_is_editorial_is_said_once_at_its_heading(sqlite_sheet: TestClient) -> None:
    root = page(sqlite_sheet, f"/initiatives?pillar={quote('安全・安心')}")
    notes = {text(one.getparent()) for one in with_class(root, "legend-note")}
    assert notes == {"柱一部は編集による推定", "SDGsすべて編集による推定"}


def test_goals_without_results_are_one_click_away_and_bureaus_come_first(sqlite_sheet: TestClient) -> None:
    root = page(sqlite_sheet, f"/initiatives?bureau={quote('道路局')}")
    names = [one.get("name") for one in root.xpath("//*[@id='facets']//input[@type='checkbox']")]
    assert names.index("bureau") < names.index("sdg") < names.index("kind")
    folded = root.xpath("//details[.//input[@name='sdg']][contains(@class,'facet-more')]//input/@value")
    facet = sqlite_sheet.get("/api/v1/facets?bureau=道路局&facet=sdg").json()["facets"]["sdg"]
    assert folded == [one["value"] for one in facet if not one["count"]]


def test_an_unknown_word_in_the_address_is_named_with_the_one_that_was_meant(
    sqlite_sheet: TestClient,
) -> None:
    for path in ("/initiatives", "/matrix", "/timeline", "/gaps"):
        root = page(sqlite_sheet, f"{path}?sdgs=11&bureu=x&utm_source=mail")
        (note,) = [text(one) for one in with_class(root, "notice-editorial") if "アドレスの" in text(one)]
        assert "「sdgs」は、この画面の条件にありません。「sdg」のことでしたら" in note
        assert "「bureau」のことでしたら" in note
        assert "utm_source" not in note
    assert "「progress」のことでしたら" in sqlite_sheet.get("/kpis?progres=achieved").text
    assert "使わずに表示しています" in sqlite_sheet.get("/initiatives?nonsense=1").text
    assert "アドレスの" not in sqlite_sheet.get("/initiatives?view=table&sdg=11&offset=0").text


def test_conditions_beyond_two_lines_are_folded(sqlite_sheet: TestClient) -> None:
    goals = "&".join(f"sdg={goal}" for goal in range(1, 10))
    root = page(sqlite_sheet, f"/initiatives?{goals}")
    (more,) = with_class(root, "chips-more")
    assert text(more.find("summary")) == "ほか3の条件"
    assert len(with_class(more, "chip-remove")) == 3
    assert len(with_class(root, "chip-remove")) == 9
    # One alone is not worth a fold.
    assert not with_class(page(sqlite_sheet, f"/initiatives?{goals[:41]}"), "chips-more")


def test_the_limit_is_kept_by_the_form(sqlite_sheet: TestClient) -> None:
    root = page(sqlite_sheet, "/initiatives?limit=20")
    assert root.xpath("//*[@id='filter']//input[@name='limit']/@value") == ["20"]
    assert not page(sqlite_sheet, "/initiatives").xpath("//*[@id='filter']//input[@name='limit']")


def test_conditions_appear_in_title_sentence_chips_and_file_links(sqlite_sheet: TestClient) -> None:
    query = urlencode({"pillar": "安全・安心", "sdg": "11"})
    root = page(sqlite_sheet, f"/initiatives?{query}")
    assert (
        root.xpath("string(//title)")
        == "安全・安心 × SDGs 11（7件） | 取組を探す | 令和4年度旭区運営方針 | 方針データ"
    )
    assert root.xpath("string(//link[@rel='canonical']/@href)") == f"{BASE}/initiatives?{query}"
    sentence = "柱が『安全・安心』、かつSDGsが『11 住み続けられるまちづくりを』の取組"
    assert text(with_class(root, "sentence")[0]) == sentence
    chips = with_class(root, "chip-remove")
    assert [(text(chip), chip.get("href")) for chip in chips] == [
        ("柱安全・安心を外す", "/initiatives?sdg=11"),
        ("SDGs11 住み続けられるまちづくりをを外す", f"/initiatives?{urlencode({'pillar': '安全・安心'})}"),
    ]
    files = [link.get("href") for link in with_class(root, "files")[0].xpath(".//a")]
    assert f"/api/v1/initiatives.csv?{query}" in files
    assert f"/api/v1/initiatives?{query}" in files


def test_a_filter_by_id_is_shown_by_its_name(sqlite_sheet: TestClient) -> None:
    root = page(sqlite_sheet, f"/initiatives?pillar={PLAN}-p1&year=R4&issuer=141127")
    assert total(root) == 9
    assert [text(chip) for chip in with_class(root, "chip-remove")] == [
        "年度令和4年度（2022年度）を外す",
        "発行者横浜市旭区を外す",
        "柱安全・安心を外す",
    ]
    assert root.xpath("//input[@name='pillar'][@value='安全・安心'][@checked]")


def test_cards_mark_editorial_values_and_show_the_text_as_printed(sqlite_sheet: TestClient) -> None:
    root = page(sqlite_sheet, "/initiatives")
    cards = with_class(root, "card")
    items = sqlite_sheet.get("/api/v1/initiatives").json()["items"]
    assert len(cards) == len(items) == 46
    marked = [card for card in cards if "編集による見出し" in text(with_class(card, "card-title")[0])]
    assert len(marked) == 33
    tags = [chip for card in cards for chip in with_class(card, "sdg")]
    assert len(tags) == 64
    assert all(text(tag).endswith("（推定）") for tag in tags)
    for card, item in zip(cards, items, strict=True):
        quoted = with_class(card, "quote")[0]
        readings = [text(reading) for reading in with_class(quoted, "reading")]
        assert readings == [f"［※読み替え：{one['reading']}］" for one in item["corrections"]]
        for reading in with_class(quoted, "reading"):
            reading.drop_tree()
        assert quoted.text_content().strip() == item["text"]
        assert ("記載なし" in facts(card)["所管局"]) == (not item["organisations"])


def test_no_results_show_how_many_each_removed_condition_would_give(sqlite_sheet: TestClient) -> None:
    root = page(sqlite_sheet, "/initiatives?sdg=3&basis=stated")
    links = [
        (text(link), link.get("href")) for link in root.xpath("//*[@id='results']//*[@class='notice']//a")
    ]
    assert links == [
        ("SDGs「3 すべての人に健康と福祉を」を外すと 46件", "/initiatives?basis=stated"),
        ("根拠「原文に記載のあるものだけ」を外すと 8件", "/initiatives?sdg=3"),
        ("条件をすべて外す", "/initiatives"),
        ("編集による推定も含めて探す", "/initiatives?sdg=3"),
    ]


def test_the_search_text_is_escaped(sqlite_sheet: TestClient) -> None:
    root = page(sqlite_sheet, f"/initiatives?q={quote('<b>花</b>&')}")
    assert total(root) == 0
    assert not root.xpath("//main//b")
    assert root.xpath("string(//input[@id='q']/@value)") == "<b>花</b>&"


def test_a_card_shows_the_new_text_after_an_import(client: TestClient, load: Load) -> None:
    """Cached cards are keyed by their content: none outlives an import."""
    before = [text(one) for one in with_class(page(client, "/initiatives"), "card")]
    changed = plan_2022()
    entry(changed, f"{P22}-p1-t1-m2")["text"] += "（改）"
    load(signed(changed))
    after = [text(one) for one in with_class(page(client, "/initiatives"), "card")]
    different = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert len(different) == 1
    assert "（改）" not in different[0][0]
    assert "（改）" in different[0][1]


def test_a_cached_card_has_the_text_of_a_card_rendered_for_a_search(sqlite_sheet: TestClient) -> None:
    """Cards without a search come from the cache, those with a search are rendered."""
    marked = with_class(page(sqlite_sheet, f"/initiatives?q={quote('区 の')}"), "card")
    cached = {text(one) for one in with_class(page(sqlite_sheet, "/initiatives"), "card")}
    assert len(marked) > 3
    assert {text(one) for one in marked} <= cached
