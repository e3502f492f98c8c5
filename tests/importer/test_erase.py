"""An erased item leaves no words anywhere; its id answers 410 with the reason, and its plan lives on."""

import re
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from app.db.store import Store
from app.importer.erase import ErasureError, erase_item
from app.importer.findings import PlanFileError
from app.importer.import_plan import import_text
from app.importer.outcome import Outcome
from app.importer.rebuild import rebuild
from app.importer.withdraw import withdraw_plan
from app.search import index
from tests.conftest import Clock
from tests.second_edition import without
from tests.world import P22, P23, Json, entry, plan_2022, plan_2023, signed, text_of

NAME = "磯貝鷹之助"
REASON = "個人の氏名を誤って載せたため"
M2 = f"{P22}-p1-t1-m2"
K3, R2, L2 = f"{P22}-k3", f"{P22}-r2", f"{P22}-l2"


def with_a_name() -> Json:
    """The plan of 2022 with a person's name in one measure, quoted by a KPI, a correction, a link, and a tag
    of its theme."""
    file = plan_2022()
    measure = entry(file, M2)
    measure |= {"text": f"一人暮らしの{NAME}さんの見守りを2回支援します。", "label": f"{NAME}さんの見守り"}
    file["kpis"].append(
        {
            "id": K3,
            "kind": "quantity",
            "label": f"{NAME}さんの見守り",
            "mentions": [{"id": M2, "quote": f"{NAME}さんの見守りを2回"}],
            "value": 2,
            "unit": "回",
        }
    )
    file["kpis"][0]["mentions"].append({"id": M2, "quote": f"{NAME}さん"})
    correction = {"id": R2, "item": M2, "printed": NAME, "reading": f"{NAME}氏", "reason": "呼び方"}
    file["corrections"].append(correction)
    file["links"].append(
        {
            "id": L2,
            "items": [M2, f"{P22}-b02"],
            "relation": "same_place",
            "basis": "editorial",
            "reason": f"{NAME}さんの家のそば。",
        }
    )
    return signed(file)


@pytest.fixture
def named(store: Store, clock: Clock) -> Store:
    """Two editions with the name: a first one with another spelling, and the present one."""
    first = with_a_name()
    entry(first, M2)["label"] = f"{NAME}さんを見守る"
    second = with_a_name()
    second["note"] = f"{NAME}さんの見守りを直しました。"
    for file in (first, second, plan_2023()):
        import_text(store, text_of(file), clock=clock)
    return store


ADDRESSES = [
    f"/plans/{P22}",
    f"/api/v1/plans/{P22}/document",
    "/api/v1/changes?limit=1000",
    "/api/v1/changes.csv",
    "/changes.atom",
    "/initiatives.atom",
    "/api/v1/initiatives?limit=1000",
    "/api/v1/kpis?limit=1000",
    "/api/v1/corrections",
    "/initiatives",
    "/initiatives/" + M2,
    f"/plans/{P22}.stratml.xml",
    f"/plans/{P22}/files/initiatives.csv",
    f"/plans/{P22}/files/plan.json",
]


def stored_text(store: Store) -> str:
    """Every value of every table."""
    with store.snapshot() as session:
        connection = session.connection()
        if connection.dialect.name == "sqlite":
            names = connection.scalars(
                text("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'")
            ).all()
        else:
            names = connection.scalars(
                text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            ).all()
        return "\n".join(
            str(row)
            for name in names
            for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"')  # noqa: S608
        )


def test_the_words_are_gone_from_every_answer_and_table(named: Store, client: TestClient) -> None:
    before = "".join(client.get(address).text for address in ADDRESSES)
    assert before.count(NAME) > 20
    assert client.get("/api/v1/initiatives", params={"q": NAME}).json()["meta"]["total"] == 1
    outcome = erase_item(named, M2, REASON, clock=Clock())
    assert outcome.revision == 4
    for address in ADDRESSES:
        assert NAME not in client.get(address).text, address
    assert NAME not in stored_text(named)
    assert client.get("/api/v1/initiatives", params={"q": NAME}).json()["meta"]["total"] == 0
    assert client.get("/health/ready").status_code == 200


def test_the_ids_answer_410_with_the_reason(named: Store, client: TestClient) -> None:
    erase_item(named, M2, REASON, clock=Clock())
    for path in (f"initiatives/{M2}", f"measures/{M2}", f"kpis/{K3}", f"corrections/{R2}"):
        answer = client.get(f"/api/v1/{path}")
        assert answer.status_code == 410, path
        assert f"内容を消去しました。{REASON}" in answer.json()["detail"]
    assert client.get(f"/initiatives/{M2}").status_code == 410


def test_the_record_says_that_something_was_erased(named: Store, client: TestClient) -> None:
    erase_item(named, M2, REASON, clock=Clock())
    items = client.get("/api/v1/changes", params={"since": 3}).json()["items"]
    assert [(one["action"], one["id"]) for one in items] == [
        ("withdrawn", M2),
        ("withdrawn", K3),
        ("withdrawn", R2),
        ("withdrawn", L2),
        ("changed", P22),
        ("changed", f"{P22}-k1"),
    ]
    assert {one["reason"] for one in items} == {f"内容を消去しました。{REASON}"}
    assert {one["before"] is None for one in items} == {True}
    earlier = client.get("/api/v1/changes", params={"limit": 1000}).json()["items"]
    assert {(one["before"], one["after"]) for one in earlier if one["id"] == M2} == {(None, None)}
    # What else was recorded stays.
    assert any(one["after"] and one["id"] == f"{P22}-p1" for one in earlier)
    kpi = client.get(f"/api/v1/kpis/{P22}-k1").json()
    assert [mention["id"] for mention in kpi["mentions"]] == [f"{P22}-p1-t1-m1"]


def next_edition(file: Json) -> Json:
    file = without(file, M2)
    del file["withdrawn"]
    for name in ("kpis", "corrections", "links"):
        file[name] = [one for one in file[name] if one["id"] not in (K3, R2, L2)]
    file["kpis"][0]["mentions"] = file["kpis"][0]["mentions"][:1]
    file["plan"]["source"] |= {"text_sha256": None, "text_length": None}
    return file


def test_the_plan_can_be_imported_without_the_item(named: Store) -> None:
    erase_item(named, M2, REASON, clock=Clock())
    file = next_edition(with_a_name())
    assert import_text(named, text_of(file), dry_run=True).changes == []
    entry(file, f"{P22}-p1-t1-m1")["label"] = "訓練の開催"
    assert import_text(named, text_of(file)).revision == 5


def test_the_item_cannot_be_imported_again(named: Store) -> None:
    erase_item(named, M2, REASON, clock=Clock())
    with pytest.raises(PlanFileError) as caught:
        import_text(named, text_of(with_a_name()))
    assert "消去した項目" in caught.value.findings[0].message


def test_a_rebuild_brings_nothing_back(named: Store, client: TestClient) -> None:
    erase_item(named, M2, REASON, clock=Clock())
    before = client.get(f"/api/v1/plans/{P22}/document").content
    list(rebuild(named, force=True))
    assert client.get(f"/api/v1/plans/{P22}/document").content == before
    assert NAME not in stored_text(named)


def _withdrawn_item(store: Store) -> Outcome:
    file = next_edition(with_a_name())
    gone = [{"id": one, "reason": "取りやめ。"} for one in (M2, K3, R2, L2)]
    return import_text(store, text_of(file | {"withdrawn": gone}))


def _withdrawn_plan(store: Store) -> Outcome:
    return withdraw_plan(store, P22, "統合したため")


@pytest.mark.parametrize("withdraw", [_withdrawn_item, _withdrawn_plan])
def test_what_was_withdrawn_can_be_erased_from_the_history(
    named: Store, client: TestClient, withdraw: Callable[[Store], Outcome]
) -> None:
    withdraw(named)
    assert NAME in client.get("/api/v1/changes?limit=1000").text
    erase_item(named, M2, REASON)
    assert NAME not in stored_text(named)
    assert REASON in client.get(f"/api/v1/initiatives/{M2}").json()["detail"]
    assert client.get(f"/api/v1/plans/{P23}").status_code == 200


def test_erasing_twice_changes_nothing(named: Store) -> None:
    erase_item(named, M2, REASON)
    before = stored_text(named)
    again = erase_item(named, M2, REASON)
    assert (again.revision, again.changes) == (None, [])
    assert stored_text(named) == before


@pytest.mark.parametrize(
    ("item", "reason", "says"),
    [
        (f"{P22}-x9", REASON, "ありません"),
        (P22, REASON, "hoshin withdraw"),
        ("991015", REASON, "組織は消去できません"),
        (M2, " ", "理由を書いて"),
        (M2, "a\tb", "タブ"),
        (M2, "あ" * 301, "300文字以内"),
        # A theme, whose measures need it, and a pillar.
        (f"{P22}-p1-t1", REASON, f"{P22}-p1-t1-m1"),
        (f"{P22}-p1", REASON, "先に、それらを直した計画ファイル"),
    ],
)
def test_a_refused_erasure_says_why_and_changes_nothing(
    named: Store, item: str, reason: str, says: str
) -> None:
    before = stored_text(named)
    with pytest.raises(ErasureError, match=re.escape(says)):
        erase_item(named, item, reason)
    assert stored_text(named) == before


def test_a_theme_that_is_withdrawn_leaves_no_words_in_the_tags_that_quoted_it(store: Store) -> None:
    """Evidence of a tag may be the theme's heading: older editions keep the tag, without the words."""
    theme, m1 = f"{P22}-p1-t1", f"{P22}-p1-t1-m1"
    file = plan_2022()
    entry(file, theme)["name"] = f"{NAME}の備え"
    entry(file, m1)["sdgs"][0]["evidence"] = NAME
    import_text(store, text_of(signed(file)))
    file = plan_2022()
    entry(file, theme)["id"] = theme + "a"
    for one in file["document"]:
        if one.get("theme") == theme:
            one["theme"] = theme + "a"
    import_text(store, text_of(file | {"withdrawn": [{"id": theme, "reason": "見出しの誤り。"}]}))
    erase_item(store, theme, REASON)
    assert NAME not in stored_text(store)


def spelled(word: str) -> Iterator[bytes]:
    """The word as text, and its pairs as the search index spells them."""
    yield word.encode()
    yield from (term.encode() for term in index.terms(word, word).split()[:-1])


def test_the_words_are_in_no_page_of_the_database_file(named: Store) -> None:
    if named.file is None:  # PostgreSQL's files are its own
        erase_item(named, M2, REASON)
        assert named.purge()
        return
    file = named.file

    def content() -> bytes:
        """The bytes of the file and of the logs beside it."""
        return b"".join(one.read_bytes() for one in sorted(file.parent.glob(file.name + "*")))

    assert NAME.encode() in content()
    erase_item(named, M2, REASON)
    assert named.purge()
    for word in spelled(NAME):
        assert word not in content(), word


@pytest.mark.parametrize("reason", [f"{NAME}さんの名前のため", f"「{NAME}」"])
def test_a_reason_that_quotes_the_item_is_refused(named: Store, reason: str) -> None:
    with pytest.raises(ErasureError) as refused:
        erase_item(named, M2, reason)
    assert "理由に、消去する言葉「磯貝鷹」が入っています" in str(refused.value)
    assert NAME in stored_text(named)
