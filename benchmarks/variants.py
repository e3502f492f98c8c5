"""Who answers the questions: by hand, ours in four ways, and the peers."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.outcome import Report
from benchmarks.peers import datasette
from benchmarks.questions import FACETS, PAGE, Answer, Question, of_items
from benchmarks.serving import Server, hoshin_environment, serve, uvicorn

PEERS_PYTHON: Final = Path(__file__).parent.parent / ".venv-bench/bin/python"
THREE: Final = FACETS
HAND: Final = "by hand"
OURS: Final = "ours, uncached"
NINE: Final = "ours, uncached, every facet"
WARM: Final = "ours, warm"
POSTGRESQL: Final = "ours, PostgreSQL, uncached"
PEERS: Final = ("naive SQLModel", "Django Ninja", "Datasette")

Addresses = Callable[[Question], tuple[str, ...]]


@dataclass(frozen=True)
class Store:
    """One size of data: the SQLite file, its plan files, and the same on PostgreSQL where it is there."""

    name: str
    file: Path
    plan_files: Path
    postgresql: str | None = None

    @property
    def url(self) -> str:
        return f"sqlite:///{self.file.resolve()}"

    @property
    def small(self) -> bool:
        return self.name == "60"


@dataclass(frozen=True)
class Variant:
    """A running server, how to ask it, and how to read what it says."""

    name: str
    server: Server
    addresses: Addresses
    read: Callable[[list[bytes]], Answer]

    def answer(self, question: Question) -> Answer:
        bodies = [self.server.given(path)[1] for path in self.addresses(question)]
        return self.read(bodies)


@contextmanager
def variants(report: Report, store: Store, processes: Callable[[], Sequence[int]]) -> Iterator[list[Variant]]:
    """Every variant that starts. One that does not is a line in the report."""
    with ExitStack() as opened:
        running: list[Variant] = []
        for name, start in _starters(store, processes).items():
            try:
                server, addresses, read = start(opened)
                running.append(Variant(name, server, addresses, read))
            except Exception as error:  # the others are measured all the same
                report.trouble(f"{name}, {store.name}", error)
        yield running


Read = Callable[[list[bytes]], Answer]
Started = tuple[Server, Addresses, Read]


def _starters(
    store: Store, processes: Callable[[], Sequence[int]]
) -> dict[str, Callable[[ExitStack], Started]]:
    given = {"BENCH_STORE": str(store.file.resolve())}

    def simple(app: str, python: str = sys.executable, read: Read = _plain) -> Callable[[ExitStack], Started]:
        def start(opened: ExitStack) -> Started:
            server = opened.enter_context(serve(uvicorn(app, python), given))
            return server, lambda question: (f"/initiatives?{question.query()}",), read

        return start

    def ours(url: str, cache_mb: int, *, every: bool = False, on: Any = tuple) -> Callable[..., Started]:
        def start(opened: ExitStack) -> Started:
            environment = hoshin_environment(url, cache_mb)
            server = opened.enter_context(serve(uvicorn("app.main:create_app"), environment, others=on))
            return (
                server,
                our_addresses(json.loads(server.given("/api/v1/openapi.json")[1]), every),
                read_ours,
            )

        return start

    def with_datasette(opened: ExitStack) -> Started:
        file = datasette.prepare(store.file, store.file.parent / "peers")
        command = datasette.command(PEERS_PYTHON, file)
        server = opened.enter_context(serve(command, ready="/-/versions.json"))
        return server, lambda question: datasette.addresses(file, question), datasette.read

    made = {
        HAND: simple("benchmarks.by_hand:app", read=read_hand),
        OURS: ours(store.url, 0),
        NINE: ours(store.url, 0, every=True),
        WARM: ours(store.url, 64),
    }
    if store.postgresql:
        made[POSTGRESQL] = ours(store.postgresql, 0, on=processes)
    return made | {
        "naive SQLModel": simple("benchmarks.peers.naive:app"),
        "Django Ninja": simple("benchmarks.peers.ninja:application", str(PEERS_PYTHON)),
        "Datasette": with_datasette,
    }


def listing(question: Question) -> str:
    return f"/api/v1/initiatives?{question.query(limit=PAGE)}"


def our_addresses(openapi: dict[str, Any], every: bool) -> Addresses:
    """How the service is asked for a full answer: for three facets where it can be, else for all of them."""

    def parameter(path: str) -> str | None:
        known = [one["name"] for one in openapi["paths"][path]["get"].get("parameters", ())]
        return next((name for name in ("facet", "facets") if name in known), None)

    beside, apart = parameter("/api/v1/initiatives"), parameter("/api/v1/facets")

    def addresses(question: Question) -> tuple[str, ...]:
        if not every and beside:
            return (f"/api/v1/initiatives?{question.query(**{'limit': PAGE, beside: THREE})}",)
        three = {} if every or apart is None else {apart: THREE}
        return listing(question), f"/api/v1/facets?{question.query(**three)}"

    return addresses


def _plain(bodies: list[bytes]) -> Answer:
    found = json.loads(bodies[0])
    return of_items(found["total"], found["items"], found["facets"], found["stated"])


def read_hand(bodies: list[bytes]) -> Answer:
    found = json.loads(bodies[0])
    return _whole(found["total"], found["items"], found["facets"])


def read_ours(bodies: list[bytes]) -> Answer:
    answers = [json.loads(body) for body in bodies]
    counted = next(one["facets"] for one in answers if one.get("facets"))
    return _whole(answers[0]["meta"]["total"], answers[0]["items"], counted)


def _whole(total: int, documents: list[dict[str, Any]], counted: dict[str, list[dict[str, Any]]]) -> Answer:
    items = [
        item | {"bureaus": [one for one in item["organisations"] if one["role"] == "responsible"]}
        for item in documents
    ]
    facets, stated = (
        {name: {one["value"]: one[number] for one in counted[name]} for name in THREE}
        for number in ("count", "count_stated")
    )
    # An address depends on where the service stands; what is selected, on the question.
    said = [item | {"url": ""} for item in documents]
    options = {name: [one | {"selected": None} for one in counted[name]] for name in THREE}
    exact = json.dumps([said, options], ensure_ascii=False)
    return of_items(total, items, facets, stated)._replace(exact=exact)
