"""The files of a plan depend on its revision alone, so that sizes and digests in catalogues stay valid."""

import hashlib
import json
import subprocess
import sys

from starlette.testclient import TestClient

from app.db.schema import open_store
from app.db.store import Store
from app.importer.import_plan import import_text
from app.importer.kept_files import current_form
from app.main import create_app
from app.publication.files.packages import package, path_of
from app.settings import Settings
from tests.conftest import BASE, Clock, MakeSettings
from tests.paths import SEED
from tests.publication.test_files import get
from tests.world import P22, plan_2022, plan_2023, text_of


def all_files(settings: Settings, store: Store, plan: str) -> dict[str, bytes]:
    with TestClient(create_app(settings, store), base_url=BASE) as client:
        with store.snapshot() as session:
            paths = [path_of(plan, name) for name in package(session, plan, settings, current_form)]
        return {path: client.get(path).content for path in paths}


def test_the_same_revision_gives_the_same_bytes(make_settings: MakeSettings) -> None:
    """On both engines, in another store, and after the import of another plan with the same bureaus."""
    seen = []
    for engine, more in (("sqlite", ()), ("postgresql", ()), ("sqlite", (text_of(plan_2023()),))):
        settings = make_settings(engine)
        store = open_store(settings)
        clock = Clock()
        for content in (text_of(plan_2022()), *more):
            import_text(store, content, clock=clock)
        seen.append(all_files(settings, store, P22))
        store.close()
    first, *others = seen
    for other in others:
        assert {path: hashlib.sha256(content).hexdigest() for path, content in other.items()} == {
            path: hashlib.sha256(content).hexdigest() for path, content in first.items()
        }


def test_another_process_gives_the_same_bytes(make_settings: MakeSettings) -> None:
    """Hash seed, time zone and caches do not change the files."""
    settings = make_settings("sqlite")
    store = open_store(settings)
    import_text(store, text_of(plan_2022()), clock=Clock())
    here = {
        path: hashlib.sha256(content).hexdigest() for path, content in all_files(settings, store, P22).items()
    }
    script = (
        "import hashlib, json, sys\n"
        "from app.db.store import Store\n"
        "from app.importer.kept_files import current_form\n"
        "from app.publication.files.packages import package, path_of\n"
        "from app.settings import Settings\n"
        "settings = Settings(database_url=sys.argv[1], base_url=sys.argv[2])\n"
        "with Store(settings).snapshot() as session:\n"
        f"    print(json.dumps({{path_of('{P22}', n): hashlib.sha256(content).hexdigest()"
        f" for n, content in package(session, '{P22}', settings, current_form).items()}}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, settings.database_url, BASE],
        capture_output=True,
        text=True,
        check=True,
        cwd=SEED.parent.parent,
        env={"PYTHONHASHSEED": "7", "TZ": "America/New_York"},
    )
    assert json.loads(done.stdout) == here


def test_a_new_revision_changes_the_files(store: Store, client: TestClient) -> None:
    clock = Clock()
    import_text(store, text_of(plan_2022()), clock=clock)
    before = get(client, P22, "corrections.csv")
    file = plan_2022()
    file["corrections"][0]["reason"] = "仮名が混じった誤記"
    import_text(store, text_of(file), clock=clock)
    after = get(client, P22, "corrections.csv")
    assert "仮名が混じった誤記".encode() in after
    assert before != after
