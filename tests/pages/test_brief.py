"""The brief of an initiative: its text, place, stated and missing facts, and citation."""

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from tests.conftest import MakeSettings, served
from tests.plans.next_year import P24, next_year
from tests.plans.third_year import third_year
from tests.second_edition import M1, M2, revised_plan
from tests.world import P22, plan_2022, plan_2023, text_of

R4 = "141127-2022"


def words(page: str) -> str:
    """The page's article as running text."""
    article = page.partition("<article")[2].partition("</article>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", article)))


def stated(page: str) -> dict[str, str]:
    """For each fact that the text states, the words that do."""
    found = re.findall(r'<dt>([^<]+)</dt>\s*<dd class="stated-fact">(.*?)</dd>', page, re.DOTALL)
    return {title: re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", cell)).strip() for title, cell in found}


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
    assert stated(page) == {"所管局": "都市整備局 紙面の配置による", "期日": "令和5年3月"}
    # What the text does not say stands in one line.
    assert "書かれていないこと：数量・基準値・予算・SDGs（記載なし）、結果（報告なし）。" in text
    assert text.count("記載なし") + text.count("報告なし") == 2
    assert "時期：令和5年3月（2023年3月）予定" in text
    assert "直通線開業に向けた転入・定住促進の取組（区の取組）" in text


def test_the_citation_names_document_address_and_revision_and_no_line(sheet: TestClient) -> None:
    plan = sheet.get(f"/api/v1/plans/{R4}").json()
    text = words(sheet.get(f"/initiatives/{R4}-p1-t1-m3/brief").text)
    cited = text.partition("引用")[2]
    assert "「令和4年度旭区運営方針」（横浜市旭区）" in cited
    assert "行目" not in text
    assert f"https://hoshin.example.jp/initiatives/{R4}-p1-t1-m3" in cited
    assert f"改訂番号{plan['revision']}、令和" in cited


def test_related_bureau_projects_are_listed_with_their_bureau_and_basis(sheet: TestClient) -> None:
    text = words(sheet.get(f"/initiatives/{R4}-p1-t1-m3/brief").text)
    related = text.partition("関連する局事業・取組")[2].partition("編集で加えたもの")[0]
    assert "災害用ハマッコトイレの整備（局事業、環境創造局）" in related
    assert "編集による推定" in related


def test_editorial_reasons_stand_in_a_section_of_their_own(sheet: TestClient) -> None:
    page = sheet.get(f"/initiatives/{R4}-p1-t1-m1/brief").text
    added = page.partition("brief-editorial")[2].partition("</section>")[0]
    item = sheet.get(f"/api/v1/initiatives/{R4}-p1-t1-m1").json()
    for tag in item["sdgs"]:
        assert tag["reason"] in added
        assert tag["reason"] not in page.replace(added, "")
    assert "ターゲット 11.5（総務省による仮訳）：" in added
    assert "水関連災害などの災害による死者や被災者数を大幅に削減" in added
    assert item["kpis"][0]["due"]["reason"] in added
    assert "担当課未確認" in added


def test_a_measure_without_bureau_and_kpi_says_so(sheet: TestClient) -> None:
    text = words(sheet.get(f"/initiatives/{R4}-p2-t1-m2/brief").text)
    assert (
        "書かれていないこと：所管局・期日・数量・基準値・予算・SDGs（記載なし）、結果（報告なし）。"
        "計画を出したのは横浜市旭区です。"
    ) in text
    assert "指標と報告" not in text and "関連する局事業・取組" not in text


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
    assert stated(page)["結果"] == "21,000人"


def test_a_stated_goal_is_not_listed_as_editorial(world: TestClient) -> None:
    page = world.get("/initiatives/991015-2023-p1-t1-m1/brief").text
    assert stated(page)["SDGs"] == "SDGs 11"
    assert stated(page)["所管局"] == "土木局 原文に記載"
    assert "SDGs 11" not in page.partition("brief-editorial")[2].partition("</section>")[0]


@pytest.mark.parametrize("item", ["141127-2022-p9", "x"])
def test_the_brief_of_an_unknown_initiative_is_404(sheet: TestClient, item: str) -> None:
    assert sheet.get(f"/initiatives/{item}/brief").status_code == 404


def test_every_initiative_has_a_brief(sheet: TestClient, world: TestClient) -> None:
    for service in (sheet, world):
        for item in service.get("/api/v1/initiatives").json()["items"]:
            assert service.get(f"/initiatives/{item['id']}/brief").status_code == 200


def titles(page: str) -> list[str]:
    """The initiatives of a memo of several, in its order."""
    found = re.findall(r'<h2 class="brief-title"[^>]*>(.*?)</h2>', page)
    return [re.sub(r"<[^>]+>", "", one) for one in found]


def test_several_initiatives_stand_on_one_memo_in_the_order_given(world: TestClient) -> None:
    items = ["991015-2023-p2-t1-m1", "991015-2022-b01", "991015-2023-p2-t1-m1"]
    page = world.get("/brief", params={"item": items}).text
    assert "<h1>答弁メモ（2件）</h1>" in page
    assert titles(page) == ["まつり 編集による見出し", "みなと橋の耐震"]
    assert len(re.findall(r'id="text-[12]"', page)) == 2
    assert page.count("data-print") == 1
    assert page.count('class="brief-lines"') == 4
    # One alone reads as that of its own page.
    alone = world.get("/brief?item=991015-2022-b01").text
    assert words(alone) == words(world.get("/initiatives/991015-2022-b01/brief").text)


def test_what_cannot_stand_on_a_memo_is_told_with_what_is_left(world: TestClient) -> None:
    answer = world.get("/brief?item=991015-2022-b01&item=x&item=991015-2022-b02")
    assert answer.status_code == 200
    assert (
        "取組「x」はありません。IDのつづりを確かめるか、一覧から探してください。残りの2件を載せています。"
        in answer.text
    )
    assert titles(answer.text) == ["みなと橋の耐震", "みなと公園"]
    nothing = world.get("/brief?item=x&item=y")
    assert nothing.status_code == 404
    assert "取組「x」はありません。" in nothing.text and "取組「y」はありません。" in nothing.text
    many = world.get("/brief?" + "&".join(f"item=x{n}" for n in range(21)))
    assert many.status_code == 400
    assert "一度にメモにできる取組は20件までです（21件が選ばれています）。" in many.text
    assert "取組の一覧で選ぶ" in world.get("/brief").text


def test_withdrawn_initiatives_are_told_and_the_old_revision_has_their_memo(
    make_settings: MakeSettings,
) -> None:
    with served(make_settings("sqlite"), text_of(plan_2022()), text_of(revised_plan())) as client:
        answer = client.get(f"/brief?item={M2}&item={P22}-b01")
        assert f"取組「{M2}」は取り下げられました。理由：事業を取りやめたため。" in answer.text
        assert f"代わりに「{M1}」を見てください。残りの1件を載せています。" in answer.text
        assert titles(answer.text) == ["みなと橋の耐震"]
        assert client.get(f"/brief?item={M2}").status_code == 410
        old = client.get(f"/initiatives/{M2}/brief?revision=1")
        assert old.status_code == 200
        assert "一人暮らしの方の見守りを支援します。" in words(old.text)
        assert "<title>改訂1：答弁メモ：見守り" in old.text


def test_a_memo_has_the_words_of_the_year_before_and_what_was_reported(
    make_settings: MakeSettings, reported: TestClient
) -> None:
    with served(
        make_settings("sqlite"),
        text_of(plan_2023()),
        text_of(next_year()),
        text_of(third_year()),
    ) as client:
        text = words(client.get(f"/initiatives/{P24}-p2-t1-m1/brief").text)
    editions = text.partition("前と後の計画での文")[2].partition("編集で加えたもの")[0]
    assert "前の計画（令和5年度見本市港区運営方針） まつり 「港まつりの来場者を2万人にします。」" in editions
    assert "後の計画（令和7年度見本市港区運営方針（架空）） 花火 「花火を打ち上げます。」" in editions
    said = words(reported.get(f"/initiatives/{P22}-b01/brief").text)
    assert "実施済み 報告の言葉：「達成」3月に着手しました。" in said
    assert "年度末の報告：令和5年4月28日（2023年4月28日）、見本市港区区政推進課、出典：" in said


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
