"""The variants that `make bench` compares with give the answers of the service."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from benchmarks import commands, hand_statement, store_import
from benchmarks.database_share import recorded
from benchmarks.hand_tables import hand_file, prepare
from benchmarks.in_process import application
from benchmarks.peers import datasette
from benchmarks.plan_generator import PER_PLAN, plans
from benchmarks.questions import FACETS, Answer, Question, questions
from benchmarks.report import Report
from benchmarks.variants import Store, names_in, our_addresses, read_hand, read_ours
from tests.conftest import MakeSettings, served
from tests.paths import SEED
from tests.world import text_of

PLAN = "141127-2022"


@pytest.fixture(scope="module")
def sheet_file(make_settings: MakeSettings) -> Iterator[tuple[TestClient, Path]]:
    """The service with the real sheet on SQLite, and its file with the tables by hand beside it."""
    settings = make_settings("sqlite")
    with served(settings, SEED.read_text("utf-8")) as client:
        assert settings.sqlite_file
        prepare(settings.sqlite_file)
        yield client, settings.sqlite_file


def _ours(client: TestClient, question: Question, *, every: bool) -> Answer:
    facets = names_in(client.get("/api/v1/openapi.json").json()) if every else FACETS
    return read_ours([client.get(path).content for path in our_addresses(facets)(question)])


def _by_hand(file: Path, question: Question) -> Answer:
    connection = hand_statement.connect(str(hand_file(file)))
    try:
        return read_hand([hand_statement.answer(connection, question.pairs).encode()])
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


@pytest.fixture(scope="module")
def generated(make_settings: MakeSettings) -> Iterator[tuple[TestClient, Path]]:
    """The service with ten generated plans, at least one of each shape, and the tables by hand."""
    settings = make_settings("sqlite")
    with served(settings, *map(text_of, plans(10 * PER_PLAN))) as client:
        assert settings.sqlite_file
        prepare(settings.sqlite_file)
        yield client, settings.sqlite_file


@pytest.mark.parametrize("question", questions("012084-2025"), ids=lambda question: question.name)
def test_the_statement_by_hand_answers_as_the_service_does_for_every_shape(
    generated: tuple[TestClient, Path], question: Question
) -> None:
    client, file = generated
    assert _ours(client, question, every=True).difference(_by_hand(file, question)) == ""


def test_generated_plans_have_every_shape(generated: tuple[TestClient, Path]) -> None:
    found = generated[0].get("/api/v1/plans?limit=100").json()["items"]
    assert len(found) == 10
    shapes = {
        (plan["series"]["key"], plan["status"], plan["period"]["end"], plan["transcription"]["extent"])
        for plan in found
    }
    assert shapes == {
        ("unei", "adopted", "2026-03-31", "whole"),
        ("hoshin", "adopted", "2026-03-31", "whole"),
        ("yosan", "adopted", "2026-03-31", "whole"),
        ("chuki", "adopted", "2030-03-31", "whole"),
        ("koso", "draft", None, "partial"),
    }
    assert sum(plan["series"]["key"] == "unei" for plan in found) == 6
    assert sum(plan["counts"]["initiatives"] for plan in found) == 10 * PER_PLAN
    kpis = generated[0].get("/api/v1/kpis?limit=1000").json()["items"]
    assert any(len(kpi["targets"]) == 3 and len(kpi["results"]) == 2 for kpi in kpis)


def test_the_statement_by_hand_gives_the_known_counts_of_the_sheet(
    sheet_file: tuple[TestClient, Path],
) -> None:
    found = _by_hand(sheet_file[1], Question("unfiltered", None, None))
    assert found.total == 46
    assert found.bureau["none"] == 33
    assert found.bureau["道路局"] == 3
    assert sum(found.pillar.values()) == 46


def test_our_variant_counts_every_facet_of_the_api(sheet_file: tuple[TestClient, Path]) -> None:
    client, _ = sheet_file
    (path,) = our_addresses(names_in(client.get("/api/v1/openapi.json").json()))(Question("all", None, None))
    assert client.get(path).json()["facets"] == client.get("/api/v1/facets").json()["facets"]


def test_the_tables_by_hand_are_built_once_until_the_store_changes(
    sheet_file: tuple[TestClient, Path], tmp_path: Path
) -> None:
    store = tmp_path / "copy.db"
    store.write_bytes(sheet_file[1].read_bytes())
    made = prepare(store)
    before = made.stat().st_mtime_ns
    assert prepare(store) == made
    assert made.stat().st_mtime_ns == before
    os.utime(store, (made.stat().st_mtime + 1,) * 2)
    assert prepare(store).stat().st_mtime_ns != before


def test_the_database_share_records_the_statements_of_one_request(
    sheet_file: tuple[TestClient, Path],
) -> None:
    with application(f"sqlite:///{sheet_file[1]}") as opened:
        statements = recorded(opened, f"/api/v1/initiatives?plan={PLAN}&limit=20&facet=sdg")
    assert 1 <= len(statements) < 12
    assert any(PLAN in str(values) for _, values in statements)


def test_a_rebuild_that_reports_a_wrong_number_of_initiatives_is_refused(
    sheet_file: tuple[TestClient, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    done = commands.Done(0, 2.0, 1.5, 1.0, 100, bar=True, last_line="計画1件、取組46件、2.0秒（23件/秒）")
    monkeypatch.setattr(store_import, "run", lambda *_: done)
    assert store_import.rebuilt(sheet_file[1]).initiatives == 46
    monkeypatch.setattr(store_import, "run", lambda *_: replace(done, last_line="計画1件、取組45件、2.0秒"))
    with pytest.raises(ValueError, match="of 46 initiatives"):
        store_import.rebuilt(sheet_file[1])


def test_a_failed_command_is_a_missed_target(sheet_file: tuple[TestClient, Path]) -> None:
    with pytest.raises(RuntimeError, match="hoshin no-such-command ended with 2"):
        commands.run(["no-such-command"], {})
    report = Report()
    store_import.made_with(report, Store("1M", sheet_file[1], sheet_file[1].parent))
    assert [one.met for one in report.targets] == [False, False]


def test_most_pillars_and_themes_have_names_of_their_own() -> None:
    names: dict[str, list[str]] = {"pillar": [], "theme": []}
    for plan in plans(40 * PER_PLAN):
        own = [(entry["type"], entry["name"]) for entry in plan["document"] if entry["type"] in names]
        assert len(own) == len(set(own))
        for kind, name in own:
            names[kind].append(name)
    for found in names.values():
        assert 0.7 < sum(found.count(name) == 1 for name in found) / len(found) < 0.95


def test_the_table_made_for_datasette_holds_the_same_initiatives(
    sheet_file: tuple[TestClient, Path], tmp_path: Path
) -> None:
    client, file = sheet_file
    hand = hand_file(file)
    made = datasette.prepare(hand, tmp_path)
    assert datasette.prepare(hand, tmp_path) == made
    connection = hand_statement.connect(str(made))
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
    assert one.difference(one._replace(exact="all of it")) == ""  # a peer without this part
    assert one._replace(exact="this").difference(one._replace(exact="that")) == "exact: this ≠ that"
