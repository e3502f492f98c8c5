"""The search index gives the results of a plain search over the folded texts, for words of any length."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from alembic import command
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import Session, col, select

from app.db.schema import config, open_store
from app.db.store import Store
from app.importer.import_plan import import_text
from app.importer.rebuild import rebuild
from app.importer.withdraw import withdraw_plan
from app.models import Initiative
from app.search import index
from app.search.filters import InitiativeFilter, SortedFilter
from app.search.folding import SEPARATOR, fold, fold_map, words
from app.search.query import search
from benchmarks.plan_generator import plans
from tests.conftest import MakeSettings
from tests.paths import SEED
from tests.world import P22, P23, entry, plan_2022, plan_2023, signed, text_of

Texts = list[tuple[str, str, str]]


@pytest.fixture(scope="module")
def searched_store(engine: str, make_settings: MakeSettings) -> Iterator[tuple[Store, Texts]]:
    """A store of several plans, and (id, folded text, folded stated text) of each initiative."""
    store = open_store(make_settings(engine))
    import_text(store, SEED.read_text("utf-8"))
    for plan in (plan_2022(), plan_2023(), *plans(120)):
        import_text(store, text_of(plan))
    with store.snapshot() as session:
        columns = (col(Initiative.id), col(Initiative.folded), col(Initiative.folded_stated))
        texts = [(row[0], row[1], row[2]) for row in session.execute(select(*columns))]
    yield store, texts
    store.close()


@contextmanager
def index_from(initiatives: int) -> Iterator[None]:
    """Stores of at least so many initiatives are searched by the index."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "MIN_INITIATIVES", initiatives)
        yield


def _total(session: Session, query: InitiativeFilter) -> int:
    return search(session, InitiativeFilter.model_validate(query.model_dump(exclude={"sort"}))).total


def _by_index(session: Session, q: str, basis: str) -> list[str]:
    query = SortedFilter.model_validate({"q": q, "basis": basis})
    with index_from(1):
        found = search(session, query)
        assert found.total == len(found.documents) == _total(session, query)
    return sorted(item_id for item_id, _ in found.documents)


def _by_hand(texts: Texts, q: str, basis: str) -> list[str]:
    """The ids of a plain search: every word is inside one field."""
    field_lists = [
        (item_id, (stated if basis == "stated" else text).split(SEPARATOR)) for item_id, text, stated in texts
    ]
    return sorted(
        item_id
        for item_id, fields in field_lists
        if all(any(word in field for field in fields) for word in words(q))
    )


def _valid(q: str) -> bool:
    return 0 < len(q) <= 200 and bool(words(q))


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_the_index_finds_a_part_of_a_text_like_a_plain_search(
    searched_store: tuple[Store, Texts], data: st.DataObject
) -> None:
    store, texts = searched_store
    text = data.draw(st.sampled_from(texts))[1]
    start = data.draw(st.integers(0, len(text) - 1))
    # A part may cross a separator: a word that spans two fields must not match.
    part = text[start : start + data.draw(st.integers(1, 8))].replace(SEPARATOR, "")
    second = data.draw(st.sampled_from(["", " の", " 防災", " 。", " %"]))
    basis = data.draw(st.sampled_from(["any", "stated"]))
    assume(_valid(part + second))
    with store.snapshot() as session:
        assert _by_index(session, part + second, basis) == _by_hand(texts, part + second, basis)


@settings(max_examples=150, deadline=None)
@given(
    q=st.text(
        st.sampled_from("防災訓練の花ハナホタルほたる・、。「」%_\\*\"':()|&!~-ーＡａ1９ ﾎﾞ ヶ步𠮷é"),
        min_size=1,
        max_size=6,
    )
)
def test_the_index_finds_any_characters_like_a_plain_search(
    searched_store: tuple[Store, Texts], q: str
) -> None:
    store, texts = searched_store
    assume(_valid(q))
    with store.snapshot() as session:
        for basis in ("any", "stated"):
            assert _by_index(session, q, basis) == _by_hand(texts, q, basis)


@settings(max_examples=300, deadline=None)
@given(text=st.text())
def test_folding_by_table_is_folding_by_character(text: str) -> None:
    assert fold(text) == "".join(folded for folded, _ in fold_map(text))


def test_the_last_character_of_a_field_is_found_alone(searched_store: tuple[Store, Texts]) -> None:
    store, texts = searched_store
    endings = {field[-1] for _, text, _ in texts for field in text.split(SEPARATOR)}
    with store.snapshot() as session:
        for ending in sorted(endings):
            assert _by_index(session, ending, "any") == _by_hand(texts, ending, "any")


def test_index_and_scan_count_alike_under_other_filters(searched_store: tuple[Store, Texts]) -> None:
    store, _ = searched_store
    for q in ("災", "防災", "防災訓", "花 公園"):
        for more in ({"kind": ["measure"]}, {"sdg": ["11", "none"]}, {"year": "R4"}, {"bureau": ["none"]}):
            query = InitiativeFilter.model_validate({"q": q, **more})
            with store.snapshot() as session:
                scanned = _total(session, query)
                with index_from(1):
                    assert _total(session, query) == scanned


def test_a_small_store_is_searched_without_the_index(searched_store: tuple[Store, Texts]) -> None:
    store, _ = searched_store
    with store.snapshot() as session:
        assert not index.is_faster(session)


def test_an_import_removes_the_old_texts_from_the_index(store: Store) -> None:
    import_text(store, text_of(plan_2022()))
    changed = plan_2022()
    entry(changed, f"{changed['plan']['id']}-p2-t1-m1")["text"] = "絵本の読みきかせ会を図書館と進めます。"
    import_text(store, text_of(signed(changed)))
    with store.snapshot() as session:
        assert _by_index(session, "み聞", "any") == []
        assert len(_by_index(session, "きか", "any")) == 1


# The index of SQLite counts by itself.
@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_the_pair_counts_of_postgresql_follow_every_change(store: Store) -> None:
    stored = "SELECT term, initiatives FROM initiative_search_terms WHERE initiatives <> 0 ORDER BY term"
    counted = "SELECT word COLLATE \"C\", ndoc FROM ts_stat('SELECT terms FROM initiative_search') ORDER BY 1"
    changed = plan_2022()
    entry(changed, f"{changed['plan']['id']}-p2-t1-m1")["text"] = "絵本の読みきかせ会を図書館と進めます。"

    def agree() -> int:
        with store.snapshot() as session:
            numbers = session.connection().execute(text(stored)).all()
            assert numbers == session.connection().execute(text(counted)).all()
            return len(numbers)

    import_text(store, text_of(plan_2022()))
    assert agree() > 100
    import_text(store, text_of(plan_2023()))
    import_text(store, text_of(signed(changed)))
    assert agree() > 100
    with store.migrating() as connection:
        command.downgrade(config(connection), "0005")
        command.upgrade(config(connection), "head")
    assert agree() == 0  # the rebuild fills it
    assert [plan.plan_id for plan in rebuild(store)] == [P22, P23]
    assert agree() > 100
    for plan in (plan_2022(), plan_2023()):
        withdraw_plan(store, plan["plan"]["id"], "統合したため")
    assert agree() == 0


def test_index_terms_are_character_pairs_and_ends() -> None:
    assert index.terms("ab", "ab") == "002p002q 002q000v"
    assert index.terms("ab", "a") == "002p000v x002p002q x002q000v"
