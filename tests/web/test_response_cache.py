"""The response cache: the same bytes as uncached answers, no statement, fresh, bounded."""

import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from httpx import Response
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from app.db.commit_watcher import CommitWatcher
from app.db.store import Store
from app.importer.import_plan import import_text
from app.main import create_app
from app.settings import Settings
from app.web.middleware import response_cache
from app.web.middleware.byte_ranges import ByteRanges
from app.web.middleware.cache_key import Condition, accepts_gzip, parse_request
from app.web.middleware.response_cache import ResponseCache
from tests.conftest import BASE
from tests.world import P22, entry, plan_2022, signed, text_of

LIST = "/api/v1/initiatives"
PATHS = (
    LIST,
    f"{LIST}?q=花&sdg=11&limit=5",
    f"{LIST}.csv?kind=measure",
    f"{LIST}/{P22}-b01",
    "/api/v1/facets?pillar=守り",
    "/initiatives?pillar=守り",
    f"/plans/{P22}",
    "/catalog.ttl",
    "/data.json",
    "/static/hoshin.css",
)


def layer(client: TestClient) -> ResponseCache:
    assert isinstance(client.app, ByteRanges)
    assert isinstance(client.app.app, ResponseCache)
    return client.app.app


def statement_count(store: Store, run: Callable[[], object]) -> int:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "SELECT writes FROM store" not in statement:  # sent by the commit watcher
            seen.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        run()
    finally:
        event.remove(store.engine, "before_cursor_execute", note)
    return len(seen)


def parts(response: Response) -> tuple[int, list[tuple[str, str]], bytes]:
    """Status, headers and body of an answer without its request id."""
    headers = sorted(pair for pair in response.headers.items() if pair[0] != "x-request-id")
    return response.status_code, headers, response.content


def until(condition: Callable[[], bool]) -> bool:
    """Whether the condition becomes true within 50 rounds of the commit watcher."""
    for _ in range(200):
        if condition():
            return True
        time.sleep(response_cache.CHECK_INTERVAL / 4)
    return False


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
@pytest.mark.parametrize("path", PATHS)
def test_a_cached_answer_equals_the_first_and_sends_no_statement(
    warm: TestClient, store: Store, path: str, encoding: str
) -> None:
    headers = {"Accept-Encoding": encoding}
    cold = warm.get(path, headers=headers)
    assert cold.status_code == 200, path
    answers: list[Response] = []
    assert statement_count(store, lambda: answers.append(warm.get(path, headers=headers))) == 0
    assert parts(answers[0]) == parts(cold)
    assert answers[0].headers["x-request-id"] != cold.headers["x-request-id"]
    assert (
        warm.get(path, headers=headers | {"X-Request-Id": "asked-for-1"}).headers["x-request-id"]
        == "asked-for-1"
    )


def test_head_and_304_are_served_from_the_cache(warm: TestClient, store: Store) -> None:
    cold = warm.get(LIST)
    etag = cold.headers["etag"]

    def ask() -> None:
        head = warm.head(LIST)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == cold.headers["content-length"]
        for tag in (etag, f"W/{etag}", f'"other", {etag}', "*"):
            known = warm.get(LIST, headers={"If-None-Match": tag})
            assert (known.status_code, known.content, known.headers["etag"]) == (304, b"", etag)
            assert "content-length" not in known.headers
        assert warm.get(LIST, headers={"If-None-Match": '"other"'}).status_code == 200
        since = {"If-Modified-Since": cold.headers["last-modified"]}
        assert warm.get(LIST, headers=since).status_code == 304

    assert statement_count(store, ask) == 0


def test_a_conditional_request_fills_the_cache(warm: TestClient, store: Store) -> None:
    etag = warm.get(LIST).headers["etag"]
    layer(warm).answers.drop((LIST.encode(), b"", True))
    assert not len(layer(warm).answers)
    assert warm.get(LIST, headers={"If-None-Match": etag}).status_code == 304
    assert statement_count(store, lambda: warm.get(LIST)) == 0


def test_equivalent_spellings_of_a_query_share_one_cached_answer(warm: TestClient, store: Store) -> None:
    warm.get(f"{LIST}?q=%e8%8a%b1&kind=%6deasure")
    assert statement_count(store, lambda: warm.get(f"{LIST}?q=%E8%8A%B1&kind=measure")) == 0


@pytest.mark.parametrize(
    "own",
    [
        {"Cookie": "_ga=x"},
        {"Authorization": "Bearer x"},
        {"Host": "evil.example/x?y"},
        {"Cache-Control": "no-cache"},
        {"Accept": "application/json"},
        {"HX-Request": "true"},
    ],
    ids=lambda own: next(iter(own)),
)
@pytest.mark.parametrize("path", [LIST, "/initiatives"])
def test_a_header_that_no_answer_depends_on_changes_none(
    warm: TestClient, store: Store, path: str, own: dict[str, str]
) -> None:
    """Neither as the first request, which fills the cache, nor as a later one."""
    first = warm.get(path, headers=own)
    answers: list[Response] = []
    assert statement_count(store, lambda: answers.append(warm.get(path))) == 0
    assert statement_count(store, lambda: answers.append(warm.get(path, headers=own))) == 0
    assert parts(answers[0]) == parts(answers[1]) == parts(first)
    assert "evil" not in first.text


@pytest.mark.parametrize(
    "path", [f"{LIST}?nonsense=1", f"{LIST}/none", "/nowhere", "/health/ready", f"{LIST}?limit=x"]
)
def test_only_answers_of_200_are_cached(warm: TestClient, path: str) -> None:
    warm.get(path)
    warm.request("POST", LIST)
    assert not len(layer(warm).answers)


def test_questions_asked_once_evict_nothing_that_is_asked_often(warm: TestClient, store: Store) -> None:
    answers = layer(warm).answers
    often = [LIST, "/initiatives", f"{LIST}?q=花", "/catalog.ttl"]
    used = [parts(warm.get(path)) for path in often for _ in range(2)][::2]
    answers.max_size = 4 * answers.size
    for number in range(300):
        junk = f"/about?{'x' * (number % 50) * 20}={number}"
        assert warm.get(junk).status_code == 200
        assert answers.size <= answers.max_size
    assert len(answers) > len(often)
    again: list[Response] = []
    assert statement_count(store, lambda: again.extend(map(warm.get, often))) == 0
    assert [parts(answer) for answer in again] == used


def test_no_value_of_a_header_is_kept_that_has_no_bound(warm: TestClient) -> None:
    accepts_gzip.cache_clear()
    for number in range(20):
        value = f"{number},".encode() + b"a" * 1_000_000
        given = {"Accept-Encoding": value, "If-None-Match": value, "X-Request-Id": value, "Cookie": value}
        scope = {
            "headers": [(name.lower().encode(), value) for name, value in given.items()],
            "raw_path": LIST.encode(),
            "query_string": b"",
        }
        assert parse_request(scope) == ((LIST.encode(), b"", False), Condition(value, None), None)
    assert accepts_gzip.cache_info().currsize == 0


def test_an_import_of_this_process_is_seen_at_once(warm: TestClient, store: Store) -> None:
    before = warm.get(LIST)
    changed = plan_2022()
    entry(changed, f"{P22}-b02")["text"] = "公園の花壇と広場の整備"
    import_text(store, text_of(signed(changed)))
    after = warm.get(LIST)
    assert after.json()["meta"]["revision"] == before.json()["meta"]["revision"] + 1
    assert after.headers["etag"] != before.headers["etag"]


def test_an_import_of_another_process_is_seen_by_the_commit_watcher(
    warm: TestClient, settings: Settings, store: Store
) -> None:
    other = plan_2022()
    entry(other, f"{P22}-b02")["text"] = "公園の花壇と広場の整備"
    program = (
        "import sys\nfrom app.db.store import Store\nfrom app.importer.import_plan import import_text\n"
        "from app.settings import Settings\n"
        "import_text(Store(Settings(database_url=sys.argv[1])), sys.stdin.read())\n"
    )
    for path in (LIST, f"/plans/{P22}"):
        assert "広場" not in warm.get(path).text
    subprocess.run(
        [sys.executable, "-c", program, settings.database_url],
        input=text_of(signed(other)),
        text=True,
        check=True,
        timeout=60,
    )
    for path in (LIST, f"/plans/{P22}"):
        assert until(lambda path=path: "広場" in warm.get(path).text)  # type: ignore[misc]


def test_two_services_on_one_database_see_the_same_import(
    warm: TestClient, settings: Settings, store: Store
) -> None:
    changed = plan_2022()
    entry(changed, f"{P22}-b02")["text"] = "公園の花壇と広場の整備"
    replica = create_app(settings.model_copy(update={"cache_mb": 8}), Store(settings))
    with TestClient(replica, base_url=BASE) as second:
        assert parts(warm.get(LIST)) == parts(second.get(LIST))
        import_text(store, text_of(signed(changed)))
        assert until(lambda: "広場" in second.get(LIST).text)
        assert parts(warm.get(LIST)) == parts(second.get(LIST))


def test_while_the_database_fails_cached_answers_are_served_with_their_age(
    warm: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    cold = warm.get(LIST)
    monkeypatch.setattr(response_cache, "MAX_AGE", -1.0)  # every kept answer has to be made anew

    def broken(*_: object) -> None:
        raise OperationalError("SELECT", {}, Exception("no database"))

    event.listen(store.engine, "before_cursor_execute", broken)
    stale = warm.get(LIST)
    assert (stale.status_code, stale.content) == (200, cold.content)
    assert stale.headers["age"].isdigit()
    assert "111" in stale.headers["warning"]
    assert warm.get(f"{LIST}?limit=3").status_code == 503


def test_answers_carry_their_age_when_the_commit_watcher_is_late(
    warm: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    warm.get(LIST)
    assert "age" not in warm.get(LIST).headers
    monkeypatch.setattr(response_cache, "MAX_CHECK_AGE", -1.0)
    assert "age" in warm.get(LIST).headers


def test_a_cache_size_of_zero_caches_nothing(client: TestClient, store: Store) -> None:
    import_text(store, text_of(plan_2022()))
    client.get(LIST)
    assert statement_count(store, lambda: client.get(LIST)) > 0


def test_a_server_without_lifespan_caches_nothing(settings: Settings, store: Store) -> None:
    import_text(store, text_of(plan_2022()))
    client = TestClient(create_app(settings.model_copy(update={"cache_mb": 8}), store), base_url=BASE)
    client.get(LIST)
    assert statement_count(store, lambda: client.get(LIST)) > 0


def test_the_commit_watcher_notices_a_commit_and_no_read(store: Store) -> None:
    watch = CommitWatcher(store)
    first = watch.version()
    assert watch.version() == first
    import_text(store, text_of(plan_2022()))
    assert watch.version() != first
    with store.snapshot() as session:
        session.execute(text("SELECT 1"))
    watch.close()


@pytest.mark.parametrize(
    ("path", "same", "other"),
    [
        ("/data.json", "u=1&u=2&%75=3", None),
        ("/catalog.ttl", "profiles=x", "page=1"),
        ("/api/3/action/package_search", "use_default_schema=true", "fq=state:active"),
        ("/initiatives.atom", "u=1", "q=花"),
        ("/changes.atom", "page=2", "offset=0"),
    ],
)
def test_a_parameter_that_a_catalogue_ignores_is_no_new_question(
    warm: TestClient, store: Store, path: str, same: str, other: str | None
) -> None:
    def ask(query: str) -> Response:
        answer: Response = warm.get(f"{path}?{query}")
        return answer

    first = warm.get(path)
    assert first.status_code == 200
    seen: list[Response] = []
    assert statement_count(store, lambda: seen.append(ask(same))) == 0
    assert (seen[0].content, seen[0].headers["etag"]) == (first.content, first.headers["etag"])
    if other is not None:
        assert statement_count(store, lambda: ask(other)) > 0
        assert statement_count(store, lambda: ask(f"{same}&{other}")) == 0
    # What cannot be read is rejected, as ever.
    assert ask(f"{same}&u=%zz").status_code == 400


def test_a_parameter_that_the_api_does_not_know_is_rejected(warm: TestClient) -> None:
    assert warm.get("/api/v1/initiatives.csv?u=1").status_code == 400
