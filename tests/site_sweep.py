"""Follows every link of a site, as a crawler does, and finds those that leave the path it stands below."""

import io
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from html import unescape
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

import httpx
from lxml import html  # type: ignore[import-untyped,unused-ignore]

# The attributes that hold an address.
_ATTRIBUTES = ("href", "src", "action", "data-hx-get")


class Site:
    """A site at the public address `base`, whose path all its links must have. `get` requests a path and
    query; addresses with more than `most` names of parameters are not requested, because combinations of
    filters have no end. `statuses` are those of the addresses requested; `outside` are addresses without
    the path, each with one that names it."""

    def __init__(self, get: Callable[[str], httpx.Response], base: str, most: int = 1) -> None:
        self._get, self._base, self._most = get, base, most
        self._origin = base.removesuffix(urlsplit(base).path)
        self.statuses: dict[str, int] = {}
        self.outside: dict[str, str] = {}

    def sweep(self, *start: str) -> None:
        """Request these and all that they link to, once for each path and set of parameters."""
        todo, seen = [urlsplit(self._base).path + path for path in start], set()
        while todo:
            address = todo.pop(0)
            parts = urlsplit(address)
            kind = (parts.path, frozenset(name for name, _ in parse_qsl(parts.query)))
            if kind in seen or len(kind[1]) > self._most:
                continue
            seen.add(kind)
            answer = self._get(address)
            self.statuses[address] = answer.status_code
            here = self._origin + answer.url.raw_path.decode()
            for link in set(self._links(answer)):
                target = urldefrag(urljoin(here, link)).url
                if re.match(re.escape(self._base) + "([/?]|$)", target):
                    todo.append(target.removeprefix(self._origin))
                elif re.match(re.escape(self._origin) + "([/?]|$)", target):
                    self.outside.setdefault(target, address)

    def _links(self, answer: httpx.Response) -> Iterator[str]:
        """The addresses in an answer's headers and in its body, whatever its format."""
        if "location" in answer.headers:
            yield answer.headers["location"]
        yield from re.findall(r"<([^>]*)>", answer.headers.get("link", ""))
        is_page = answer.headers.get("content-type", "").startswith("text/html")
        if is_page:
            for element in html.fromstring(answer.content).iter("*"):
                yield from (element.get(name) for name in _ATTRIBUTES if element.get(name))
        pattern = re.compile(re.escape(self._origin) + r"[\w/.~%?=&;#+-]*")
        for text in _texts(answer.content):
            # Addresses in the text of a page end at a character that may be written as a reference.
            yield from pattern.findall(unescape(text) if is_page else text)


def _texts_of_tables(content: bytes) -> Iterator[str]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(content)
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in connection.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 - the file's own table
                yield from (value for value in row if isinstance(value, str))


def _texts(content: bytes) -> Iterator[str]:
    """The text of a body, or those of the files in an archive."""
    if content.startswith(b"SQLite format 3"):
        yield from _texts_of_tables(content)
        return
    if not content.startswith(b"PK\x03\x04"):
        yield content.decode("utf-8", "replace")
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            yield from _texts(archive.read(name))
