"""The settings: defaults, all mistakes reported together in Japanese, derived values."""

import re
from pathlib import Path

import pytest

from app.settings import Settings, SettingsError, read_settings


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"HOSHIN_{name.upper()}", raising=False)


def mistakes(monkeypatch: pytest.MonkeyPatch, **values: str) -> list[str]:
    for name, value in values.items():
        monkeypatch.setenv(f"HOSHIN_{name}", value)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    return str(caught.value).split("\n")


def test_nothing_needs_to_be_set() -> None:
    settings = read_settings()
    assert (settings.host, settings.port, settings.base) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert settings.sqlite_file == Path("var/hoshin.db")
    assert (settings.seed, settings.official, settings.license_name) == (True, False, None)


def test_an_empty_variable_is_an_unset_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOSHIN_PORT", "")
    monkeypatch.setenv("HOSHIN_BASE_URL", "")
    assert read_settings().base == "http://127.0.0.1:8000"


@pytest.mark.parametrize("name", ["HOSHIN_PROT", "hoshin_prot", "HOSHIN_"])
def test_an_unknown_variable_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "1")
    with pytest.raises(SettingsError, match=f"知らない設定です: {name}。使えるのは .*HOSHIN_PORT"):
        read_settings()


SERVICE_LINKS = {
    "HOSHIN_PORT": "tcp://10.0.0.1:8000",
    "HOSHIN_PORT_8000_TCP": "tcp://10.0.0.1:8000",
    "HOSHIN_PORT_8000_TCP_ADDR": "10.0.0.1",
    "HOSHIN_PORT_8000_TCP_PORT": "8000",
    "HOSHIN_PORT_8000_TCP_PROTO": "tcp",
    "HOSHIN_SERVICE_HOST": "10.0.0.1",
    "HOSHIN_SERVICE_PORT": "8000",
    "HOSHIN_SERVICE_PORT_HTTP": "8000",
    "HOSHIN_POSTGRESQL_PORT": "tcp://10.0.0.2:5432",
    "HOSHIN_POSTGRESQL_SERVICE_HOST": "10.0.0.2",
}


def test_the_variables_of_a_kubernetes_service_of_that_name_are_ignored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in SERVICE_LINKS.items():
        monkeypatch.setenv(name, value)
    assert read_settings() == Settings()


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "http://10.0.0.1"), ("PORT_8000", "1"), ("POSTGRESQL_PORT", "5432")]
)
def test_only_the_forms_of_service_links_are_ignored(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    (line,) = mistakes(monkeypatch, **{name: value})
    assert f"HOSHIN_{name}" in line


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("PORT", "0", "1以上"),
        ("PORT", "65536", "65535以下"),
        ("PORT", "http", "整数"),
        ("PORT", "80.5", "整数"),
        ("BASE_URL", "hoshin.example.jp", "https://"),
        ("BASE_URL", "ftp://hoshin.example.jp", "で始まるURL"),
        ("BASE_URL", "https://hoshin.example.jp/?a=1", "使えません"),
        ("BASE_URL", "https://hoshin.example.jp/#a", "使えません"),
        ("BASE_URL", "https://me:secret@hoshin.example.jp/", "利用者名"),
        ("BASE_URL", "https://example.jp//hoshin", "// は使えません"),
        ("BASE_URL", f"https://example.jp/{'h' * 500}", "500文字以内"),
        ("DATABASE_URL", "var/hoshin.db", "sqlite:///"),
        ("DATABASE_URL", "mysql://localhost/hoshin", "sqlite または postgresql"),
        ("DATABASE_URL", "sqlite://", "ファイルを書いて"),
        ("DATABASE_URL", "sqlite:///:memory:", "ファイルを書いて"),
        ("DATABASE_URL", "sqlite:///hoshin.db?mode=ro", "%3F"),
        ("DATABASE_URL", "sqlite:///what?.db", "%3F"),
        ("PUBLISHER", "区役所\n総務課", "1行"),
        ("PUBLISHER", "区役所\x01総務課", "制御文字"),
        ("LICENSE_NAME", "CC BY\ufffe", "目に見えない文字"),
        ("CONTACT_NAME", "区役所\udcff", "正しい文字"),
        ("CONTACT_EMAIL", "<a>@hoshin.example.jp", "形が正しくありません"),
        ("CONTACT_EMAIL", "a@b@hoshin.example.jp", "形が正しくありません"),
        ("CONTACT_NAME", "あ" * 301, "300文字以内"),
        ("CONTACT_EMAIL", "soumu", "形が正しくありません"),
        ("CONTACT_URL", "soumu", "https://"),
        # What some catalogue or feed cannot hold.
        ("PUBLISHER", "区役所\t総務課", "タブ"),
        ("PUBLISHER", "区役所\u200b", "目に見えない文字 U+200B"),
        ("PUBLISHER", "区役所\x1b[31m", "制御文字 U+001B"),
        ("PUBLISHER", "区役所\udc81", "正しい文字だけで"),
        ("CONTACT_NAME", " 総務課", "前後に空白"),
        ("LICENSE_NAME", "CC BY\u2028", "目に見えない文字 U+2028"),
        ("CONTACT_EMAIL", "a{b}@example.jp", "形が正しくありません"),
        ("CONTACT_EMAIL", "総務@example.jp", "形が正しくありません"),
        ("CONTACT_URL", "https://example.jp/a|b", "https://example.jp/a%7Cb と書いて"),
        ("CONTACT_URL", "https://me:secret@example.jp/", "利用者名"),
        ("BASE_URL", "https://example.jp/a^b", "https://example.jp/a%5Eb と書いて"),
        ("SECURITY_CONTACT", "https://example.jp/a|b", "形が正しくありません"),
        ("SECURITY_CONTACT", "https://example.jp/旭", "形が正しくありません"),
        ("LICENSE_URL", "https://creativecommons.org/licenses/by/4.0/", "HOSHIN_LICENSE_NAME"),
        ("OFFICIAL", "maybe", "true か false"),
        ("SEED", "2", "true か false"),
    ],
)
def test_a_wrong_value_is_reported_in_japanese(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    (line,) = mistakes(monkeypatch, **{name: value})
    assert line.startswith(f"HOSHIN_{name}: ")
    assert says in line
    assert line.endswith("。")
    assert not re.search("Input|should|valid|error", line)


def test_all_mistakes_are_reported_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = mistakes(
        monkeypatch, PROT="1", PORT="x", BASE_URL="x", DATABASE_URL="x", LICENSE_URL="https://a.jp", SEED="x"
    )
    assert [line.split(":")[0] for line in lines] == [
        "知らない設定です",
        "HOSHIN_PORT",
        "HOSHIN_BASE_URL",
        "HOSHIN_DATABASE_URL",
        "HOSHIN_LICENSE_URL",
        "HOSHIN_SEED",
    ]


@pytest.mark.parametrize(
    ("values", "base", "root_path"),
    [
        ({"base_url": "https://hoshin.example.jp"}, "https://hoshin.example.jp", ""),
        ({"base_url": "https://hoshin.example.jp/"}, "https://hoshin.example.jp", ""),
        ({"base_url": "https://example.jp/hoshin/"}, "https://example.jp/hoshin", "/hoshin"),
        ({"base_url": "https://example.jp/区"}, "https://example.jp/%E5%8C%BA", "/%E5%8C%BA"),
        ({"base_url": "http://localhost:9000"}, "http://localhost:9000", ""),
        ({"host": "0.0.0.0", "port": 80}, "http://127.0.0.1:80", ""),  # noqa: S104 - an address to be shown
        ({"host": "::"}, "http://[::1]:8000", ""),
        ({"host": "::1", "port": 81}, "http://[::1]:81", ""),
    ],
)
def test_public_addresses_start_with_the_base(values: dict[str, object], base: str, root_path: str) -> None:
    settings = Settings.model_validate(values)
    assert (settings.base, settings.root_path) == (base, root_path)


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("sqlite:///var/hoshin.db", "var/hoshin.db"),
        ("sqlite:////srv/hoshin/data.db", "/srv/hoshin/data.db"),
        ("sqlite:////srv/方針 令和4.db", "/srv/方針 令和4.db"),
        ("sqlite:////srv/what%3F 100%25.db", "/srv/what? 100%.db"),
    ],
)
def test_a_sqlite_url_names_a_file(url: str, file: str) -> None:
    assert Settings(database_url=url).sqlite_file == Path(file)


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg", "postgresql+psycopg2"])
def test_a_postgresql_url_uses_the_driver_that_is_installed(scheme: str) -> None:
    settings = Settings(database_url=f"{scheme}://me:s%40crt@db.example.jp/hoshin?sslmode=require")
    assert settings.sqlite_file is None
    assert settings.database.drivername == "postgresql+psycopg"
    assert (settings.database.password, settings.database.query["sslmode"]) == ("s@crt", "require")


def test_a_licence_is_a_name_with_or_without_an_address() -> None:
    assert Settings(license_name="CC BY 4.0").license_url is None
    both = Settings.model_validate({"license_name": "CC BY 4.0", "license_url": "https://a.example.jp/"})
    assert str(both.license_url) == "https://a.example.jp/"


def test_a_license_address_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    (line,) = mistakes(monkeypatch, LICENSE_NAME="x", LICENSE_URL="https://example.jp/a|b")
    assert line.endswith("https://example.jp/a%7Cb と書いてください。")


def test_a_japanese_address_is_encoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOSHIN_CONTACT_URL", "https://例え.jp/旭 区")
    assert str(read_settings().contact_url) == "https://xn--r8jz45g.jp/%E6%97%AD%20%E5%8C%BA"
