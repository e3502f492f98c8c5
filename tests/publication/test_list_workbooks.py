"""Excel for people: the list first, in words, filtered and printable; offered on every list."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from lxml import html  # type: ignore[import-untyped,unused-ignore]
from starlette.testclient import TestClient

from tests.conftest import MakeSettings, served
from tests.excel_lists import heading_row, lines_above, listed, opened
from tests.world import P22, P23, WARD, plan_2022, plan_2023, text_of

TITLE = "令和4年度見本市港区運営方針"


@pytest.fixture(scope="module")
def excel_office(make_settings: MakeSettings) -> Iterator[TestClient]:
    """The world on one engine: no statement is special to these files."""
    with served(make_settings("sqlite"), text_of(plan_2022()), text_of(plan_2023())) as client:
        yield client


def test_the_first_sheet_is_the_list_in_words_with_a_column_a_goal(excel_office: TestClient) -> None:
    answer = excel_office.get(f"/initiatives.xlsx?plan={P22}&sdg=11")
    name = quote(f"{TITLE}_SDGs 11（2件）.xlsx")
    assert answer.headers["Content-Disposition"] == (
        f"attachment; filename=\"hoshin-initiatives.xlsx\"; filename*=UTF-8''{name}"
    )
    book = opened(answer.content)
    long = ["取組の所管組織", "SDGsタグ", "指標の数値"]
    assert book.sheetnames == ["取組の一覧", *long, "表紙", "項目の説明"]
    sheet = book.worksheets[0]
    above = lines_above(sheet)
    assert above[:2] == [TITLE, "SDGsが『11 住み続けられるまちづくりを』の取組　2件"]
    assert above[3].startswith("SDGsの目標はすべて編集による推定で、推定は文書の記載ではありません。")
    measure, project = listed(sheet)
    assert [measure[name] for name in ("見出し", "種類", "柱の根拠", "所管局")] == [
        *("訓練", "区の取組", "紙面の配置による", "区の取組（局の記載なし）"),
    ]
    assert measure["約束（数量・期日・成果物）"] == "防災訓練の開催箇所：4箇所"
    assert measure["SDGsの根拠"] == "編集による推定（担当課未確認）"
    assert [goal for goal in range(1, 18) if measure[f"SDGs {goal}"] == "○"] == [11]
    assert [project[name] for name in ("種類", "所管局", "施策")] == ["局事業", "土木局\nみどり局", "対象外"]
    # One row a tag and one a bureau, with codes in words.
    assert [(row["取組"], row["根拠"]) for row in listed(book["SDGsタグ"])] == [
        ("訓練", "編集による推定"),
        ("みなと公園", "編集による推定"),
    ]
    assert [(row["組織"], row["役割"]) for row in listed(book["取組の所管組織"])] == [
        ("土木局", "所管"),
        ("みどり局", "所管"),
    ]


@pytest.mark.parametrize("path", ["/initiatives.xlsx", f"/plans/{P22}/files/plan.xlsx"])
def test_the_heading_stays_filters_and_is_printed_on_every_sheet_of_a4(
    excel_office: TestClient, path: str
) -> None:
    for sheet in opened(excel_office.get(path).content):
        first = heading_row(sheet)
        assert sheet.auto_filter.ref.startswith(f"A{first}:")
        assert sheet.print_title_rows == f"${first}:${first}"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    assert {"stated", "layout", "editorial", "unreviewed"}.isdisjoint(
        cell
        for sheet in opened(excel_office.get(path).content)
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    )


def test_the_columns_of_the_table_are_those_of_the_sheet(excel_office: TestClient) -> None:
    asked = f"/initiatives.xlsx?plan={P22}&columns=organisations&columns=kpis&columns=colour"
    sheet = opened(excel_office.get(asked).content).worksheets[0]
    assert list(listed(sheet)[0]) == ["順", "見出し", "所管局", "約束（数量・期日・成果物）", "所管局の根拠"]
    assert "「colour」という列はありません。" in lines_above(sheet)


def test_rows_stand_under_each_of_their_groups(excel_office: TestClient) -> None:
    sheet = opened(
        excel_office.get(f"/initiatives.xlsx?plan={P22}&kind=bureau_project&group=bureau").content
    ).worksheets[0]
    assert [(row["所管局ごと"], row["順"], row["見出し"]) for row in listed(sheet)] == [
        ("土木局", 1, "みなと橋の耐震"),
        ("土木局", 2, "みなと公園"),
        ("みどり局", 2, "みなと公園"),
    ]
    assert "取組2件を、あてはまるまとまりのそれぞれに載せています（3行）。" in lines_above(sheet)
    by_goal = opened(excel_office.get(f"/initiatives.xlsx?plan={P22}&group=sdg").content).worksheets[0]
    groups = [row["SDGsごと"] for row in listed(by_goal)]
    assert list(dict.fromkeys(groups)) == [
        *(
            "11 住み続けられるまちづくりを",
            "12 つくる責任 つかう責任",
            "14 海の豊かさを守ろう",
            "SDGsタグなし",
        ),
    ]
    # What is no group is none, and said to be.
    plain = opened(excel_office.get(f"/initiatives.xlsx?plan={P22}&group=colour").content).worksheets[0]
    assert (
        listed(plain)[0].keys()
        == listed(opened(excel_office.get(f"/initiatives.xlsx?plan={P22}").content).worksheets[0])[0].keys()
    )
    assert "「colour」というまとめ方はありません。まとめずに載せています。" in lines_above(plain)


def test_lists_beside_the_finder_have_sheets_of_their_own(excel_office: TestClient) -> None:
    answer = excel_office.get(f"/matrix.xlsx?plan={P22}&rows=bureau&columns=kind")
    assert answer.headers["Content-Disposition"].endswith(quote(f"{TITLE}_所管局 × 種類.xlsx"))
    matrix = opened(answer.content).worksheets[0]
    assert lines_above(matrix)[1] == "所管局 × 種類：すべての取組　7件"
    assert [(row["所管局"], row["局事業"], row["取組の件数"]) for row in listed(matrix)][:2] == [
        ("土木局", 2, 2),
        ("みどり局", 1, 1),
    ]
    gaps = opened(
        excel_office.get(f"/gaps.xlsx?plan={P22}&missing=date&kind=bureau_project").content
    ).worksheets[0]
    assert lines_above(gaps)[1] == "書かれていないこと：種類が『局事業』の取組（期日の記載がないもの）　1件"
    assert [(row["見出し"], row["所管局"], row["予算"]) for row in listed(gaps)] == [
        ("みなと公園", "土木局;みどり局", "記載なし")
    ]
    named = excel_office.get("/timeline.xlsx?year=2022&kind=bureau_project").headers["Content-Disposition"]
    assert named.endswith(quote(f"{TITLE}_年表_令和4年度（2022年度） × 局事業（2件）.xlsx"))
    kpis = opened(excel_office.get(f"/kpis.xlsx?plan={P23}").content)
    (kpi,) = listed(kpis["指標"])
    assert [kpi[name] for name in ("目標値", "単位", "比較", "基準値", "最新の結果", "結果の出典")] == [
        *(20000, "人", "以上", 15000.5, 21000, "令和5年度の実績報告"),
    ]
    assert [row["区分"] for row in listed(kpis["指標の数値"])] == ["基準値", "目標", "結果"]
    timeline = opened(excel_office.get(f"/timeline.xlsx?plan={P22}").content).worksheets[0]
    assert [(row["指標"], row["時期"]) for row in listed(timeline)] == [
        ("橋の耐震工事の着手", "令和5年3月（2023年3月）"),
        ("防災訓練の開催箇所", "記載なし"),
    ]


@pytest.mark.parametrize(
    ("page", "workbook"),
    [
        ("/sdgs/11", "/initiatives.xlsx?sdg=11"),
        (f"/pillars/{P22}-p1", f"/initiatives.xlsx?plan={P22}&pillar=守り"),
        ("/organisations/991007-midori", "/initiatives.xlsx?bureau=みどり局"),
        (f"/organisations/{WARD}", f"/initiatives.xlsx?issuer={WARD}"),
        (f"/matrix?plan={P22}", f"/matrix.xlsx?rows=pillar&columns=sdg&plan={P22}"),
        ("/gaps?pillar=守り", "/gaps.xlsx?pillar=守り"),
        ("/timeline?year=2022", f"/timeline.xlsx?year=2022&plan={P22}"),
        ("/kpis?kind=milestone", "/kpis.xlsx?kind=milestone"),
        ("/compare", f"/compare.xlsx?from={P22}&to={P23}"),
        (f"/plans/{P22}", f"/plans/{P22}/files/plan.xlsx"),
        ("/initiatives?group=none&sdg=11", "/initiatives.xlsx?sdg=11&group=none"),
        ("/initiatives?view=table&columns=text,kpis", "/initiatives.xlsx?columns=text&columns=kpis"),
    ],
)
def test_every_list_offers_what_it_shows_as_excel(excel_office: TestClient, page: str, workbook: str) -> None:
    links = html.fromstring(excel_office.get(page).content).xpath("//a[contains(., 'Excel（XLSX）')]/@href")
    assert links[0] == quote(workbook, safe="/?=&-")
    assert excel_office.get(links[0]).status_code == 200
