"""The dimensions of what the texts name: places, groups of people, partners and programmes."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from app.i18n.messages import N_
from app.models.vocabulary import AnnotationKind, Basis, InitiativeKind
from app.search.dimension import NONE, Dimension, Json, Option, Value

_STATED: Final = Basis.STATED.value
# The kinds of annotations that each dimension holds.
KINDS: Final[dict[str, tuple[str, ...]]] = {
    "place": (AnnotationKind.PLACE.value, AnnotationKind.FACILITY.value),
    "target_group": (AnnotationKind.TARGET_GROUP.value,),
    "partner": (AnnotationKind.PARTNER.value,),
    "programme": (AnnotationKind.PROGRAMME.value, AnnotationKind.EVENT.value),
}
_INITIATIVES: Final = frozenset(kind.value for kind in InitiativeKind)
# Every plan has a hundred names of its own.
_MOST_PLANS: Final = 100


def _named(title: str, name: str) -> Dimension:
    """What the texts name. The words are printed, and their kind is read from them like that of a KPI. Those of
    a caption or a heading belong to no one initiative. Nothing says that a text names none: no `none`."""
    codes = KINDS[name]

    def values_of(document: Json) -> Iterator[Value]:
        for one in document["annotations"]:
            if one["kind"] in codes and one["words"] != NONE:
                yield Value(one["words"], one["words"], _STATED)

    def options_of(file: Json) -> Iterator[Option]:
        """What most initiatives name comes first; of equally many, what is printed first."""
        initiatives = {one["id"] for one in file["document"] if one["type"] in _INITIATIVES}
        named = {
            (one["words"], one["item"])
            for one in file["annotations"]
            if one["kind"] in codes and one["item"] in initiatives and one["words"] != NONE
        }
        numbers = Counter(words for words, _item in named)
        printed = dict.fromkeys(one["words"] for one in file["annotations"] if one["words"] in numbers)
        ordered = sorted(printed, key=lambda words: -numbers[words])
        return (Option(words, words, position) for position, words in enumerate(ordered))

    note = N_("1つの取組が複数の語句を挙げているときは、それぞれの語句に数えています。")
    return Dimension(name, title, None, values_of, options_of, overlap=note, most_plans=_MOST_PLANS)


NAMED_WORDS: Final = (
    _named(N_("場所・施設"), "place"),
    _named(N_("対象"), "target_group"),
    _named(N_("協働の相手"), "partner"),
    _named(N_("事業名・行事"), "programme"),
)
