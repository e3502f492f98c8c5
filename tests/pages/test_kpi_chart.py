"""The drawing of a KPI: one mark a figure, round values, intervals as long as they are."""

from typing import Any

import pytest

from app.pages import kpi_chart

Json = dict[str, Any]


def year(of: int) -> Json:
    return {"start": f"{of}-04-01", "end": f"{of + 1}-03-31", "printed": None}


def drawn(
    baseline: float | None, targets: list[Json], results: list[Json], unit: str = "人"
) -> kpi_chart.Chart | None:
    of = {"status": "actual", "source": "", "source_key": "main", "text": None}
    kpi = {
        "unit": unit,
        "baseline": None
        if baseline is None
        else {"value": baseline, "as_of": "2022-03-31", "as_of_interval": year(2021), **of},
        "targets": [
            {
                "key": str(index),
                "replaced_by": None,
                "due": {**year(2025), "precision": "fiscal_year", "printed": None},
                **one,
            }
            for index, one in enumerate(targets)
        ],
        "results": [{"as_of": "2024-03-31", "as_of_interval": year(2023), **of, **one} for one in results],
    }
    return kpi_chart.chart(kpi)


def test_shapes_tell_what_is_aimed_at_from_what_was() -> None:
    found = drawn(
        100,
        [{"value": 300, "replaced_by": "1"}, {"value": 250}],
        [{"value": 150}, {"value": 170, "status": "estimate"}],
    )
    assert found is not None
    assert [mark.shape for mark in found.marks] == ["baseline", "former", "target", "result", "estimate"]
    assert found.shapes == ["baseline", "target", "former", "result", "estimate"]
    assert [mark.label for mark in found.marks if mark.label] == ["100", "300", "250", "150", "170"]


def test_time_runs_from_the_first_to_the_last_fiscal_year() -> None:
    found = drawn(100, [{"value": 300}], [{"value": 150}])
    assert found is not None
    assert [tick.label for tick in found.years] == [f"令和{number}年度" for number in range(3, 8)]
    first, *_others, last = found.marks
    assert first.start == found.left
    assert last.end < found.right
    target = found.marks[1]
    assert target.start == pytest.approx(found.borders[-1])
    assert target.end == pytest.approx(found.right)


@pytest.mark.parametrize(
    ("values", "scale"),
    [
        ((0, 450), ["0", "200", "400", "600"]),
        ((1650, 1400), ["1,400", "1,500", "1,600", "1,700"]),
        ((92.5, 90), ["90", "91", "92", "93"]),
        ((18, 18), ["15", "20"]),
        ((-3, 4), ["-4", "-2", "0", "2", "4"]),
        ((0.0001, 0.0003), ["0", "0.0001", "0.0002", "0.0003"]),
        ((10_000, 1_000_000), ["0", "500,000", "1,000,000"]),
    ],
)
def test_the_scale_is_round(values: tuple[float, float], scale: list[str]) -> None:
    found = drawn(values[0], [{"value": values[1]}], [])
    assert found is not None
    assert [tick.label for tick in found.values] == scale
    assert all(found.top <= mark.y <= found.bottom for mark in found.marks)


def test_labels_do_not_cover_each_other() -> None:
    found = drawn(None, [], [{"value": value} for value in (100, 100.5, 101, 101.5, 102, 300)])
    assert found is not None
    places = [(mark.x, mark.label_y) for mark in found.marks if mark.label]
    assert len(places) == len(set(places)) < len(found.marks)


def test_one_value_makes_no_drawing() -> None:
    assert drawn(100, [], []) is None
    assert drawn(100, [{"value": 300, "due": None}], []) is None
    assert drawn(100, [{"value": None, "text": "増やす"}], []) is None
