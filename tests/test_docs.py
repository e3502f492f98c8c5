"""The tables of the READMEs agree with the code: addresses, commands, settings."""

import re

import pytest
import typer.main
from fastapi.routing import APIRoute

from app.cli.commands import cli
from app.routers import ALL
from app.settings import PREFIX, Settings
from tests.paths import ROOT

READMES = ("README.md", "README.ja.md")


def first_column(readme: str, table: str) -> list[str]:
    """The names in backquotes in the first column of a marked table."""
    text = (ROOT / readme).read_text("utf-8")
    marked = re.search(rf"<!-- {table}:begin -->\n(.*?)<!-- {table}:end -->", text, re.S)
    assert marked is not None, f"{readme} has no table {table}"
    rows = [line for line in marked[1].splitlines() if line.startswith("| `")]
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row.split("|")[1])]


@pytest.mark.parametrize("readme", READMES)
def test_every_address_is_in_the_readme(readme: str) -> None:
    routes = {route.path for router in ALL for route in router.routes if isinstance(route, APIRoute)}
    assert sorted(first_column(readme, "urls")) == sorted(routes)


@pytest.mark.parametrize("readme", READMES)
def test_every_command_is_in_the_readme(readme: str) -> None:
    commands = typer.main.get_command(cli).commands  # type: ignore[attr-defined]
    assert sorted(first_column(readme, "commands")) == sorted(f"hoshin {name}" for name in commands)


@pytest.mark.parametrize("readme", READMES)
def test_every_setting_is_in_the_readme(readme: str) -> None:
    names = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    assert sorted(first_column(readme, "settings")) == sorted(names)


@pytest.mark.parametrize("readme", READMES)
def test_the_default_of_every_setting_is_the_one_in_the_readme(readme: str) -> None:
    text = (ROOT / readme).read_text("utf-8")
    for name, field in Settings.model_fields.items():
        row = next(line for line in text.splitlines() if line.startswith(f"| `{PREFIX}{name.upper()}`"))
        shown = row.split("|")[2].strip().strip("`")
        default = "" if field.default is None else str(field.default)
        assert shown == {"True": "true", "False": "false"}.get(default, default), name


def test_the_pictures_and_pages_that_the_readme_names_exist() -> None:
    for readme in READMES:
        text = (ROOT / readme).read_text("utf-8")
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (ROOT / target).exists(), f"{readme}: {target}"
