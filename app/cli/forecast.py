"""What people see of a dry run: counts by pillar and bureau, and every change with the words that differ."""

import json
from collections.abc import Sequence
from typing import Final

from rich.text import Text

from app.cli.console import out, print_plain
from app.importer.diff import ItemChange
from app.importer.forecast import COUNTED, option_counts
from app.importer.outcome import Outcome, Planned
from app.models.vocabulary import Action
from app.pages.change_words import ChangeRecord, ChangeWords, FieldChange, change_words, names_of, sentence
from app.pages.word_differences import excerpt, word_differences
from app.search.dimensions import DIMENSIONS

# Changes of each kind, fields of a change, and characters of a difference that are shown.
MAX_CHANGES: Final = 40
_MAX_FIELDS: Final = 8
_MAX_TEXT: Final = 400
# Counts shown of a pillar or bureau.
_MAX_COUNTS: Final = 40
# Characters that are kept on each side of a difference.
_CONTEXT: Final = 16
# With their marks, differences are read without colour too.
_MARKS: Final = {"same": "{}", "deleted": "[-{}-]", "inserted": "{{+{}+}}"}
_STYLES: Final = {"same": "", "deleted": "red", "inserted": "green"}


def print_forecast(outcome: Outcome) -> None:
    """Print what an import would change; its head line stands above."""
    assert outcome.planned is not None  # noqa: S101 - the outcome of a dry run
    for name in COUNTED:
        _print_counts(outcome.planned, name)
    names = names_of(json.loads(outcome.planned.plan.file))
    if outcome.planned.last_file is not None:
        names = names_of(json.loads(outcome.planned.last_file)) | names
    for action in Action:
        changes = [change for change in outcome.changes if change.action == action]
        if changes:
            print_plain(out, f"\n{action.label} {len(changes):,}件", "bold")
            _print_changes(changes, names)


def _print_counts(planned: Planned, name: str) -> None:
    counts = option_counts(planned, name)
    print_plain(out, f"\n{DIMENSIONS[name].title}ごとの取組", "bold")
    for one in counts[:_MAX_COUNTS]:
        was = "" if planned.last_file is None else f"{one.before}件 → "
        stated = "" if one.stated == one.after else f"（原文の記載だけでは{one.stated}件）"
        print_plain(out, f"  {one.label}: {was}{one.after}件{stated}")
    if len(counts) > _MAX_COUNTS:
        print_plain(out, f"  ほか{len(counts) - _MAX_COUNTS:,}件")


def _print_changes(changes: Sequence[ItemChange], names: dict[str, str]) -> None:
    quiet, read = 0, list[ChangeWords]()
    for change in changes:
        one = change_words(_record(change), names)
        quiet += one.quiet
        if not one.quiet and len(read) < MAX_CHANGES:
            read.append(one)
    for one in read:
        _print_change(one)
    if rest := len(changes) - quiet - len(read):
        print_plain(out, f"  ほか{rest:,}件")
    if quiet:
        print_plain(out, f"  行・ページの番号や本文の指紋だけが変わるもの {quiet:,}件")


def _record(change: ItemChange) -> ChangeRecord:
    before, after = (json.loads(entry) if entry else None for entry in (change.before, change.after))
    return ChangeRecord(*change[:3], before, after, change.reason, change.replaced_by)


def _print_change(change: ChangeWords) -> None:
    print_plain(out, f"  {change.action.label} {change.kind} {change.id} {change.title}")
    for field in change.fields[:_MAX_FIELDS]:
        out.print(_difference(field), soft_wrap=True)
    if len(change.fields) > _MAX_FIELDS:
        print_plain(out, f"    ほか{len(change.fields) - _MAX_FIELDS}項目")
    if not change.fields and change.action == Action.CHANGED:
        print_plain(out, f"    {sentence(change)}")
    if change.action == Action.WITHDRAWN:
        successor = f" 後継: {change.replaced_by}" if change.replaced_by else ""
        print_plain(out, f"    理由: {change.reason}{successor}")


def _difference(field: FieldChange) -> Text:
    """A field with the words that differ, in one line."""
    line = Text(f"    {field.title}: ")
    for kind, text in excerpt(word_differences(field.before, field.after), _CONTEXT):
        shown = text.replace("\n", " ")
        if len(line) + len(shown) > _MAX_TEXT:
            line.append(f"{_MARKS[kind].format(shown[:_CONTEXT] + '…')} …（以下略）", _STYLES[kind])
            break
        line.append(_MARKS[kind].format(shown), _STYLES[kind])
    return line
