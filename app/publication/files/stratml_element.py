"""Elements of a StratML document."""

import re
from typing import Any, Final

from lxml import etree  # type: ignore[import-untyped]

from app.publication.identifiers import uuid_of

NAMESPACE: Final = "urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport"
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Element = Any
"""An lxml element: the library ships no types."""


def new_document(kind: str) -> Element:
    """The root of a document of this Type."""
    return etree.Element(f"{{{NAMESPACE}}}PerformancePlanOrReport", {"Type": kind}, nsmap={None: NAMESPACE})


def to_bytes(root: Element) -> bytes:
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return made


def add(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    """A child element."""
    child = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)
    if text is not None:
        write(child, text)
    return child


def add_if(parent: Element, name: str, text: str | None) -> None:
    """A child element where there is something to say."""
    if text:
        add(parent, name, text)


def write(element: Element, text: str) -> None:
    """Set the text; characters that XML cannot hold become U+FFFD."""
    element.text = _NOT_XML.sub("\ufffd", text)


def identifier(item_id: str) -> str:
    """An xsd:ID, which may not begin with a digit."""
    return f"_{uuid_of(item_id)}"
