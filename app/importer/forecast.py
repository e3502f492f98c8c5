"""What an import would make of a plan's counts: its initiatives by pillar and by bureau, before and after."""

from typing import Final, NamedTuple

from app.importer.kept_files import KeptPlan
from app.importer.outcome import Planned
from app.importer.prepare import derive_rows
from app.search.dimension import NONE
from app.search.dimensions import DIMENSIONS

COUNTED: Final = ("pillar", "bureau")


class OptionCount(NamedTuple):
    """The initiatives of a pillar or bureau; `stated` are those after the import that the text itself puts
    there."""

    label: str
    before: int
    after: int
    stated: int


def option_counts(planned: Planned, dimension: str) -> list[OptionCount]:
    """The counts of each option, in the order of the plan; options that go are the last."""
    after = _options(planned.plan.rows.facets.options, dimension)
    before = {}
    if planned.last_file is not None:
        before = _options(derive_rows(KeptPlan(planned.last_file)).facets.options, dimension)
    labels = {key: label for found in (before, after) for key, (label, *_) in found.items()}
    counts = [
        OptionCount(labels[key], before.get(key, _NONE)[1], *after.get(key, _NONE)[1:])
        for key in dict.fromkeys([*after, *before])
    ]
    return [one for one in counts if one.before or one.after]


_NONE: Final = ("", 0, 0)


def _options(
    options: list[tuple[str, str, str, int | None, int, int]], dimension: str
) -> dict[str, tuple[str, int, int]]:
    """Label and both sums of each option by key; what has no value comes last."""
    none_label = DIMENSIONS[dimension].none_label
    found = {
        key: (none_label if key == NONE and none_label else label, any_basis, stated)
        for name, key, label, _position, any_basis, stated in options
        if name == dimension
    }
    return dict(sorted(found.items(), key=lambda pair: pair[0] == NONE))
