"""Plans of other shapes: nothing of a file is lost, nothing is added, and its canonical form is the same plan."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from app.db.store import Store
from app.importer.import_plan import import_text
from app.models import Revision
from tests.conftest import Clock
from tests.format_2 import as_format_2
from tests.plans import PLANS
from tests.second_edition import answer
from tests.world import Json, plan_2022, plan_2023, text_of

IDS = list(PLANS)
LISTS = ("pillars", "themes", "measures", "bureau-projects", "passages", "kpis")


def leaves(value: Any) -> Iterator[Any]:
    """Every string, number and truth value in some JSON."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for member in value:
            yield from leaves(member)
    elif value is not None and value != "":
        yield value


def lost(said: Any, published: Any) -> set[Any]:
    return set(leaves(said)) - set(leaves(published))


@pytest.mark.parametrize("plan", IDS)
def test_every_word_and_figure_of_an_entry_stands_in_the_document(shapes: TestClient, plan: str) -> None:
    file = PLANS[plan]()
    document = answer(shapes, f"plans/{plan}/document")
    pieces = {one["id"]: one for one in document["items"]}
    assert list(pieces) == [one["id"] for one in file["document"]]
    for entry in file["document"]:
        assert lost(entry, pieces[entry["id"]]) == set(), entry["id"]
    for correction in file.get("corrections", []):
        assert lost(correction, document["corrections"]) <= {correction["item"]}
    for name in ("annotations", "emphasis"):
        for one in file.get(name, []):
            assert lost(one, pieces[one["item"]]) == set(), one
    for link in file.get("links", []):
        first, second = link["items"]
        assert lost(link, [pieces[first], pieces[second]]) == {link["id"]}
    assert lost(file.get("continues", []), document["continues"]) == set()


@pytest.mark.parametrize("plan", IDS)
def test_every_word_and_figure_stands_in_the_answers_of_single_items(shapes: TestClient, plan: str) -> None:
    file = PLANS[plan]()
    assert lost(file["plan"], answer(shapes, f"plans/{plan}")) == set()
    for kpi in file.get("kpis", []):
        assert lost(kpi, answer(shapes, f"kpis/{kpi['id']}")) == set()
    for organisation in file["organisations"]:
        assert lost(organisation, answer(shapes, f"organisations/{organisation['id']}")) == set()
    addresses = {"pillar": "pillars", "theme": "themes", "passage": "passages"}
    addresses |= {"measure": "initiatives", "bureau_project": "initiatives"}
    for entry in file["document"]:
        if path := addresses.get(entry["type"]):
            assert lost(entry, answer(shapes, f"{path}/{entry['id']}")) <= {
                entry["type"],
                entry.get("source"),
            }
    changes = answer(shapes, f"changes?plan={plan}&limit=1000")["items"]
    assert {one["reason"] for one in changes} == {file["note"]}


@pytest.mark.parametrize("plan", IDS)
def test_every_list_has_what_the_file_has(shapes: TestClient, plan: str) -> None:
    file = PLANS[plan]()
    types = {
        "pillar": "pillars",
        "theme": "themes",
        "measure": "measures",
        "bureau_project": "bureau-projects",
    }
    held: dict[str, list[str]] = {path: [] for path in LISTS}
    for entry in file["document"]:
        if path := (types | {"passage": "passages"}).get(entry["type"]):
            held[path].append(entry["id"])
    held["kpis"] = [one["id"] for one in file.get("kpis", [])]
    for path in LISTS:
        assert [one["id"] for one in answer(shapes, f"{path}?plan={plan}")["items"]] == held[path], path
    counts = answer(shapes, f"plans/{plan}")["counts"]
    assert counts["pillars"] == len(held["pillars"])
    assert counts["measures"] == len(held["measures"])
    assert counts["kpis"] == len(held["kpis"])


@pytest.mark.parametrize("plan", IDS)
def test_the_canonical_file_is_the_same_plan(store: Store, clock: Clock, plan: str) -> None:
    assert import_text(store, text_of(PLANS[plan]()), clock=clock).revision == 1
    with store.snapshot() as session:
        (kept,) = session.scalars(select(col(Revision.file))).all()
    assert import_text(store, kept, clock=clock).changes == []
    # Nulls and empty lists are left out, and nothing else.
    assert lost(PLANS[plan](), json.loads(kept)) == set()
    assert import_text(store, text_of(PLANS[plan]()), clock=clock).revision is None


@pytest.mark.parametrize("plan", [plan_2022, plan_2023])
def test_a_file_of_format_1_is_its_upgrade(store: Store, clock: Clock, plan: Any) -> None:
    upgraded: Json = as_format_2(plan())
    assert import_text(store, text_of(plan()), clock=clock).revision == 1
    outcome = import_text(store, text_of(upgraded), clock=clock)
    assert (outcome.revision, outcome.changes) == (None, [])
    assert import_text(store, text_of(plan()), clock=clock).revision is None


def test_a_plan_without_initiatives_is_published_alone(
    client: TestClient, store: Store, clock: Clock
) -> None:
    plan = as_format_2(plan_2022())
    kept = ("title", "section_heading", "goal_headline")
    plan["document"] = [one for one in plan["document"] if one.get("kind") in kept]
    for name in ("kpis", "corrections", "links"):
        plan[name] = []
    plan["plan"]["sources"] = [{"key": "main", "document": "架空の方針"}]
    import_text(store, text_of(plan), clock=clock)
    plan_id = plan["plan"]["id"]
    assert client.get("/health/ready").status_code == 200
    for address in ("/", "/plans", f"/plans/{plan_id}", "/initiatives", "/data", "/kpis", "/matrix"):
        answered = client.get(address, follow_redirects=True)
        assert (address, answered.status_code) == (address, 200)
    assert answer(client, "plans")["meta"]["total"] == 1
    assert answer(client, "initiatives")["meta"]["total"] == 0
    assert answer(client, "facets")["total"] == 0
    assert f"/plans/{plan_id}" in client.get("/catalog.ttl").text
