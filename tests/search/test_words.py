"""The words of a query: folded substrings, one field at a time, on both engines."""

import unicodedata
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from tests.conftest import MakeSettings, served
from tests.plan_entries import measure_entry
from tests.world import P22, entry, plan_2022, signed, text_of
from tests.world_queries import ALL, found


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        # one and two characters
        ("花", "22-p1-t2-m1 22-b02 23-p2-t1-m2"),
        ("海", "22-p1-t2-m1"),
        ("防災", "22-p1-t1-m1 23-p1-t1-m1"),
        ("万", "23-p2-t1-m1"),
        (
            "。",
            "22-p1-t1-m1 22-p1-t1-m2 22-p1-t2-m1 22-p2-t1-m1 22-c1-m1 23-p1-t1-m1 23-p2-t1-m1 23-p2-t1-m2",
        ),
        # several words are all needed, wherever they stand
        ("花 みどり局", "22-b02"),
        ("花　園路", "22-b02"),
        ("防災 土木局", "23-p1-t1-m1"),
        ("防災 花", ""),
        # % and _ are letters
        ("%", "22-p1-t2-m1"),
        ("100%", "22-p1-t2-m1"),
        ("0％行", "22-p1-t2-m1"),
        ("_", "22-p1-t2-m1"),
        ("＿。", "22-p1-t2-m1"),
        ("%%", ""),
        ("1%0", ""),
        ("\\", ""),
        ("\\_", ""),
        # what belongs to the theme belongs to its measures: heading, lead, captions
        ("災害への備え", "22-p1-t1-m1 22-p1-t1-m2 23-p1-t1-m1"),
        ("花のある港", "22-p1-t2-m1"),
        ("清掃のようす", "22-p1-t2-m1"),
        # a bureau project's printed name, and who is responsible
        ("みなと橋", "22-b01"),
        ("土木局", "22-b01 22-b02 23-p1-t1-m1"),
        # not searched: labels, reasons, names of pillars, the plan's title
        ("訓練を広げる", ""),
        ("緑の公共空間", ""),
        ("育ち", ""),
        ("運営方針", ""),
        # a word does not run from one field into the next
        ("耐震令和", ""),
        ("港を目指します。清掃", ""),
        ("整備土木局", ""),
        ("まち海辺", ""),
        # white space inside a word is no part of it
        ("SDGs11", "23-p1-t1-m1"),
        ("ｓｄｇｓ", "23-p1-t1-m1"),
    ],
)
def test_words_find_these_initiatives(world: TestClient, words: str, ids: str) -> None:
    assert found(world, f"q={quote(words)}") == ids


def test_the_reading_of_a_damaged_word_is_found_beside_the_printed_one(world: TestClient) -> None:
    assert found(world, "q=海辺の清そう") == found(world, "q=海辺の清掃") == "22-p1-t2-m1"


def test_with_basis_stated_only_the_printed_word_is_found(world: TestClient) -> None:
    assert found(world, "q=海辺の清そう&basis=stated") == "22-p1-t2-m1"
    assert found(world, "q=海辺の清掃&basis=stated") == ""
    options = world.get("/api/v1/facets?q=海辺の清掃").json()["facets"]["kind"]
    assert [(one["count"], one["count_stated"]) for one in options] == [(1, 0), (0, 0)]


@pytest.mark.parametrize(
    ("printed", "read", "total"),
    [("ホテル", "ホタル", 1), ("一步", "はじめの一歩", 1), ("飼いの", "飼い主の", 1)],
)
def test_a_damaged_word_of_the_sheet_is_found_as_printed_and_as_corrected(
    sheet: TestClient, printed: str, read: str, total: int
) -> None:
    for word in (printed, read):
        assert sheet.get(f"/api/v1/initiatives?q={word}").json()["meta"]["total"] == total


# Three measures with text that is hard to type: full and half width, variants, dashes, decomposed kana.
TEXTS = {
    "p1-t1-m2": "ハマッコトイレを鶴ヶ峰の一步に１２箇所、Ｃａｆé「Ｒ＆Ｄ」。",
    "p2-t1-m1": "9月～10月はバラと ICT 環境を、2022〜2023は㈱と㌔で。",
    "c1-m1": "ﾊﾟｰｸﾏﾈｼﾞﾒﾝﾄ、e-Tax―申請、葛\U000e0100飾区と" + unicodedata.normalize("NFD", "ガーデン") + "。",
    # As PDFs give it: radicals and compatibility ideographs.
    "p1-t2-m2": "区\u2ea0の\u2f3e籍と\u2f42書、\ufa19社。",
}


@pytest.fixture(scope="module")
def odd_spellings(engine: str, make_settings: MakeSettings) -> Iterator[TestClient]:
    plan = plan_2022()
    after = plan["document"].index(entry(plan, f"{P22}-p1-t2-m1"))
    plan["document"].insert(after + 1, measure_entry(P22, "p1-t2", "m2", 13, "窓口", "窓口"))
    for code, text in TEXTS.items():
        entry(plan, f"{P22}-{code}")["text"] = text
    with served(make_settings(engine), text_of(signed(plan))) as client:
        yield client


@pytest.mark.parametrize(
    ("words", "code"),
    [
        # katakana, hiragana and half-width kana are one
        ("ハマッコトイレ", "p1-t1-m2"),
        ("はまっこといれ", "p1-t1-m2"),
        ("ﾊﾏｯｺﾄｲﾚ", "p1-t1-m2"),
        ("パークマネジメント", "c1-m1"),
        ("ﾊﾟｰｸ", "c1-m1"),
        ("ぱーくまねじ", "c1-m1"),
        # small ヶ and ケ, variant characters
        ("鶴ヶ峰", "p1-t1-m2"),
        ("鶴ケ峰", "p1-t1-m2"),
        ("鶴け峰", "p1-t1-m2"),
        ("鶴ゖ峰", "p1-t1-m2"),
        ("一歩", "p1-t1-m2"),
        ("一步", "p1-t1-m2"),
        ("葛飾区", "c1-m1"),
        # letters and figures of any width and case
        ("12箇所", "p1-t1-m2"),
        ("café", "p1-t1-m2"),
        ("CAFÉ", "p1-t1-m2"),
        ("r&d", "p1-t1-m2"),
        ("ict環境", "p2-t1-m1"),
        ("ＩＣＴ", "p2-t1-m1"),
        ("(株)", "p2-t1-m1"),
        ("キロ", "p2-t1-m1"),
        # wave dashes are one, hyphens and dashes are one
        ("9月～10月", "p2-t1-m1"),
        ("9月〜10月", "p2-t1-m1"),
        ("9月~10月", "p2-t1-m1"),
        ("2022～2023", "p2-t1-m1"),
        ("e-tax-申請", "c1-m1"),
        ("Ｅ－ＴＡＸ—申請", "c1-m1"),
        ("e‐Tax−申請", "c1-m1"),
        # what a Mac sends: kana decomposed; and a text that came decomposed
        (unicodedata.normalize("NFD", "バラ"), "p2-t1-m1"),
        ("ばら", "p2-t1-m1"),
        ("ガーデン", "c1-m1"),
        (unicodedata.normalize("NFD", "がーでん"), "c1-m1"),
        # radicals and compatibility ideographs are the ideographs that they look like
        ("区民", "p1-t2-m2"),
        ("区\u2ea0", "p1-t2-m2"),
        ("戸籍と文書", "p1-t2-m2"),
        ("\u2f3e籍", "p1-t2-m2"),
        ("神社", "p1-t2-m2"),
        # a part of a folded character that stands for several
        ("ロで", "p2-t1-m1"),
    ],
)
def test_spellings_are_folded_alike(odd_spellings: TestClient, words: str, code: str) -> None:
    assert found(odd_spellings, f"q={quote(words)}") == f"22-{code}"


@pytest.mark.parametrize(
    "words",
    [
        "ハラ",  # バ is no ハ
        "かーてん",
        "パクマネジメント",  # the long vowel is kept
        "e~tax",  # a hyphen is no wave dash
        "9月-10月",
        "一朩",
    ],
)
def test_different_words_do_not_match(odd_spellings: TestClient, words: str) -> None:
    assert found(odd_spellings, f"q={quote(words)}") == ""


MARKS = ("ﾞ", "ﾟ", "\U000e0100")


def is_mark(character: str) -> bool:
    return character in MARKS or unicodedata.combining(character or " ") != 0


def test_every_part_of_a_text_finds_it(odd_spellings: TestClient) -> None:
    for code, text in TEXTS.items():
        for size in (1, 2, 3, 5):
            for start in range(0, len(text) - size + 1, 3):
                part, after = text[start : start + size], text[start + size : start + size + 1]
                # A mark belongs to the character before it: nothing is cut between the two.
                if part.strip() and not is_mark(part[0]) and not is_mark(after):
                    assert f"22-{code}" in found(odd_spellings, f"q={quote(part)}"), part


@pytest.mark.parametrize("words", ["", "%20", "%E3%80%80", "%20%09".replace("%09", "%C2%A0"), "%E2%80%8B"])
def test_a_query_without_a_word_is_refused_by_the_api(world: TestClient, words: str) -> None:
    answer = world.get(f"/api/v1/initiatives?q={words}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "q"


def test_one_hundred_words_are_all_needed(world: TestClient) -> None:
    assert found(world, "q=" + "+".join(["の"] * 99 + ["花"])) == "22-p1-t2-m1 22-b02"
    assert found(world, "q=" + "+".join(["の"] * 99 + ["鬼"])) == ""
    assert found(world, "q=" + "+".join(["。"])) != ALL
