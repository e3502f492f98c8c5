"""Differences between two texts are marked by words, and no character of either is lost."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pages.word_differences import word_differences

TEXT = st.text(alphabet="防災訓練をのに進めます。、12,％ アイ\n", max_size=40)


def marked(before: str, after: str) -> str:
    marks = {"same": "{}", "deleted": "[-{}-]", "inserted": "{{+{}+}}"}
    return "".join(marks[span.kind].format(span.text) for span in word_differences(before, after))


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("", "", ""),
        ("同じ文", "同じ文", "同じ文"),
        ("", "新しい文", "{+新しい文+}"),
        ("消えた文", "", "[-消えた文-]"),
        (
            "一人暮らしの方の見守りを支援します。",
            "一人暮らしの高齢者の見守りを支援します。",
            "一人暮らしの[-方-]{+高齢者+}の見守りを支援します。",
        ),
        ("訓練を4箇所で", "訓練を14箇所で", "訓練を[-4-]{+14+}箇所で"),
        ("イベントを開く", "イベリアを開く", "[-イベント-]{+イベリア+}を開く"),
        ("花火を打ち上げます。", "花火と夜店を開きます。", "花火[-を打ち上げ-]{+と夜店を開き+}ます。"),
        ("土木局と行う", "都市土木局と行う", "{+都市+}土木局と行う"),
    ],
)
def test_the_words_that_differ_are_marked(before: str, after: str, shown: str) -> None:
    assert marked(before, after) == shown


@given(TEXT, TEXT)
def test_both_texts_can_be_read_from_the_spans(before: str, after: str) -> None:
    spans = word_differences(before, after)
    assert "".join(span.text for span in spans if span.kind != "inserted") == before
    assert "".join(span.text for span in spans if span.kind != "deleted") == after
    assert all(span.text for span in spans)
    assert all(one.kind != other.kind for one, other in pairwise(spans))


def test_long_texts_are_compared_by_phrases_and_longer_ones_as_a_whole() -> None:
    long = "".join(f"{number}番の取組を進めます。" for number in range(300))
    assert [span.kind for span in word_differences("前の文。" + long + "終わり", "後の文。" + long[::-1])][
        :2
    ] == [
        "deleted",
        "inserted",
    ]
    phrases = word_differences(f"初めの甲。{long}", f"初めの乙。{long}加える。")
    assert [(span.kind, span.text) for span in phrases if span.kind != "same"] == [
        ("deleted", "初めの甲。"),
        ("inserted", "初めの乙。"),
        ("inserted", "加える。"),
    ]
