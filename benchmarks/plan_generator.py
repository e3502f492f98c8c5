"""Generated plan files of several shapes: the same number gives the same files on every machine.

    python -m benchmarks.plan_generator DIRECTORY --initiatives 100000

Files are written one after the other, so that memory does not depend on their number. Six of ten plans have
the shape of the R4 plan, the first among them.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from app.importer.organisation_checks import check_digit
from benchmarks import vocabulary
from benchmarks.plan_shapes import BudgetPlan, CityPlan, DraftPlan, PoliciesPlan
from benchmarks.plan_writer import WardPlan

Json = dict[str, Any]

LAST_YEAR: Final = 2025
YEARS: Final = 10
# Approximate number of initiatives in one plan: all municipalities in all years have a million.
PER_PLAN: Final = 58
SHAPES: Final = (
    *(WardPlan, CityPlan, WardPlan, WardPlan, PoliciesPlan),
    *(WardPlan, BudgetPlan, WardPlan, DraftPlan, WardPlan),
)


def municipality_codes() -> list[str]:
    """1,741 codes: prefecture, a number (cities from 201, towns and villages from 301), check digit."""
    codes = []
    for prefecture, count in enumerate(vocabulary.MUNICIPALITIES, start=1):
        cities = count * 2 // 5
        numbers = [201 + n for n in range(cities)] + [301 + n for n in range(count - cities)]
        for number in numbers:
            code = f"{prefecture:02}{number}"
            codes.append(f"{code}{check_digit(code + '0')}")
    return codes


def plans(initiatives: int, per_plan: int = PER_PLAN, municipalities: int | None = None) -> Iterator[Json]:
    """Valid plan files with this many initiatives in all, the newest year first."""
    codes = municipality_codes()[:municipalities]
    count = max(1, min(round(initiatives / per_plan), len(codes) * YEARS))
    for number in range(count):
        size = initiatives * (number + 1) // count - initiatives * number // count
        year = LAST_YEAR - number // len(codes)
        place = number % len(codes)
        shape = SHAPES[(place * 3 + LAST_YEAR - year) % len(SHAPES)]
        yield shape(place, codes[place], year, size).file()


def main(
    directory: Annotated[Path, typer.Argument(help="ファイルを書くディレクトリ")],
    initiatives: Annotated[int, typer.Option(help="取組の総数（60、100000、1000000 など）")] = 60,
) -> None:
    """計画ファイルを作ります。同じ件数なら、いつでも同じファイルになります。"""
    directory.mkdir(parents=True, exist_ok=True)
    for plan in plans(initiatives):
        text = json.dumps(plan, ensure_ascii=False, separators=(",", ":"))
        (directory / f"{plan['plan']['id']}.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    typer.run(main)
