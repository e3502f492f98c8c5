"""Continuations that contradict the stored plans are refused; an earlier plan that is not stored is no error."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from app.db.schema import open_store
from app.db.store import Store
from app.importer.findings import PlanFileError
from app.importer.import_plan import import_text
from tests.conftest import MakeSettings
from tests.plans import last_year, next_year
from tests.plans.entries import Json
from tests.plans.next_year import P24
from tests.plans.third_year import P25, third_year
from tests.world import P23, text_of

# Comparisons of ids do not depend on the engine.
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture(scope="module")
def two_years(engine: str, make_settings: MakeSettings) -> Iterator[Store]:
    """A store with the editions of 2023 and 2024."""
    store = open_store(make_settings(engine))
    for plan in (last_year(), next_year()):
        import_text(store, text_of(plan))
    yield store
    store.close()


def third(**edits: Any) -> Json:
    """The third year with one continuation replaced: its place, and what changes there."""
    file = third_year()
    for place, change in edits.items():
        file["continues"][int(place.removeprefix("at"))] |= change
    return file


@pytest.mark.parametrize(
    ("edits", "where", "says"),
    [
        (
            {"at0": {"earlier": f"{P24}-p9"}},
            "/continues/0/earlier",
            f"登録されている計画「{P24}」にありません",
        ),
        ({"at0": {"earlier": f"{P24}-p1-t1"}}, "/continues/0/earlier", "は施策で、つなげる項目は柱です"),
        ({"at2": {"earlier": f"{P23}-k1"}}, "/continues/2/earlier", "は指標で、つなげる項目は取組です"),
        ({"at2": {"earlier": f"{P24}-title"}}, "/continues/2/earlier", "文章や表"),
    ],
)
def test_a_continuation_of_what_the_stored_plan_has_not_is_refused(
    two_years: Store, edits: dict[str, Any], where: str, says: str
) -> None:
    with pytest.raises(PlanFileError) as caught:
        import_text(two_years, text_of(third(**edits)))
    assert [one.where for one in caught.value.findings] == [where]
    assert says in caught.value.findings[0].message


def test_a_circle_through_several_editions_of_one_year_is_refused(two_years: Store) -> None:
    # Another plan of 2024 follows that of 2024, which then says that it follows the other one.
    other = text_of(next_year()).replace(P24, f"{P24}_kaitei")
    file = next_year()
    content = _plan(other, [{"item": f"{P24}_kaitei-p1", "earlier": f"{P24}-p1"}])
    import_text(two_years, text_of(content))
    file["note"] = "輪になる版"
    file["continues"][0]["earlier"] = f"{P24}_kaitei-p1"
    with pytest.raises(PlanFileError) as caught:
        import_text(two_years, text_of(file))
    assert [one.where for one in caught.value.findings] == ["/continues/0/earlier"]
    assert "輪になります" in caught.value.findings[0].message


def _plan(content: str, pairs: list[Json]) -> Json:
    file: Json = json.loads(content)
    file["continues"] = [{**pair, "relation": "continued", "basis": "layout"} for pair in pairs]
    return file


def test_an_earlier_plan_that_is_not_stored_is_accepted(store: Store) -> None:
    outcome = import_text(store, text_of(third_year()))
    assert outcome.revision == 1
    assert outcome.plan_id == P25
