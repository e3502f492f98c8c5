"""The list of KPIs: its conditions as a form, as removable chips and as URLs."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from app.i18n.fiscal import fiscal_label
from app.i18n.messages import N_, _
from app.models.vocabulary import KpiKind, ProgressState
from app.pages.urls import Pairs, url
from app.search.list_filters import KpiQuery
from app.search.resource_list import ValueCount

PATH: Final = "/kpis"
_DEFAULTS: Final = {"limit": 100, "offset": 0}
_TITLES: Final = {
    "plan": N_("計画"),
    "year": N_("年度"),
    "issuer": N_("発行者"),
    "series": N_("計画の系列"),
    "kind": N_("種類"),
    "progress": N_("進み具合"),
    "owner": N_("掲げる項目"),
}


class Chip(NamedTuple):
    """One condition, and the URL of the list without it."""

    title: str
    label: str
    is_name: bool
    remove: str


def query_params(query: KpiQuery, *without: str) -> Pairs:
    """The parameters of a query without defaults and without those named."""
    return [
        (name, str(one))
        for name, value in query
        if name not in without and value is not None and value != _DEFAULTS.get(name)
        for one in (value if isinstance(value, list) else [value])
    ]


def chips(query: KpiQuery, names: Mapping[tuple[str, str], str]) -> Iterator[Chip]:
    """The conditions of a query. `names` are those of values that are ids."""
    conditions = query_params(query, "limit", "offset")
    for name, value in conditions:
        rest = [pair for pair in conditions if pair != (name, value)]
        word = code_words(name).get(value)
        if name == "year":
            word = fiscal_label(int(value), _)
        label = word or names.get((name, value), value)
        yield Chip(_(_TITLES[name]), label, word is None, url(rest, PATH))


def code_words(name: str) -> dict[str, str]:
    """The labels of a parameter's codes, in order."""
    vocabulary = {"kind": KpiKind, "progress": ProgressState}.get(name, ())
    return {word.value: _(word.label) for word in vocabulary}


def code_options(name: str, counts: Iterable[ValueCount]) -> list[ValueCount]:
    """Every code of a parameter with its count, also those that nothing has."""
    counted = {one.value: one.total for one in counts}
    return [ValueCount(code, word, counted.get(code, 0)) for code, word in code_words(name).items()]
