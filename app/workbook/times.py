"""The time of a figure and the date of a target, from the cells that say them."""

from collections.abc import Iterable
from typing import Any

from app.workbook.periods import Period, UnreadableError, is_words, read_period

Json = dict[str, Any]


def _compact(members: Json) -> Json:
    return {name: value for name, value in members.items() if value is not None}


def _closed(time: str) -> Period:
    period = read_period(time)
    if period.end is None:
        raise UnreadableError(f"「{time}」には終わりも書いてください。")
    return period


def interval(time: str, printed: str = "") -> Json:
    """The time of a baseline or a result. Words are taken as printed, digits are not. Raises UnreadableError."""
    period = _closed(time)
    said = printed or (time if is_words(time) else None)
    return _compact({"start": str(period.start), "end": str(period.end), "printed": said})


class NeedsReasonError(UnreadableError):
    """A date that is not printed in the quotation, without a reason."""


def due(
    time: str,
    quoted: Iterable[str],
    *,
    printed: str = "",
    certainty: str | None = None,
    basis: str | None = None,
    reason: str = "",
) -> Json:
    """The date of a target. Words that stand in the quotation are printed there. Raises UnreadableError."""
    period = _closed(time)
    said = printed or (time if is_words(time) and any(time in text for text in quoted) else None)
    if said is None and not reason and basis is None:
        raise NeedsReasonError(
            f"「{time}」は語句の中にありません。印刷されていれば期限の印刷を、印刷されていなければ期限の理由を書いてください。"
        )
    return _compact(
        {
            "start": str(period.start),
            "end": str(period.end),
            "precision": period.precision,
            "certainty": certainty,
            "printed": said,
            "basis": basis or ("editorial" if reason else "stated"),
            "reason": reason or None,
        }
    )
