"""Search folding: equivalent spellings, parts of words, source positions."""

import json
import unicodedata
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search import folding, index
from app.search.folding import SEPARATOR, fold, fold_fields, fold_map, words

JAPANESE = st.text(
    st.sampled_from(
        "あがアガｱｶﾞｰーヵヶ漢步歩民\u2ea0戸\u2f3e 　\t-‐―－〜～~%_\\'\"ＡａA１①㍿㌔゙゛゜ﾟ\u200d\ufe00\U000e0100葛ßİ花"
    )
    | st.characters(codec="utf-8"),
    max_size=12,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ハマッコトイレ", "はまっこといれ"),
        ("ﾊﾏｯｺﾄｲﾚ", "ハマッコトイレ"),
        ("ガーデン", "ｶﾞｰﾃﾞﾝ"),
        ("ガ", "カ\u3099"),  # as file names from a Mac are spelled
        ("か゛", "が"),
        ("パ", "ハ\u309a"),
        ("鶴ヶ峰", "鶴ケ峰".replace("ケ", "け")),
        ("ヵ月", "か月"),
        ("ヴ", "ゔ"),
        ("いすヾ", "いすゞ"),
        ("一步", "一歩"),
        ("区\u2ea0", "区民"),
        ("\u2ed1\u2ed8\u2ee9\u2eed\u2f00\u2fd5", "長青黄歯一龠"),
        ("\u2f3e\u2fad\u2fc8\u2fca", "戸青黄黒"),
        ("\ufa19\uf9d0\U0002f81a", "神類冬"),
        ("SDGs", "ｓｄｇＳ"),
        ("2027年", "２０２７年"),
        ("①", "1"),
        ("㈱", "(株)"),
        ("9月～10月", "9月〜10月"),
        ("9月~10月", "９月∼10月"),
        ("相鉄―東急", "相鉄-東急"),
        ("相鉄‐東急", "相鉄－東急"),
        ("自治会 町内会", "自治会　町内会"),
        ("自治会\n町内会", "自治会町内会"),
        ("葛\U000e0100飾", "葛飾"),
        ("ゼロ\u200b幅", "ゼロ幅"),
        ("STRASSE", "straße"),
    ],
)
def test_equivalent_spellings_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("はな", "ばな"),
        ("ラーメン", "ラメン"),
        ("コーヒー", "コ-ヒ-"),
        ("ホテル", "ホタル"),
        ("%", "_"),
        ("～", "-"),
        ("つ", "っ"),
        ("龍", "竜"),
        ("\ufa11", "崎"),  # no compatibility form, whatever its block is called
        ("\ue000", "\ue001"),  # private characters (外字) are characters
        ("\U00031350", ""),  # newer than Python's tables
    ],
)
def test_different_words_fold_differently(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_every_radical_folds_to_a_unified_ideograph() -> None:
    radicals = [chr(code) for code in range(0x2E80, 0x2FD6) if unicodedata.category(chr(code)) == "So"]
    assert len(radicals) == 115 + 214
    # Unicode gives the repeated stroke no equivalent.
    assert [one for one in radicals if unicodedata.category(fold(one)) == "So"] == ["\u2e80"]


def test_the_table_of_radicals_is_what_unicode_leaves_to_it() -> None:
    table = json.loads(files("app.search").joinpath("cjk_radicals.json").read_text("utf-8"))["ideographs"]
    for radical, ideograph in ((chr(int(one, 16)), chr(int(two, 16))) for one, two in table.items()):
        assert unicodedata.name(radical).startswith("CJK RADICAL ")
        assert unicodedata.normalize("NFKC", radical) == radical
        # U+2B739 is newer than the tables of Python 3.11.
        assert unicodedata.name(ideograph, "CJK UNIFIED IDEOGRAPH").startswith("CJK UNIFIED IDEOGRAPH")


@given(JAPANESE)
def test_composed_and_decomposed_texts_fold_alike(text: str) -> None:
    folds = {fold(unicodedata.normalize(form, text)) for form in ("NFC", "NFD")}
    assert folds == {fold(text)}


@given(JAPANESE)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(JAPANESE)
def test_the_fold_map_gives_the_folded_text_and_its_source_positions(text: str) -> None:
    pairs = fold_map(text)
    assert "".join(folded for folded, _ in pairs) == fold(text)
    places = [place for _, place in pairs]
    assert places == sorted(places)
    assert all(0 <= place < len(text) for place in places)


@given(JAPANESE, st.data())
def test_the_folded_part_of_a_text_is_part_of_the_folded_text(text: str, data: st.DataObject) -> None:
    borders = sorted({place for _, place in fold_map(text)} | {len(text)})
    start = data.draw(st.sampled_from(borders))
    end = data.draw(st.sampled_from([border for border in borders if border >= start]))
    assert fold(text[start:end]) in fold(text)


@given(JAPANESE, JAPANESE)
def test_folded_fields_stay_separate(first: str, second: str) -> None:
    joined = fold_fields([first, second])
    assert joined.split(SEPARATOR) == [fold(first), fold(second)]
    assert all(SEPARATOR not in word for word in words(first + " " + second))


def test_the_fold_map_points_at_the_source_character() -> None:
    text = "㍿ｶﾞｽの 花"
    assert fold_map(text) == [
        *((character, 0) for character in "株式会社"),
        ("が", 1),
        ("す", 3),
        ("の", 4),
        ("花", 6),
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", []),
        (" 　\t\n", []),
        ("防災", ["防災"]),
        (" 防災　トイレ ", ["防災", "といれ"]),
        ("100% _", ["100%", "_"]),
        ("\x1f花", ["花"]),
        ("\u200b", []),
    ],
)
def test_a_query_is_split_at_white_space(query: str, expected: list[str]) -> None:
    assert words(query) == expected


def test_no_stream_of_queries_fills_the_memory() -> None:
    """Each query may name other characters of the million that there are."""
    expected = fold("デジタル化")
    for start in range(0x4E00, 0x2FA1F, 1000):
        text = "".join(map(chr, range(start, start + 1000))).encode("utf-8", "ignore").decode()
        fold(text)
        index.match([text], stated=False, dialect="sqlite")
    assert len(folding._FOLDS) <= folding.MAX_FOLDS
    assert len(index._SPELLINGS) <= folding.MAX_FOLDS
    assert fold("デジタル化") == expected
