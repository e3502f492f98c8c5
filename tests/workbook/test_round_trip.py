"""A plan file as a workbook and back is the same plan, to the byte."""

import io
import json
from collections.abc import Callable
from typing import Final

import pytest
from openpyxl import load_workbook

from app.importer.prepare import prepare
from app.workbook.plan_reader import read_plan
from app.workbook.plan_workbook import plan_workbook
from tests.paths import SEED
from tests.plans import PLANS
from tests.plans.everything import everything
from tests.sampling import sampled
from tests.workbook.random_plans import compact, random_plan
from tests.world import Json, plan_2022, text_of

FILES: Final[dict[str, Callable[[], Json]]] = {
    "seed": lambda: json.loads(SEED.read_text("utf-8")),
    "format 1": plan_2022,
    "everything": everything,
    **PLANS,
}


def read_again(content: bytes) -> str:
    """The canonical file of a workbook."""
    return prepare(json.dumps(read_plan(content).file)).file


@pytest.mark.parametrize("name", FILES)
def test_a_plan_comes_back_as_it_was(name: str) -> None:
    file = prepare(text_of(FILES[name]())).file
    content = plan_workbook(json.loads(file))
    assert read_again(content) == file
    assert content == plan_workbook(json.loads(file))
    assert read_plan(content).assigned == {}


def test_the_seed_comes_back_after_another_program_has_saved_it() -> None:
    file = prepare(SEED.read_text("utf-8")).file
    saved = io.BytesIO()
    load_workbook(io.BytesIO(plan_workbook(json.loads(file)))).save(saved)
    assert read_again(saved.getvalue()) == file


def test_any_plan_comes_back_as_it_was() -> None:
    """Also one that the checks of a plan file would refuse, such as a plan whose evidence is not printed."""
    for seed in range(sampled(20, 2000)):
        plan = random_plan(seed)
        read = json.loads(json.dumps(read_plan(plan_workbook(plan)).file))
        assert compact(read) == compact(plan), seed
