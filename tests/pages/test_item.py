"""The page of an item: its text, evidence, dates and readings."""

import json

from starlette.testclient import TestClient

from app.pages.templating import segments
from tests.conftest import BASE, MakeSettings, served
from tests.page_reader import PLAN, facts, main_text, page, text, with_class
from tests.paths import SEED
from tests.world import text_of


def test_a_bureau_project_shows_the_evidence_of_its_tags(sqlite_sheet: TestClient) -> None:
    root = page(sqlite_sheet, f"/initiatives/{PLAN}-b03")
    assert text(root.xpath("//h1")[0]) == "災害用ハマッコトイレの整備"
    assert "編集による見出し" not in main_text(root)
    assert text(root.xpath("//blockquote")[0]) == "地域防災拠点等に6箇所整備予定"
    fact_texts = facts(root.get_element_by_id("main"))
    assert fact_texts["柱"].startswith(
        "安全・安心 編集による推定 根拠とした語句：「災害用ハマッコトイレの整備」理由：柱"
    )
    assert fact_texts["施策"] == "対象外"
    assert fact_texts["所管局"] == "環境創造局 紙面の配置による"
    assert fact_texts["目標"] == "6箇所"
    assert fact_texts["期日"].startswith("令和4年度（2022年度）予定 編集による推定 理由：")
    assert (fact_texts["基準値"], fact_texts["結果"]) == ("記載なし", "報告なし")
    tags = with_class(root, "tag")
    assert text(tags[0]).startswith("SDGs 6 安全な水とトイレを世界中に 編集による推定 担当課未確認")
    english = tags[0].xpath("string(.//details/span[@lang='en'])")
    assert english.startswith("By 2030, achieve access to adequate")
    assert facts(tags[0])["ターゲット"].startswith(
        "6.2 2030年までに、全ての人々の、適切かつ平等な下水施設・衛生施設"
    )
    assert facts(tags[0])["根拠とした語句"] == "「災害用ハマッコトイレの整備」"
    assert root.xpath(f"//a[@href='/initiatives/{PLAN}-p1-t1-m3']")
    assert root.xpath(f"//a[@href='/plans/{PLAN}#{PLAN}-b03']")
    assert root.xpath(f"//a[@href='/api/v1/initiatives/{PLAN}-b03']")
    assert fact_texts["変わらないURL"] == f"{BASE}/initiatives/{PLAN}-b03"


def test_a_measure_shows_its_damaged_word_and_the_reading(sqlite_sheet: TestClient) -> None:
    root = page(sqlite_sheet, f"/initiatives/{PLAN}-p1-t3-m2")
    content = text(root.xpath("//blockquote")[0])
    assert content.startswith("地域における飼いの［※読み替え：飼い主の］いない猫対策")
    assert "原文の箇条書きには題がないため" in main_text(root)
    assert "「飼い主のいない猫」の「主」が落ちたとみられる" in text(with_class(root, "editorial-box")[0])
    fact_texts = facts(root.get_element_by_id("main"))
    assert fact_texts["柱"] == "安全・安心 紙面の配置による"
    assert fact_texts["所管局"].startswith("記載なし")
    assert fact_texts["ターゲット"].startswith("11.5 ")


def test_a_goal_that_no_target_fits_stands_without_one(sqlite_sheet: TestClient) -> None:
    tags = with_class(page(sqlite_sheet, f"/initiatives/{PLAN}-p1-t3-m1"), "tag")
    assert [facts(one)["ターゲット"] for one in tags] == ["なし（目標だけを付けています）"]


def test_a_measure_without_tags_says_so(sqlite_sheet: TestClient) -> None:
    content = main_text(page(sqlite_sheet, f"/initiatives/{PLAN}-p2-t1-m2"))
    assert "記載なし。原文はこの取組についてSDGsの目標を挙げておらず" in content
    assert "記載なし。この文に、数・期日・成果物の約束はありません。" in content


def test_one_promise_is_of_the_sentence_that_makes_it(sqlite_sheet: TestClient) -> None:
    root = page(sqlite_sheet, f"/initiatives/{PLAN}-b07")
    assert facts(root.get_element_by_id("main"))["期日"] == (
        "令和5年3月（2023年3月）予定 原文の表記：「令和5年3月」"
    )
    referring = main_text(page(sqlite_sheet, f"/initiatives/{PLAN}-p3-t2-m1"))
    assert "この文に、数・期日・成果物の約束はありません。" in referring
    assert "相鉄・東急直通線の開業" in referring


def test_a_withdrawn_item_links_to_its_replacement(make_settings: MakeSettings) -> None:
    old, new = f"{PLAN}-p1-t3-m1", f"{PLAN}-p1-t3-m3"
    plan = json.loads(SEED.read_text("utf-8"))
    plan["note"] = "項目を1つ取り下げる"
    plan["document"] = [one for one in plan["document"] if one["id"] != old]
    plan["plan"]["sources"][0] |= {"text_sha256": None, "text_length": None}
    gone = [old, *(one["id"] for one in plan["annotations"] if one["item"] == old)]
    plan["annotations"] = [one for one in plan["annotations"] if one["item"] != old]
    plan["withdrawn"] = [
        {"id": one, "replaced_by": new if one == old else None, "reason": "まとめた"} for one in gone
    ]
    with served(make_settings("sqlite"), SEED.read_text("utf-8"), text_of(plan)) as client:
        root = page(client, f"/initiatives/{old}", 410)
        assert "まとめた" in main_text(root)
        link = root.xpath("string(//main//a[contains(., '代わりの項目')]/@href)")
        assert text(page(client, link).xpath("//h1")[0]) == "協働による地域清掃活動と不法投棄防止対策"
        assert "項目を1つ取り下げる" in main_text(page(client, "/data"))


def test_corrections_split_a_text_without_changing_it() -> None:
    first, second = {"printed": "ホテル", "reading": "ホタル"}, {"printed": "花", "reading": "華"}
    found = segments("花とホテルと花", [first, second])
    assert [(one.text, one.correction) for one in found] == [
        ("花", second),
        ("と", None),
        ("ホテル", first),
        ("と花", None),
    ]
    assert segments("花", [first]) == [("花", None)]
