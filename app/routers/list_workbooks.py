"""The lists beside the finder as Excel workbooks: matrix, gaps, KPIs, timeline, comparison."""

from collections.abc import Sequence

from fastapi import Request, Response

from app.db.revisions import current_revision
from app.i18n.messages import _
from app.models.columns import Item, without_names
from app.models.comparison import COMPARISON_COLUMNS
from app.models.initiative import initiatives_public
from app.models.kpi import KPIS, kpi_public
from app.models.observation import OBSERVATION_COLUMNS, observations
from app.pages import comparison, editorial_tags, gaps, kpi_list, matrix_table, timeline_chart, urls
from app.pages.groups import plan_titles
from app.pages.kpi_sheet import kpi_sheet
from app.pages.plan_words import words_in_scope
from app.pages.tag_sheet import tag_sheet
from app.routers.comparison import TITLE, read_comparison, rows
from app.routers.editorial_tags import WORKBOOK as TAGS_WORKBOOK
from app.routers.facets import axes_of
from app.routers.gaps import missing_facts
from app.routers.timeline import other_kpis
from app.routers.workbook_download import Listed, check_size, download, listed, workbook_policy
from app.search.dimensions import DIMENSIONS
from app.search.facets import facet_names
from app.search.filters import ComparisonQuery, InitiativeQuery, SortedFilter
from app.search.list_filters import KpiQuery
from app.search.query import search
from app.search.resource_list import check_values, list_rows
from app.web.dependencies import SettingsDep, StoreDep
from app.web.routing import Router
from app.workbook.initiative_sheet import goal_fills
from app.workbook.sheets import Sheet

router = Router()


@router.serve("/matrix.xlsx", workbook_policy([*urls.parameters(), "rows", "columns"]))
def matrix_workbook(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    query, (across, down) = urls.from_form(request.query_params), axes_of(request)[::-1]
    page = settings.base + urls.url(
        [("rows", down), ("columns", across), *urls.query_params(query)], "/matrix"
    )
    with store.snapshot() as session:
        found = search(session, query, facets=facet_names(), crossing=(down, across))
        words = words_in_scope(session, found)
        shown = listed(session, query, found, words, page)
    crossed = found.crossed()
    what = matrix_table.title(down, across, words.titles)
    notes = [_(note) for name in (down, across) if (note := DIMENSIONS[name].overlap)]
    if any(one.count > one.count_stated for one in (*crossed.rows, *crossed.columns)):
        notes.append(
            _("件数には編集による推定（SDGsのタグなど）を含みます。推定は文書の記載ではありません。")
        )
    sheet = Sheet(
        title=_("マトリクス"),
        # One number an option: that of its initiatives.
        columns=matrix_table.columns(crossed, words.titles[down])[1:-1],
        rows=matrix_table.csv_rows(crossed),
        head=[*shown.head(what), *notes],
        widths={"label": 28, "count": 10, **{option.value: 9 for option in crossed.columns}},
        fills=goal_fills() if across == "sdg" else {},
        frozen=1,
    )
    return download(settings, shown, f"matrix-{down}-{across}", what, [sheet])


@router.serve("/gaps.xlsx", workbook_policy([*urls.parameters(), "missing"]))
def gaps_workbook(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    query, missing = urls.from_form(request.query_params), missing_facts(request)
    own = [("missing", name) for name in missing]
    page = settings.base + urls.url([*own, *urls.query_params(query, "limit", "offset")], "/gaps")
    with store.snapshot() as session:
        check_size(search(session, urls.condition_of(query)).total, settings.workbook_rows)
        found = search(session, whole_of(query), facets=facet_names())
        words = words_in_scope(session, found)
        shown = listed(session, query, found, words, page)
    read = gaps.with_missing(gaps.read_facts(initiatives_public(found.documents, settings.base)), missing)
    what, titles = _("書かれていないこと"), [_(fact.title) for fact in gaps.FACTS if fact.name in missing]
    shown = shown._replace(total=len(read))
    if titles:
        lacking = _("%(facts)sの記載がないもの", facts="・".join(titles))
        shown = shown._replace(
            condition=f"{shown.condition}（{lacking}）",
            short=_("%(what)s（%(n)s件）", what=lacking, n=len(read)),
        )
    names = ("label", "text", "kind", *gaps.NAMES, "stated_count", "id", "url")
    columns = [column for name in names for column in gaps.COLUMNS if column.name == name]
    widths = {"label": 24, "text": 50, "stated_count": 12, **dict.fromkeys(gaps.NAMES, 14)}
    sheet = Sheet(what, columns, gaps.csv_rows(read), shown.head(what), widths, printed=11, frozen=1)
    return download(settings, shown, "gaps", what, [sheet])


@router.serve(TAGS_WORKBOOK, workbook_policy(urls.parameters()))
def tags_workbook(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    query, what = urls.from_form(request.query_params), _("推定の理由")
    page = settings.base + urls.url(urls.query_params(query, "sort", "limit", "offset"), "/tags")
    with store.snapshot() as session:
        check_size(search(session, urls.condition_of(query)).total, settings.workbook_rows)
        found = search(session, whole_of(query), facets=facet_names())
        shown = listed(session, query, found, words_in_scope(session, found), page)
    tags = editorial_tags.collect_tags(initiatives_public(found.documents, settings.base), query.sdg)
    sheet = tag_sheet(what, tags, shown.head(_("%(what)s（%(n)s件の推定）", what=what, n=len(tags))))
    return download(settings, shown, "tags", what, [sheet])


def whole_of(query: InitiativeQuery) -> SortedFilter:
    """The query without its page."""
    return SortedFilter.model_validate(query.model_dump(exclude={"limit", "offset"}))


def _figures(kpis: Sequence[Item]) -> Sheet:
    rows = [row for kpi in kpis for row in observations(kpi)]
    return Sheet(_("指標の数値"), without_names(OBSERVATION_COLUMNS), rows)


@router.serve("/timeline.xlsx", workbook_policy(urls.parameters()))
def timeline_workbook(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    query, what = urls.from_form(request.query_params), _("年表")
    page = settings.base + urls.url(urls.query_params(query, "sort", "limit", "offset"), "/timeline")
    with store.snapshot() as session:
        check_size(search(session, urls.condition_of(query)).total, settings.workbook_rows)
        found = search(session, whole_of(query), facets=facet_names())
        words = words_in_scope(session, found)
        items = initiatives_public(found.documents, settings.base)
        kpis = timeline_chart.commitments(items, other_kpis(session, query, settings, settings.workbook_rows))
        titles = plan_titles(session, (kpi["plan"] for kpi in kpis))
        shown = listed(session, query, found, words, page)
    condition = _("%(initiatives)sが挙げる時期", initiatives=shown.condition)
    shown = shown._replace(condition=condition, total=len(kpis))
    # An initiative names its KPIs without their addresses.
    kpis = [{**kpi, "url": f"{settings.base}/kpis/{kpi['id']}"} for kpi in kpis]
    sheets = [kpi_sheet(what, kpis, shown.head(what), titles), _figures(kpis)]
    return download(settings, shown, "timeline", what, sheets)


@router.serve("/kpis.xlsx", workbook_policy(KpiQuery.model_fields))
def kpis_workbook(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    query, what = urls.read_query(KpiQuery, request.query_params), _("指標")
    with store.snapshot() as session:
        revision = current_revision(session)
        check_values(session, KPIS, query)
        rows, total = list_rows(session, KPIS, query, settings.workbook_rows, 0)
        check_size(total, settings.workbook_rows)
        titles = plan_titles(session, (row.plan_id for row in rows))
    kpis = [kpi_public(row, settings).model_dump(mode="json") for row in rows]
    params = kpi_list.query_params(query, "limit", "offset")
    chips = list(kpi_list.chips(query, {("plan", plan): title for plan, title in titles.items() if plan}))
    plan = next(iter(titles.values())) if len(titles) == 1 else None
    chips = [chip for chip in chips if chip.label != plan]
    condition = "、".join(f"{chip.title}『{chip.label}』" for chip in chips) or _("すべての指標")
    page = settings.base + urls.url(params, kpi_list.PATH)
    shown = Listed(plan, condition, total, page, revision, "・".join(chip.label for chip in chips))
    sheets = [kpi_sheet(what, kpis, shown.head(), titles), _figures(kpis)]
    return download(settings, shown, "kpis", what, sheets)


@router.serve(
    comparison.WORKBOOK,
    workbook_policy(field.alias or name for name, field in ComparisonQuery.model_fields.items()),
)
def comparison_workbook(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    query = urls.read_query(ComparisonQuery, request.query_params)
    with store.snapshot() as session:
        compared = read_comparison(session, query)
    found = compared.found
    titles = " → ".join(plan.title for plan in compared.plans or ()) or _("比べる計画がありません")
    chips = [f"{chip.title}『{chip.label}』" for chip in comparison.chips(query, found.names)]
    page = settings.base + urls.url(comparison.query_params(query, "limit", "offset"), comparison.PATH)
    condition = "、".join(chips) or _("すべての項目")
    shown = Listed(titles, condition, len(found.pairs), page, compared.revision)
    names = (
        "relation",
        "state",
        "kind",
        "pillar.name",
        "earlier.name",
        "earlier.text",
        "later.name",
        "later.text",
    )
    columns = [column for name in names for column in COMPARISON_COLUMNS if column.name == name]
    columns += [column for column in COMPARISON_COLUMNS if column.name not in names]
    widths = {
        "earlier.text": 40,
        "later.text": 40,
        "earlier.name": 22,
        "later.name": 22,
        "relation": 12,
        "state": 14,
    }
    head = [*shown.head(_(TITLE)), _(comparison.READING)]
    sheet = Sheet(_("比較"), columns, rows(found, settings.base), head, widths, printed=len(names))
    lines = {comparison.pair_label(code): f"{number}件" for code, number in found.counts.items()}
    return download(settings, shown, "compare", _(TITLE), [sheet], lines)
