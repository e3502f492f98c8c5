"""Progress of a KPI: computed from printed figures alone, else the reason in words. See design §4."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.db.store import Store
from app.importer.import_plan import import_text
from tests.kpi_plan import PLAN, baseline, city_plan, kpi, result, target
from tests.world import text_of

# What is computed at the import does not depend on the engine.
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

Progress = dict[str, Any]


def progress_of(client: TestClient, store: Store, **fields: Any) -> Progress:
    """The progress of a KPI of the first row with these fields, as the API shows it."""
    import_text(store, text_of(city_plan([kpi("k1", "相談の利用者", "r1", **fields)])))
    found: Progress = client.get(f"/api/v1/kpis/{PLAN}-k1").json()["progress"]
    return found


def measured(ratio: float, distance: float, formula: str) -> Progress:
    return {"state": "measured", "ratio": ratio, "distance": distance, "formula": formula, "reason": None}


def bound(state: str, distance: float, formula: str) -> Progress:
    return {"state": state, "ratio": None, "distance": distance, "formula": formula, "reason": None}


def not_assessable(reason: str) -> Progress:
    return {"state": "not_assessable", "ratio": None, "distance": None, "formula": None, "reason": reason}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        # The newest actual result, against the target that holds.
        pytest.param("k1", measured(0.6, -80, "（220 － 100）÷（300 － 100）"), id="rising"),
        pytest.param("k2", measured(0.6, 100, "（1,500 － 1,650）÷（1,400 － 1,650）"), id="falling"),
        pytest.param("k3", measured(1.5, 25, "（125 － 50）÷（100 － 50）"), id="over 100 %"),
        pytest.param("k4", bound("not_achieved", 2, "12 － 10"), id="ceiling"),
        pytest.param("k5", bound("achieved", 1, "91 － 90"), id="floor"),
        pytest.param("k6", bound("achieved", 0, "18 － 18"), id="equal to its baseline"),
        pytest.param("k7", not_assessable("数量の指標ではありません。"), id="words only"),
        pytest.param(
            "k8",
            not_assessable("報告は推計か見込みだけで、実績の数値がありません。"),
            id="estimates only",
        ),
        # A cumulative one, with yearly targets and a revised one.
        pytest.param("k9", measured(0.3, -315, "（135 － 0）÷（450 － 0）"), id="revised"),
        pytest.param(
            "k10", not_assessable("基準値が言葉で示され、数値がありません。"), id="baseline in words"
        ),
        pytest.param("k11", not_assessable("数量の指標ではありません。"), id="milestone"),
        pytest.param("k12", not_assessable("外部の行事で、この計画の約束ではありません。"), id="event"),
    ],
)
def test_progress_of_every_shape(city: TestClient, code: str, expected: Progress) -> None:
    assert city.get(f"/api/v1/kpis/{PLAN}-{code}").json()["progress"] == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param(
            {"baseline": baseline(100), "targets": [target("a", 300)], "results": [result(2023, 80)]},
            measured(-0.1, -220, "（80 － 100）÷（300 － 100）"),
            id="a step back is negative",
        ),
        pytest.param(
            {"baseline": baseline(0.25), "targets": [target("a", 0.75)], "results": [result(2023, 0.5)]},
            measured(0.5, -0.25, "（0.5 － 0.25）÷（0.75 － 0.25）"),
            id="fractions",
        ),
        pytest.param(
            # The direction is stated: what has more room than the baseline is a bound, no way to go.
            {
                "direction": "decrease",
                "baseline": baseline(5),
                "targets": [target("a", 10)],
                "results": [result(2023, 8)],
            },
            bound("achieved", -2, "8 － 10"),
            id="a ceiling by its direction",
        ),
        pytest.param(
            {
                "direction": "increase",
                "baseline": baseline(100),
                "targets": [target("a", 100)],
                "results": [result(2023, 110)],
            },
            bound("achieved", 10, "110 － 100"),
            id="to be kept or raised",
        ),
        pytest.param(
            {"baseline": baseline(100), "targets": [target("a", 100)], "results": [result(2023, 98)]},
            bound("not_achieved", -2, "98 － 100"),
            id="below a target like its baseline",
        ),
        pytest.param(
            {"baseline": baseline(100), "targets": [target("a", 300)]},
            not_assessable("結果が報告されていません。"),
            id="no result",
        ),
        pytest.param(
            {
                "baseline": baseline(100),
                "targets": [target("a", 300)],
                "results": [result(2023, text="増えた")],
            },
            not_assessable("結果が言葉で報告され、数値がありません。"),
            id="result in words",
        ),
        pytest.param(
            {
                "baseline": baseline(100),
                "targets": [target("a", 300)],
                "results": [result(2023, 200, status=None)],
            },
            not_assessable("報告された数値が実績か推計かの記載がありません。"),
            id="status not said",
        ),
        pytest.param(
            # The first value is no baseline.
            {"targets": [target("a", 300)], "results": [result(2022, 150), result(2023, 220)]},
            not_assessable("基準値が記載されていません。"),
            id="no baseline",
        ),
        pytest.param(
            {"baseline": baseline(100), "results": [result(2023, 220)]},
            not_assessable("目標の数値が記載されていません。"),
            id="no target",
        ),
        pytest.param(
            {
                "baseline": baseline(100),
                "targets": [target("a", 300), target("b", text="大きく増やす", replaces="a")],
                "results": [result(2023, 220)],
            },
            not_assessable("目標が言葉で示され、数値がありません。"),
            id="revised to words",
        ),
        pytest.param(
            {
                "baseline": baseline(100),
                "targets": [target("a", 300)],
                "results": [result(2022, 150), result(2023, 260, "estimate")],
            },
            measured(0.25, -150, "（150 － 100）÷（300 － 100）"),
            id="a later estimate does not count",
        ),
        pytest.param(
            {
                "baseline": baseline(100),
                "targets": [target("a", 300)],
                "results": [result(2023, 200), result(2023, 220)],
            },
            measured(0.6, -80, "（220 － 100）÷（300 － 100）"),
            id="of two reports on one year the later",
        ),
    ],
)
def test_progress_is_never_guessed(
    client: TestClient, store: Store, fields: dict[str, Any], expected: Progress
) -> None:
    assert progress_of(client, store, **fields) == expected
