"""Pages of plans of other shapes: their own words, drafts and parts, printed tables, roles, several plans."""

import json
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.conftest import MakeSettings, served
from tests.page_reader import facts, main_text, page, text, with_class
from tests.paths import SEED
from tests.world import Json, plan_2022, plan_2023, text_of

CITY = "991007-2021_chuki"
THEME, GROUP = f"{CITY}-p1-t1", f"{CITY}-p1-t1-s1"


def _document() -> list[Json]:
    return [
        {"type": "viewpoint", "id": f"{CITY}-v1", "page": 2, "number": "1", "name": "脱炭素"},
        {
            "type": "pillar",
            "id": f"{CITY}-p1",
            "page": 3,
            "name": None,
            "number": "1",
            "sdgs": [{"goal": 13, "basis": "layout"}],
        },
        {
            "type": "theme",
            "id": THEME,
            "page": 4,
            "pillar": f"{CITY}-p1",
            "number": "1",
            "name": "環境を守る",
        },
        {
            "type": "theme",
            "id": GROUP,
            "page": 5,
            "pillar": f"{CITY}-p1",
            "parent": THEME,
            "name": "家庭から",
        },
        {
            "type": "table",
            "id": f"{CITY}-tb1",
            "page": 5,
            "theme": THEME,
            "caption": "指標の表",
            "columns": ["指標", "目標"],
            "rows": [{"id": f"{CITY}-tb1-r1", "cells": ["排出量", "半分にする"]}],
        },
        {
            "type": "measure",
            "id": f"{GROUP}-m1",
            "page": 6,
            "pillar": f"{CITY}-p1",
            "theme": GROUP,
            "title": "家電の買替え",
            "label": "家電の買替え",
            "text": "買替えを促します。",
            "viewpoints": [{"id": f"{CITY}-v1", "basis": "layout"}],
            "organisations": [
                {"id": "991007-midori", "role": "responsible", "basis": "layout", "part": "補助"},
                {"id": "991007-doboku", "role": "partner", "basis": "layout"},
            ],
            "amounts": [
                {
                    "label": None,
                    "fiscal_year": 2023,
                    "kind": "budget",
                    "value": 150000000,
                    "unit": "円",
                    "printed": "1.5億円",
                    "basis": "stated",
                }
            ],
        },
    ]


def city_plan(status: str = "draft", extent: str = "partial") -> str:
    """架空の市の5年計画の素案。一部だけを写した。"""
    organisations = [
        {"id": "991007", "name": "見本市", "kind": "municipality", "municipality_code": "991007"},
        {"id": "991007-midori", "name": "みどり環境局", "kind": "bureau", "municipality_code": "991007"},
        {"id": "991007-doboku", "name": "土木局", "kind": "bureau", "municipality_code": "991007"},
    ]
    header = {
        "id": CITY,
        "municipality_code": "991007",
        "issuer": "991007",
        "title": "見本市環境計画（架空）",
        "status": status,
        "series": {"key": "kankyo", "name": "見本市環境計画"},
        "period": {"start": "2021-04-01", "end": "2026-03-31", "printed": "2021～2025年度"},
        "terms": {"pillar": "戦略", "theme": ["政策", "施策群"], "measure": "主な施策"},
        "transcription": {"extent": extent, "wording": "verbatim"},
        "announced": {"pillars": 3, "measures": 38},
        "sources": [{"key": "main", "document": "見本市環境計画（架空）"}],
    }
    file = {
        "format": "hoshin-plan/2",
        "note": "架空の計画",
        "plan": header,
        "organisations": organisations,
        "document": _document(),
    }
    return json.dumps(file, ensure_ascii=False)


@pytest.fixture(scope="module")
def shown_city(make_settings: MakeSettings) -> Iterator[TestClient]:
    with served(make_settings("sqlite"), city_plan()) as client:
        yield client


@pytest.fixture(scope="module")
def all_plans(make_settings: MakeSettings) -> Iterator[TestClient]:
    files = (city_plan(), text_of(plan_2022()), text_of(plan_2023()), SEED.read_text("utf-8"))
    with served(make_settings("sqlite"), *files) as client:
        yield client


def test_the_sheet_holds_every_piece_in_printed_order_with_its_pages(shown_city: TestClient) -> None:
    root = page(shown_city, f"/plans/{CITY}")
    sheet = with_class(root, "sheet")[0]
    assert [text(one) for one in with_class(sheet, "page-mark")] == [f"{n}ページ" for n in range(2, 7)]
    assert [(one.tag, text(one)) for one in sheet.xpath(".//h2 | .//h3 | .//h4")] == [
        ("h2", "1 戦略1（名称の記載なし）"),
        ("h3", "1 環境を守る"),
        ("h4", "家庭から"),
    ]
    assert text(sheet.get_element_by_id(f"{CITY}-tb1-r1")) == "排出量半分にする"
    for added in ("sheet-fact", "detail", "sheet-note"):
        for element in with_class(sheet, added):
            element.drop_tree()
    assert "".join(sheet.text_content().split()) == (
        "1脱炭素11環境を守る家庭から指標の表指標目標排出量半分にする家電の買替え買替えを促します。1.5億円"
    )


def test_a_partial_draft_says_so_on_every_page_and_claims_nothing(shown_city: TestClient) -> None:
    content = main_text(page(shown_city, f"/plans/{CITY}"))
    assert "戦略は計画書の3件中1件を掲載、主な施策は計画書の38件中1件を掲載。" in content
    assert "すべての文字" not in content
    assert "A4の用紙" not in content
    for address in (
        "/",
        f"/plans/{CITY}",
        f"/pillars/{CITY}-p1",
        f"/initiatives/{GROUP}-m1",
        f"/initiatives/{GROUP}-m1/brief",
    ):
        marks = [text(one) for one in with_class(page(shown_city, address), "plan-mark")]
        assert marks == ["案（決定前）", "一部を掲載"], address


def test_a_whole_and_verbatim_adopted_plan_has_no_mark(make_settings: MakeSettings) -> None:
    with served(make_settings("sqlite"), city_plan("adopted", "whole")) as client:
        root = page(client, f"/plans/{CITY}")
        assert with_class(root, "plan-mark") == []
        assert "文書のすべての文字を、印刷された順のまま載せています。" in main_text(root)


def test_an_initiative_has_its_title_path_roles_and_amounts(shown_city: TestClient) -> None:
    root = page(shown_city, f"/initiatives/{GROUP}-m1")
    assert text(root.xpath("//h1")[0]) == "家電の買替え"
    found = facts(root)
    assert found["戦略"] == "戦略1（名称の記載なし） 紙面の配置による"
    assert found["政策"] == "政策 環境を守る 施策群 家庭から 紙面の配置による"
    assert found["視点"] == "脱炭素 紙面の配置による"
    assert found["所管局"] == "みどり環境局（補助） 紙面の配置による"
    assert found["協力・連携"] == "土木局 連携 紙面の配置による"
    assert found["金額"] == "1.5億円 予算額、令和5年度（2023年度） 原文に記載"
    assert found["年度"] == "令和3年度～令和7年度（2021年度～2025年度）"
    assert "「戦略1（名称の記載なし）」に記載" in main_text(root)


def test_a_partner_is_not_responsible(shown_city: TestClient) -> None:
    content = main_text(page(shown_city, "/organisations/991007-doboku"))
    assert "所管する取組" not in content
    assert "協力・連携する取組 1件" in content


def test_one_plan_in_scope_speaks_its_own_words(all_plans: TestClient) -> None:
    root = page(all_plans, f"/initiatives?plan={CITY}")
    assert [text(one) for one in root.xpath("//fieldset/legend")][:2] == ["戦略", "視点"]
    assert text(root.xpath("//h3[contains(@class, 'group-title')]")[0]).startswith("環境を守る ＞ 家庭から")
    assert "環境を守る ＞ 家庭から" in [text(one) for one in root.xpath("//label/span[1]")]
    assert text(page(all_plans, f"/matrix?plan={CITY}").xpath("//h1")[0]) == "マトリクス：戦略 × SDGs"


def test_shared_pillars_stand_before_each_plans_own(all_plans: TestClient) -> None:
    root = page(all_plans, "/initiatives")
    assert [text(one) for one in with_class(root, "options-title")] == [
        "複数の計画にある名称",
        "令和4年度旭区運営方針",
        "見本市環境計画（架空）",
        "令和4年度見本市港区運営方針",
        "令和5年度見本市港区運営方針",
    ]
    first = root.xpath("(//fieldset)[1]/ul[1]//label/span[1]")
    assert [text(one) for one in first] == ["守り"]
    assert root.xpath("//summary[contains(., '施策で絞り込む')]") == []
    assert page(all_plans, "/initiatives?plan=991015-2022").xpath("//summary[contains(., '施策で絞り込む')]")


def test_plans_stand_by_series_and_year(all_plans: TestClient) -> None:
    root = page(all_plans, "/plans")
    assert [text(one) for one in root.xpath("//main//h2")] == [
        "旭区運営方針横浜市旭区",
        "見本市環境計画見本市",
        "見本市港区系列のない計画",
    ]
    marks = [text(one) for one in with_class(root, "plan-mark")]
    assert marks == ["案（決定前）", "一部を掲載"]
    chosen = page(all_plans, "/plans?year=2023")
    assert [text(one) for one in chosen.xpath("//main//h3/a")] == [
        "見本市環境計画（架空）",
        "令和5年度見本市港区運営方針",
    ]


def test_a_year_between_two_editions_is_a_gap(make_settings: MakeSettings) -> None:
    def edition(year: int) -> str:
        file = json.loads(city_plan("adopted").replace(CITY, f"991007-{year}_chuki"))
        file["plan"]["period"] = {"start": f"{year}-04-01", "end": f"{year + 1}-03-31"}
        return json.dumps(file)

    with served(make_settings("sqlite"), edition(2020), edition(2023)) as client:
        gaps = [text(one) for one in with_class(page(client, "/plans"), "edition-gap")]
    assert gaps == ["令和3年度（2021年度）～令和4年度（2022年度） この年度の計画は掲載していません。"]


def test_the_home_page_shows_the_newest_adopted_plan_or_the_operators(make_settings: MakeSettings) -> None:
    files = (city_plan(), text_of(plan_2022()), text_of(plan_2023()))
    for chosen, title in (
        (None, "令和5年度見本市港区運営方針"),
        (CITY, "見本市環境計画（架空）"),
        ("991015-1999", "令和5年度見本市港区運営方針"),
    ):
        settings = make_settings("sqlite").model_copy(update={"home_plan": chosen})
        with served(settings, *files) as client:
            root = page(client, "/")
            assert text(root.xpath("//h1")[0]) == title
            assert len(with_class(root, "edition")) == 3
    with served(make_settings("sqlite"), city_plan()) as client:
        content = main_text(page(client, "/"))
    assert "5年の計画にある主な施策1件を、" in content
    assert "SDGsの目標は、計画に記載のあるものだけです。" in content


def test_a_goal_across_plans_is_not_ranked_and_says_how_much_is_here(all_plans: TestClient) -> None:
    table = with_class(page(all_plans, "/sdgs/13"), "shares")[0]
    assert [text(one) for one in table.xpath(".//tbody/tr/th/a")] == [
        "令和4年度旭区運営方針",
        "見本市環境計画（架空）",
        "令和4年度見本市港区運営方針",
        "令和5年度見本市港区運営方針",
    ]
    assert "戦略は計画書の3件中1件を掲載" in text(table)


def test_the_matrix_of_several_plans_leaves_out_what_is_empty(all_plans: TestClient) -> None:
    content = main_text(page(all_plans, "/matrix?year=2023"))
    assert "空の欄は0件です。取組が1件もない2行と15列を省いています。" in content


def test_measures_are_those_of_the_ward_only_where_every_plan_is_a_wards(all_plans: TestClient) -> None:
    assert "区の取組" not in main_text(page(all_plans, "/initiatives"))
    assert "区の取組" in main_text(page(all_plans, "/initiatives?plan=991015-2022"))


def test_a_table_without_editorial_tags_does_not_speak_of_them(all_plans: TestClient) -> None:
    said = "SDGsには編集による推定を含みます。"
    assert said in main_text(page(all_plans, "/matrix?plan=991015-2022"))
    content = main_text(page(all_plans, f"/matrix?plan={CITY}"))
    assert said not in content
    assert "編集による推定を使わずに数えた件数です。" not in content


def test_an_owner_and_a_heading_are_called_what_they_are(make_settings: MakeSettings) -> None:
    file = json.loads(city_plan())
    file["plan"]["transcription"] = {"extent": "partial", "wording": "summary"}
    del file["document"][-1]["title"]
    quoted = [{"id": f"{GROUP}-m1", "quote": "買替え", "role": "commits"}]
    level = {"id": f"{CITY}-k1", "kind": "level", "label": "排出量", "owner": GROUP, "mentions": quoted}
    file["kpis"] = [level | {"targets": [{"key": "a", "text": "半分にする"}]}]
    with served(make_settings("sqlite"), json.dumps(file)) as client:
        assert facts(page(client, f"/kpis/{CITY}-k1"))["掲げる項目"] == "家庭から 施策群"
        content = main_text(page(client, f"/initiatives/{GROUP}-m1"))
        chip = with_class(page(client, f"/kpis?plan={CITY}&kind=event"), "chip-remove")[0]
        assert text(chip) == "計画見本市環境計画（架空）を外す"
    assert "計画書の要約なので、一覧で使う見出しを編集で付けています。" in content
    assert "原文の箇条書きには題がない" not in content


def test_made_up_names_of_two_plans_are_two_options(make_settings: MakeSettings) -> None:
    other = json.loads(city_plan().replace(CITY, "991007-2022_chuki"))
    other["plan"]["period"] = {"start": "2022-04-01", "end": "2026-03-31"}
    with served(make_settings("sqlite"), city_plan(), json.dumps(other)) as client:
        ids = [f"{CITY}-p1", "991007-2022_chuki-p1"]
        options = client.get("/api/v1/facets").json()["facets"]["pillar"]
        assert [(one["value"], one["count"]) for one in options] == [(ids[0], 1), (ids[1], 1), ("none", 0)]
        root = page(client, f"/initiatives?pillar={ids[1]}")
        assert root.xpath("//input[@name='pillar' and @checked]/@value") == ids[1:]
        assert len(root.xpath("(//fieldset)[1]/ul")) == 3
        (named,) = client.get(f"/api/v1/facets?plan={CITY}").json()["facets"]["pillar"][:1]
        assert named["value"] == "戦略1（名称の記載なし）"
