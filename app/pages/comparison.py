"""Two editions compared, as pages and files show it: pairs with their words, counts, and the form."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final, NamedTuple

from app.i18n.messages import N_, _
from app.i18n.numbers import number
from app.models.comparison import ComparedItem, ComparedPair, Difference, Proposal, StatedLink
from app.models.edition_vocabulary import ItemKind, PairState
from app.models.public import Named
from app.models.vocabulary import Comparator, ContinuationRelation
from app.pages.active_filters import Chip
from app.pages.labels import parameter_titles
from app.pages.urls import Pairs, url
from app.pages.word_differences import word_differences
from app.search.compared_pairs import ComparedPairs
from app.search.comparison import Pair
from app.search.dimension import NONE
from app.search.dimensions import DIMENSIONS, OFFERED_FACETS
from app.search.edition_items import EditionItem
from app.search.filters import ComparisonFilter

PATH: Final = "/compare"
WORKBOOK: Final = "/compare.xlsx"
# What a reader of the pairs has to know.
READING: Final = N_(
    "「つながりの記載なし」は、計画のデータにつながりが書かれていないことをいい、廃止をいうものではありません。"
    "「未転記」は、相手の計画の一部だけを写しているため分からないことをいいます。"
    "「候補（未確認）」は、語の近さから計算したもので、だれも確かめていません。"
)
_DEFAULTS: Final = {"basis": "any", "limit": 100, "offset": 0}


def pair_label(code: str) -> str:
    """The word for a relation, or for what is known of a pair that no plan states."""
    if code in set(PairState):
        return _(PairState(code).label)
    return _(ContinuationRelation(code).label)


def codes() -> list[str]:
    """Every relation, then every state without one."""
    states = [state.value for state in PairState if state is not PairState.LINKED]
    return [*(relation.value for relation in ContinuationRelation), *states]


def target_words(kpi: Mapping[str, Any]) -> str:
    """The targets of a KPI that hold, each with its time: 25,000人以上（令和7年度）."""
    return "、".join(_target(one, kpi["unit"]) for one in kpi["targets"] if one["replaced_by"] is None)


def _target(target: Mapping[str, Any], unit: str | None) -> str:
    words = target["text"] or ""
    if target["value"] is not None:
        words = number(target["value"], unit) + (unit or "")
        if target["comparator"] in (Comparator.AT_LEAST, Comparator.AT_MOST):
            words += Comparator(target["comparator"]).label
    printed = (target["due"] or {"printed": None})["printed"]
    return "".join([words, f"（{printed}）" if words and printed else printed or ""])


def words_of(item: EditionItem) -> str:
    """The text of an item; the targets of a KPI."""
    return target_words(item.figures) if item.figures is not None else item.text


def public_pair(pair: Pair, pillars: Mapping[str, str], base: str) -> ComparedPair:
    """A pair as API and files show it."""
    sides = [one for one in (pair.earlier, pair.later) if one]
    # Where there is no text, the printed names are compared.
    texts = [words_of(one) or (one.name if one.has_printed_name else "") for one in sides]
    differences = word_differences(*texts) if len(texts) == 2 and all(texts) else None
    proposed = pair.state is PairState.PROPOSED
    return ComparedPair(
        state=pair.state.value,
        relation=None if proposed else pair.relation,
        kind=pair.item.kind,
        pillar=Named(id=pair.pillar, name=pillars[pair.pillar]) if pair.pillar else None,
        earlier=_public_item(pair.earlier, base),
        later=_public_item(pair.later, base),
        differences=[Difference(**one._asdict()) for one in differences] if differences is not None else None,
        links=[StatedLink(**one._asdict()) for one in pair.links],
        proposal=Proposal(score=pair.score, relation=pair.relation or "", reason=pair.note or "")
        if pair.score is not None
        else None,
    )


def _public_item(item: EditionItem | None, base: str) -> ComparedItem | None:
    if item is None:
        return None
    text = words_of(item) or None
    return ComparedItem(id=item.id, kind=item.kind, name=item.name, text=text, url=base + item.address)


class Count(NamedTuple):
    """How many pairs have a relation or state, and the page of them."""

    code: str
    label: str
    number: int
    url: str
    chosen: bool


class Group(NamedTuple):
    """The pairs of one pillar; `name` is None where there is none."""

    name: str | None
    address: str | None
    pairs: list[Pair]


def groups(pairs: Iterable[Pair], pillars: Mapping[str, str]) -> Iterator[Group]:
    for pillar, same in groupby(pairs, key=lambda pair: pair.pillar):
        yield Group(pillars[pillar] if pillar else None, f"/pillars/{pillar}" if pillar else None, list(same))


def query_params(query: ComparisonFilter, *without: str) -> Pairs:
    """The parameters of a query without defaults and without those named."""
    pairs = []
    for name, field in type(query).model_fields.items():
        value = getattr(query, name)
        if name not in without and value is not None and value != _DEFAULTS.get(name):
            values = value if isinstance(value, list) else [value]
            pairs += [(field.alias or name, str(one)) for one in values]
    return pairs


def counts(query: ComparisonFilter, found: Mapping[str, int]) -> list[Count]:
    """What there is of each relation and state, with what a query asks for even where there is none."""
    rest = query_params(query, "relation", "limit", "offset")
    return [
        Count(
            code,
            pair_label(code),
            found.get(code, 0),
            url([*rest, ("relation", code)], PATH),
            code in query.relation,
        )
        for code in codes()
        if found.get(code) or code in query.relation
    ]


def chips(query: ComparisonFilter, names: Mapping[tuple[str, str], str]) -> Iterator[Chip]:
    """A chip for each condition."""
    titles = {name: _(title) for name, title in parameter_titles().items()}
    conditions = query_params(query, "earlier", "later", "limit", "offset")
    plans = [pair for pair in query_params(query) if pair[0] in ("from", "to")]
    for name, value in conditions:
        rest = [pair for pair in conditions if pair != (name, value)]
        yield Chip(name, value, titles[name], _label(name, value, names), url([*plans, *rest], PATH))


def _label(name: str, value: str, names: Mapping[tuple[str, str], str]) -> str:
    match name:
        case "relation":
            return pair_label(value)
        case "kind":
            return _(ItemKind(value).label)
        case "basis":
            return _("原文に記載のあるものだけ")
    dimension = DIMENSIONS.get(name)
    if dimension and value == NONE and dimension.none_label:
        return _(dimension.none_label)
    if dimension and dimension.words:
        return dimension.words().get(value, value)
    return names.get((name, value), value)


def options(found: ComparedPairs, query: ComparisonFilter) -> dict[str, list[tuple[str, str, bool]]]:
    """The options of the form: value, label, chosen."""
    shown = {name: found.options[name] for name in OFFERED_FACETS}
    return {
        name: [(value, label, value in getattr(query, name)) for value, label in each.items()]
        for name, each in shown.items()
    }


def kinds(query: ComparisonFilter) -> Sequence[tuple[str, str, bool]]:
    """The kinds of items: value, label, chosen."""
    return [(kind.value, _(kind.label), kind.value in query.kind) for kind in ItemKind]
