"""The dimensions by which initiatives are filtered and counted, each declared once.

The import writes what `values_of` returns to the facet index (app/models/facet.py). A further dimension is
one entry here, one query parameter in app/search/filters.py and one line of a template.
"""

from collections.abc import Callable, Iterator
from typing import Final

from app.i18n.messages import N_, _
from app.models.pillar import pillar_name
from app.models.reference import sdg_goals
from app.models.report_vocabulary import ItemState
from app.models.vocabulary import (
    RESPONSIBLE_ROLES,
    Basis,
    InitiativeKind,
    KpiKind,
    Labelled,
    Review,
)
from app.search.dimension import Dimension, Json, Option, Value
from app.search.named_words import NAMED_WORDS

# Constants because an enum's `value` is slow and every initiative has some.
_STATED: Final = Basis.STATED.value
_LAYOUT: Final = Basis.LAYOUT.value
_EDITORIAL: Final = Basis.EDITORIAL.value
_NOT_REPORTED: Final = ItemState.NOT_REPORTED.value


def _item(field: str) -> Callable[[Json], Iterator[Value]]:
    """The one item in a field of the document. A relation without a basis is by layout."""

    def values_of(document: Json) -> Iterator[Value]:
        if (item := document[field]) is not None:
            yield Value(item["id"], item["name"], item.get("basis", _LAYOUT))

    return values_of


def _themes(document: Json) -> Iterator[Value]:
    """The theme of an initiative and those above it: what stands below a theme counts for it."""
    return (Value(one["id"], one["name"], _LAYOUT) for one in document["theme_path"])


def _viewpoints(document: Json) -> Iterator[Value]:
    return (Value(one["id"], one["name"], one["basis"]) for one in document["viewpoints"])


def _entries(entry_type: str) -> Callable[[Json], Iterator[Option]]:
    """The entries of one type in printed order."""

    def options_of(file: Json) -> Iterator[Option]:
        for position, entry in enumerate(file["document"]):
            if entry["type"] == entry_type:
                yield Option(entry["id"], entry["name"], position)

    return options_of


def _pillars(file: Json) -> Iterator[Option]:
    """The pillars in printed order, also those without a printed name."""
    pillars = [(place, one) for place, one in enumerate(file["document"]) if one["type"] == "pillar"]
    for number, (position, entry) in enumerate(pillars, start=1):
        yield Option(entry["id"], pillar_name(entry, number, file["plan"]["terms"]["pillar"]), position)


def _goals(document: Json) -> Iterator[Value]:
    return (Value(str(tag["goal"]), str(tag["goal"]), tag["basis"]) for tag in document["sdgs"])


def _responsible(document: Json) -> Iterator[Value]:
    for one in document["organisations"]:
        if one["role"] in RESPONSIBLE_ROLES:
            yield Value(one["id"], one["name"], one["basis"])


def _organisations_but_issuer(file: Json) -> Iterator[Option]:
    """Nor the municipality that the issuer belongs to: it is named so that they have a parent."""
    issuer = file["plan"]["issuer"]
    apart = {issuer, *(one.get("parent") for one in file["organisations"] if one["id"] == issuer)}
    for position, one in enumerate(file["organisations"]):
        if one["id"] not in apart:
            yield Option(one["id"], one["name"], position)


def _kind(document: Json) -> Iterator[Value]:
    yield Value(document["kind"], document["kind"], _STATED)


def _kpi_kinds(document: Json) -> Iterator[Value]:
    return (Value(kpi["kind"], kpi["kind"], _STATED) for kpi in document["kpis"])


def _state(document: Json) -> Iterator[Value]:
    """What the newest report says; of what no report speaks, that it is not reported."""
    said = document["state"]
    state = said["state"] if said is not None else _NOT_REPORTED
    yield Value(state, state, _STATED)


def _reviews(document: Json) -> Iterator[Value]:
    """How far the editorial goals and the pillar were reviewed, those too that an office has rejected."""
    found = [tag["review"] for tag in document["sdgs"]]
    found += [document["pillar"]["review"]] if document["pillar"] is not None else []
    found += [
        one["decision"]
        for one in document["reviews"]
        if one["current"] and one["decision"] == Review.REJECTED
    ]
    return (Value(review, review, _EDITORIAL) for review in found if review is not None)


def _goal_names() -> dict[str, str]:
    return {str(goal["number"]): f"{goal['number']} {goal['name_ja']}" for goal in sdg_goals()}


def _words(vocabulary: type[Labelled]) -> Callable[[], dict[str, str]]:
    return lambda: {word.value: _(word.label) for word in vocabulary}


_ALL: Final = (
    Dimension("pillar", N_("柱"), N_("柱の記載なし"), _item("pillar"), _pillars),
    Dimension(
        "theme",
        N_("施策"),
        N_("施策の記載なし"),
        _themes,
        _entries("theme"),
        # Nearly every plan has a dozen names of its own: nobody chooses from ten thousand.
        most_plans=1000,
    ),
    Dimension(
        "viewpoint", N_("視点"), N_("視点の記載なし"), _viewpoints, _entries("viewpoint"), most_plans=1000
    ),
    Dimension(
        "sdg",
        "SDGs",
        N_("SDGsタグなし"),
        _goals,
        words=_goal_names,
        overlap=N_("1つの取組に複数のSDGsの目標があるときは、それぞれの目標に数えています。"),
    ),
    Dimension(
        "bureau",
        N_("所管局"),
        N_("区の取組（局の記載なし）"),
        _responsible,
        _organisations_but_issuer,
        overlap=N_("複数の局が担当する事業は、それぞれの局に数えています。"),
    ),
    Dimension("kind", N_("種類"), None, _kind, words=_words(InitiativeKind), in_plan_language=False),
    Dimension(
        "kpi",
        N_("指標"),
        N_("指標なし"),
        _kpi_kinds,
        words=_words(KpiKind),
        in_plan_language=False,
        overlap=N_("1つの取組に種類の違う指標があるときは、それぞれの種類に数えています。"),
    ),
    Dimension("state", N_("実施の状況"), None, _state, words=_words(ItemState), in_plan_language=False),
    Dimension(
        "review",
        N_("推定の確認"),
        N_("推定なし"),
        _reviews,
        words=_words(Review),
        in_plan_language=False,
        overlap=N_("1つの取組に確認の状況が違う推定があるときは、それぞれの状況に数えています。"),
    ),
)
# By name, in the order of the pages.
DIMENSIONS: Final[dict[str, Dimension]] = {one.name: one for one in (*_ALL, *NAMED_WORDS)}
# Those that say nothing where nobody has read the names in the texts.
NAMED: Final = tuple(one.name for one in NAMED_WORDS)
# Those that say nothing before something was reported or reviewed.
REPORTED: Final = ("state", "review")
# The pairs that the matrix page offers (rows, columns).
CROSSINGS: Final = (("pillar", "sdg"), ("bureau", "pillar"), ("theme", "sdg"))

# What the finder puts its results under, the headings of the sheet first.
GROUPINGS: Final = ("theme", "pillar", "bureau", "sdg")

# What a comparison knows of an item, and what its form offers.
COMPARED_FACETS: Final = ("pillar", "theme", "viewpoint", "bureau")
OFFERED_FACETS: Final = ("pillar", "bureau")
