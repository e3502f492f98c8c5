"""The id of the store, by which a client that polls notices that it was made anew."""

from uuid import UUID

import pytest
from starlette.testclient import TestClient

from app.db.revisions import current_revision
from app.db.schema import open_store
from app.importer.import_plan import import_text
from app.settings import Settings
from tests.conftest import MakeSettings
from tests.second_edition import Load
from tests.world import plan_2022, text_of

LISTS = (
    "plans",
    "pillars",
    "themes",
    "initiatives",
    "measures",
    "kpis",
    "organisations",
    "sdg-goals",
    "changes",
)
# The CSV of changes, too.
CHANGES = ("/api/v1/changes", "/api/v1/changes.csv")


def store_of(client: TestClient, path: str = "/api/v1/plans") -> str:
    named: str = client.get(path).json()["meta"]["store"]
    return named


def test_every_list_names_the_store(client: TestClient, load: Load) -> None:
    assert {str(UUID(store_of(client, f"/api/v1/{name}"))) for name in LISTS} == {store_of(client)}


def test_the_id_stays_when_the_store_is_opened_again(
    client: TestClient, load: Load, settings: Settings
) -> None:
    before = store_of(client)
    open_store(settings).close()
    load(plan_2022())
    assert store_of(client) == before


def test_two_stores_have_two_ids(engine: str, make_empty_settings: MakeSettings) -> None:
    ids = set()
    for _ in range(2):
        store = open_store(make_empty_settings(engine))
        import_text(store, text_of(plan_2022()))
        with store.snapshot() as session:
            ids.add(current_revision(session).store)
        store.close()
    assert len(ids) == 2


@pytest.mark.parametrize("path", CHANGES)
@pytest.mark.parametrize("since", ["3", "99", str(2**31), str(2**64), "9" * 400])
def test_a_revision_that_the_store_does_not_have_yet_is_refused(
    client: TestClient, load: Load, path: str, since: str
) -> None:
    answer = client.get(path, params={"since": since})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    (error,) = answer.json()["errors"]
    assert error["parameter"] == "since"
    assert "最新の改訂番号は2です" in error["detail"] and "since=0" in error["detail"]


@pytest.mark.parametrize("path", CHANGES)
def test_the_newest_revision_has_no_changes_after_it(client: TestClient, load: Load, path: str) -> None:
    for since in ("0", "1", "2"):
        assert client.get(path, params={"since": since, "store": store_of(client)}).status_code == 200
    assert client.get("/api/v1/changes?since=2").json()["items"] == []


@pytest.mark.parametrize("path", CHANGES)
def test_a_client_of_another_store_is_told_to_read_from_the_beginning(
    client: TestClient, load: Load, path: str
) -> None:
    # Its revision exists here too, with other changes.
    answer = client.get(path, params={"since": "1", "store": "another"})
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert (error["parameter"], error["allowed"]) == ("store", [store_of(client)])
    assert "since=0" in error["detail"]
