"""What a dimension is: how the import reads its values and how pages name it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

Json = Mapping[str, Any]
NONE: Final = "none"


class Value(NamedTuple):
    """One value of an initiative. `key` is an item's id or the value itself."""

    key: str
    label: str
    basis: str


class Option(NamedTuple):
    """One option of a plan, whether an initiative has it or not, in the order of `position`."""

    key: str
    label: str
    position: int


class Dimension(NamedTuple):
    """One dimension.

    `values_of` reads an initiative's public document, `options_of` the plan file; options that it does not
    have are the initiatives' values in their order. `words` are the labels of
    a fixed vocabulary, in order; else labels come from the plans. Without `none_label` every initiative has
    a value. `in_plan_language`: the labels are Japanese on the pages of every language. `overlap` is the
    note of a table where one initiative counts for several options. With more than `most_plans` plans in
    scope only chosen options are listed.
    """

    name: str
    title: str
    none_label: str | None
    values_of: Callable[[Json], Iterable[Value]]
    options_of: Callable[[Json], Iterable[Option]] = lambda _file: ()
    words: Callable[[], dict[str, str]] | None = None
    in_plan_language: bool = True
    overlap: str | None = None
    most_plans: int | None = None
