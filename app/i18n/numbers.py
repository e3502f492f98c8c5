"""Figures without an exponent: 1500000000 for programs, 1,500,000,000 for people."""

from decimal import Decimal
from typing import Final

# The figures of a year are no quantity: 2030年, never 2,030年.
_YEARS: Final = ("年", "年度")
_MYRIADS: Final = (("兆", 10**12), ("億", 10**8), ("万", 10**4))


def plain_number(value: float, _unit: str | None = None) -> str:
    """0.0000001 and never 1e-07; a whole number without `.0`."""
    return f"{_decimal(value):f}"


def number(value: float, unit: str | None = None) -> str:
    """1,500,000,000, and 0.0000001."""
    return plain_number(value) if unit in _YEARS else f"{_decimal(value):,f}"


def percentage(ratio: float) -> str:
    """62.5 for 0.625."""
    return number(round(ratio * 100, 1))


def amount_in_words(value: float, unit: str | None) -> str:
    """15億円 for 1,500,000,000円. Empty below 1億円, and where it would say less than the digits."""
    rest, parts = abs(value), ""
    if unit != "円" or rest < 10**8 or rest % 10**4:
        return ""
    for name, size in _MYRIADS:
        count, rest = divmod(rest, size)
        parts += f"{count:,.0f}{name}" if count else ""
    return f"{'-' if value < 0 else ''}{parts}円"


def _decimal(value: float) -> Decimal:
    # The shortest digits that are read as the same number.
    return Decimal(int(value)) if value == int(value) else Decimal(repr(value))
