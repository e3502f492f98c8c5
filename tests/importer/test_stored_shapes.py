"""What a file may not say because of what is stored: a draft again, organisations in a circle, another plan."""

import pytest

from app.db.store import Store
from app.importer.findings import PlanFileError
from app.importer.import_plan import import_text
from tests.plans import draft, midori, ward_plan
from tests.plans.budget import CITY, budget_plan
from tests.world import Json, text_of


def _findings(store: Store, file: Json, *, replace: bool = False) -> list[tuple[str, str]]:
    with pytest.raises(PlanFileError) as caught:
        import_text(store, text_of(file), replace=replace)
    assert caught.value.stage == "前の版との照合"
    assert all(finding.line for finding in caught.value.findings)
    return [(finding.where, finding.message) for finding in caught.value.findings]


@pytest.mark.parametrize("replace", [False, True])
def test_an_adopted_plan_is_no_draft_again(store: Store, replace: bool) -> None:
    import_text(store, text_of(ward_plan()))
    file = ward_plan()
    file["plan"]["status"] = "draft"
    ((where, message),) = _findings(store, file, replace=replace)
    assert where == "/plan/status"
    assert "案には戻せません" in message


def test_a_draft_is_adopted_with_another_title_and_fewer_items(store: Store) -> None:
    import_text(store, text_of(draft()))
    file = draft()
    file["note"] = "決定した計画にした。"
    file["plan"] |= {"status": "adopted", "title": "見本市川区まちづくり計画（架空）"}
    file["document"] = [one for one in file["document"] if one["id"] != "991031-2025-m3"]
    outcome = import_text(store, text_of(file))
    assert outcome.revision == 2
    assert [one.id for one in outcome.changes if one.action == "withdrawn"] == ["991031-2025-m3"]


def test_a_changed_title_of_what_is_adopted_is_a_notice(store: Store) -> None:
    """It may be another plan that took the draft's id."""
    import_text(store, text_of(draft()))
    file = draft()
    file["plan"] |= {"status": "adopted", "title": "見本市川区緑の計画（架空）"}
    notice = str(import_text(store, text_of(file), dry_run=True).notice)
    assert "見本市川区まちづくり計画（素案・架空）" in notice
    assert "見本市川区緑の計画（架空）" in notice


def test_another_plan_of_the_same_issuer_and_year_has_a_name_of_its_own(store: Store) -> None:
    import_text(store, text_of(draft()))
    other = midori()
    taken = {**other, "plan": {**other["plan"], "id": "991031-2025", "status": "draft"}}
    taken["document"] = [{**one, "id": one["id"].replace("_midori", "")} for one in other["document"]]
    taken["document"][1]["pillar"] = "991031-2025-p1"
    places = _findings(store, taken)
    assert places[0][0] == "/plan/title"
    assert "991031-2025_chuki" in places[0][1]
    assert import_text(store, text_of(other)).revision == 2


@pytest.mark.parametrize(
    ("said", "also", "where", "word"),
    [
        (
            {"parent": f"{CITY}-michi", "parent_source": "条例"},
            {"parent": f"{CITY}-machi", "parent_source": "条例"},
            "parent",
            "上位",
        ),
        (
            {"successor_of": [{"id": f"{CITY}-michi", "on": "2020-04-01", "source": "条例"}]},
            {"successor_of": [{"id": f"{CITY}-machi", "on": "2021-04-01", "source": "条例"}]},
            "successor_of",
            "前身",
        ),
    ],
)
def test_two_plans_do_not_put_organisations_in_a_circle(
    store: Store, said: Json, also: Json, where: str, word: str
) -> None:
    first, second = budget_plan(), _with(budget_plan(), {})
    first["organisations"][2] |= {"successor_of": []} | said
    import_text(store, text_of(first))
    text = text_of(second).replace("2024_yosan", "2024_kessan").replace("予算の考え方", "決算")
    import_text(store, text)
    before = text
    text = text_of(_with(second, also)).replace("2024_yosan", "2024_kessan").replace("予算の考え方", "決算")
    with pytest.raises(PlanFileError) as caught:
        import_text(store, text)
    assert [one.where for one in caught.value.findings] == [
        f"/organisations/1/{where}",
        f"/organisations/2/{where}",
    ]
    assert all(word in one.message and "輪" in one.message for one in caught.value.findings)
    assert import_text(store, before).changes == []


def _with(file: Json, said: Json) -> Json:
    file["organisations"][1] |= said
    file["organisations"][2]["successor_of"] = []
    return file
