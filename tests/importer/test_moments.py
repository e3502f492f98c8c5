"""The time of a revision is later than that of every revision before, whatever the clock says."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import feedparser  # type: ignore[import-untyped]
import pytest
from starlette.testclient import TestClient

from app.db.store import Store
from app.importer.bulk_import import import_files
from app.importer.import_plan import import_text
from app.importer.withdraw import withdraw_plan
from app.main import create_app
from app.settings import Settings
from tests.conftest import BASE, FIRST_MOMENT
from tests.world import P22, Json, entry, plan_2022, plan_2023, signed, text_of

LIST = "/api/v1/initiatives"
SECOND = timedelta(seconds=1)


def edited(label: str) -> Json:
    plan = plan_2022()
    entry(plan, f"{P22}-c1-m1")["label"] = label
    return signed(plan)


def moments(client: TestClient) -> list[datetime]:
    """The times of the revisions, in the order in which they were written."""
    changes = client.get("/api/v1/changes?limit=1000").json()["items"]
    return [datetime.fromisoformat(at) for at in dict.fromkeys(one["at"] for one in changes)]


@pytest.mark.parametrize("back", [timedelta(), timedelta(milliseconds=300), timedelta(days=400)])
def test_an_import_while_the_clock_stands_or_goes_back_is_later_than_the_last(
    client: TestClient, store: Store, back: timedelta
) -> None:
    import_text(store, text_of(plan_2022()), clock=lambda: FIRST_MOMENT)
    old = client.get(LIST)
    import_text(store, text_of(edited("オンライン手続")), clock=lambda: FIRST_MOMENT - back)
    assert moments(client) == [FIRST_MOMENT, FIRST_MOMENT + SECOND]
    new = client.get(LIST, headers={"If-Modified-Since": old.headers["last-modified"]})
    assert (new.status_code, "オンライン手続" in new.text) == (200, True)
    assert new.headers["last-modified"] == "Wed, 01 Apr 2026 00:00:01 GMT"
    later = "2026-04-01T00:00:01"
    assert new.json()["meta"]["updated_at"] == f"{later}Z"
    assert client.get(f"/api/v1/plans/{P22}").json()["updated_at"] == f"{later}Z"
    for path in ("/changes.atom", "/initiatives.atom"):
        assert feedparser.parse(client.get(path).content).feed.updated == f"{later}Z"
    assert later in client.get(f"/plans/{P22}.ttl").text


def test_a_withdrawal_is_later_than_the_last_import(client: TestClient, store: Store) -> None:
    for plan in (plan_2022(), plan_2023()):
        import_text(store, text_of(plan), clock=lambda: FIRST_MOMENT)
    old = client.get(LIST)
    withdraw_plan(store, P22, "誤って登録したため", clock=lambda: FIRST_MOMENT - timedelta(hours=9))
    new = client.get(LIST, headers={"If-Modified-Since": old.headers["last-modified"]})
    assert (new.status_code, P22 in new.text) == (200, False)
    assert moments(client) == [FIRST_MOMENT, FIRST_MOMENT + SECOND, FIRST_MOMENT + 2 * SECOND]


def test_plans_of_one_bulk_import_have_times_of_their_own(
    client: TestClient, store: Store, tmp_path: Path
) -> None:
    for number, plan in enumerate((plan_2022(), plan_2023())):
        (tmp_path / f"{number}.json").write_text(text_of(plan), "utf-8")
    paths = sorted(tmp_path.iterdir())
    assert len(list(import_files(store, paths, clock=lambda: FIRST_MOMENT))) == 2
    assert moments(client) == [FIRST_MOMENT, FIRST_MOMENT + SECOND]


@pytest.mark.parametrize("cache_mb", [0, 8])
def test_no_answer_says_that_it_changed_in_the_future(
    store: Store, settings: Settings, cache_mb: int
) -> None:
    soon = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
    import_text(store, text_of(plan_2022()), clock=lambda: soon)
    service = create_app(settings.model_copy(update={"cache_mb": cache_mb}), store)
    with TestClient(service, base_url=BASE) as client:
        for path in (LIST, "/catalog.ttl", "/changes.atom", f"/plans/{P22}/files/plan.zip"):
            old = client.get(path)
            said = old.headers["last-modified"]
            assert parsedate_to_datetime(said) < datetime.now(UTC)
            # It is not the date of the data: it cannot say that they are still the same.
            again = client.get(path, headers={"If-Modified-Since": said})
            assert (again.status_code, again.content) == (200, old.content)
            assert client.get(path, headers={"If-None-Match": old.headers["etag"]}).status_code == 304
