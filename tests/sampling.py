"""How much the tests try: a sample, or everything with PROVE=true (`make prove`)."""

import os
from typing import Final, TypeVar

Amount = TypeVar("Amount")

EVERYTHING: Final = os.environ.get("PROVE") == "true"


def sampled(sample: Amount, everything: Amount) -> Amount:
    """The sample in every run, everything where it is asked for."""
    return everything if EVERYTHING else sample
