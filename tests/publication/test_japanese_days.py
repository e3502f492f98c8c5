"""An import at 08:10 in Japan on the first day of a fiscal year, while it is the evening before in UTC.

A day is the one in Japan; a moment is in UTC with its offset.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import quote

import feedparser  # type: ignore[import-untyped]
import openpyxl  # type: ignore[import-untyped,unused-ignore]
import pytest
from lxml import html  # type: ignore[import-untyped,unused-ignore]
from rdflib.namespace import DCTERMS, RDF
from starlette.testclient import TestClient

from app.db.schema import open_store
from app.importer.import_plan import import_text
from app.main import create_app
from app.models.types import Utc
from app.publication import record
from app.publication.catalogues.rdf import DCAT
from tests.conftest import BASE, MakeSettings
from tests.rdf_graphs import graph
from tests.world import P22, plan_2022, plan_2023, text_of

MOMENT = datetime(2026, 3, 31, 23, 10, tzinfo=UTC)
UTC_TEXTS = tuple(f"2026-03-31T23:{time}{zone}" for time in ("09:59", "10:00") for zone in ("Z", "+00:00"))
DAY = "令和8年4月1日（2026年4月1日）"


@pytest.fixture(scope="module")
def morning(engine: str, make_settings: MakeSettings) -> Iterator[TestClient]:
    """The service with both plans of the world: one imported at that moment, one a second before."""
    settings = make_settings(engine)
    store = open_store(settings)
    import_text(store, text_of(plan_2023()), clock=lambda: MOMENT - timedelta(seconds=1))
    import_text(store, text_of(plan_2022()), clock=lambda: MOMENT)
    with TestClient(create_app(settings, store), base_url=BASE, raise_server_exceptions=False) as client:
        yield client


def read(client: TestClient, path: str) -> bytes:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["last-modified"] == "Tue, 31 Mar 2026 23:10:00 GMT"
    return bytes(answer.content)


@pytest.mark.parametrize(
    "path", ["/", f"/plans/{P22}", f"/initiatives/{P22}-b01/brief", "/data", "/timeline"]
)
def test_pages_tell_the_day_in_japan(morning: TestClient, path: str) -> None:
    text = html.fromstring(morning.get(path).content).text_content()
    assert DAY in text
    assert "2026年3月31日" not in text


@pytest.mark.parametrize(
    ("since", "plans"),
    [
        ("2026-03-31", 2),
        ("2026-04-01", 2),
        ("2026-04-02", 0),
        ("2026-03-31T23:10:00Z", 1),
        ("2026-03-31T23:10:01Z", 0),
        ("2026-04-01T08:10:00+09:00", 1),
        ("2026-04-01T08:10:01+09:00", 0),
        ("2026-03-31T14:10:00-09:00", 1),
    ],
)
@pytest.mark.parametrize("escaped", [True, False])
def test_modified_since_takes_a_day_of_japan_or_a_moment(
    morning: TestClient, since: str, plans: int, escaped: bool
) -> None:
    data = graph(morning, f"/catalog.ttl?modified_since={quote(since) if escaped else since}")
    assert len(list(data.subjects(RDF.type, DCAT.Dataset))) == plans


@pytest.mark.parametrize(
    "since",
    [
        *("", "yesterday", "20260401", "1775001600", "2026-13-01", "2026-02-30", "２０２６-04-01"),
        *(
            "2026-04-01T08:10:00",
            "2026-W14",
            "0001-01-01",
            "0001-01-01T00:00:00+09:00",
            "9999-12-31T23:59:59-09:00",
        ),
        *("令和8年4月1日", "2026-04-01T08:10:00+99:00", "2026-04-01T08:10:00+"),
    ],
)
def test_what_is_neither_a_day_nor_a_moment_is_refused(morning: TestClient, since: str) -> None:
    answer = morning.get(f"/catalog.ttl?modified_since={quote(since)}")
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert error["parameter"] == "modified_since"
    assert "2026-04-01T08:10:00+09:00" in error["detail"]


def test_the_pages_of_a_catalogue_keep_the_moment(
    morning: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "PER_PAGE", 1)
    answer = morning.get("/catalog.ttl?modified_since=2026-04-01T08:09:59%2B09:00").text
    assert f"{BASE}/catalog.ttl?modified_since=2026-03-31T23%3A09%3A59%2B00%3A00&page=2" in answer
    following = graph(morning, "/catalog.ttl?modified_since=2026-03-31T23%3A09%3A59%2B00%3A00&page=2")
    assert len(list(following.subjects(RDF.type, DCAT.Dataset))) == 1


@pytest.mark.parametrize(
    ("condition", "count"),
    [
        ("[2026-04-01 TO *]", 2),
        ("[2026-04-02 TO *]", 0),
        ("[* TO 2026-04-01]", 2),
        ("[* TO 2026-03-31]", 0),
        ("[2026-04-01 TO 2026-04-01]", 2),
        ("[2026-03-31T23:10:00Z TO *]", 1),
        ("[2026-03-31T23:10:00.000001Z TO *]", 0),
        ("[2026-03-31T23:10:00 TO *]", 1),  # as CKAN writes its own moments
        ("[2026-04-01T08:10:00+09:00 TO 2026-04-01T08:10:00+09:00]", 1),
        ("[2026-04-01T08:10:01+09:00 TO *]", 0),
        # What is not understood restricts nothing.
        ("[0001-01-01T00:00:00+09:00 TO *]", 2),
        ("[* TO 9999-12-31T23:59:59-09:00]", 2),
        ("[NOW-1DAY TO NOW]", 2),
    ],
)
@pytest.mark.parametrize("field", ["metadata_modified", "metadata_created"])
def test_a_day_in_a_filter_of_ckan_is_a_day_of_japan(
    morning: TestClient, field: str, condition: str, count: int
) -> None:
    found = morning.get("/api/3/action/package_search", params={"fq": f"{field}:{condition}"})
    assert found.status_code == 200
    assert found.json()["result"]["count"] == count


def test_every_moment_is_in_utc(morning: TestClient) -> None:
    plan = json.loads(read(morning, f"/api/v1/plans/{P22}"))
    package = morning.get(f"/api/3/action/package_show?id=hoshin-{P22}").json()["result"]
    (dataset, _) = json.loads(read(morning, "/data.json"))["dataset"]
    structured = json.loads(
        html.fromstring(morning.get(f"/plans/{P22}").content)
        .xpath("//script[@type='application/ld+json']")[0]
        .text
    )
    catalogue = graph(morning, f"/plans/{P22}.ttl")
    feed = feedparser.parse(read(morning, "/changes.atom"))
    table = zipfile.ZipFile(io.BytesIO(read(morning, f"/plans/{P22}/files/plan.zip")))
    cover = openpyxl.load_workbook(io.BytesIO(read(morning, f"/plans/{P22}/files/plan.xlsx")))["表紙"]
    moments = [
        *(plan["created_at"], plan["updated_at"]),
        *(f"{package[name]}Z".replace(".000000", "") for name in ("metadata_created", "metadata_modified")),
        *(dataset["issued"], dataset["modified"]),
        *(structured["datePublished"], structured["dateModified"]),
        *(
            str(moment)
            for name in (DCTERMS.issued, DCTERMS.modified)
            for moment in catalogue.objects(None, name)
        ),
        *(feed.feed.updated, *(one.updated for one in feed.entries)),
        *html.fromstring(read(morning, "/sitemap.xml")).xpath("//lastmod/text()"),
        json.loads(table.read("datapackage.json"))["created"],
        *(row[1].value for row in cover.iter_rows() if row[0].value == "更新日時"),
    ]
    assert len(moments) > 30
    assert {str(moment) for moment in moments} <= set(UTC_TEXTS)


def test_files_have_the_day_and_the_clock_of_japan(morning: TestClient) -> None:
    table = zipfile.ZipFile(io.BytesIO(read(morning, f"/plans/{P22}/files/plan.zip")))
    names = [name for name in table.namelist() if name.endswith("csv-metadata.json")]
    assert names
    for name in names:
        assert json.loads(table.read(name))["dc:modified"]["@value"] == "2026-04-01"
    assert {one.date_time for one in table.infolist()} == {(2026, 4, 1, 8, 10, 0)}


def test_a_database_in_another_time_zone_gives_moments_in_utc() -> None:
    tokyo = MOMENT.astimezone(timezone(timedelta(hours=9)))
    for value in (tokyo, MOMENT, MOMENT.replace(tzinfo=None), tokyo.isoformat()):
        assert Utc.read(value).isoformat() == "2026-03-31T23:10:00+00:00"
