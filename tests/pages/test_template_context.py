"""A page gives its template what the template reads, and nothing else."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, nodes
from jinja2.meta import find_referenced_templates, find_undeclared_variables
from starlette.testclient import TestClient

from app.pages import templating
from tests.i18n.test_languages import ADDRESSES

TEMPLATES = Path(templating.__file__).parents[1] / "templates"
# What every page has (templating.render), whether or not its template reads it.
COMMON = {"request", "canonical", "path", "unknown_parameters"}


def parts(jinja_environment: Environment, name: str) -> Iterator[nodes.Template]:
    """A template with all that it extends, includes and imports."""
    tree = jinja_environment.parse((TEMPLATES / name).read_text("utf-8"))
    yield tree
    for other in find_referenced_templates(tree):
        assert other is not None
        yield from parts(jinja_environment, other)


@cache
def names_read(jinja_environment: Environment, name: str) -> set[str]:
    return {key for tree in parts(jinja_environment, name) for key in find_undeclared_variables(tree)}


@cache
def fields_read(jinja_environment: Environment) -> set[str]:
    """The attributes and keys that any template names; several pages share a type."""
    trees = [jinja_environment.parse(file.read_text("utf-8")) for file in TEMPLATES.glob("*.html")]
    return {node.attr for tree in trees for node in tree.find_all(nodes.Getattr)} | {
        str(node.value) for tree in trees for node in tree.find_all(nodes.Const)
    }


@pytest.fixture(scope="module")
def jinja_environment(sqlite_sheet: TestClient) -> Environment:
    return sqlite_sheet.get("/about").template.environment  # type: ignore[no-any-return]


def unread(jinja_environment: Environment, name: str, context: dict[str, object]) -> set[str]:
    """What is given to a template and never read: keys, and fields of the views of app/pages under them."""
    fields = fields_read(jinja_environment)
    views = {key: value for key, value in context.items() if type(value).__module__.startswith("app.pages")}
    typed = {key: value._fields for key, value in views.items() if hasattr(value, "_fields")}
    return (set(context) - COMMON - names_read(jinja_environment, name)) | {
        f"{key}.{field}" for key, names in typed.items() for field in names if field not in fields
    }


@pytest.mark.parametrize("template", [*ADDRESSES, "error.html"])
def test_a_template_reads_all_that_it_is_given(
    sqlite_sheet: TestClient, jinja_environment: Environment, template: str
) -> None:
    for address in ADDRESSES.get(template, ("/nowhere",)):
        page = sqlite_sheet.get(address)
        assert page.template.name == template
        assert unread(jinja_environment, template, page.context) == set()


def test_what_no_template_reads_is_found(jinja_environment: Environment) -> None:
    assert unread(jinja_environment, "about.html", {"request": None, "state": None, "spare": 1}) == {"spare"}
