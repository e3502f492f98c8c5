"""Variants that answer the questions: the hand-written statement, the service in four ways, the peers."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.hand_tables import hand_file, prepare
from benchmarks.peers import datasette
from benchmarks.questions import FACETS, PAGE, Answer, Question, of_items
from benchmarks.report import Report
from benchmarks.servers import Server, ours, serve, uvicorn

PEERS_PYTHON: Final = Path(__file__).parent.parent / ".venv-bench/bin/python"
THREE: Final = FACETS
HAND: Final = "by hand"
OURS: Final = "ours, uncached"
OURS_THREE: Final = "ours, uncached, three facets"
WARM: Final = "ours, warm"
POSTGRESQL: Final = "ours, PostgreSQL, uncached"
PEERS: Final = ("naive SQLModel", "Django Ninja", "Datasette")

Addresses = Callable[[Question], tuple[str, ...]]


@dataclass(frozen=True)
class Store:
    """One size of data: the SQLite file, its plan files, and the same data on PostgreSQL if they are there."""

    name: str
    file: Path
    plan_files: Path
    postgresql: str | None = None

    @property
    def url(self) -> str:
        return f"sqlite:///{self.file.resolve()}"

    @property
    def hand(self) -> Path:
        """The file that the statement by hand and the peers read."""
        return hand_file(self.file)

    @property
    def small(self) -> bool:
        """Whether the store has one plan."""
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
    """Every variant that starts. The report has a line for each that does not."""
    prepare(store.file)
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
    given = {"BENCH_STORE": str(store.hand.resolve())}

    def simple(app: str, python: str = sys.executable, read: Read = _plain) -> Callable[[ExitStack], Started]:
        def start(opened: ExitStack) -> Started:
            server = opened.enter_context(serve(uvicorn(app, python), given))
            return server, lambda question: (f"/initiatives?{question.query()}",), read

        return start

    def service(url: str, cache_mb: int, *, three: bool = False, on: Any = tuple) -> Callable[..., Started]:
        def start(opened: ExitStack) -> Started:
            server = opened.enter_context(serve(*ours(url, cache_mb), others=on))
            return server, our_addresses(THREE if three else facet_names(server)), read_ours

        return start

    def with_datasette(opened: ExitStack) -> Started:
        file = datasette.prepare(store.hand, store.file.parent / "peers")
        command = datasette.command(PEERS_PYTHON, file)
        server = opened.enter_context(serve(command, ready="/-/versions.json"))
        return server, lambda question: datasette.addresses(file, question), datasette.read

    made = {
        HAND: simple("benchmarks.hand_statement:app", read=read_hand),
        OURS: service(store.url, 0),
        OURS_THREE: service(store.url, 0, three=True),
        WARM: service(store.url, 64),
    }
    if store.postgresql:
        made[POSTGRESQL] = service(store.postgresql, 0, on=processes)
    return made | {
        "naive SQLModel": simple("benchmarks.peers.naive:app"),
        "Django Ninja": simple("benchmarks.peers.ninja:application", str(PEERS_PYTHON)),
        "Datasette": with_datasette,
    }


def listing(question: Question) -> str:
    return f"/api/v1/initiatives?{question.query(limit=PAGE)}"


def facet_names(server: Server) -> list[str]:
    """Every facet that the list can count, as the API describes it."""
    return names_in(json.loads(server.given("/api/v1/openapi.json")[1]))


def names_in(openapi: dict[str, Any]) -> list[str]:
    parameters = openapi["paths"]["/api/v1/initiatives"]["get"]["parameters"]
    names: list[str] = next(one["schema"]["items"]["enum"] for one in parameters if one["name"] == "facet")
    return names


def our_addresses(facets: Sequence[str]) -> Addresses:
    """One request: a page of the list, the total, and the counts of these facets."""
    return lambda question: (f"/api/v1/initiatives?{question.query(limit=PAGE, facet=facets)}",)


def _plain(bodies: list[bytes]) -> Answer:
    found = json.loads(bodies[0])
    return of_items(found["total"], found["items"], found["facets"], found["stated"])


def read_hand(bodies: list[bytes]) -> Answer:
    found = json.loads(bodies[0])
    return _whole(found["total"], found["items"], found["facets"])


def read_ours(bodies: list[bytes]) -> Answer:
    found = json.loads(bodies[0])
    return _whole(found["meta"]["total"], found["items"], found["facets"])


def _whole(total: int, documents: list[dict[str, Any]], counted: dict[str, list[dict[str, Any]]]) -> Answer:
    items = [
        item | {"bureaus": [one for one in item["organisations"] if one["role"] == "responsible"]}
        for item in documents
    ]
    facets, stated = (
        {name: {one["value"]: one[number] for one in counted[name]} for name in THREE}
        for number in ("count", "count_stated")
    )
    # A URL depends on the address of the service, `selected` on the question.
    said = [item | {"url": ""} for item in documents]
    options = {name: [one | {"selected": None} for one in counted[name]] for name in THREE}
    exact = json.dumps([said, options], ensure_ascii=False)
    return of_items(total, items, facets, stated)._replace(exact=exact)
