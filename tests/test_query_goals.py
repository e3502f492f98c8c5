"""A goal among all plans of a large store: the page is walked to, and the same as the one that is sorted."""

from collections.abc import Iterator

import pytest
from sqlalchemy import event
from sqlmodel import Session

from app import search_index
from app.db import Store
from app.filters import InitiativeQuery, SortedFilter
from app.importer.load import import_text
from app.query import Found, count, find
from app.schema import open_store
from benchmarks.generate import plans
from tests.conftest import SEED, MakeSettings
from tests.world import plan_2022, plan_2023, text_of

GOALS = (["11"], ["1"], ["16"], ["3", "11"], ["1", "4", "17"])
PARTS = ((20, 0), (1, 0), (7, 13), (1000, 0), (20, 40), (20, 2000))


@pytest.fixture(scope="module")
def store(engine: str, make_settings: MakeSettings) -> Iterator[Store]:
    store = open_store(make_settings(engine))
    import_text(store, SEED.read_text("utf-8"))
    for plan in (plan_2022(), plan_2023(), *plans(120)):
        import_text(store, text_of(plan))
    yield store
    store.close()


def _found(session: Session, size: int, **query: object) -> tuple[Found, list[str]]:
    """A page in a store that is told to be of such a size, and the statements that it took."""
    session.info["size"] = size
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    engine = session.get_bind().engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        return find(session, InitiativeQuery.model_validate(query)), asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("basis", ["any", "stated"])
@pytest.mark.parametrize("sdg", GOALS, ids="+".join)
def test_a_page_that_is_walked_to_is_the_one_that_is_sorted(
    store: Store, sdg: list[str], basis: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    walked_to = 0
    with store.snapshot() as session:
        whole = find(session, SortedFilter.model_validate({"sdg": sdg, "basis": basis}))
        for limit, offset in PARTS:
            asked = {"sdg": sdg, "basis": basis, "limit": limit, "offset": offset}
            sorted_, _ = _found(session, 0, **asked)
            monkeypatch.setattr(search_index, "WORTHWHILE", 1)
            walked, statements = _found(session, 1, **asked)
            monkeypatch.undo()
            assert walked == sorted_
            assert (walked.documents, walked.total) == (whole.documents[offset : offset + limit], whole.total)
            walked_to += any("EXISTS" in statement for statement in statements)
        assert count(session, SortedFilter.model_validate({"sdg": sdg, "basis": basis})) == whole.total
    assert walked_to or whole.total == 0


def test_few_results_in_a_large_store_are_found_first(store: Store) -> None:
    with store.snapshot() as session:
        _, statements = _found(session, 1_000_000, sdg=["11"], limit=20)
        assert not any("EXISTS" in statement for statement in statements)


@pytest.mark.parametrize(
    "more", [{"year": 2022}, {"kind": ["measure"]}, {"sdg": ["11", "none"]}, {"sort": "label"}, {"q": "花"}]
)
def test_with_anything_else_nothing_is_walked_to(
    store: Store, more: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_index, "WORTHWHILE", 1)
    with store.snapshot() as session:
        plain, _ = _found(session, 0, **{"sdg": ["11"], "limit": 20, **more})
        found, statements = _found(session, 1, **{"sdg": ["11"], "limit": 20, **more})
        assert found == plain
        assert len([statement for statement in statements if "initiative.document" in statement]) == 1
        assert not any("EXISTS (SELECT sdg_tag" in statement for statement in statements)
