"""How much the tests try: a sample, or everything with PROVE=true (`make prove`)."""

import os
from collections.abc import Collection, Iterable
from typing import Final, TypeVar

import pytest

Amount = TypeVar("Amount")

EVERYTHING: Final = os.environ.get("PROVE") == "true"


def sampled(sample: Amount, everything: Amount) -> Amount:
    """The sample in every run, everything where it is asked for."""
    return everything if EVERYTHING else sample


# For what a command prints, and for answers that the other tests of the same file get from both engines.
on_sqlite_alone: Final = pytest.mark.parametrize(
    "engine", sampled(["sqlite"], ["sqlite", "postgresql"]), indirect=True
)


def on_engines(cases: Iterable[str], on_postgresql: Collection[str]) -> list[tuple[str, str]]:
    """Values for the fixture `engine` (indirect) and a case: every case on SQLite, the named ones on PostgreSQL
    too; there every case only where everything is asked for."""
    names = list(cases)
    return [("sqlite", name) for name in names] + [
        ("postgresql", name) for name in names if EVERYTHING or name in on_postgresql
    ]
