"""How the finder shows its result: a list or a table, under the headings of the sheet or flat.

No condition: `view` and `group` are parameters of the page alone, so the API and the files ignore them.
"""

from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

_DEFAULTS: Final = {"view": "list", "group": "theme"}
_OTHERS: Final = {"view": "table", "group": "none"}


class View(NamedTuple):
    """What is not given, or is no view, is the default."""

    view: str
    group: str

    @property
    def table(self) -> bool:
        return self.view == _OTHERS["view"]

    @property
    def flat(self) -> bool:
        return self.group == _OTHERS["group"]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What has to stand in an address."""
        named = zip(self._fields, self, strict=True)
        return [(name, value) for name, value in named if value != _DEFAULTS[name]]

    def keep(self, address: str) -> str:
        """An address of the finder that shows its result alike."""
        if not (pairs := self.pairs):
            return address
        return f"{address}{'&' if '?' in address else '?'}{urlencode(pairs)}"

    def switched(self, name: str, value: str) -> "View":
        return self._replace(**{name: value})


def from_page(parameters: QueryParams) -> View:
    """The view that a page's address asks for."""

    def read(name: str) -> str:
        return _OTHERS[name] if parameters.get(name) == _OTHERS[name] else _DEFAULTS[name]

    return View(read("view"), read("group"))


class Group(NamedTuple):
    """Initiatives of one plan under one heading of the sheet."""

    plan: str
    heading: str
    items: list[dict[str, Any]]


def groups(items: list[dict[str, Any]]) -> list[Group]:
    """Neighbours of one theme together; where there is no theme, under the section that they stand in."""
    found: list[Group] = []
    for item in items:
        name = item["theme"]["name"] if item["theme"] else item["source"]["section"] or item["plan"]
        if not found or (found[-1].plan, found[-1].heading) != (item["plan"], name):
            found.append(Group(item["plan"], name, []))
        found[-1].items.append(item)
    return found
