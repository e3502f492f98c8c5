"""How much the tests try: a sample, or everything with PROVE=true (`make prove`)."""

import os
from collections.abc import Collection, Iterable
from typing import Final, TypeVar

Amount = TypeVar("Amount")

EVERYTHING: Final = os.environ.get("PROVE") == "true"


def sampled(sample: Amount, everything: Amount) -> Amount:
    """The sample in every run, everything where it is asked for."""
    return everything if EVERYTHING else sample


def on_engines(cases: Iterable[str], on_postgresql: Collection[str]) -> list[tuple[str, str]]:
    """Values for the fixture `engine` (indirect) and a case: every case on SQLite, the named ones on PostgreSQL
    too; there every case only where everything is asked for."""
    names = list(cases)
    return [("sqlite", name) for name in names] + [
        ("postgresql", name) for name in names if EVERYTHING or name in on_postgresql
    ]
