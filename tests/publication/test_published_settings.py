"""A change of what is published with the data (licence, publisher, …) is a change of everything it stands in."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser  # type: ignore[import-untyped]
import pytest
from rdflib.namespace import DCTERMS
from starlette.testclient import TestClient

from app.db.publication import register_publication
from app.db.schema import open_store
from app.importer.import_plan import import_text
from app.main import create_app
from app.settings import Settings
from tests.command_line import hoshin
from tests.conftest import BASE, FIRST_MOMENT, Clock
from tests.rdf_graphs import graph
from tests.sampling import on_engines
from tests.world import P22, plan_2022, plan_2023, signed, text_of

RESTARTED = FIRST_MOMENT + timedelta(days=30)
CHANGES: dict[str, dict[str, Any]] = {
    "licence": {"license_name": "CC BY 4.0", "license_url": "https://creativecommons.org/licenses/by/4.0/"},
    "publisher": {"publisher": "見本市"},
    "standing": {"official": True},
    "contact": {"contact_name": "見本市港区", "contact_email": "plan@city.example.jp"},
    "base": {"base_url": "https://plans.example.jp/hoshin"},
}
DATA = (
    "/api/v1/initiatives",
    "/api/v1/initiatives.csv",
    f"/api/v1/plans/{P22}",
    "/api/v1/changes",
    f"/plans/{P22}/files/plan.zip",
    f"/plans/{P22}.stratml.xml",
    f"/plans/{P22}.ttl",
    f"/plans/{P22}/linkset.json",
    "/catalog.ttl",
    "/data.json",
    f"/api/3/action/package_show?id=hoshin-{P22}",
    "/changes.atom",
    "/initiatives.atom",
    "/sitemap.xml",
    "/initiatives.xlsx",
)


def with_settings(settings: Settings, **changed: Any) -> Settings:
    return Settings.model_validate(settings.model_dump() | changed)


@contextmanager
def started(settings: Settings, now: datetime) -> Iterator[TestClient]:
    """The service as `hoshin serve` starts it at a moment."""
    store = open_store(settings)
    register_publication(store, lambda: now)
    with TestClient(create_app(settings, store), base_url=BASE) as client:
        yield client


@pytest.fixture
def configured(settings: Settings) -> Settings:
    """Settings of a store with both plans of the world, which was served once."""
    store, clock = open_store(settings), Clock()
    for plan in (plan_2022(), plan_2023()):
        import_text(store, text_of(plan), clock=clock)
    register_publication(store, lambda: FIRST_MOMENT - timedelta(days=1))
    store.close()
    return settings


@pytest.mark.parametrize(("engine", "name"), on_engines(CHANGES, ["licence"]), indirect=["engine"])
def test_after_a_change_no_client_is_told_that_nothing_changed(configured: Settings, name: str) -> None:
    with started(configured, FIRST_MOMENT) as client:
        before = {path: client.get(path) for path in DATA}
    assert {one.headers["last-modified"] for one in before.values()} <= {
        "Wed, 01 Apr 2026 00:00:00 GMT",
        "Wed, 01 Apr 2026 00:01:00 GMT",
    }
    with started(with_settings(configured, **CHANGES[name]), RESTARTED) as client:
        for path, old in before.items():
            new = client.get(path, headers={"If-Modified-Since": old.headers["last-modified"]})
            assert new.status_code == 200, path
            assert new.headers["last-modified"] == "Fri, 01 May 2026 00:00:00 GMT"


def test_harvesters_find_the_licence_that_was_set_later(configured: Settings) -> None:
    licensed = with_settings(configured, **CHANGES["licence"])
    since = "metadata_modified:[2026-04-30T00:00:00Z TO *]"
    search = f"/api/3/action/package_search?fq={since}"
    with started(configured, FIRST_MOMENT) as client:
        assert client.get(search).json()["result"]["count"] == 0
        assert f"/plans/{P22}#dataset" not in client.get("/catalog.ttl?modified_since=2026-04-30").text
        etags = {path: client.get(path).headers["etag"] for path in DATA}
    with started(licensed, RESTARTED) as client:
        found = client.get(search).json()["result"]["results"]
        assert {(one["license_id"], one["metadata_modified"]) for one in found} == {
            ("cc-by", "2026-05-01T00:00:00.000000")
        }
        assert {one["last_modified"] for one in found[0]["resources"]} == {"2026-05-01T00:00:00.000000"}
        modified = graph(client, "/catalog.ttl?modified_since=2026-04-30").objects(None, DCTERMS.modified)
        assert {str(when) for when in modified} == {"2026-05-01T00:00:00+00:00"}
        assert {one["modified"] for one in client.get("/data.json").json()["dataset"]} == {
            "2026-05-01T00:00:00Z"
        }
        assert client.get("/api/v1/plans").json()["meta"]["updated_at"] == "2026-05-01T00:00:00Z"
        for path in ("/changes.atom", "/initiatives.atom"):
            assert feedparser.parse(client.get(path).content).feed.updated == "2026-05-01T00:00:00Z"
        assert "2026-04" not in client.get("/sitemap.xml").text
        # A CSV holds no licence.
        unchanged = [path for path in DATA if client.get(path).headers["etag"] == etags[path]]
        assert unchanged == ["/api/v1/initiatives.csv"]


def test_equal_settings_change_nothing(configured: Settings) -> None:
    licensed = with_settings(configured, **CHANGES["licence"])
    with (
        started(licensed, RESTARTED) as first,
        started(with_settings(licensed), RESTARTED + timedelta(days=1)) as second,
    ):
        for path in DATA:
            assert first.get(path).content == second.get(path).content
            known = {"If-Modified-Since": "Fri, 01 May 2026 00:00:00 GMT"}
            assert second.get(path, headers=known).status_code == 304


def test_settings_that_nobody_sees_are_no_change(configured: Settings) -> None:
    hidden = with_settings(configured, cache_mb=1, workbook_rows=5, access_log=True, seed=False)
    with started(hidden, RESTARTED) as client:
        assert client.get("/catalog.ttl").headers["last-modified"] == "Wed, 01 Apr 2026 00:01:00 GMT"


def test_a_change_and_the_way_back_are_two_changes_and_imports_follow_them(configured: Settings) -> None:
    moments = []
    # The clock was set back: every change is later than the one before all the same.
    for changed in (CHANGES["publisher"], {}, CHANGES["publisher"]):
        with started(with_settings(configured, **changed), FIRST_MOMENT) as client:
            moments.append(client.get("/api/v1/plans").json()["meta"]["updated_at"])
    assert moments == [f"2026-04-01T00:01:0{second}Z" for second in (1, 2, 3)]
    store = open_store(configured)
    edited = plan_2023()
    edited["document"][-1]["label"] = "花火大会"
    import_text(store, text_of(signed(edited)), clock=Clock())
    store.close()
    with started(with_settings(configured, **CHANGES["publisher"]), RESTARTED) as client:
        assert client.get("/api/v1/plans").json()["meta"]["updated_at"] == "2026-04-01T00:01:04Z"


def test_the_commands_note_what_they_publish(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text(text_of(plan_2022()), "utf-8")
    assert hoshin("import", "plan.json", cwd=tmp_path).status == 0

    def exported(**settings: str) -> datetime:
        done = hoshin("export", "out", cwd=tmp_path, **settings)
        assert done.status == 0, done.err
        described = json.loads((tmp_path / "out/mirror.json").read_text("utf-8"))
        return datetime.fromisoformat(described["updated_at"])

    assert exported(HOSHIN_LICENSE_NAME="CC BY 4.0") < exported(HOSHIN_LICENSE_NAME="CC0 1.0")
