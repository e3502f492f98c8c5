"""The number of SQL statements of each answer, independent of nesting and length."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient

from app.db.revision_cache import RevisionCache
from app.db.schema import open_store
from app.db.store import Store
from app.importer.import_plan import import_text
from app.main import create_app
from tests.conftest import BASE, MakeSettings
from tests.paths import SEED
from tests.world import plan_2022, plan_2023, text_of


@dataclass
class RecordedService:
    """A service with three plans, and the queries that its reading engine received."""

    client: TestClient
    store: Store
    queries: list[str] = field(default_factory=list)

    def note(self, _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            self.queries.append(statement)


@pytest.fixture(scope="module")
def recorded_service(engine: str, make_settings: MakeSettings) -> Iterator[RecordedService]:
    settings = make_settings(engine)
    store = open_store(settings)
    for content in (SEED.read_text("utf-8"), text_of(plan_2022()), text_of(plan_2023())):
        import_text(store, content)
    with TestClient(create_app(settings, store), base_url=BASE) as client:
        found = RecordedService(client, store)
        event.listen(store.engine, "before_cursor_execute", found.note)
        yield found


# One statement reads the revision. Once a revision, one more checks the values that only the database
# knows, and one lists the options of the facets.
NUMBERS = {
    "/api/v1/initiatives": 2,
    "/api/v1/initiatives?limit=1000": 2,
    "/api/v1/initiatives?limit=1": 2,
    "/api/v1/initiatives?q=区&sdg=11&kpi=none&sort=due": 2,
    "/api/v1/initiatives?pillar=守り&bureau=none&year=2022&q=花": 3,
    "/api/v1/initiatives?offset=1000": 3,
    "/api/v1/initiatives?facet=pillar&facet=sdg&facet=bureau": 4,
    "/api/v1/initiatives.csv": 2,
    "/api/v1/measures": 2,
    "/api/v1/bureau-projects": 2,
    "/api/v1/initiatives/141127-2022-b03": 2,
    "/api/v1/plans": 3,
    "/api/v1/plans/141127-2022": 2,
    "/api/v1/plans/141127-2022/document": 14,
    "/api/v1/pillars": 4,
    "/api/v1/themes": 5,
    "/api/v1/kpis": 3,
    "/api/v1/organisations": 4,
    "/api/v1/organisations?plan=991015-2022": 5,
    "/api/v1/sdg-goals": 4,
    "/api/v1/passages": 3,
    "/api/v1/annotations": 3,
    "/api/v1/corrections": 3,
    "/api/v1/changes": 3,
    "/api/v1/facets": 3,
    "/api/v1/facets?pillar=守り&q=花": 4,
    "/api/v1/matrix": 4,
}


@pytest.mark.parametrize(("path", "number"), NUMBERS.items(), ids=NUMBERS.keys())
def test_an_answer_takes_a_fixed_number_of_statements(
    recorded_service: RecordedService, path: str, number: int
) -> None:
    recorded_service.store.opened().revision_cache = RevisionCache()
    recorded_service.queries.clear()
    answer = recorded_service.client.get(path)
    assert answer.status_code == 200
    assert len(recorded_service.queries) == number, "\n\n".join(recorded_service.queries)


REPEATED = {
    "/api/v1/initiatives": 2,
    "/api/v1/initiatives?pillar=守り&bureau=none&year=2022&q=花": 2,
    "/api/v1/initiatives?plan=991015-2022&limit=1": 2,
    "/api/v1/initiatives?facet=pillar&facet=sdg&facet=bureau": 2,
    "/api/v1/initiatives?facet=pillar&facet=sdg&facet=bureau&sdg=11": 3,
    "/api/v1/facets?pillar=守り&q=花": 2,
    "/initiatives?sdg=11": 3,
}


@pytest.mark.parametrize(("path", "number"), REPEATED.items(), ids=REPEATED.keys())
def test_a_repeated_request_reuses_the_options_of_the_revision(
    recorded_service: RecordedService, path: str, number: int
) -> None:
    first = recorded_service.client.get(path)
    recorded_service.queries.clear()
    answer = recorded_service.client.get(path)
    assert len(recorded_service.queries) == number, "\n\n".join(recorded_service.queries)
    assert answer.content == first.content


def test_whole_plans_are_counted_once_for_all_pages_and_sort_orders(
    recorded_service: RecordedService,
) -> None:
    recorded_service.store.opened().revision_cache = RevisionCache()
    counted = "/api/v1/initiatives?plan=991015-2022&facet=pillar&facet=sdg"
    first = recorded_service.client.get(counted).json()["facets"]
    recorded_service.queries.clear()
    for more in ("&limit=1", "&limit=1&offset=1", "&sort=label"):
        assert recorded_service.client.get(counted + more).json()["facets"] == first
    assert len(recorded_service.queries) == 3 * 2


def test_counts_are_not_cached_where_results_are_not(recorded_service: RecordedService) -> None:
    path = "/api/v1/initiatives?facet=pillar&facet=sdg&facet=bureau"
    recorded_service.store.opened().revision_cache = RevisionCache(cache_answers=False)
    first = recorded_service.client.get(path)
    recorded_service.queries.clear()
    assert recorded_service.client.get(path).content == first.content
    assert len(recorded_service.queries) == 3
    recorded_service.store.opened().revision_cache = RevisionCache()


def test_a_refused_query_sends_no_statement(recorded_service: RecordedService) -> None:
    recorded_service.queries.clear()
    for query in ("sdg=18", "limit=0", "unknown=1", "q=%00"):
        assert recorded_service.client.get(f"/api/v1/initiatives?{query}").status_code == 400
    assert recorded_service.queries == []
