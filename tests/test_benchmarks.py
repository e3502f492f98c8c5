"""What `make bench` measures against gives the service's own answers; else its ratios would mean nothing."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from benchmarks import by_hand
from benchmarks.peers import datasette
from benchmarks.questions import Answer, Question, questions
from benchmarks.variants import our_addresses, read_hand, read_ours
from tests.conftest import SEED, MakeSettings, served

PLAN = "141127-2022"


@pytest.fixture(scope="module")
def sheet_file(make_settings: MakeSettings) -> Iterator[tuple[TestClient, Path]]:
    """The service with the real sheet on SQLite, and its file."""
    settings = make_settings("sqlite")
    with served(settings, SEED.read_text("utf-8")) as client:
        assert settings.sqlite_file
        yield client, settings.sqlite_file


def _ours(client: TestClient, question: Question, *, every: bool) -> Answer:
    openapi = client.get("/api/v1/openapi.json").json()
    return read_ours([client.get(path).content for path in our_addresses(openapi, every)(question)])


def _by_hand(file: Path, question: Question) -> Answer:
    connection = by_hand.connect(str(file))
    try:
        return read_hand([by_hand.answer(connection, question.pairs).encode()])
    finally:
        connection.close()


@pytest.mark.parametrize("question", questions(PLAN), ids=lambda question: question.name)
def test_the_statement_by_hand_answers_as_the_service_does(
    sheet_file: tuple[TestClient, Path], question: Question
) -> None:
    client, file = sheet_file
    by_hand_says = _by_hand(file, question)
    assert by_hand_says.exact
    assert _ours(client, question, every=True).difference(by_hand_says) == ""
    assert _ours(client, question, every=False).difference(by_hand_says) == ""
    assert len(by_hand_says.ids) == min(20, by_hand_says.total)


def test_the_statement_by_hand_knows_the_sheet(sheet_file: tuple[TestClient, Path]) -> None:
    found = _by_hand(sheet_file[1], Question("unfiltered", None, None))
    assert found.total == 46
    assert found.bureau["none"] == 33
    assert found.bureau["道路局"] == 3
    assert sum(found.pillar.values()) == 46


def test_the_table_made_for_datasette_holds_the_same(
    sheet_file: tuple[TestClient, Path], tmp_path: Path
) -> None:
    client, file = sheet_file
    made = datasette.prepare(file, tmp_path)
    assert datasette.prepare(file, tmp_path) == made
    connection = by_hand.connect(str(made))
    rows = connection.execute("SELECT id, plan, pillar, bureaus FROM item ORDER BY number").fetchall()
    connection.close()
    ours = _ours(client, Question("unfiltered", None, None), every=True)
    assert len(rows) == 46
    assert tuple(row[0] for row in rows[:20]) == ours.ids
    assert {row[1] for row in rows} == {PLAN}
    assert sum(row[2] == "none" for row in rows) == ours.pillar["none"]
    assert sum("道路局" in json.loads(row[3]) for row in rows) == 3


def test_a_difference_names_what_differs() -> None:
    one = Answer(2, ("a", "b"), {"x": 2}, {}, {}, {"a": (3,)}, {})
    assert one.difference(one) == ""
    assert one.difference(one._replace(sdg={"11": 1})) == "sdg: {} ≠ {'11': 1}"
    assert one.difference(one._replace(exact="all of it")) == ""  # a peer says less
    assert one._replace(exact="this").difference(one._replace(exact="that")) == "exact: this ≠ that"
