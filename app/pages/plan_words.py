"""The words that a plan itself uses for its levels (戦略, 政策, 主な施策), where one plan is in scope."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from app.db.revision_cache import cached
from app.i18n.messages import N_, _
from app.models import Organisation, Plan
from app.models.vocabulary import InitiativeKind, OrganisationKind
from app.pages.jinja_i18n import lang_ja
from app.pages.labels import parameter_titles
from app.search.dimension import NONE
from app.search.query import SearchResult

_PILLAR: Final = N_("柱")
_THEME: Final = N_("施策")
_MEASURE: Final = N_("取組")


@dataclass(frozen=True, slots=True)
class PlanWords:
    """`pillar`, `theme` (of the first level) and `measure` are for people: the plan's own words, marked as
    Japanese, or the service's. `themes` has the plan's word of each level. `initiative` means measures and
    bureau projects alike, `kinds` are the two kinds by code."""

    pillar: str
    theme: str
    measure: str
    initiative: str
    themes: tuple[str, ...]
    kinds: dict[str, str]
    own: dict[str, str]

    def theme_at(self, depth: int) -> str:
        """The plan's word for a level of themes, the first being 0; empty where it has one word at most."""
        if len(self.themes) < 2 or depth >= len(self.themes):
            return ""
        return self.themes[depth]

    @property
    def titles(self) -> dict[str, str]:
        """What each parameter of a page is called: by the plan's own words where it has them."""
        return {name: _(title) for name, title in parameter_titles().items()} | self.own

    def relabel(self, result: SearchResult) -> None:
        """Put the plan's words into the labels of a result's facets, which nothing else shares."""
        for name in ("pillar", "theme"):
            for option in result.facets.get(name, []):
                if name in self.own and option.value == NONE:
                    option.label = _("%(word)sの記載なし", word=self.own[name])
        if InitiativeKind.MEASURE.value in self.own:
            for option in result.facets.get("kind", []):
                option.label = self.own.get(option.value, option.label)
        if self.own.get(InitiativeKind.MEASURE.value):
            of_wards = _("区の取組（局の記載なし）")
            for option in chain.from_iterable(result.facets.values()):
                if option.label == of_wards:
                    option.label = _("所管局の記載なし")


def words_of(terms: dict[str, Any], *, of_ward: bool, has_projects: bool) -> PlanWords:
    """The words of a plan. 区の取組 is what a ward's measures are called, and only theirs."""
    pillar, themes, measure = terms["pillar"], tuple(terms["theme"]), terms["measure"]
    own = {"pillar": pillar, "theme": themes[0] if themes else None}
    own = {name: word for name, word in own.items() if word and word != _TERMS[name]}
    kinds = {kind.value: _(kind.label) for kind in InitiativeKind}
    if measure or not of_ward:
        own[InitiativeKind.MEASURE.value] = measure or _(_MEASURE)
        kinds[InitiativeKind.MEASURE.value] = lang_ja(measure) if measure else _(_MEASURE)
    plain = measure if measure and not has_projects else None
    if plain:
        own["initiative"] = plain
    return PlanWords(
        pillar=lang_ja(pillar) if pillar else _(_PILLAR),
        theme=lang_ja(themes[0]) if themes else _(_THEME),
        measure=lang_ja(measure) if measure else _(_MEASURE),
        initiative=lang_ja(plain) if plain else _(_MEASURE),
        themes=themes,
        kinds=kinds,
        own=own,
    )


_TERMS: Final = {"pillar": _PILLAR, "theme": _THEME}


def plan_words(session: Session, plan_id: str | None) -> PlanWords:
    """The words of the one plan in scope; those of the service where there are several."""
    if plan_id is None:
        return cached(session, ("words",), lambda: _read_of_several(session))
    return cached(session, ("words", plan_id), lambda: _read(session, plan_id))


def _read_of_several(session: Session) -> PlanWords:
    """区の取組 is what measures are called where every plan is a ward's."""
    issuers = (
        select(col(Organisation.kind)).join(Plan, col(Organisation.id) == col(Plan.issuer_id)).distinct()
    )
    of_wards = set(session.scalars(issuers)) <= {OrganisationKind.WARD.value}
    return words_of({"pillar": None, "theme": [], "measure": None}, of_ward=of_wards, has_projects=True)


def _read(session: Session, plan_id: str) -> PlanWords:
    statement = select(col(Plan.terms), col(Plan.counts), col(Organisation.kind)).join(
        Organisation, col(Organisation.id) == col(Plan.issuer_id)
    )
    row = session.execute(statement.where(col(Plan.id) == plan_id)).one_or_none()
    if row is None:
        return plan_words(session, None)
    terms, counts, kind = row
    return words_of(
        terms, of_ward=kind == OrganisationKind.WARD, has_projects=bool(counts["bureau_projects"])
    )


def only_plan(result: SearchResult) -> str | None:
    """The id of the one plan in scope of a result with the facet `plan`, None of several."""
    if result.resolved.plan is not None:
        return result.resolved.plan.plan_id or None
    plans = result.facets["plan"]
    return plans[0].value if len(plans) == 1 else None


def words_in_scope(session: Session, result: SearchResult) -> PlanWords:
    """The words of a result with the facet `plan`. Its facets get them too."""
    words = plan_words(session, only_plan(result))
    words.relabel(result)
    return words


class Held(NamedTuple):
    """How many items of a kind are in the data, and how many the plan itself says that it has."""

    word: str
    held: int
    announced: int


def held(plan: Any, words: PlanWords) -> list[Held]:
    """The counts of a plan beside those that it announces, in the order of its levels."""
    names: Sequence[tuple[str, str]] = (
        ("pillars", words.pillar),
        ("themes", words.theme),
        ("measures", words.measure),
        ("kpis", _("指標")),
    )
    return [
        Held(word, plan.counts[name], plan.announced[name]) for name, word in names if name in plan.announced
    ]


def theme_path(path: Iterable[dict[str, str]]) -> str:
    """A theme with those above it, as one line."""
    return " ＞ ".join(one["name"] for one in path)
