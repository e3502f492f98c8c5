"""The words of drop-downs for the codes of a plan file."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Final

from app.models.vocabulary import (
    AmountKind,
    AnnotationKind,
    Basis,
    Certainty,
    Comparator,
    ContinuationRelation,
    Direction,
    Extent,
    FigureStatus,
    KpiKind,
    Labelled,
    MentionRole,
    OrganisationKind,
    PlanStatus,
    Relation,
    Review,
    Role,
    Wording,
)
from app.workbook.declaration import folded


class Words:
    """Codes and their words, in the order in which they are offered."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._codes = {word: code for code, word in words.items()}
        self._words = dict(words)
        self._folded = {folded(word): code for code, word in words.items()}

    @classmethod
    def of(cls, vocabulary: type[Labelled]) -> "Words":
        return cls({member.value: member.label for member in vocabulary})

    @property
    def choices(self) -> tuple[str, ...]:
        return tuple(self._codes)

    def word(self, code: str) -> str:
        return self._words[code]

    def code(self, word: str) -> str | None:
        """The code of a word or None; its own code counts as a word."""
        return self._folded.get(folded(word)) or (word if word in self._words else None)

    def question(self, word: str) -> str:
        """What may have been meant by a word that is none of these."""
        close = get_close_matches(folded(word), self._folded, n=1, cutoff=0.5)
        if close:
            return f"「{word}」は一覧にありません。「{self.word(self._folded[close[0]])}」のことでしょうか。"
        return f"「{word}」は一覧にありません。一覧（{'、'.join(self.choices[:12])}）から選んでください。"


BASIS: Final = Words.of(Basis)
REVIEW: Final = Words.of(Review)
ROLE: Final = Words.of(Role)
AMOUNT_KIND: Final = Words.of(AmountKind)
ANNOTATION_KIND: Final = Words.of(AnnotationKind)
CERTAINTY: Final = Words.of(Certainty)
# None where the words of an amount say a comparison that the plan file does not have.
COMPARATOR: Final = Words.of(Comparator)
COMPARATOR_OR_NONE: Final = Words({**{one.value: one.label for one in Comparator}, "none": "なし"})
CONTINUATION: Final = Words.of(ContinuationRelation)
DIRECTION: Final = Words.of(Direction)
EXTENT: Final = Words.of(Extent)
FIGURE_STATUS: Final = Words.of(FigureStatus)
KPI_KIND: Final = Words.of(KpiKind)
MENTION_ROLE: Final = Words.of(MentionRole)
ORGANISATION_KIND: Final = Words.of(OrganisationKind)
PLAN_STATUS: Final = Words.of(PlanStatus)
RELATION: Final = Words.of(Relation)
WORDING: Final = Words.of(Wording)
YES_NO: Final = Words({"yes": "はい", "no": "いいえ"})
PRINTED_OR_EDITED: Final = Words({"printed": "印刷", "edited": "編集"})
TAGGED: Final = Words({"sdgs": "SDGs", "pillar": "柱", "organisations": "担当", "viewpoints": "視点"})
FIGURE: Final = Words({"target": "目標", "result": "実績", "baseline": "基準値", "mention": "引用"})
