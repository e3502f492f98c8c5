"""The facets of the finder: which plans, and the options of the form, grouped where several plans are in scope."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from app.db.revision_cache import cached
from app.i18n.fiscal import fiscal_label
from app.i18n.messages import N_, _
from app.models import Annotation, Plan, Report, Theme
from app.models.vocabulary import Extent, PlanStatus, Wording
from app.pages.groups import plan_titles
from app.pages.plan_words import only_plan, theme_path
from app.pages.urls import Builder, Pairs, query_params
from app.search.dimension import NONE
from app.search.dimensions import DIMENSIONS, NAMED, REPORTED
from app.search.facets import FacetOption
from app.search.filters import SCOPES, InitiativeFilter, InitiativeQuery
from app.search.query import SearchResult, search
from app.search.scope import MAX_PLANS
from app.search.shared_options import count_plans, plans_of_options

# The plans whose own pillars are offered; with more, a plan is chosen first.
MAX_OWN: Final = 20


def facet_names(session: Session, query: InitiativeQuery) -> tuple[str, ...]:
    """The facets that the form shows. Themes and names of several plans together are no choice, nor is
    what nobody has reported."""
    scoped = any(getattr(query, name) is not None for name in SCOPES)
    one = count_plans(session) == 1
    themes = one or scoped or bool(query.theme)
    reported, named = has_reports(session), (one or scoped) and _has_names(session)
    left_out = {
        *(() if themes else ("theme",)),
        *(() if reported else REPORTED),
        *(() if named else NAMED),
    }
    names = [name for name in DIMENSIONS if name not in left_out or getattr(query, name)]
    return ("plan", *names) if one else (*SCOPES, *names)


def has_reports(session: Session) -> bool:
    """Whether any plan has a report."""
    first = select(col(Report.id)).limit(1)
    return cached(session, ("has reports",), lambda: session.scalar(first) is not None)


def _has_names(session: Session) -> bool:
    """Whether what the texts name was read in any plan."""
    first = select(col(Annotation.id)).limit(1)
    return cached(session, ("has names",), lambda: session.scalar(first) is not None)


# What an editor adds beside what the plan states.
_WITH_BASIS: Final = ("pillar", "sdg")


def editorial_facets(session: Session, query: InitiativeQuery) -> Mapping[str, str]:
    """Which facets are editorial in the plans in scope: `all` of their values, or `some`. Other filters change
    counts, but not what a fact rests on; cached for the revision."""
    scope = {name: value for name in SCOPES if (value := getattr(query, name)) is not None}

    def read() -> dict[str, str]:
        found = {}
        for name, options in search(session, InitiativeFilter(**scope), facets=_WITH_BASIS).facets.items():
            counts = [(one.count, one.count_stated) for one in options if one.value != NONE]
            every, stated = sum(count for count, _ in counts), sum(count for _, count in counts)
            if stated < every:
                found[name] = "some" if stated else "all"
        return found

    return cached(session, ("editorial facets", *scope.items()), read)


class ScopeLink(NamedTuple):
    """A value that the same condition can be limited to, or all of them. `url` is None where nothing would be
    found."""

    label: str
    number: int | None
    url: str | None
    current: bool
    marks: Sequence[str] = ()


class ScopeLinks(NamedTuple):
    name: str
    title: str
    links: list[ScopeLink]


_TITLES: Final = {"year": N_("年度"), "issuer": N_("発行者"), "series": N_("系列"), "plan": N_("計画")}
_ALL: Final = {
    "year": N_("すべての年度"),
    "issuer": N_("すべての発行者"),
    "series": N_("すべての系列"),
    "plan": N_("すべての計画"),
}


def scope_links(
    session: Session, query: InitiativeQuery, result: SearchResult, build: Builder
) -> list[ScopeLinks]:
    """Years, issuers, series and plans to choose from, in their own order; none where there is one plan. Links
    and not inputs: the other options of the form belong to the plans in scope, and come with the new page."""
    if "year" not in result.facets:
        return []
    found = []
    for name, title in _TITLES.items():
        options, chosen = result.facets[name], getattr(query, name)
        if len(options) > 1 or chosen is not None or name == "plan":
            # A plan is of one year and one issuer: choosing those anew lets go of it.
            dropped = (name, "limit", "offset") if name == "plan" else (name, "plan", "limit", "offset")
            rest = query_params(query, *dropped)
            links = [ScopeLink(_(_ALL[name]), None, build(rest), chosen is None)]
            links += _links(session, name, options, result.resolved.name_of(name, str(chosen)), rest, build)
            found.append(ScopeLinks(name, _(title), links))
    return found


def _links(
    session: Session, name: str, options: Sequence[FacetOption], chosen: str, rest: Pairs, build: Builder
) -> Iterator[ScopeLink]:
    marks = plan_marks(session) if name == "plan" and options else {}
    for option in options:
        label = fiscal_label(int(option.value), _) if name == "year" else option.label
        address = build([(name, option.value), *rest]) if option.count else None
        current = chosen in (option.value, option.label)
        yield ScopeLink(label, option.count, address, current, marks.get(option.value, ()))


def plan_marks(session: Session) -> Mapping[str, list[str]]:
    """By plan, in words, that it is a draft or only partly transcribed."""

    def read() -> dict[str, list[str]]:
        rows = session.execute(
            select(col(Plan.id), col(Plan.status), col(Plan.transcription)).limit(MAX_PLANS)
        )
        return {plan_id: list(_marks(status, how)) for plan_id, status, how in rows}

    return cached(session, ("plan marks",), read)


def _marks(status: str, transcription: Mapping[str, Any]) -> Iterator[str]:
    if status == PlanStatus.DRAFT:
        yield _("案")
    if transcription["extent"] == Extent.PARTIAL:
        yield _("一部を掲載")
    if transcription["wording"] == Wording.SUMMARY:
        yield _("要約を掲載")


class OptionGroup(NamedTuple):
    """Options under the title of the plan that has them, or `shared` by several."""

    plan: str | None
    shared: bool
    options: list[FacetOption]


class OptionGroups(NamedTuple):
    """`left_out` counts the plans whose own options are not offered."""

    groups: list[OptionGroup]
    left_out: int = 0


def pillar_groups(session: Session, query: InitiativeQuery, result: SearchResult) -> OptionGroups:
    """The pillars in scope: names that several plans share first, then each plan's own."""
    options = result.facets["pillar"]
    if only_plan(result) is not None:
        return OptionGroups([OptionGroup(None, False, options)])
    plans = plans_of_options(session, query, "pillar")
    shared: list[FacetOption] = []
    none = [option for option in options if option.value == NONE]
    own: dict[str, list[FacetOption]] = {}
    for option in options:
        of = plans.get(option.value)
        if option.value == NONE:
            continue
        if of is None or of.number > 1:
            shared.append(option)
        else:
            own.setdefault(of.first, []).append(option)
    kept = [
        plan
        for place, plan in enumerate(sorted(own))
        if place < MAX_OWN or any(option.selected for option in own[plan])
    ]
    titles = plan_titles(session, kept)
    groups = [
        OptionGroup(None, True, shared),
        *(OptionGroup(titles[plan], False, own[plan]) for plan in kept),
        OptionGroup(None, False, none),
    ]
    return OptionGroups([group for group in groups if group.options], len(own) - len(kept))


def theme_options(session: Session, result: SearchResult) -> list[FacetOption]:
    """The themes of the one plan in scope, a nested one named with its path; of several plans the chosen."""
    options = result.facets.get("theme", [])
    plan = only_plan(result)
    if plan is None:
        return [option for option in options if option.selected]
    rows = session.execute(
        select(col(Theme.name), col(Theme.path))
        .where(col(Theme.plan_id) == plan)
        .order_by(col(Theme.position))
    )
    paths: dict[str, set[str]] = {}
    for name, path in rows:
        paths.setdefault(name, set()).add(theme_path([*path, {"name": name}]))
    for option in options:
        if len(found := sorted(paths.get(option.label, ()))) == 1:
            option.label = found[0]
    return options
