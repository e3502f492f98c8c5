"""The list of KPIs and the page of one: figures as printed, progress or its absence in words, no promise where
the text makes none."""

from collections import Counter

import pytest
from lxml.html import HtmlElement  # type: ignore[import-untyped,unused-ignore]
from starlette.testclient import TestClient

from app.routers import kpis
from tests.kpi_plan import FORMER, MEASURE, OTHER, PLAN, THEME
from tests.page_reader import facts, main_text, page, text, with_class


def rows(element: HtmlElement, table: str) -> list[list[str]]:
    (found,) = with_class(element, table)
    return [[text(cell) for cell in row] for row in found.xpath(".//tbody/tr")]


def section(element: HtmlElement, heading: str) -> HtmlElement:
    return element.get_element_by_id(heading).getparent()


def test_the_list_shows_each_kpi_from_baseline_to_progress(city: TestClient) -> None:
    shown = rows(page(city, "/kpis"), "kpi-rows")
    assert len(shown) == 13
    plan = "架空市中期計画2022～2025"
    assert shown[1] == [
        f"相談の利用者 数量 {plan}",
        "支えあう地域",
        "100人（令和3年度・実績）",
        "300人 時期：令和7年度（2025年度）",
        "220人（令和5年度・実績） 評価：A",
        "進捗 60%",
    ]
    assert shown[9][3:] == [
        "450本 時期：令和7年度（2025年度） ほかの年の目標1件改訂前の目標1件",
        "135本（令和5年度・実績）",
        "進捗 30%",
    ]
    assert shown[8][5] == "判定できない：報告は推計か見込みだけで、実績の数値がありません。"
    assert shown[7][3:5] == ["広がっている 時期：令和7年度（2025年度）", "広がりつつある（令和5年度）"]
    assert shown[12][2:] == [
        "―",
        "時期：令和9年（2027年）",
        "対象外",
        "外部の行事（約束ではありません）",
    ]


def test_the_list_counts_its_conditions_and_removes_them(city: TestClient) -> None:
    found = page(city, f"/kpis?plan={PLAN}&kind=quantity&progress=achieved&owner=支えあう地域")
    assert text(found.get_element_by_id("list")) == "指標 2件"
    boxes = {text(one): one.xpath("./input/@checked") for one in found.xpath("//fieldset//label")}
    assert boxes["数量（2件）"] == boxes["達成（2件）"] == ["checked"]
    assert "水準（0件）" in boxes
    assert "判定できない（2件）" in boxes
    chips = with_class(found, "chip-remove")
    assert [text(chip) for chip in chips] == [
        "計画架空市中期計画2022～2025を外す",
        "種類数量を外す",
        "進み具合達成を外す",
        "掲げる項目支えあう地域を外す",
    ]
    assert len(rows(page(city, chips[2].get("href")), "kpi-rows")) == 9
    empty = page(city, f"/kpis?plan={FORMER}&kind=level")
    assert "条件に合う指標はありません" in main_text(empty)


def test_a_long_list_of_plans_is_a_field(city: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert page(city, f"/kpis?plan={PLAN}").xpath("//select[@id='plan']/option[@selected]/@value") == [PLAN]
    monkeypatch.setattr(kpis, "MAX_OPTIONS", 1)
    for address in ("/kpis", f"/kpis?plan={PLAN}"):
        fields = page(city, address).xpath("//form[contains(@class, 'kpi-form')]//input[@type='search']")
        assert [one.get("id") for one in fields] == ["plan", "owner"]
    assert fields[0].get("value") == PLAN


def test_the_list_is_paged(city: TestClient) -> None:
    found = page(city, "/kpis?limit=5&offset=5")
    assert len(rows(found, "kpi-rows")) == 5
    (paging,) = with_class(found, "paging")
    assert paging.xpath(".//a/@href") == ["/kpis?limit=5", "/kpis?limit=5&offset=10"]


def test_there_is_no_overall_percentage(city: TestClient) -> None:
    shown = main_text(page(city, "/kpis"))
    assert Counter(word for word in shown.split() if word.endswith("%"))["60%"] == 2
    assert "平均" not in shown
    assert "計画全体の達成率は計算しません" in shown


def test_a_kpi_shows_targets_of_each_year_and_the_revised_one_beside_the_old(city: TestClient) -> None:
    found = page(city, f"/kpis/{PLAN}-k9")
    main, reports = "架空市中期計画（本編）", "架空市の実績一覧"
    assert rows(found, "kpi-figures") == [
        ["基準値", "令和3年度", "0本", "実績", main],
        ["目標", "令和5年度", "100本", "―", main],
        ["目標 改訂前", "令和7年度", "400本", "―", main],
        ["目標 現行", "令和7年度", "450本", "―", reports],
        ["結果", "令和4年度", "60本", "実績", reports],
        ["結果", "令和5年度", "135本", "実績", reports],
    ]
    said = facts(found)
    assert (said["単位"], said["望ましい動き"], said["数え方"]) == ("本", "増やす", "累計")
    assert said["掲げる項目"] == "支えあう地域 政策"
    progress = section(found, "progress")
    assert "進捗 30%" in text(progress)
    assert facts(progress) == {
        "式": "（結果 － 基準値）÷（目標 － 基準値）＝ （135 － 0）÷（450 － 0）",
        "目標との差": "-315本",
    }
    assert rows(found, "kpi-printed") == [["植樹", "令和3年度 0本", "令和5年度 100本 令和7年度 450本"]]
    (caption,) = found.xpath("//caption")
    assert text(caption) == "計画の表「政策の指標」の行、12ページ"


def test_values_and_words_stand_together(city: TestClient) -> None:
    found = rows(page(city, f"/kpis/{PLAN}-k10"), "kpi-figures")
    assert [row[2] for row in found] == ["拡大中", "20ha（うち市街地5ha）"]
    assert "判定できない：基準値が言葉で示され、数値がありません。" in main_text(
        page(city, f"/kpis/{PLAN}-k10")
    )


def test_a_ceiling_shows_its_distance(city: TestClient) -> None:
    progress = section(page(city, f"/kpis/{PLAN}-k4"), "progress")
    assert "未達" in text(progress)
    assert facts(progress) == {"式": "結果 － 目標 ＝ 12 － 10", "目標との差": "＋2人"}


def test_the_same_indicator_of_another_plan_is_a_stated_fact(city: TestClient) -> None:
    definition = section(page(city, f"/kpis/{PLAN}-k2"), "definition")
    assert facts(definition) == {
        "測るもの": "市域の温室効果ガス排出量",
        "単位": "万t",
        "測り方": "市の推計による",
    }
    assert rows(definition, "labelled") == [
        [
            "架空市中期計画2018～2021",
            "温室効果ガス",
            "記載なし",
            "1,700万t／令和3年度（2021年度）",
            "報告なし",
        ]
    ]
    assert definition.xpath(".//td/a/@href") == [f"/kpis/{FORMER}-k1"]
    other = section(page(city, f"/kpis/{PLAN}-k1"), "definition")
    assert "同じものを測っているかは分かりません" in text(other)


def test_quotes_say_whether_they_commit(city: TestClient) -> None:
    mentions = section(page(city, f"/kpis/{PLAN}-k11"), "mentions")
    items = mentions.xpath(".//li")
    assert [text(item) for item in items] == [
        "令和6年3月に庁舎を完成 約束している 庁舎の建替え",
        "庁舎の完成に向けて 言及している 窓口の準備",
    ]
    assert mentions.xpath(".//a/@href") == [f"/initiatives/{MEASURE}", f"/initiatives/{OTHER}"]


def test_an_event_never_looks_like_a_commitment(city: TestClient) -> None:
    shown = main_text(page(city, f"/kpis/{PLAN}-k12"))
    assert "この計画の約束ではありません" in shown
    assert "進み具合" not in shown
    assert "目標" not in shown
    assert "約束している" not in shown
    item = page(city, f"/initiatives/{OTHER}")
    kpis = section(item, "kpis")
    assert with_class(kpis, "tag") == []
    assert "この文に、数・期日・成果物の約束はありません。" in text(kpis)
    referred = kpis.xpath(".//h3[@id='referred']/following-sibling::ul/li")
    assert [text(one.xpath("./a")[0]) for one in referred] == ["庁舎の完成", "花の博覧会"]
    assert "約束している項目：庁舎の建替え「令和6年3月に庁舎を完成」" in text(referred[0])
    brief = text(section(page(city, f"/initiatives/{OTHER}/brief"), "kpis"))
    assert "文が触れているだけで、この取組の約束ではありません" in brief
    assert "外部の行事で、この取組の約束ではありません" in brief


def test_what_is_not_said_is_not_called_planned(city: TestClient) -> None:
    kpis = facts(section(page(city, f"/initiatives/{MEASURE}"), "kpis"))
    assert kpis["期日"] == "令和6年3月（2024年3月） 原文の表記：「令和6年3月」"
    assert kpis["基準値"] == "記載なし"
    timeline = city.get("/timeline").text
    assert "予定" not in timeline
    assert "庁舎の完成" in timeline


def test_an_item_names_the_indicators_of_the_levels_above(city: TestClient) -> None:
    item = page(city, f"/initiatives/{MEASURE}")
    above = item.xpath("//h3[@id='kpis-above']/following-sibling::ul[1]/li")
    assert len(above) == 10
    assert text(above[0]) == "相談の利用者 （支えあう地域）"
    assert above[0].xpath("./a/@href") == [f"/kpis/{PLAN}-k1"]


def test_gaps_count_only_what_a_text_commits_to(city: TestClient) -> None:
    table = city.get(f"/api/v1/gaps.csv?plan={PLAN}").content.decode("utf-8-sig").splitlines()
    dates = {row.split(",")[1]: row.split(",")[8] for row in table[1:]}
    assert dates == {MEASURE: "令和6年3月", OTHER: "記載なし"}


def test_owners_and_kpis_link_to_each_other(city: TestClient) -> None:
    assert page(city, f"/kpis/{PLAN}-k1").xpath("//dd/a/@href")[0] == f"/plans/{PLAN}#{THEME}"
    for address in (f"/initiatives/{MEASURE}", f"/initiatives/{MEASURE}/brief", "/timeline"):
        assert f'href="/kpis/{PLAN}-k11"' in city.get(address).text, address
    addresses = city.get("/sitemap.xml").text
    assert f"/kpis/{PLAN}-k11</loc>" in addresses
    assert "/kpis</loc>" in addresses


@pytest.mark.parametrize("code", ["k1", "k2", "k8", "k9"])
def test_a_drawing_has_no_inline_style_and_is_named(city: TestClient, code: str) -> None:
    found = city.get(f"/kpis/{PLAN}-{code}").text
    assert 'role="img" aria-labelledby="chart-title chart-text"' in found
    assert "style=" not in found


def test_without_two_dated_values_there_is_no_drawing(city: TestClient) -> None:
    for code in ("k7", "k10", "k11", "k12"):
        assert "<svg" not in city.get(f"/kpis/{PLAN}-{code}").text


def test_the_kpis_of_the_sheet_are_nine_without_progress(sheet: TestClient) -> None:
    found = page(sheet, "/kpis")
    assert text(found.get_element_by_id("list")) == "指標 9件"
    states = [row[5] for row in rows(found, "kpi-rows")]
    assert states.count("判定できない：数量の指標ではありません。") == 7
    assert states[5] == "判定できない：基準値が記載されていません。"
    assert states[3] == "外部の行事（約束ではありません）"


def test_an_unknown_kpi_is_not_found(city: TestClient) -> None:
    assert city.get(f"/kpis/{PLAN}-k99").status_code == 404
