"""Libraries that only some addresses need are loaded by the first request for those."""

import json
import os
import subprocess
import sys

import pytest

from app.db.schema import open_store
from app.importer.import_plan import import_file
from tests.conftest import MakeSettings
from tests.paths import SEED

HEAVY = {
    "alembic",
    "babel",
    "html5rdf",
    "httpx",
    "lxml",
    "mako",
    "psycopg",
    "pygments",
    "rapidfuzz",
    "rdflib",
    "rich",
    "typer",
    "xlsxwriter",
}
PROGRAM = """
import json, sys
from app.main import create_app

def loaded():
    return sorted({name.partition(".")[0] for name in sys.modules})

modules = loaded()
application = create_app()
made = loaded()

from fastapi.testclient import TestClient

brought = set(loaded()) - set(made)
with TestClient(application) as client:
    statuses = {path: client.get(path).status_code for path in sys.argv[1:]}
print(json.dumps([modules, made, statuses, sorted(set(loaded()) - brought)]))
"""
READ_MOST = ("/health/live", "/health/ready", "/", "/initiatives?q=防災", "/api/v1/initiatives")


@pytest.fixture(scope="module")
def environment(make_empty_settings: MakeSettings) -> dict[str, str]:
    settings = make_empty_settings("sqlite")
    store = open_store(settings)
    import_file(store, SEED)
    store.close()
    return os.environ | {"HOSHIN_DATABASE_URL": settings.database_url}


def run(environment: dict[str, str], *paths: str) -> tuple[set[str], set[str], set[str]]:
    """The packages loaded after the import, after create_app, and after an answer of 200 from each path.

    Packages of the client are left out.
    """
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM, *paths],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    modules, made, statuses, after = json.loads(done.stdout)
    assert set(statuses.values()) <= {200}, statuses
    return set(modules), set(made), set(after)


def test_start_and_common_pages_load_no_heavy_library(environment: dict[str, str]) -> None:
    modules, made, after = run(environment, *READ_MOST)
    assert modules & HEAVY == set()
    assert made & HEAVY == set()
    assert after & HEAVY == set(), "the addresses that most people read need nothing heavy"


def test_a_service_starts_without_what_reads_plan_files(environment: dict[str, str]) -> None:
    program = (
        "import sys; from app.cli.opening import open_to_serve; from app.main import create_app;"
        " from app.settings import read_settings;"
        " create_app(read_settings(), open_to_serve(read_settings()));"
        " print(*{'app.importer.prepare', 'app.importer.write_plan', 'rich.progress'} & {*sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "\n"


@pytest.mark.parametrize(
    ("path", "library"),
    [
        ("/catalog.ttl", "rdflib"),
        ("/changes.atom", "lxml"),
        ("/initiatives.xlsx", "xlsxwriter"),
        ("/plans/141127-2022.stratml.xml", "lxml"),
    ],
)
def test_the_first_request_of_an_address_loads_its_library(
    environment: dict[str, str], path: str, library: str
) -> None:
    _, made, after = run(environment, path)
    assert library not in made
    assert library in after


def test_garbage_collection_is_enabled_and_start_objects_are_frozen() -> None:
    program = "import gc, app.main; print(gc.isenabled(), gc.get_freeze_count() > 0)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True"]
