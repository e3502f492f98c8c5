"""How the finder shows its result: as a list or a table, under which headings, with which columns.

These are parameters of the page and of its workbook; the API and the other files ignore them.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from starlette.datastructures import QueryParams

from app.i18n.messages import N_
from app.pages.urls import Pairs, url
from app.search.dimension import NONE
from app.search.dimensions import GROUPINGS

# The default first.
_CHOICES: Final = {"view": ("list", "table"), "group": (*GROUPINGS, NONE)}
# The columns of the table beside the name of an initiative, by the fields that they show.
COLUMNS: Final = {
    "text": N_("本文"),
    "pillar": N_("柱・施策"),
    "sdgs": "SDGs",
    "organisations": N_("所管局"),
    "kpis": N_("指標・期日"),
    "state": N_("実施の状況"),
    "id": N_("番号"),
}
DEFAULT_COLUMNS: Final = ("text", "pillar", "sdgs", "organisations")


class UnknownValue(NamedTuple):
    """A value of one of these parameters that there is not, and those that there are."""

    parameter: str
    value: str
    allowed: Sequence[str]


class ResultView(NamedTuple):
    """`unknown` are the values of the URL that mean nothing: the default stands in their place."""

    view: str
    group: str
    columns: Sequence[str] = DEFAULT_COLUMNS
    unknown: Sequence[UnknownValue] = ()

    @property
    def table(self) -> bool:
        return self.view == "table"

    def grouped_by(self, sort: str) -> str:
        """The dimension whose values are the headings. The sheet's own headings need the order of the sheet."""
        return NONE if self.group == GROUPINGS[0] and sort != "document" else self.group

    def switched(self, name: str, value: str) -> "ResultView":
        return self._replace(view=value) if name == "view" else self._replace(group=value)

    @property
    def query_params(self) -> Pairs:
        """The parameters that are no default."""
        chosen = [(name, getattr(self, name)) for name in _CHOICES]
        params = [(name, value) for name, value in chosen if value != _CHOICES[name][0]]
        if tuple(self.columns) != DEFAULT_COLUMNS:
            params += [("columns", name) for name in self.columns]
        return params

    def url(self, params: Pairs) -> str:
        """The URL of the finder for a query, shown alike."""
        return url([*params, *self.query_params])


def view_of(parameters: QueryParams) -> ResultView:
    """The view that a page's URL asks for. Columns may be repeated or listed with commas."""
    chosen = {name: parameters.get(name) or choices[0] for name, choices in _CHOICES.items()}
    unknown = [
        UnknownValue(name, chosen[name][:50], choices)
        for name, choices in _CHOICES.items()
        if chosen[name] not in choices
    ]
    asked = [one.strip() for text in parameters.getlist("columns") for one in text.split(",") if one.strip()]
    unknown += [UnknownValue("columns", one[:50], tuple(COLUMNS)) for one in asked if one not in COLUMNS][:5]
    valid = {
        name: chosen[name] if chosen[name] in choices else choices[0] for name, choices in _CHOICES.items()
    }
    columns = tuple(name for name in COLUMNS if name in asked) or DEFAULT_COLUMNS
    return ResultView(valid["view"], valid["group"], columns, unknown)
