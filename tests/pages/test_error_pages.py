"""Error pages: explanation and a way to continue."""

from urllib.parse import quote

import pytest
from httpx import Response
from sqlalchemy import event
from starlette.testclient import TestClient

from app.db.schema import open_store
from app.main import create_app
from tests.conftest import BASE, MakeSettings, served
from tests.page_reader import PLAN, facts, main_text, page, text


@pytest.mark.parametrize(
    ("address", "name", "allowed"),
    [
        (f"/initiatives?pillar={quote('安全')}", "柱pillar", "安全・安心"),
        ("/initiatives?bureau=x", "所管局bureau", "道路局"),
        ("/initiatives?sdg=18", "SDGssdg", "17"),
        ("/initiatives?kind=x", "種類kind", "measure"),
        ("/initiatives?year=R99", "年度year", ""),
        (f"/initiatives?q={'花' * 201}", "検索語q", "200文字以内"),
        ("/initiatives?limit=-1", "1ページの件数limit", "1以上"),
        ("/initiatives?offset=100000000000000000000", "先頭から飛ばす件数offset", ""),
        ("/initiatives?q=%ff", "URLの条件query", "UTF-8"),
        ("/initiatives?q=%00", "URLの条件query", "制御文字"),
    ],
)
def test_an_invalid_filter_value_is_explained_on_the_page(
    sqlite_sheet: TestClient, address: str, name: str, allowed: str
) -> None:
    root = page(sqlite_sheet, address, 400)
    explanations = facts(root.get_element_by_id("problem"))
    assert list(explanations) == [name]
    assert allowed in explanations[name]
    assert root.xpath("//main//form[@action='/initiatives']//input[@name='q']")
    assert root.xpath("//main//a[@href='/initiatives']")


@pytest.mark.parametrize(
    "address", ["/nowhere", f"/initiatives/{PLAN}-x", "/pillars/" + "9" * 30, "/sdgs/18", "/organisations/x"]
)
def test_an_unknown_address_is_a_404_page_with_a_search_form(sqlite_sheet: TestClient, address: str) -> None:
    root = page(sqlite_sheet, address, 404)
    assert text(root.xpath("//h1")[0]) == "見つかりません"
    assert root.xpath("//main//form[@action='/initiatives']")
    assert not root.xpath("//link[@rel='canonical']")


def test_other_methods_are_refused_on_a_page(sqlite_sheet: TestClient) -> None:
    answer = sqlite_sheet.post("/initiatives")
    assert answer.status_code == 405
    assert "GET と HEAD だけを使えます" in answer.text


def test_an_empty_store_answers_503_with_a_page(make_settings: MakeSettings) -> None:
    with served(make_settings("sqlite")) as client:
        for address in ("/", "/initiatives", "/plans", "/data", "/sdgs/1", f"/plans/{PLAN}"):
            root = page(client, address, 503)
            assert "公開している計画がありません" in main_text(root)
        for address in ("/about", "/api"):
            page(client, address)


def test_an_unexpected_error_and_a_missing_database_are_error_pages(
    make_settings: MakeSettings,
) -> None:
    settings = make_settings("sqlite")
    store = open_store(settings)

    def fail(*_arguments: object) -> None:
        raise RuntimeError("a secret of the inside")

    with TestClient(create_app(settings, store), base_url=BASE, raise_server_exceptions=False) as client:
        event.listen(store.engine, "before_cursor_execute", fail)
        answer: Response = client.get("/")
        event.remove(store.engine, "before_cursor_execute", fail)
        assert answer.status_code == 500
        assert "思わぬ誤りが起きました" in answer.text
        assert "secret" not in answer.text
        assert answer.headers["X-Request-Id"] in answer.text

        assert settings.sqlite_file is not None
        settings.sqlite_file.rename(settings.sqlite_file.with_suffix(".away"))
        store.engine.dispose()
        answer = client.get("/initiatives?q=x")
        assert answer.status_code == 503
        assert "データベースが応答しません" in answer.text
        assert answer.headers["Retry-After"] == "2"
