"""The engine of PostgreSQL: what the address says is kept, nothing depends on the session."""

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import SQLAlchemyError

from app.db.database_errors import advice_on
from app.db.postgresql import parameters_of
from app.db.schema import open_store
from app.db.store import Store, StoreError
from app.settings import Settings
from tests.conftest import MakeSettings


@pytest.mark.parametrize(
    ("options", "parameters"),
    [
        ("", {}),
        ("-csearch_path=ward", {"search_path": "ward"}),
        ("-c search_path=ward,public  --work-mem=64MB", {"search_path": "ward,public", "work_mem": "64MB"}),
        (r"-c search_path=a\ b", {"search_path": "a b"}),
        ("-c application_name=a=b -c my.name=", {"application_name": "a=b", "my.name": ""}),
    ],
)
def test_options_are_read_as_the_server_reads_them(options: str, parameters: dict[str, str]) -> None:
    assert parameters_of(options) == parameters


@pytest.fixture(scope="module")
def database_address(make_empty_settings: MakeSettings) -> str:
    """The address of an empty database, with a query to which more can be added."""
    return make_empty_settings("postgresql").database_url


def with_query(address: str, **query: str) -> Settings:
    url = make_url(address).update_query_dict(query)
    return Settings(database_url=url.render_as_string(hide_password=False))


def test_limits_and_options_hold_in_every_transaction(database_address: str) -> None:
    options = r"""-c statement_timeout=3s -c search_path="a\ b",public -c my.quote=it's"""
    store = Store(with_query(database_address, options=options, application_name="ward", connect_timeout="7"))
    names = ("statement_timeout", "search_path", "my.quote", "application_name", "lock_timeout")
    for _ in range(2):
        with store.snapshot() as session:
            shown = [session.connection().scalar(text(f"SHOW {name}")) for name in names]
            assert shown == ["3s", '"a b",public', "it's", "ward", "10s"]
    with store.writer.begin() as connection:
        assert connection.scalar(text("SHOW statement_timeout")) == "0"  # an import may take longer
        assert connection.scalar(text("SHOW lock_timeout")) == "1min"
        assert connection.scalar(text("SHOW search_path")) == '"a b",public'
    store.close()


@pytest.mark.parametrize(
    ("query", "advice"),
    [
        ({"options": "-c no_such_name=1"}, "設定できない項目か値"),
        ({"options": "-c work_mem=much"}, "設定できない項目か値"),
        ({"options": "-c log_connections=on"}, "設定できない項目か値"),
        ({"options": "-c shared_buffers=1GB"}, "設定できない項目か値"),
        ({"options": "-c search_path=nowhere"}, "CREATE SCHEMA"),
        ({"no_such_option": "1"}, "知らない設定"),
    ],
)
def test_an_address_that_cannot_work_says_what_to_mend(
    database_address: str, query: dict[str, str], advice: str
) -> None:
    with pytest.raises(SQLAlchemyError) as refused:
        open_store(with_query(database_address, **query))
    assert advice in advice_on(refused.value)


def test_options_of_another_form_are_refused(database_address: str) -> None:
    with pytest.raises(StoreError, match="-c 名前=値 の形だけ"):
        open_store(with_query(database_address, options="-e"))


def test_a_server_that_only_reads_is_refused_with_words(make_empty_settings: MakeSettings) -> None:
    settings = make_empty_settings("postgresql")
    store = Store(settings)
    with store.writer.begin() as connection:
        connection.execute(
            text(f"ALTER DATABASE {settings.database.database} SET default_transaction_read_only = on")
        )
    store.close()
    for query in ({}, {"target_session_attrs": "read-write"}):
        with pytest.raises(SQLAlchemyError) as refused:
            open_store(with_query(settings.database_url, **query))
        assert "書き込めるサーバーを指定してください" in advice_on(refused.value)


def test_several_hosts_may_be_given(database_address: str) -> None:
    folder = make_url(database_address).query["host"]
    url = make_url(database_address).update_query_dict({"host": ["127.0.0.1:1", f"{folder}:5432"]})
    store = open_store(Settings(database_url=url.render_as_string(hide_password=False)))
    with store.snapshot() as session:
        assert session.connection().scalar(text("SELECT 1")) == 1
    store.close()


def test_no_part_of_a_password_is_shown(database_address: str) -> None:
    with pytest.raises(ValueError, match="形が正しくありません") as refused:
        Settings(database_url="postgresql://me@db.example.jp:secret/hoshin")
    errors = refused.value.errors(include_input=False)  # type: ignore[attr-defined]
    assert "secret" not in str([error["msg"] for error in errors])
    url = make_url(database_address).set(host="127.0.0.1", port=1, password="secret", query={})  # noqa: S106
    with pytest.raises(SQLAlchemyError) as unreachable:
        open_store(Settings(database_url=url.render_as_string(hide_password=False)))
    assert "secret" not in str(unreachable.value) + advice_on(unreachable.value)
