"""The tables of the READMEs agree with the code: addresses, commands, settings."""

import ast
import re
from pathlib import Path

import pytest
import typer.main
from fastapi.routing import APIRoute

from app.cli.commands import cli
from app.routers import ALL
from app.settings import PREFIX, Settings
from tests.paths import APP, ROOT

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


ARCHITECTURE = (ROOT / "docs/architecture.md").read_text("utf-8")


def names_defined_in(file: Path) -> set[str]:
    """The functions, classes and methods (Class.method) that a module defines, at any depth."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
            if isinstance(node, ast.ClassDef):
                names |= {f"{node.name}.{one.name}" for one in node.body if hasattr(one, "name")}
    return names


def test_every_function_of_the_walks_stands_in_its_file() -> None:
    walks = re.findall(r"^\| `([\w.]+)` \| `([\w/]+\.py)` \|", ARCHITECTURE, re.M)
    assert len(walks) > 20
    assert [walk for walk in walks if walk[0] not in names_defined_in(APP / walk[1])] == []


def test_every_path_of_the_architecture_exists() -> None:
    paths = re.findall(r"`([\w-]+/[\w./-]*)`", ARCHITECTURE)
    assert len(paths) > 50
    assert [path for path in paths if not ((APP / path).exists() or (ROOT / path).exists())] == []


def test_every_name_of_the_architecture_is_in_the_code() -> None:
    code = "\n".join(file.read_text("utf-8") for root in (APP, ROOT / "tests") for file in root.rglob("*.py"))
    names = re.findall(r"`@?([A-Za-z_]+(?:\.[a-z_]+)?)`", ARCHITECTURE)
    missing = {name for name in names if not re.search(rf"\b{name.rpartition('.')[2]}\b", code)}
    assert missing == set()


def test_every_module_that_a_current_document_names_exists() -> None:
    """Decision records may name what went, but only where they say so at their top."""
    decisions = [
        file for file in (ROOT / "docs/decisions").glob("*.md") if "\nNo longer holds" not in file.read_text()
    ]
    documents = [*decisions, *(ROOT / name for name in (*READMES, "docs/mapping.md"))]
    named = {
        (file.name, path)
        for file in documents
        for path in re.findall(r"`((?:app|tests|benchmarks)/[\w./-]+)`", file.read_text("utf-8"))
    }
    assert len(named) > 20
    assert {one for one in named if not (ROOT / one[1]).exists()} == set()
