"""The brief of an initiative: its text, place, stated and missing facts, and citation."""

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

R4 = "141127-2022"


def words(page: str) -> str:
    """The page's article as running text."""
    article = page.partition("<article")[2].partition("</article>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", article)))


def facts(page: str) -> dict[str, str]:
    """For each fact the words that state it, or the word for its absence."""
    cells = re.findall(r'<td class="(?:gap|stated-fact)" data-title="([^"]+)">(.*?)</td>', page, re.DOTALL)
    return {title: re.sub(r"<[^>]+>", " ", cell).strip() for title, cell in cells}


def test_the_brief_of_a_bureau_project_shows_its_text_facts_and_relations(sheet: TestClient) -> None:
    page = sheet.get(f"/initiatives/{R4}-b07/brief").text
    text = words(page)
    assert "<title>答弁メモ：神奈川東部方面線整備事業 | 令和4年度旭区運営方針 | " in page
    assert "「相鉄・東急直通線」（令和5年3月開業予定）の整備" in text
    assert (
        "令和4年度旭区運営方針（横浜市旭区、令和4年度（2022年度））「【参考】区で展開される主な局事業」"
        in text
    )
    assert "柱：魅力づくり 編集による推定" in text
    assert "原文の205行目" in text
    assert facts(page) == {
        "所管局": "都市整備局",
        "期日": "令和5年3月",
        "数量": "記載なし",
        "基準値": "記載なし",
        "結果": "報告なし",
        "予算": "記載なし",
        "SDGs": "記載なし",
    }
    assert "時期：令和5年3月（2023年3月）予定" in text
    assert "結果の報告なし" in text
    assert "直通線開業に向けた転入・定住促進の取組（区の取組）" in text


def test_the_citation_names_document_line_address_and_revision(sheet: TestClient) -> None:
    plan = sheet.get(f"/api/v1/plans/{R4}").json()
    text = words(sheet.get(f"/initiatives/{R4}-p1-t1-m3/brief").text)
    cited = text.partition("引用")[2]
    assert "「令和4年度旭区運営方針」（横浜市旭区）" in cited
    line = sheet.get(f"/api/v1/initiatives/{R4}-p1-t1-m3").json()["source"]["line"]
    assert f"原文の{line}行目" in cited
    assert f"https://hoshin.example.jp/initiatives/{R4}-p1-t1-m3" in cited
    assert f"改訂番号{plan['revision']}、令和" in cited


def test_related_bureau_projects_are_listed_with_their_bureau_and_basis(sheet: TestClient) -> None:
    text = words(sheet.get(f"/initiatives/{R4}-p1-t1-m3/brief").text)
    related = text.partition("4 関連する局事業・取組")[2].partition("編集で加えたもの")[0]
    assert "災害用ハマッコトイレの整備（局事業、環境創造局）" in related
    assert "編集による推定" in related


def test_editorial_reasons_stand_in_a_section_of_their_own(sheet: TestClient) -> None:
    page = sheet.get(f"/initiatives/{R4}-p1-t1-m1/brief").text
    added = page.partition("brief-editorial")[2].partition("</section>")[0]
    item = sheet.get(f"/api/v1/initiatives/{R4}-p1-t1-m1").json()
    for tag in item["sdgs"]:
        assert tag["reason"] in added
        assert tag["reason"] not in page.replace(added, "")
    assert item["kpis"][0]["due"]["reason"] in added
    assert "担当課未確認" in added


def test_a_measure_without_bureau_and_kpi_says_so(sheet: TestClient) -> None:
    text = words(sheet.get(f"/initiatives/{R4}-p2-t1-m2/brief").text)
    assert "担当する局の記載はありません。計画を出したのは横浜市旭区です。" in text
    assert "数・期日・成果物の約束は書かれていません。結果の報告なし。" in text
    assert "登録されている関連はありません。" in text


def test_an_outside_event_is_no_commitment(sheet: TestClient) -> None:
    text = words(sheet.get(f"/initiatives/{R4}-b13/brief").text)
    assert "外部の行事で、この取組の約束ではありません。" in text
    assert "令和9年（2027年）" in text


def test_a_reported_result_is_shown_with_date_and_source(world: TestClient) -> None:
    page = world.get("/initiatives/991015-2023-p2-t1-m1/brief").text
    text = words(page)
    assert "目標：20,000人以上" in text
    assert "基準値：15,000.5人（令和4年10月1日（2022年10月1日）、出典：令和4年度の実績報告）" in text
    assert "結果：21,000人（令和5年10月1日（2023年10月1日）、出典：令和5年度の実績報告）" in text
    assert "結果の報告なし" not in text
    assert facts(page)["結果"] == "21,000人"


def test_a_stated_goal_is_not_listed_as_editorial(world: TestClient) -> None:
    page = world.get("/initiatives/991015-2023-p1-t1-m1/brief").text
    assert facts(page)["SDGs"] == "SDGs 11"
    assert facts(page)["所管局"] == "土木局"
    assert "SDGs 11" not in page.partition("brief-editorial")[2].partition("</section>")[0]


@pytest.mark.parametrize("item", ["141127-2022-p9", "x"])
def test_the_brief_of_an_unknown_initiative_is_404(sheet: TestClient, item: str) -> None:
    assert sheet.get(f"/initiatives/{item}/brief").status_code == 404


def test_every_initiative_has_a_brief(sheet: TestClient, world: TestClient) -> None:
    for service in (sheet, world):
        for item in service.get("/api/v1/initiatives").json()["items"]:
            assert service.get(f"/initiatives/{item['id']}/brief").status_code == 200


def test_the_accessibility_statement_claims_no_conformance(sheet: TestClient) -> None:
    page = sheet.get("/accessibility").text
    assert "JIS X 8341-3:2016 レベルAA準拠を目標（試験前）" in page
    for field in (
        "対象範囲",
        "例外事項",
        "満たしている適合レベルと対応度",
        "依存している技術",
        "把握している問題点",
        "問合せ先",
    ):
        assert field in page
    assert "問合せ先は設定されていません。" in page
    assert "に準拠しています" not in page
