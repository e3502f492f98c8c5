"""The filters that are set: as removable chips, as a sentence, as a title."""

from functools import reduce
from itertools import groupby
from typing import Final, NamedTuple

from app.i18n.fiscal import fiscal_label
from app.i18n.messages import N_, _
from app.pages.labels import parameter_titles
from app.pages.plan_words import PlanWords
from app.pages.urls import Builder, drop_filter, query_params, url
from app.search.dimension import NONE
from app.search.filters import InitiativeQuery
from app.search.query import SearchResult


class Chip(NamedTuple):
    """One condition that is set, and the URL of the page without it."""

    parameter: str
    value: str
    title: str
    label: str
    remove: str


def chips(
    query: InitiativeQuery, result: SearchResult, build: Builder = url, words: PlanWords | None = None
) -> list[Chip]:
    """A chip per condition, in the words of the plan in scope. Order and page are no conditions."""
    labels = {
        (name, option.value): option.label for name, options in result.facets.items() for option in options
    }
    labels |= {("basis", "stated"): _("原文に記載のあるものだけ")}
    if query.year is not None:
        labels |= {("year", str(query.year)): fiscal_label(query.year, _)}
    titles = {name: _(title) for name, title in parameter_titles().items()} | (words.own if words else {})
    found = []
    for name, value in query_params(query, "sort", "limit", "offset"):
        named = result.resolved.name_of(name, value)
        rest = build(query_params(drop_filter(query, name, value)))
        found.append(Chip(name, value, titles[name], labels.get((name, named), named), rest))
    return found


def sentence(active: list[Chip], initiatives: str | None = None) -> str:
    """The conditions in words, with the plan's own one for its initiatives: 柱が『安全・安心』または『地域の力』、かつSDGsが『11 …』の取組."""
    parts = []
    filters = (chip for chip in active if chip.parameter != "basis")
    for title, same in groupby(filters, key=lambda chip: chip.title):
        values = _join(
            [_("『%(value)s』", value=chip.label) for chip in same], N_("%(first)sまたは%(second)s")
        )
        parts.append(_("%(facet)sが%(values)s", facet=title, values=values))
    conditions = _join(parts, N_("%(first)s、かつ%(second)s"))
    if initiatives:
        pattern = N_("%(conditions)sの%(initiatives)s") if parts else N_("すべての%(initiatives)s")
        text = _(pattern, conditions=conditions, initiatives=initiatives)
    else:
        text = _("%(conditions)sの取組", conditions=conditions) if parts else _("すべての取組")
    if any(chip.parameter == "basis" for chip in active):
        return _("%(sentence)s（原文に記載のある関係だけで絞り込み）", sentence=text)
    return text


def _join(parts: list[str], pattern: str) -> str:
    """The parts joined two by two: word and order depend on the language."""
    return reduce(lambda first, second: _(pattern, first=first, second=second), parts) if parts else ""


_MAX_IN_TITLE: Final = 4


def heading(active: list[Chip], total: int) -> str:
    """The conditions as a page title: 安全・安心 × SDGs 11（4件）. Empty without conditions."""
    if not active:
        return ""
    patterns = {"sdg": "SDGs %(value)s", "q": N_("「%(value)s」")}
    short = [
        _(patterns[chip.parameter], value=chip.value)
        if chip.parameter in patterns and chip.value != NONE
        else chip.label
        for chip in active[:_MAX_IN_TITLE]
    ]
    pattern = N_("%(conditions)s（%(n)s件）")
    if len(active) > _MAX_IN_TITLE:
        pattern = N_("%(conditions)s ほか（%(n)s件）")
    return _(pattern, conditions=" × ".join(short), n=total)
