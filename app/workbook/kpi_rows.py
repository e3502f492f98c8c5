"""Indicators of a plan file as rows: one row an indicator, and further rows for what does not fit it."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from app.workbook.declaration import Row, filled
from app.workbook.defaults import FIRST_SOURCE, default_key
from app.workbook.periods import UnreadableError, period_digits, period_words
from app.workbook.references import References
from app.workbook.texts import Texts
from app.workbook.times import due, interval
from app.workbook.values import figure_cell, read_figure
from app.workbook.words import (
    BASIS,
    CERTAINTY,
    COMPARATOR,
    DIRECTION,
    FIGURE,
    FIGURE_STATUS,
    KPI_KIND,
    MENTION_ROLE,
    YES_NO,
)

Json = dict[str, Any]


class Left(NamedTuple):
    """A figure or quotation that does not fit the row of its indicator. `place` is that of a target."""

    figure: str
    said: Json
    place: int = 0


def kpi_row(kpi: Json, items: References, texts: Texts, number: str) -> tuple[Row, list[Left]]:
    definition = kpi.get("definition", {})
    cumulative = kpi.get("cumulative")
    row = filled(
        number=number,
        owner=items.write(kpi["owner"]),
        label=kpi["label"],
        kind=KPI_KIND.word(kpi["kind"]),
        unit=kpi.get("unit"),
        direction=DIRECTION.word(kpi["direction"]) if "direction" in kpi else None,
        cumulative=None if cumulative is None else YES_NO.word("yes" if cumulative else "no"),
        key=definition.get("key"),
        key_name=definition["name"] if definition and definition["name"] != kpi["label"] else None,
        key_unit=definition.get("unit"),
        method=definition.get("method"),
    )
    left: list[Left] = []
    mentions, targets = kpi["mentions"], kpi.get("targets", [])
    first = mentions[0]
    if first["role"] == "commits" and texts.place_of(first["quote"], kpi["owner"]) == first["id"]:
        row["quote"] = first["quote"]
        mentions = mentions[1:]
    left += [Left("mention", mention) for mention in mentions]
    if baseline := kpi.get("baseline"):
        cells = _baseline(baseline)
        row |= cells or {}
        left += [] if cells else [Left("baseline", baseline)]
    cells = _target(targets[-1], len(targets) - 1, list(texts.quoted(kpi["mentions"]))) if targets else None
    if cells:
        row |= cells
        targets = targets[:-1]
    left += [Left("target", target, place) for place, target in enumerate(targets)]
    left += [Left("result", result) for result in kpi.get("results", ())]
    return row, left


def _baseline(baseline: Json) -> Row | None:
    """The cells of a baseline that say everything of it, or None."""
    if not set(baseline) <= {"value", "text", "as_of"} or len(baseline) != 2:
        return None
    if "text" in baseline and _is_figure(baseline["text"]):
        return None
    time = next((one for one in _times(baseline["as_of"]) if interval(one) == baseline["as_of"]), None)
    if time is None:
        return None
    cell = baseline["text"] if "text" in baseline else figure_cell(baseline["value"])
    return {"baseline": cell, "baseline_time": time}


def _is_figure(text: str) -> bool:
    try:
        read_figure(text)
    except UnreadableError:
        return False
    return True


def _times(time: Json) -> Iterator[str]:
    """Ways to write a time, the best first, of which each is readable."""
    start, end, precision = time["start"], time["end"], time.get("precision", "")
    printed = time.get("printed")
    if printed is not None:
        try:
            interval(printed)
        except UnreadableError:
            pass
        else:
            yield printed
    yield period_words(start, end, precision)
    yield period_digits(start, end, precision)


def _target(target: Json, place: int, quoted: list[str]) -> Row | None:
    """The cells of a target that say everything of it, or None."""
    if not set(target) <= {"key", "value", "text", "comparator", "due"} or target["key"] != default_key(
        place
    ):
        return None
    row = filled(
        value=figure_cell(target["value"]) if "value" in target else None,
        words=target.get("text"),
        comparator=COMPARATOR.word(target["comparator"]) if "comparator" in target else None,
    )
    if "due" not in target:
        return row or None
    date = _due(target["due"], quoted, with_basis=False)
    return (
        row
        | {f"due{name}": cell for name, cell in date.items() if name != "certainty"}
        | ({"certainty": date["certainty"]} if "certainty" in date else {})
        if date
        else None
    )


def _due(said: Json, quoted: list[str], *, with_basis: bool) -> Row | None:
    """The cells of a date; their names are the ends of the columns' names."""
    certainty = said.get("certainty")
    for basis in (None, said["basis"]) if with_basis else (None,):
        for time in _times(said):
            for printed in ("", said.get("printed") or ""):
                reason = said.get("reason") or ""
                try:
                    read = due(time, quoted, printed=printed, certainty=certainty, basis=basis, reason=reason)
                except UnreadableError:
                    continue
                if read == said:
                    word = CERTAINTY.word(certainty) if certainty else None
                    return {"": time} | filled(
                        _printed=printed, certainty=word, _reason=reason, basis=basis and BASIS.word(basis)
                    )
    return None


def figure_rows(kpi: str, left: list[Left], items: References, quoted: list[str]) -> Iterator[Row]:
    """The rows of 指標の値 of one indicator, to which `kpi` refers."""
    for one in left:
        said = one.said
        row: Row = {"kpi": kpi, "figure": FIGURE.word(one.figure)}
        if one.figure == "mention":
            role = said["role"]
            yield row | filled(
                words=said["quote"],
                item=items.write(said["id"]),
                role=MENTION_ROLE.word(role) if role != "commits" else None,
            )
            continue
        source = said.get("source") or (FIRST_SOURCE if one.figure == "result" else None)
        yield (
            row
            | filled(
                value=figure_cell(said["value"]) if "value" in said else None,
                words=said.get("text"),
                comparator=COMPARATOR.word(said["comparator"]) if "comparator" in said else None,
                status=FIGURE_STATUS.word(said["status"]) if "status" in said else None,
                evaluation=said.get("evaluation"),
                source=source,
                key=said["key"] if "key" in said and said["key"] != default_key(one.place) else None,
                replaces=said.get("replaces"),
            )
            | _time(said, quoted)
        )


def _time(said: Json, quoted: list[str]) -> Row:
    if "as_of" in said:
        as_of = said["as_of"]
        for time in _times(as_of):
            for printed in ("", as_of.get("printed") or ""):
                if interval(time, printed) == as_of:
                    return filled(time=time, time_printed=printed)
    if "due" in said:
        date = _due(said["due"], quoted, with_basis=True) or {}
        names = {"": "time", "_printed": "time_printed", "_reason": "reason"}
        return {names.get(name, name): cell for name, cell in date.items()}
    return {}
