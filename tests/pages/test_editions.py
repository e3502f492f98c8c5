"""Every plan page names the plans before and after it in its series, and an old one says that there is a newer."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.conftest import MakeSettings, served
from tests.page_reader import facts, main_text, page
from tests.plans.next_year import P24, last_year, next_year
from tests.world import P22, P23, entry, text_of

NEWER = "この計画より新しい計画があります。"


@pytest.fixture(scope="module")
def edition_service(make_settings: MakeSettings) -> Iterator[TestClient]:
    changed = last_year()
    entry(changed, f"{P23}-p1-t1-m1")["label"] = "訓練をもっと広げる"
    files = text_of(last_year()), text_of(next_year()), text_of(changed)
    with served(make_settings("sqlite"), *files) as client:
        yield client


def test_a_plan_names_the_ones_before_and_after_it(edition_service: TestClient) -> None:
    former, newest = page(edition_service, f"/plans/{P23}"), page(edition_service, f"/plans/{P24}")
    assert facts(former)["前後の計画"] == (
        "前の計画：掲載していません この計画：令和5年度（2023年度） "
        "次の計画：令和6年度見本市港区運営方針（架空） 令和6年度（2024年度）"
    )
    assert facts(newest)["前後の計画"] == (
        "前の計画：令和5年度見本市港区運営方針 令和5年度（2023年度） この計画：令和6年度（2024年度） "
        "次の計画：掲載していません"
    )
    assert f"{NEWER}令和6年度見本市港区運営方針（架空）" in main_text(former)
    assert NEWER not in main_text(newest)


def test_an_old_revision_names_the_editions_of_today(edition_service: TestClient) -> None:
    assert NEWER in main_text(page(edition_service, f"/plans/{P23}?revision=1"))
    assert facts(page(edition_service, f"/plans/{P23}?revision=1"))["改訂"].startswith("改訂1（")


def test_the_only_plan_of_a_series_says_so(world: TestClient, sheet: TestClient) -> None:
    # Without a series, the yearly plans of one issuer are editions of each other.
    assert f"{NEWER}令和5年度見本市港区運営方針" in main_text(page(world, f"/plans/{P22}"))
    seed = page(sheet, "/plans/141127-2022")
    assert facts(seed)["前後の計画"] == "前後の計画は掲載していません。"
    assert facts(seed)["改訂"] == "改訂1（令和8年4月1日（2026年4月1日）） 改訂の履歴"
