"""/compare: two editions side by side, as a page, in the API, as CSV and as an Excel workbook. Continuations
as they are stated."""

from collections.abc import Sequence
from typing import Annotated, Any, Final, NamedTuple

from fastapi import Query, Request, Response
from pydantic import Field
from pydantic_core import to_json
from sqlalchemy import select
from sqlmodel import Session, col

from app.db.revisions import CurrentRevision, current_revision
from app.errors import BadRequest, FieldError
from app.i18n.messages import N_, _
from app.models import Plan
from app.models.comparison import COMPARISON_COLUMNS, ComparedPair
from app.models.continuation import CONTINUATIONS
from app.models.edition_vocabulary import PairState
from app.models.plan import plan_public
from app.models.public import Public
from app.models.vocabulary import Extent
from app.pages import comparison as shown
from app.pages import urls
from app.pages.filter_bar import window
from app.pages.templating import render
from app.publication.series import read_series
from app.routers.resource_routes import add_lists
from app.search.compared_pairs import ComparedPairs, compared_pairs, conditions
from app.search.filters import ComparisonFilter, ComparisonQuery
from app.web.dependencies import SettingsDep, StoreDep
from app.web.openapi import PROBLEMS, answers, csv_answers
from app.web.pagination import Page
from app.web.responses import Listing, csv_list, json_list
from app.web.routing import Router

router = Router(tags=["比較"])
add_lists(router, CONTINUATIONS)
# A longer list of plans is not offered.
MAX_PLANS: Final = 200
TITLE: Final = N_("計画の比較")


class ComparedPlan(Public):
    id: str
    title: str
    url: str


class ComparisonListing(Listing[ComparedPair]):
    """The pairs of two plans; null where no two editions are stored. `counts` are the pairs by relation or
    state, whatever relation is asked for."""

    earlier: ComparedPlan | None = Field(alias="from")
    later: ComparedPlan | None = Field(alias="to")
    counts: dict[str, int]


class Plans(NamedTuple):
    """The earlier and the later one."""

    earlier: Plan
    later: Plan


class Compared(NamedTuple):
    """`plans` are None where no two editions are stored; then `found` is empty."""

    plans: Plans | None
    found: ComparedPairs
    revision: CurrentRevision


def read_comparison(session: Session, query: ComparisonFilter) -> Compared:
    revision = current_revision(session)
    plans = chosen_plans(session, query)
    found = compared_pairs(session, *plans, query) if plans else ComparedPairs([], {}, {}, {}, {}, True)
    return Compared(plans, found, revision)


def chosen_plans(session: Session, query: ComparisonFilter) -> Plans | None:
    """The plans of a query in the order of their periods; of one plan the edition before or after it; else the
    newest edition that has one before it. Raises BadRequest."""
    given = [
        _plan(session, name, value) for name, value in (("from", query.earlier), ("to", query.later)) if value
    ]
    if len(given) == 2:
        if given[0].id == given[1].id:
            detail = _("同じ計画です。違う計画を指定してください。")
            raise BadRequest([FieldError(parameter="to", detail=detail)])
        first, last = sorted(given, key=lambda plan: plan.period_start)
        return Plans(first, last)
    neighbours = _neighbours(session)
    if not given:
        newest = max(neighbours, key=lambda pair: pair[1:], default=None)
        return newest and Plans(session.get_one(Plan, newest[0]), session.get_one(Plan, newest[2]))
    (plan,) = given
    side = 0 if query.earlier else 2
    pair = next((one for one in neighbours if one[side] == plan.id), None)
    if pair is None:
        name, other = ("to", _("後")) if query.earlier else ("from", _("前"))
        detail = _(
            "計画「%(plan)s」の%(side)sの版がありません。比べる計画を指定してください。",
            plan=plan.id,
            side=other,
        )
        raise BadRequest([FieldError(parameter=name, detail=detail, allowed=_plan_ids(session))])
    return Plans(session.get_one(Plan, pair[0]), session.get_one(Plan, pair[2]))


def _neighbours(session: Session) -> list[tuple[str, str, str]]:
    """Every edition with one before it: the one before, the day on which this begins, this."""
    pairs = []
    for series in read_series(session).values():
        for edition in series.editions:
            before, _after = series.neighbours(edition.id)
            if before is not None:
                pairs.append((before, edition.start.isoformat(), edition.id))
    return pairs


def _plan(session: Session, parameter: str, value: str) -> Plan:
    plan = session.get(Plan, value)
    if plan is None:
        detail = _("計画「%(plan)s」はありません。使える値のいずれかを指定してください。", plan=value[:100])
        raise BadRequest([FieldError(parameter=parameter, detail=detail, allowed=_plan_ids(session))])
    return plan


def _plan_ids(session: Session) -> list[str]:
    return list(session.scalars(select(col(Plan.id)).order_by(col(Plan.id)).limit(MAX_PLANS)))


@router.get("/api/v1/compare", summary="計画の比較", responses=answers(ComparisonListing, PROBLEMS))
def get_comparison(
    request: Request, store: StoreDep, settings: SettingsDep, query: Annotated[ComparisonQuery, Query()]
) -> Response:
    with store.snapshot() as session:
        compared = read_comparison(session, query)
    found = compared.found
    part = found.pairs[query.offset : query.offset + query.limit]
    items = [shown.public_pair(pair, found.pillars, settings.base).model_dump_json() for pair in part]
    sides: Sequence[Any] = [
        ComparedPlan(id=plan.id, title=plan.title, url=f"{settings.base}/plans/{plan.id}").model_dump()
        for plan in compared.plans or ()
    ] or (None, None)
    members = {
        "from": sides[0],
        "to": sides[1],
        "counts": {code: found.counts[code] for code in shown.codes() if code in found.counts},
    }
    page = Page(len(found.pairs), query.limit, query.offset)
    return json_list(request, items, page, compared.revision, [to_json(members).decode()[1:-1]])


@router.whole_list("/api/v1/compare.csv", summary="計画の比較（CSV）", responses=csv_answers())
def csv_comparison(
    store: StoreDep, settings: SettingsDep, query: Annotated[ComparisonFilter, Query()]
) -> Response:
    with store.snapshot() as session:
        compared = read_comparison(session, query)
    items = rows(compared.found, settings.base)
    return csv_list(COMPARISON_COLUMNS, items, compared.revision, "compare", TITLE)


def rows(found: ComparedPairs, base: str) -> list[dict[str, Any]]:
    return [shown.public_pair(pair, found.pillars, base).model_dump(mode="json") for pair in found.pairs]


@router.page(shown.PATH)
def comparison_page(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    query = urls.read_query(ComparisonQuery, request.query_params)
    with store.snapshot() as session:
        compared = read_comparison(session, query)
        offered = _offered(session, compared.plans)
    found, plans = compared.found, compared.plans
    part = found.pairs[query.offset : query.offset + query.limit]
    chosen = query.model_copy(
        update=dict(zip(("earlier", "later"), [plan.id for plan in plans or ()], strict=False))
    )
    params = shown.query_params(chosen, "offset")
    context = {
        "query": chosen,
        "plans": [plan_public(plan, settings) for plan in plans or ()],
        "partial": [plan.transcription["extent"] == Extent.PARTIAL for plan in plans or ()],
        "offered": offered,
        "groups": list(shown.groups(part, found.pillars)),
        "counts": shown.counts(chosen, found.counts),
        "chips": list(shown.chips(chosen, found.names)),
        "options": shown.options(found, chosen) if plans else {},
        "kinds": shown.kinds(chosen),
        "reading": shown.READING,
        "words_of": shown.words_of,
        "pair_label": shown.pair_label,
        "narrowed": bool(conditions(chosen)),
        "params": shown.query_params(chosen, "limit", "offset"),
        "clear": urls.url([("from", chosen.earlier), ("to", chosen.later)], shown.PATH),
        "is_proposed": found.is_proposed,
        "proposed": sum(pair.state is PairState.PROPOSED for pair in found.pairs),
        "window": window(query, len(found.pairs), params, urls.builder(request)),
        "state": compared.revision,
    }
    return render(request, "compare.html", context)


def _offered(session: Session, plans: Plans | None) -> list[tuple[str, str]]:
    """The plans of the form: every plan, or where there are too many those of the series shown."""
    columns = (col(Plan.id), col(Plan.title))
    every = select(*columns).order_by(
        col(Plan.municipality_code), col(Plan.series_key), col(Plan.period_start)
    )
    rows = session.execute(every.limit(MAX_PLANS + 1)).all()
    if len(rows) > MAX_PLANS and plans:
        codes = {plan.municipality_code for plan in plans}
        rows = session.execute(every.where(col(Plan.municipality_code).in_(codes)).limit(MAX_PLANS)).all()
    return [(row[0], row[1]) for row in rows[:MAX_PLANS]]
