"""The counts of whole plans that an import stores are those of their initiatives."""

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from app.db.store import Store
from app.importer.import_plan import import_text
from app.importer.withdraw import withdraw_plan
from tests.second_edition import M1, M2, Load, second, without
from tests.world import P22, P23, Json, entry, plan_2022, signed, text_of

# A filter that excludes nothing: with it initiatives are counted, without it stored counts are read.
ANY_KIND = "kind=measure&kind=bureau_project"

Row = tuple[str, str, str, int, int]


def stored_counts(store: Store) -> list[Row]:
    with store.snapshot() as session:
        rows = session.connection().execute(
            text(
                "SELECT plan_id, dimension, CASE WHEN key = 'none' THEN key ELSE label END, any_basis, stated"
                " FROM plan_facet JOIN facet_term ON id = term_id"
            )
        )
        return sorted((row[0], row[1], row[2], row[3], row[4]) for row in rows)


def nonzero(rows: list[Row], *facets: str) -> list[str]:
    return [
        f"{facet} {value} {number} {stated}"
        for _, facet, value, number, stated in rows
        if facet in facets and (number or stated)
    ]


def test_an_import_stores_the_counts_of_every_option(store: Store) -> None:
    import_text(store, text_of(plan_2022()))
    assert {row[0] for row in stored_counts(store)} == {P22}
    assert nonzero(stored_counts(store), "kind", "pillar", "sdg", "bureau", "kpi") == [
        "bureau none 5 5",
        "bureau みどり局 1 1",
        "bureau 土木局 2 2",
        "kind bureau_project 2 2",
        "kind measure 5 5",
        "kpi milestone 1 1",
        "kpi none 5 5",
        "kpi quantity 1 1",
        "pillar none 2 3",
        "pillar 守り 4 3",
        "pillar 育ち 1 1",
        "sdg 11 2 0",
        "sdg 12 1 0",
        "sdg 14 1 0",
        "sdg none 4 7",
    ]


@pytest.mark.parametrize("basis", ["any", "stated"])
@pytest.mark.parametrize(
    "scope", ["", f"plan={P22}", "year=2022", "issuer=横浜市旭区", f"plan={P23}&year=R5"]
)
def test_stored_counts_equal_the_counts_of_the_initiatives(
    together: TestClient, scope: str, basis: str
) -> None:
    whole, counted = (
        together.get(f"/api/v1/facets?{scope}&basis={basis}&{also}").json() for also in ("", ANY_KIND)
    )
    del whole["facets"]["kind"], counted["facets"]["kind"]  # it marks the selected options
    assert whole == counted
    assert whole["total"] > 0


def edited(file: Json) -> Json:
    """The file without a tag and a measure, and with another name of a pillar."""
    entry(file, M1)["sdgs"] = []
    entry(file, f"{P22}-p1")["name"] = "まもり"
    return signed(without(file, M2))


def test_stored_counts_follow_the_next_import(client: TestClient, load: Load) -> None:
    load(edited(second()))
    for scope in ("", f"plan={P22}"):
        whole, counted = (client.get(f"/api/v1/facets?{scope}&{also}").json() for also in ("", ANY_KIND))
        del whole["facets"]["kind"], counted["facets"]["kind"]
        assert whole == counted
    assert "まもり" in client.get("/api/v1/facets").text


def test_a_withdrawn_plan_is_not_counted(store: Store, load: Load) -> None:
    withdraw_plan(store, P22, "計画を取りやめたため。")
    assert {row[0] for row in stored_counts(store)} == {P23}


def test_an_option_without_initiatives_is_stored_with_zeros(store: Store) -> None:
    import_text(store, text_of(plan_2022()))
    zeros = [
        (facet, value) for _, facet, value, number, stated in stored_counts(store) if not (number or stated)
    ]
    assert ("sdg", "1") in zeros
    assert ("kpi", "event") in zeros
    assert len([facet for facet, _ in zeros if facet == "sdg"]) == 14
