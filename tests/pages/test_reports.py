"""What was reported, on pages: the year-end report, the item, the plan, the tags; nothing where nothing was."""

from starlette.testclient import TestClient

from tests.page_reader import facts, main_text, page, text
from tests.report_files import FINAL, MIDTERM, REVIEW
from tests.world import P22


def table(client: TestClient, address: str, heading: str) -> list[list[str]]:
    """The rows of the table under a heading."""
    of = page(client, address).get_element_by_id(heading).getparent()
    return [[text(cell) for cell in row.xpath("./th|./td")] for row in of.xpath(".//tbody/tr")]


def test_a_year_end_report_counts_states_and_lists_what_is_not_reported(reported: TestClient) -> None:
    counts = table(reported, f"/reports/{FINAL}", "counts")
    assert [row[:3] for row in counts] == [
        ["報告なし", "―", "4件"],
        ["未着手", "―", "0件"],
        ["実施中", "「取組中」", "0件"],
        ["実施済み", "「達成」", "2件"],
        ["一部実施", "「一部達成」", "1件"],
        ["内容を変更", "―", "0件"],
        ["取りやめ", "―", "0件"],
        ["判定できない", "―", "0件"],
    ]
    assert counts[3][3] == "計画に書いたことを、その内容のとおりに行いました。"
    assert table(reported, f"/reports/{FINAL}", "states")[0] == [
        "訓練",
        "防災訓練を4箇所で開催します。",
        "実施済み 報告の言葉：「達成」",
        "4箇所で開催しました。拠りどころ：防災訓練の実施報告書（架空）",
    ]
    assert table(reported, f"/reports/{FINAL}", "results") == [
        ["防災訓練の開催箇所", "4箇所（令和4年度・実績）", "「◎」", "見本市港区 運営方針の振り返り（架空）"]
    ]
    unreported = page(reported, f"/reports/{FINAL}").get_element_by_id("unreported").getparent()
    assert text(unreported.get_element_by_id("unreported")) == "まだ報告のない取組 4件"
    assert [text(one) for one in unreported.xpath("./h3")] == [
        "土木局 1件",
        "みどり局 1件",
        "区の取組など、担当の記載のないもの 3件",
    ]
    assert [text(one) for one in unreported.xpath("./ul")] == [
        "みなと公園",
        "みなと公園",
        "見守り読み聞かせオンライン",
    ]


def test_an_item_shows_what_the_newest_report_says_and_the_earlier_ones(reported: TestClient) -> None:
    section = page(reported, f"/initiatives/{P22}-b01").get_element_by_id("state").getparent()
    assert facts(section)["年度末"] == "実施済み 報告の言葉：「達成」3月に着手しました。"
    assert facts(section)["中間"] == "実施中 報告の言葉：「取組中」"
    assert facts(section)["報告"].startswith(
        "令和5年4月28日（2023年4月28日）、見本市港区区政推進課 年度末の報告：令和5年4月28日（2023年4月28日）"
    )
    unsaid = page(reported, f"/initiatives/{P22}-p2-t1-m1").get_element_by_id("state").getparent()
    assert "報告なし。この取組の状況を述べた報告はありません。" in text(unsaid)


def test_a_rejected_tag_stays_visible_in_the_history_of_its_item(reported: TestClient) -> None:
    shown = page(reported, f"/initiatives/{P22}-p1-t2-m1")
    assert [text(one) for one in shown.xpath("//h3/a[starts-with(., 'SDGs')]")] == [
        "SDGs 14 海の豊かさを守ろう"
    ]
    history = text(shown.get_element_by_id("reviews").getparent())
    for words in (
        "SDGs 12 つくる責任 つかう責任",
        "担当課取消し 令和5年5月10日（2023年5月10日）、見本市港区区政推進課",
        "理由：ごみの発生を減らす取組ではない。",
        "編集が付けた理由：ごみを減らす行いそのものである。",
    ):
        assert words in history
    confirmed = main_text(page(reported, f"/initiatives/{P22}-p1-t1-m1"))
    assert "編集による推定 担当課確認済み" in confirmed
    project = page(reported, f"/initiatives/{P22}-b01")
    assert facts(project)["柱"] == "記載なし"
    assert "柱「守り」" in text(project.get_element_by_id("reviews").getparent())


def test_the_plan_and_its_kpi_name_the_reports(reported: TestClient) -> None:
    plan = page(reported, f"/plans/{P22}")
    assert [one.get("href") for one in plan.xpath("//a[starts-with(@href, '/reports/')]")] == [
        f"/reports/{REVIEW}",
        f"/reports/{FINAL}",
        f"/reports/{MIDTERM}",
    ]
    rows = table(reported, f"/kpis/{P22}-k1", "figures")
    assert rows[-1] == ["結果", "令和4年度", "4箇所", "実績評価：◎", "見本市港区 運営方針の振り返り（架空）"]


def test_the_list_says_what_each_state_means(reported: TestClient) -> None:
    assert [row[0] for row in table(reported, "/reports", "list")] == [
        "中間の報告：令和4年10月31日（2022年10月31日）",
        "年度末の報告：令和5年4月28日（2023年4月28日）",
        "確認の報告：令和5年5月10日（2023年5月10日）",
    ]
    meanings = facts(page(reported, "/reports").get_element_by_id("states").getparent())
    assert meanings["取りやめ"] == "行わないことにしました。"
    assert "報告 0件" in main_text(page(reported, "/reports?plan=991015-2023"))


def test_the_finder_offers_state_and_review_where_something_was_reported(
    reported: TestClient, sqlite_sheet: TestClient
) -> None:
    shown = page(reported, f"/initiatives?plan={P22}&state=done")
    assert "実施の状況が『実施済み』の取組" in main_text(shown)
    assert len(shown.xpath("//input[@name='state']")) == 8
    assert [text(one) for one in shown.xpath("//label[input/@name='review']")] == [
        "担当課未確認 0件",
        "担当課確認済み 1件",
        "異議あり 0件",
        "担当課取消し 1件",
        "推定なし 0件",
    ]
    alone = page(sqlite_sheet, "/initiatives")
    assert alone.xpath("//input[@name='state' or @name='review']") == []
    assert "実施の状況" not in main_text(page(sqlite_sheet, "/initiatives/141127-2022-b03"))


def test_the_page_of_tags_shows_what_offices_said(reported: TestClient) -> None:
    shown = page(reported, "/tags")
    rows = {row[0]: row[1:] for row in table(reported, "/tags", "counts")}
    assert rows["11 住み続けられるまちづくりを"] == ["2件", "1件", "0件", "0件", "1件"]
    assert rows["12 つくる責任 つかう責任"] == ["0件", "0件", "0件", "1件", "0件"]
    assert text(shown.get_element_by_id("rejected")) == "担当課が取り消した推定 2件"
