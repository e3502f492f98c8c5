"""JSON that is made of rows, with the cell that each of its members comes from."""

from collections.abc import Iterator
from typing import Any

from app.workbook.findings import Place


class Made(dict[str, Any]):
    """An object of a plan file. `home` is the row that it comes from, `at` the cells of its members."""

    def __init__(self, home: Place) -> None:
        super().__init__()
        self.home = home
        self.at: dict[str, Place] = {}

    def put(self, name: str, value: Any, place: Place | None = None) -> None:
        """Set a member that says something."""
        if value is not None and value != "":
            self[name] = value
        if place is not None:
            self.at[name] = place


def places(value: Any, home: Place, pointer: str = "") -> Iterator[tuple[str, Place]]:
    """The JSON pointer of every member with its cell, from the outside in."""
    if isinstance(value, Made):
        home = value.home
    yield pointer, home
    if isinstance(value, dict):
        at = value.at if isinstance(value, Made) else {}
        for name, child in value.items():
            yield from places(child, at.get(name, home), f"{pointer}/{name}")
        yield from ((f"{pointer}/{name}", place) for name, place in at.items() if name not in value)
    elif isinstance(value, list):
        for number, child in enumerate(value):
            yield from places(child, home, f"{pointer}/{number}")
