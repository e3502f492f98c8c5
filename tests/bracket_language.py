"""A made-up language that brackets every message, and a reader of the Japanese text outside brackets."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import reduce
from pathlib import Path
from typing import Final

from babel.messages.pofile import write_po
from lxml.html import HtmlElement  # type: ignore[import-untyped,unused-ignore]
from starlette.testclient import TestClient

from app.db.schema import open_store
from app.i18n import messages
from app.importer.import_plan import import_text
from app.main import create_app
from app.models.reference import sdg_goals
from app.settings import Settings
from tests.conftest import BASE, name_store
from tests.write_messages import message_catalogue

PSEUDO: Final = "qps"
JAPANESE: Final = re.compile(r"[\u3041-\u309f\u30a1-\u30fa\u30fc\u3400-\u9fff々]")


def write_pseudo(folder: Path) -> Path:
    """Writes the catalogue of the bracketing language into a locale folder."""
    catalogue = message_catalogue()
    for one in catalogue:
        if one.id:
            message = one.id if isinstance(one.id, str) else one.id[0]
            bracketed = "⟦" + re.sub(r"%\(\w+\)s", r"⟪\g<0>⟫", message) + "⟧"
            one.string = bracketed if isinstance(one.id, str) else (bracketed, bracketed)
    file = messages.catalogue_path(PSEUDO, folder)
    file.parent.mkdir(parents=True)
    with file.open("wb") as written:
        write_po(written, catalogue)
    return folder


@contextmanager
def translated_service(
    settings: Settings, *texts: str, restore: tuple[str, Path] = (messages.SOURCE, messages.FOLDER)
) -> Iterator[TestClient]:
    """A service with some plan files in the language of its settings; `restore` is the language afterwards."""
    store = open_store(settings)
    name_store(store)
    for text in texts:
        import_text(store, text)
    try:
        with TestClient(create_app(settings, store), base_url=BASE, raise_server_exceptions=False) as client:
            yield client
    finally:
        messages.set_language(*restore)


def names_in(*texts: str) -> list[str]:
    """Names in the data, the longest first. Attributes and titles hold them without a language mark."""
    found = {str(goal["name_ja"]) for goal in sdg_goals()}
    for text in texts:
        found |= set(re.findall(r'"(?:label|name|title|pillar_term|summary|words)": ?"([^"]+)"', text))
        for terms in re.findall(r'"terms": ?\{([^}]*)\}', text):
            found |= set(re.findall(r'"([^"]+)"', terms))
    return sorted(found, key=len, reverse=True)


class UntranslatedReader:
    """Collects Japanese text outside of messages, or in the place of a value, in page order."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = list(names)
        self.open: list[str] = []
        self.found: list[str] = []

    def read(self, text: str | None, about: str = "", named: bool = False) -> None:
        """`named` allows names of the data without a mark: in a title, an attribute or a sentence."""
        outside = {"": "", "⟪": ""}
        for character in text or "":
            if character in "⟦⟪":
                self.open.append(character)
            elif character in "⟧⟫":
                assert self.open.pop() == {"⟧": "⟦", "⟫": "⟪"}[character], text
            elif (inside := self.open[-1] if self.open else "") in outside:
                outside[inside] += character
        for inside, text_outside in outside.items():
            known = self.names if named or inside else []
            rest = reduce(lambda left, name: left.replace(name, ""), known, text_outside)
            if JAPANESE.search(rest):
                self.found.append(f"{about}{rest.strip()}")


def untranslated(page: HtmlElement, names: Iterable[str]) -> list[str]:
    """Every Japanese text of a page that is neither in a message nor marked as Japanese."""
    reading = UntranslatedReader(names)

    def walk(element: HtmlElement, marked: bool) -> None:
        if element.tag in ("script", "style") or not isinstance(element.tag, str):
            return
        marked = marked or element.get("lang") == "ja"
        for name in ("title", "aria-label", "placeholder", "alt", "data-title", "data-announce"):
            # A picture of the guide is described in the language of the guide.
            if not (marked and name == "alt"):
                reading.read(element.get(name), f"{name}=", named=True)
        text(element.text, marked, element.tag)
        for child in element:
            walk(child, marked)
            text(child.tail, marked, element.tag)

    def text(content: str | None, marked: bool, tag: str) -> None:
        before = len(reading.found)
        reading.read(content, named=tag == "title")
        if marked:
            del reading.found[before:]

    walk(page, False)
    assert not reading.open
    return reading.found
