"""Elements of a StratML document."""

from typing import Any, Final

from lxml import etree  # type: ignore[import-untyped]
from lxml.builder import ElementMaker  # type: ignore[import-untyped]

from app.publication.identifiers import uuid_of
from app.publication.xml_text import set_text

NAMESPACE: Final = "urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport"
# An lxml element: the library ships no types.
Element = Any


# E.Name(...) makes <Name>: a str argument is its text, elements are children, None is left out.
E: Final = ElementMaker(
    namespace=NAMESPACE,
    nsmap={None: NAMESPACE},
    typemap={str: set_text, type(None): lambda _element, _none: None},
)


def optional(name: str, text: str | None) -> Element | None:
    """An element with this text, None where there is no text."""
    return E(name, text) if text else None


def to_bytes(root: Element) -> bytes:
    """The document as UTF-8."""
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return content


def identifier(item_id: str) -> str:
    """An xsd:ID, which may not begin with a digit."""
    return f"_{uuid_of(item_id)}"
