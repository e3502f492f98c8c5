"""The history of a plan in words: what each revision changed."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from app.i18n.messages import _
from app.models import Change
from app.models.revision import RevisionPublic
from app.models.vocabulary import Action
from app.pages.change_words import TYPES, ChangeRecord, ChangeWords, change_words
from app.pages.change_words import names_of as names_of_file

# Changes of one revision that are read, and that are shown.
MAX_READ: Final = 200
MAX_SHOWN: Final = 30


class Kind(NamedTuple):
    """How many items of a type a plan had at first."""

    name: str
    number: int


class HistoryEntry(NamedTuple):
    """One revision. `changes` are the first that are shown, `more` how many others are not; `quiet` changed
    nothing that is read. Of the first revision there are `kinds` instead."""

    revision: RevisionPublic
    changes: list[ChangeWords]
    more: int
    quiet: int
    kinds: list[Kind]


def names_of(file: str) -> dict[str, str]:
    """The names of the items in a stored plan file."""
    return names_of_file(json.loads(file))


def entries(
    revisions: Sequence[RevisionPublic],
    changes: Iterable[Change],
    names: Mapping[str, str],
    types: Mapping[tuple[int, str], int],
    first: int | None,
) -> Iterator[HistoryEntry]:
    """The revisions with their changes. `types` counts the changes of each by the type of the items; `first`
    is the number of the plan's first revision."""
    found: dict[int, list[Change]] = defaultdict(list)
    for change in changes:
        found[change.revision_id].append(change)
    for revision in revisions:
        if revision.revision == first:
            kinds = [
                Kind(_(word), types[first, name]) for name, word in TYPES.items() if (first, name) in types
            ]
            yield HistoryEntry(revision, [], 0, 0, kinds)
            continue
        words = [change_words(_record(change), names) for change in found[revision.revision]]
        read = [one for one in words if not one.quiet]
        quiet = len(words) - len(read)
        total = sum(getattr(revision, action.value) for action in Action)
        shown = read[:MAX_SHOWN]
        yield HistoryEntry(revision, shown, total - quiet - len(shown), quiet, [])


def _record(change: Change) -> ChangeRecord:
    return ChangeRecord(
        change.item_id,
        change.item_type,
        change.action,
        change.before,
        change.after,
        change.reason,
        change.replaced_by,
    )
