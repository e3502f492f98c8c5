"""/initiatives.xlsx: the initiatives of a query as an Excel workbook."""

from collections.abc import Mapping

from fastapi import Request, Response

from app.i18n.messages import _
from app.models.columns import Item
from app.models.initiative import each_initiative_public
from app.pages import labels, urls
from app.pages.plan_words import PlanWords, theme_path, words_in_scope
from app.pages.result_view import DEFAULT_COLUMNS, view_of
from app.routers.workbook_download import check_size, download, listed, workbook_policy
from app.search.dimension import NONE
from app.search.dimensions import DIMENSIONS, GROUPINGS
from app.search.facets import facet_names
from app.search.filters import SortedFilter
from app.search.query import SearchResult, search
from app.web.clients import while_awaited
from app.web.dependencies import SettingsDep, StoreDep
from app.web.routing import Router
from app.workbook.initiative_columns import ListWords
from app.workbook.initiative_sheet import Grouping, initiative_sheet

router = Router()


@router.serve(urls.WORKBOOK, workbook_policy([*urls.parameters(), "group", "columns"]))
def initiatives_workbook(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    # Imported on the first request, because the writer of Excel files makes the start slower.
    from app.publication.files.reading_copy import figures_of, long_sheets  # noqa: PLC0415

    query = urls.from_form(request.query_params)
    whole = SortedFilter.model_validate(query.model_dump(exclude={"limit", "offset"}))
    address = settings.base + urls.url(urls.query_params(query, "limit", "offset"))
    with store.snapshot() as session:
        check_size(search(session, urls.condition_of(query)).total, settings.workbook_rows)
        found = search(session, whole, facets=facet_names())
        words = words_in_scope(session, found)
        shown = listed(session, query, found, words, address)
    items = list(while_awaited(each_initiative_public(found.documents, settings.base)))
    group, above = request.query_params.get("group") or NONE, shown.head()
    if group not in (*GROUPINGS, NONE):
        above.append(_("「%(group)s」というまとめ方はありません。まとめずに載せています。", group=group[:50]))
    view = view_of(request.query_params)
    above += [
        _("「%(column)s」という列はありません。", column=one.value)
        for one in view.unknown
        if one.parameter == "columns"
    ]
    chosen = view.columns if view.columns != DEFAULT_COLUMNS else None
    sheets = [
        initiative_sheet(items, above, list_words(words), grouping(group, found, words.titles), chosen),
        *long_sheets(items, figures_of(items, settings.base)),
    ]
    what = shown.short or _("取組の一覧（%(n)s件）", n=found.total)
    return download(settings, shown, "initiatives", what, sheets, {"並び順": labels.SORTS[query.sort]})


def list_words(words: PlanWords) -> ListWords:
    """The words of a plan for a sheet, which has no marks of a language."""
    own, default = words.own, ListWords()
    return ListWords(
        pillar=own.get("pillar", default.pillar),
        theme=own.get("theme", default.theme),
        measure=own.get("measure", default.measure),
        of_ward="measure" not in own,
    )


def grouping(name: str, found: SearchResult, titles: Mapping[str, str]) -> Grouping | None:
    """How rows are grouped; not at all by `none`, nor by what is no group."""
    if name not in GROUPINGS:
        return None
    labels = {option.value: option.label for option in found.facets[name]}
    dimension = DIMENSIONS[name]
    none = labels.get(NONE) or dimension.none_label or ""

    def groups_of(item: Item) -> list[str]:
        if name == GROUPINGS[0]:
            return [theme_path(item["theme_path"]) or item["source"]["section"] or none]
        values = dimension.values_of(item)
        named = [labels.get(one.key) or labels.get(one.label) or one.label for one in values]
        return list(dict.fromkeys(named)) or [none]

    order = {label: place for place, label in enumerate(labels.values())} if name != GROUPINGS[0] else {}
    return Grouping(
        _("%(facet)sごと", facet=titles[name]),
        groups_of,
        lambda group: (group == none, order.get(group, len(order))),
    )
