"""Import rules between the rooms of app/, sizes of files and functions, and names in tests/."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.paths import APP, TESTS

# Imports point to the right only; rooms of one place do not import each other.
ORDER = "cli > main > routers, assistants > pages, publication, importer > workbook > web > search > db > models > errors > settings > i18n"
RANK = {room: rank for rank, place in enumerate(ORDER.split(" > ")) for room in place.split(", ")}
# Rooms that may import less than the order allows.
NARROWER: dict[str, dict[str, tuple[str, ...]]] = {
    "pages": {"web": ("app.web.pagination",)},
    "publication": {"web": ()},
    "importer": {"web": ()},
    "workbook": {"web": (), "search": (), "db": ()},
    "web": {"search": ()},
    # They know the service by its answers alone.
    "assistants": {
        room: () for room in ("pages", "publication", "importer", "workbook", "web", "search", "db", "models")
    },
}
MAX_LINES = 250
MAX_FUNCTION_LINES = 50


def app_files() -> list[Path]:
    return [file for file in sorted(APP.rglob("*.py")) if "migrations" not in file.parts]


def room_of(file: Path) -> str:
    return file.relative_to(APP).parts[0].removesuffix(".py")


def imported(tree: ast.AST) -> Iterator[str]:
    """The modules of the application that a file imports, also inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("app."))
        elif isinstance(node, ast.ImportFrom) and node.module == "app":
            yield from (f"app.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("app."):
            yield str(node.module)


def broken_rule(file: Path, module: str) -> str | None:
    """The rule that an import breaks, or None."""
    mine, other = room_of(file), module.split(".")[1]
    if mine == other or mine.startswith("__") or other.startswith("__"):
        return None
    if other not in RANK:
        return f"{other} is no room: {ORDER}"
    if RANK[other] <= RANK[mine]:
        return ORDER
    allowed = NARROWER.get(mine, {}).get(other)
    if allowed is not None and not module.startswith(allowed or "nothing"):
        return f"{mine} takes of {other} only {', '.join(allowed) or 'nothing'}"
    return None


@pytest.mark.parametrize("file", app_files(), ids=lambda file: str(file.relative_to(APP)))
def test_imports_point_down_the_house(file: Path) -> None:
    found = {module: broken_rule(file, module) for module in imported(ast.parse(file.read_text("utf-8")))}
    assert {module: rule for module, rule in found.items() if rule} == {}


def test_every_file_stands_in_a_room() -> None:
    rooms = {room_of(file) for file in app_files()}
    assert {room for room in rooms if not room.startswith("__")} == set(RANK)


@pytest.mark.parametrize(
    ("file", "module", "rule"),
    [
        ("search/query.py", "app.web.pagination", ORDER),
        ("web/responses.py", "app.search.query", "web takes of search only nothing"),
        ("pages/finder.py", "app.web.responses", "pages takes of web only app.web.pagination"),
        ("pages/finder.py", "app.publication.record", ORDER),
        ("models/plan.py", "app.utils", f"utils is no room: {ORDER}"),
    ],
)
def test_a_broken_rule_is_named(file: str, module: str, rule: str) -> None:
    assert broken_rule(APP / file, module) == rule


@pytest.mark.parametrize("file", app_files(), ids=lambda file: str(file.relative_to(APP)))
def test_no_file_and_no_function_is_too_long_to_be_read(file: Path) -> None:
    text = file.read_text("utf-8")
    assert len(text.splitlines()) <= MAX_LINES
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    lengths = {
        node.name: (node.end_lineno or 0) - node.lineno + 1
        for node in ast.walk(ast.parse(text))
        if isinstance(node, functions)
    }
    assert {name: length for name, length in lengths.items() if length > MAX_FUNCTION_LINES} == {}


def test_no_helper_module_of_the_tests_is_named_like_a_module_of_the_application() -> None:
    modules = {file.stem for file in APP.rglob("*.py")} | {file.parent.name for file in APP.rglob("*.py")}
    helpers = {file.stem for file in TESTS.rglob("*.py") if not file.stem.startswith(("test_", "conftest"))}
    assert (helpers & modules) - {"__init__"} == set()


def fixture_names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            decorators = [one.func if isinstance(one, ast.Call) else one for one in node.decorator_list]
            if "pytest.fixture" in map(ast.unparse, decorators):
                yield node.name


def test_every_fixture_name_is_defined_once() -> None:
    files = sorted(TESTS.rglob("*.py"))
    names = Counter(name for file in files for name in fixture_names(ast.parse(file.read_text("utf-8"))))
    assert len(names) > 40
    assert [name for name, number in names.items() if number > 1] == []
