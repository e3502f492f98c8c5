"""Days are those of Japan, moments are UTC."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final

from app.i18n.messages import N_, _

_JAPAN: Final = timezone(timedelta(hours=9))
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INVALID: Final = N_(
    "「%(written)s」を日時として読み取れません。日本の日付 2026-04-01 か、時差の付いた日時"
    " 2026-04-01T08:10:00+09:00、2026-03-31T23:10:00Z の形で書いてください。"
)


def japanese_day(moment: datetime) -> date:
    """The day in Japan at a moment."""
    return japanese_time(moment).date()


def japanese_time(moment: datetime) -> datetime:
    """The moment on a clock in Japan."""
    return moment.astimezone(_JAPAN)


def parse_moment(written: str, *, last: bool = False, offset: tzinfo | None = None) -> datetime:
    """A moment with its offset, or the first moment of a day in Japan; with `last` the day's last one.
    `offset` is that of a moment without one. Raises ValueError with a sentence."""
    try:
        if _DAY.fullmatch(written):
            day = date.fromisoformat(written)
            return datetime.combine(day, time.max if last else time.min, _JAPAN).astimezone(UTC)
        # An unescaped plus sign of a query is read as a space.
        moment = datetime.fromisoformat(written.replace(" ", "+"))
        if moment.tzinfo is None and offset is None:
            raise ValueError
        return (moment if moment.tzinfo else moment.replace(tzinfo=offset)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(_(_INVALID, written=written[:100])) from error
