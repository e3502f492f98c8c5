"""The filters that are set: as removable chips, as a sentence, as a title."""

from functools import reduce
from itertools import groupby
from typing import Final, NamedTuple

from app.i18n.fiscal import fiscal_label
from app.i18n.messages import N_, _
from app.pages.labels import parameter_titles
from app.pages.urls import drop_filter, query_params, url
from app.search.dimensions import NONE
from app.search.filters import InitiativeQuery
from app.search.query import SearchResult


class Chip(NamedTuple):
    """One condition that is set, and where the page goes without it."""

    parameter: str
    value: str
    title: str
    label: str
    remove: str


def chips(query: InitiativeQuery, found: SearchResult) -> list[Chip]:
    """A chip per condition. Order and page are no conditions."""
    labels = {
        (name, option.value): option.label for name, options in found.facets.items() for option in options
    }
    labels |= {("basis", "stated"): _("原文に記載のあるものだけ")}
    if query.year is not None:
        labels |= {("year", str(query.year)): fiscal_label(query.year, _)}
    titles = parameter_titles()
    made = []
    for name, value in query_params(query):
        if name in ("sort", "limit", "offset"):
            continue
        named = found.resolved.name_of(name, value)
        label = labels.get((name, named), named)
        made.append(
            Chip(name, value, _(titles[name]), label, url(query_params(drop_filter(query, name, value))))
        )
    return made


def sentence(found: list[Chip]) -> str:
    """The conditions in words: 柱が『安全・安心』または『地域の力』、かつSDGsが『11 …』の取組."""
    parts = []
    for title, same in groupby((chip for chip in found if chip.parameter != "basis"), key=lambda c: c.title):
        values = _joined(
            [_("『%(value)s』", value=chip.label) for chip in same], N_("%(first)sまたは%(second)s")
        )
        parts.append(_("%(facet)sが%(values)s", facet=title, values=values))
    conditions = _joined(parts, N_("%(first)s、かつ%(second)s"))
    said = _("%(conditions)sの取組", conditions=conditions) if parts else _("すべての取組")
    if any(chip.parameter == "basis" for chip in found):
        return _("%(sentence)s（原文に記載のある関係だけで絞り込み）", sentence=said)
    return said


def _joined(parts: list[str], pattern: str) -> str:
    """Several parts as one, two by two: a language has its own word and its own order for that."""
    return reduce(lambda first, second: _(pattern, first=first, second=second), parts) if parts else ""


_MOST_IN_TITLE: Final = 4


def heading(found: list[Chip], total: int) -> str:
    """The conditions as a page title shows them: 安全・安心 × SDGs 11（4件）. Empty without conditions."""
    if not found:
        return ""
    words = {"sdg": "SDGs %(value)s", "q": N_("「%(value)s」")}
    short = [
        _(words[chip.parameter], value=chip.value)
        if chip.parameter in words and chip.value != NONE
        else chip.label
        for chip in found[:_MOST_IN_TITLE]
    ]
    pattern = N_("%(conditions)s（%(n)s件）")
    if len(found) > _MOST_IN_TITLE:
        pattern = N_("%(conditions)s ほか（%(n)s件）")
    return _(pattern, conditions=" × ".join(short), n=total)
