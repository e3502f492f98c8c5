"""The pages of a plan, a pillar, a goal and an organisation."""

import hashlib

from starlette.testclient import TestClient

from tests.page_reader import PLAN, main_text, page, text, total, with_class

SHEET = "ac9a98564d796729031fa745455657b95d44914e59447c66dc8694196cd1903e"


def test_the_page_of_the_plan_holds_every_printed_character(sqlite_sheet: TestClient) -> None:
    root = page(sqlite_sheet, f"/plans/{PLAN}")
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


def test_corrected_readings_can_replace_the_printed_words(sqlite_sheet: TestClient) -> None:
    root = page(sqlite_sheet, f"/plans/{PLAN}?reading=corrected")
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
    assert with_class(page(sqlite_sheet, f"/plans/{PLAN}?reading=printed"), "corrected") == []
    assert "読み方" in text(page(sqlite_sheet, f"/plans/{PLAN}?reading=x", 400))


def test_every_piece_of_the_plan_has_its_anchor(sqlite_sheet: TestClient) -> None:
    root = page(sqlite_sheet, f"/plans/{PLAN}")
    anchors = root.xpath("//article//@id")
    pieces = [piece["id"] for piece in sqlite_sheet.get(f"/api/v1/plans/{PLAN}/document").json()["items"]]
    assert anchors == pieces
    assert sqlite_sheet.get("/plans", follow_redirects=False).headers["location"] == f"/plans/{PLAN}"


def test_the_page_of_a_pillar_lists_its_initiatives(sqlite_sheet: TestClient) -> None:
    root = page(sqlite_sheet, f"/pillars/{PLAN}-p3")
    content = main_text(root)
    assert "この柱の取組 10件うち原文に記載7件" in content
    assert "3件は柱の記載がない取組で、編集による推定です。" in content
    assert len(with_class(root, "card")) == 10
    link = root.xpath("string(//a[contains(@href, '/initiatives?')][contains(., '絞り込んで')]/@href)")
    assert total(page(sqlite_sheet, link)) == 10


def test_the_page_of_a_goal_says_that_the_sheet_names_no_goal(sqlite_sheet: TestClient) -> None:
    root = page(sqlite_sheet, "/sdgs/11")
    assert text(root.xpath("//h1")[0]) == "11 住み続けられるまちづくりを"
    content = main_text(root)
    assert "原文は、どの取組についてもこの目標の番号を挙げていません。" in content
    assert "次の16件は" in content
    assert len(with_class(root, "card")) == 16
    assert "国連の承認を受けたものではなく" in content
    assert "この目標を付けた取組はありません。" in main_text(page(sqlite_sheet, "/sdgs/14"))


def test_the_page_of_an_organisation_lists_its_initiatives(sqlite_sheet: TestClient) -> None:
    bureau = page(sqlite_sheet, "/organisations/141003-toshi-seibi")
    assert "所管する取組 4件" in main_text(bureau)
    assert len(with_class(bureau, "card")) == 4
    assert bureau.xpath(f"//main//a[@href='/plans/{PLAN}']")
    ward = page(sqlite_sheet, "/organisations/141127")
    assert "横浜市旭区が出した計画の取組 46件" in main_text(ward)
    assert total(page(sqlite_sheet, ward.xpath("string(//main//a[contains(@href, 'issuer')]/@href)"))) == 46


def test_words_printed_in_bold_are_bold_and_the_text_stays_the_same(sqlite_sheet: TestClient) -> None:
    shown = page(sqlite_sheet, f"/plans/{PLAN}")
    assert [text(one) for one in shown.xpath("//main//b")] == [
        "信頼される区役所",
        "選ばれ続ける『ふるさと旭』の実現",
        "SDGs未来都市・横浜",
        "郊外部モデルの構築",
    ]
    goal = next(
        one
        for one in sqlite_sheet.get(f"/api/v1/plans/{PLAN}/document").json()["items"]
        if one["id"] == f"{PLAN}-g3"
    )
    assert goal["text"] in shown.xpath("string(//main)")
