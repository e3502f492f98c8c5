"""What the texts name: the list of annotations, its filters, and its files."""

import csv
import io

import pytest
from starlette.testclient import TestClient

from tests.conftest import BASE
from tests.plans.draft import DRAFT

RIVER = {
    "id": f"{DRAFT}-a1",
    "plan": DRAFT,
    "item": f"{DRAFT}-m1",
    "kind": "place",
    "words": "大川",
    "url": f"{BASE}/plans/{DRAFT}#{DRAFT}-m1",
}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "12345"),
        (f"?plan={DRAFT}", "12345"),
        ("?kind=place&kind=target_group", "123"),
        ("?words=大川&words=案内板", "145"),
        (f"?item={DRAFT}-m2", "25"),
        (f"?item={DRAFT}-m2&kind=facility", "5"),
        ("?words=大川&kind=event", ""),
        ("?year=2024", ""),
    ],
)
def test_annotations_are_found_by_kind_words_item_and_plan(
    shapes: TestClient, query: str, found: str
) -> None:
    answer = shapes.get(f"/api/v1/annotations{query}").json()
    ids = [f"{DRAFT}-a{number}" for number in found]
    assert [one["id"] for one in answer["items"]] == ids
    table = shapes.get(f"/api/v1/annotations.csv{query}").content.decode("utf-8-sig")
    assert [row["ID"] for row in csv.DictReader(io.StringIO(table))] == ids


def test_an_annotation_says_where_its_words_stand(shapes: TestClient) -> None:
    assert shapes.get(f"/api/v1/annotations/{DRAFT}-a1").json() == RIVER
    initiative = shapes.get(f"/api/v1/initiatives/{DRAFT}-m1").json()
    assert initiative["annotations"] == [
        {"id": f"{DRAFT}-a1", "kind": "place", "words": "大川"},
        {"id": f"{DRAFT}-a4", "kind": "facility", "words": "案内板"},
    ]


def test_the_annotations_of_initiatives_come_under_the_filters_of_their_list(shapes: TestClient) -> None:
    whole = shapes.get(f"/api/v1/annotations.csv?plan={DRAFT}").content
    assert whole == shapes.get(f"/plans/{DRAFT}/files/annotations.csv").content
    table = shapes.get(f"/api/v1/initiative-annotations.csv?plan={DRAFT}&q=こども").content
    rows = csv.DictReader(io.StringIO(table.decode("utf-8-sig")))
    assert [(row["取組ID"], row["種類"], row["語句"]) for row in rows] == [
        (f"{DRAFT}-m2", "target_group", "こども"),
        (f"{DRAFT}-m2", "facility", "案内板"),
    ]


@pytest.mark.parametrize(
    ("query", "parameter", "allowed"),
    [
        ("words=小川", "words", ["こども", "大川", "川", "案内板"]),
        (f"item={DRAFT}-m9", "item", [f"{DRAFT}-m1", f"{DRAFT}-m2", f"{DRAFT}-x1"]),
        ("kind=person", "kind", ["place", "facility", "programme", "partner", "target_group", "event"]),
    ],
)
def test_a_value_that_no_annotation_has_is_refused(
    shapes: TestClient, query: str, parameter: str, allowed: list[str]
) -> None:
    answer = shapes.get(f"/api/v1/annotations?{query}")
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert error["parameter"] in (parameter, f"{parameter}.0")
    assert sorted(error["allowed"]) == sorted(allowed)
