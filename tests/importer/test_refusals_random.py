"""A plan file changed at random is valid or refused with a sentence."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.importer.findings import PlanFileError
from app.importer.json_text import read_file
from app.importer.plan_index import PlanIndex
from app.importer.prepare import check_text
from tests.import_refusals import GONE, JAPANESE
from tests.world import P22, WARD, plan_2022, text_of

VALID = text_of(plan_2022())
ODD_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.just([]),
    st.just({}),
    st.dates().map(str),
    st.sampled_from(
        [P22, f"{P22}-p1", f"{P22}-p1-t1-m1", WARD, "991007-doboku", "editorial", "stated", "11.5"]
    ),
)


def slots(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value in a file."""
    yield path
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in children:
        yield from slots(child, (*path, key))


SLOTS = list(slots(json.loads(VALID)))[1:]


def outcome(content: str) -> PlanIndex | PlanFileError:
    try:
        return check_text(content)
    except PlanFileError as error:
        assert error.findings
        assert all(JAPANESE.search(finding.message) for finding in error.findings)
        "\n".join(map(str, error.findings)).encode()  # every message can be printed
        return error


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(VALID)), st.integers(0, 12), st.text(max_size=6))
def test_a_text_changed_anywhere_is_valid_or_refused(at: int, cut: int, put: str) -> None:
    outcome(VALID[:at] + put + VALID[at + cut :])


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(SLOTS), ODD_VALUES | st.just(GONE)), min_size=1, max_size=3))
def test_a_structure_changed_anywhere_is_valid_or_refused(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    file = json.loads(VALID)
    for path, value in changes:
        at = file
        try:
            for part in path[:-1]:
                at = at[part]
            if value is GONE:
                del at[path[-1]]
            else:
                at[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change removed this place
    outcome(json.dumps(file))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")))
def test_random_bytes_are_refused(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_bytes(raw)
    with pytest.raises(PlanFileError):
        check_text(read_file(path))
