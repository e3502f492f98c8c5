"""A plan with every shape of format 2, one entry a line: the example of its description, and what that leaves
out. Invented (架空)."""

import json
from pathlib import Path

from tests.plans.entries import Json


def everything() -> Json:
    file: Json = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
    return file
