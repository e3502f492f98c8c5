"""Catalogues: plurals, fuzzy entries, refusals at start. A Japanese service loads none."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import html  # type: ignore[import-untyped,unused-ignore]

from app.i18n import messages
from app.settings import Settings, SettingsError, read_settings
from tests.bracket_language import translated_service
from tests.conftest import MakeSettings
from tests.paths import SEED

PLAN = "141127-2022"


def write(folder: Path, code: str, *entries: str) -> None:
    file = messages.catalogue_path(code, folder)
    file.parent.mkdir(parents=True)
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    plurals = '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
    file.write_text(header + plurals + "".join(f"\n{entry}\n" for entry in entries), "utf-8")


HITS = 'msgid "%(n)s件"\nmsgid_plural "%(n)s件"\nmsgstr[0] "%(n)s entry"\nmsgstr[1] "%(n)s entries"'


def test_a_catalogue_with_plurals_is_used_and_its_fuzzy_entries_are_not(
    make_settings: MakeSettings, tmp_path: Path
) -> None:
    search = 'msgid "取組を探す"\nmsgstr "Find <initiatives>"'
    write(tmp_path, "en", HITS, search, '#, fuzzy\nmsgid "データ・API"\nmsgstr "Guess"')
    given = {"language": "en", "locale": tmp_path}
    settings = Settings.model_validate(make_settings("sqlite").model_dump() | given)
    assert messages.available_languages(tmp_path) == ["ja", "en"]
    with translated_service(settings, SEED.read_text("utf-8")) as client:
        root = html.fromstring(client.get("/tags").text)
        assert root.get("lang") == "en"
        counts = {" ".join(one.text_content().split()) for one in root.xpath("//td[@class='numeric']")}
        assert {"1 entry", "0 entries", "3 entries"} <= counts
        assert "Guess" not in client.get("/data").text
        assert "データ・API" in client.get("/data").text
        trail = html.fromstring(client.get(f"/initiatives/{PLAN}-b03").text).xpath(
            "//nav[@class='crumbs wrap']//a"
        )
        assert trail[1].text_content() == "Find <initiatives>"
        assert trail[2].xpath("string(span/@lang)") == "ja"


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (
            "fr",
            r"言語「fr」の翻訳がありません。使えるのは ja、bad、broken、en です。.*/fr/LC_MESSAGES/messages\.po",
        ),
        ("../en", "形が正しくありません"),
        ("bad", r"messages\.po の訳に、元の文にない .*: %\(number\)s hits"),
        ("broken", r"messages\.po を読めません"),
    ],
)
def test_a_language_that_cannot_be_used_is_refused_at_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str, says: str
) -> None:
    write(tmp_path, "en", HITS)
    write(tmp_path, "bad", HITS.replace("%(n)s entries", "%(number)s hits"))
    write(tmp_path, "broken", "<html>not found</html>")
    monkeypatch.setenv("HOSHIN_LOCALE", str(tmp_path))
    monkeypatch.setenv("HOSHIN_LANGUAGE", code)
    with pytest.raises(SettingsError, match=says):
        read_settings()


def test_a_japanese_service_does_not_load_babel(tmp_path: Path) -> None:
    """Start, pages and error pages do without the reader of catalogues."""
    code = """
import sys
from starlette.testclient import TestClient
from app.main import create_app
from app.db.schema import open_store
from app.settings import read_settings
settings = read_settings()
client = TestClient(create_app(settings, open_store(settings)))
print(client.get("/about").status_code, client.get("/nowhere").status_code, "babel" in sys.modules)
"""
    environment = os.environ | {"HOSHIN_DATABASE_URL": f"sqlite:///{tmp_path}/hoshin.db"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout == "200 404 False\n"
