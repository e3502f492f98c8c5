"""/initiatives.xlsx: the initiatives of a query as an Excel workbook."""

from dataclasses import replace
from typing import Final

from fastapi import Request, Response

from app.errors import BadRequest, FieldError
from app.i18n.messages import _
from app.models.attribution import license_of, source_line
from app.models.initiative import each_initiative_public
from app.pages import active_filters, labels, urls
from app.search.facets import facet_names
from app.search.filters import SortedFilter
from app.search.query import search
from app.web.clients import while_awaited
from app.web.dependencies import SettingsDep, StoreDep
from app.web.responses import attachment, dated_response
from app.web.routing import DOWNLOAD, Router

router = Router()

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.serve(
    urls.WORKBOOK,
    replace(DOWNLOAD, is_xml=True, heavy=True, parameters=frozenset(urls.parameters())),
)
def initiatives_workbook(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    # Imported on the first request, because the writer of Excel files makes the start slower.
    from app.publication.files.reading_copy import READING, UNOFFICIAL, result  # noqa: PLC0415

    query = urls.from_form(request.query_params)
    whole = SortedFilter.model_validate(query.model_dump(exclude={"limit", "offset"}))
    with store.snapshot() as session:
        counted = search(session, urls.condition_of(query)).total
        # Workbooks are written in memory. A larger result is rejected, not cut.
        if counted > settings.workbook_rows:
            detail = _(
                "%(n)s件あり、Excelのファイルは%(most)s件までです。絞り込むか、CSVを使ってください。",
                n=counted,
                most=settings.workbook_rows,
            )
            raise BadRequest([FieldError(parameter="query", detail=detail)])
        found = search(session, whole, facets=facet_names())
    chips = active_filters.chips(query, found)
    license_ = license_of(settings)
    lines = {
        "条件": active_filters.sentence(chips),
        "件数": f"{found.total}件",
        "並び順": labels.SORTS[query.sort],
        "URL": settings.base + urls.url(urls.query_params(query, "limit", "offset")),
        "出典": source_line(settings),
        "ライセンス": license_.name if license_ else "記載なし",
        "公式かどうか": "公式の公開です。" if settings.official else UNOFFICIAL,
        "改訂番号": str(found.revision.revision),
        "更新日時": found.revision.updated_at.isoformat(),
        **READING,
    }
    modified = found.revision.updated_at
    items = list(while_awaited(each_initiative_public(found.documents, settings.base)))
    content = result(lines, items, modified)
    disposition = attachment("hoshin-initiatives.xlsx", "方針データ_取組.xlsx")
    return dated_response(content, MEDIA_TYPE, modified, {"Content-Disposition": disposition})
