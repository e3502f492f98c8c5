"""Reads pages: texts, elements by class, description lists, the number of results."""

import re

from lxml import html  # type: ignore[import-untyped,unused-ignore]
from lxml.html import HtmlElement  # type: ignore[import-untyped,unused-ignore]
from starlette.testclient import TestClient

PLAN = "141127-2022"


def page(client: TestClient, address: str, status: int = 200) -> HtmlElement:
    answer = client.get(address)
    assert answer.status_code == status, address
    return html.fromstring(answer.text)


def text(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def with_class(element: HtmlElement, name: str) -> list[HtmlElement]:
    found: list[HtmlElement] = element.xpath(
        "descendant-or-self::*[contains(concat(' ', @class, ' '), concat(' ', $name, ' '))]", name=name
    )
    return found


def main_text(element: HtmlElement) -> str:
    return text(element.get_element_by_id("main"))


def facts(element: HtmlElement) -> dict[str, str]:
    """The pairs of every description list under an element; the first of equal names."""
    found: dict[str, str] = {}
    for name in element.xpath(".//dt"):
        found.setdefault(text(name), text(name.xpath("following-sibling::dd[1]")[0]))
    return found


def total(element: HtmlElement) -> int:
    heading = re.fullmatch(r"検索結果 (\d+)件", text(element.get_element_by_id("results-heading")))
    assert heading is not None
    return int(heading[1])
