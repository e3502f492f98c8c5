"""The plan files of the two stores, written once and imported by both checkouts."""

import json
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks import plan_generator
from tests.world import plan_2022, plan_2023, signed

Json = dict[str, Any]

SEED: Final = Path(__file__).parents[2] / "data/seed_r4.json"
PLANS: Final = 200
MUNICIPALITIES: Final = 50
# Each has plans of four years.
PER_PLAN: Final = 8
# Initiatives in a plan: the mirror of 200 plans grows by four files with each.
NEW_WORD: Final = "あおぞら"
_LEFT_OUT: Final = ("principle", "principle_statement", "goal_statement")
# Many passages of a plan are alike; one of a kind is enough for the mirror.


@dataclass(frozen=True)
class Step:
    """One run of the command line while a store is filled."""

    name: str
    arguments: tuple[str, ...]


def write_files(directory: Path) -> dict[str, list[Step]]:
    """Write the plan files. Returns the steps that fill each store."""
    generated = [smaller(plan) for plan in _generated(PLANS + 1)]
    *kept, gone = generated
    older = next(plan for plan in kept if plan["plan"]["fiscal_year"] == plan_generator.LAST_YEAR - 3)
    half = len(kept) // 2
    seed = _write(directory / "seed", [json.loads(SEED.read_text("utf-8"))])
    first = _write(directory / "first", [plan_2022(), *kept[:half]])
    second = _write(directory / "second", [plan_2023(), *kept[half:], gone])
    again = _write(directory / "again", [changed(older)])
    withdrawn = ("withdraw", gone["plan"]["id"], "--reason", "比較のための取下げ")
    return {
        "seed": [Step("seed", ("import", str(seed)))],
        "plans": [
            Step("first", ("import", str(first))),
            Step("second", ("import", str(second))),
            Step("again", ("import", str(again))),
            Step("withdrawal", withdrawn),
        ],
    }


def read_files(steps: Sequence[Step]) -> list[Json]:
    """Every plan file that a store is filled with."""
    folders = [Path(step.arguments[1]) for step in steps if step.arguments[0] == "import"]
    return [json.loads(file.read_text("utf-8")) for one in folders for file in sorted(one.glob("*.json"))]


def _generated(count: int) -> Iterator[Json]:
    """Plans of a few municipalities, and one more plan of a year before all of them."""
    years = -(-count // MUNICIPALITIES)
    whole = plan_generator.plans(MUNICIPALITIES * years * PER_PLAN, PER_PLAN, MUNICIPALITIES)
    return (plan for _, plan in zip(range(count), whole, strict=False))


def smaller(plan: Json) -> Json:
    """The plan without themes that hold no measure, and without passages that resemble others."""
    used = {entry["theme"] for entry in plan["document"] if entry["type"] == "measure"}

    def stays(entry: Json) -> bool:
        if entry["type"] == "theme":
            return entry["id"] in used
        return entry.get("theme") in (None, *used) and entry.get("kind") not in _LEFT_OUT

    return signed(plan | {"document": [entry for entry in plan["document"] if stays(entry)]})


def changed(plan: Json) -> Json:
    """The plan with one more word in one measure, and with a note of its own: a new revision of it."""
    edited = deepcopy(plan)
    measure = next(entry for entry in edited["document"] if entry["type"] == "measure")
    # In front of the last four characters, which a correction may quote; other quotes are at the start.
    measure["text"] = measure["text"][:-4] + NEW_WORD + measure["text"][-4:]
    edited["note"] = "取組の文を直した"
    return signed(edited)


def _write(directory: Path, plans: Sequence[Json]) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    for file in directory.glob("*.json"):
        file.unlink()
    for plan in plans:
        text = json.dumps(plan, ensure_ascii=False, indent=1)
        (directory / f"{plan['plan']['id']}.json").write_text(text + "\n", "utf-8")
    return directory
