"""/compare.xlsx: the pairs of two editions as an Excel workbook."""

from dataclasses import replace
from typing import Final

from fastapi import Request, Response

from app.i18n.messages import _
from app.models.attribution import license_of, source_line
from app.models.comparison import COMPARISON_COLUMNS
from app.pages import comparison as shown
from app.pages import urls
from app.routers.comparison import TITLE, read_comparison, rows
from app.routers.initiatives_xlsx import MEDIA_TYPE
from app.search.filters import ComparisonQuery
from app.web.dependencies import SettingsDep, StoreDep
from app.web.responses import attachment, dated_response
from app.web.routing import DOWNLOAD, Router

router = Router()

_PARAMETERS: Final = frozenset(field.alias or name for name, field in ComparisonQuery.model_fields.items())


@router.serve(shown.WORKBOOK, replace(DOWNLOAD, is_xml=True, heavy=True, parameters=_PARAMETERS))
def comparison_workbook(request: Request, store: StoreDep, settings: SettingsDep) -> Response:
    # Imported on the first request, because the writer of Excel files makes the start slower.
    from app.publication.files.reading_copy import READING, UNOFFICIAL, result  # noqa: PLC0415
    from app.publication.files.tables import Table  # noqa: PLC0415

    query = urls.read_query(ComparisonQuery, request.query_params)
    with store.snapshot() as session:
        compared = read_comparison(session, query)
    titles = [plan.title for plan in compared.plans or ()] or [_("比べる計画がありません")]
    license_ = license_of(settings)
    lines = {
        "条件": " → ".join(titles),
        "件数": f"{len(compared.found.pairs)}件",
        **{shown.pair_label(code): f"{number}件" for code, number in compared.found.counts.items()},
        "URL": settings.base + urls.url(shown.query_params(query, "limit", "offset"), shown.PATH),
        "出典": source_line(settings),
        "ライセンス": license_.name if license_ else "記載なし",
        "公式かどうか": "公式の公開です。" if settings.official else UNOFFICIAL,
        "つながりの読み方": shown.READING,
        "改訂番号": str(compared.revision.revision),
        "更新日時": compared.revision.updated_at.isoformat(),
        **READING,
    }
    table = Table("compare", "比較", "2つの計画の項目の対応", COMPARISON_COLUMNS)
    content = result(lines, rows(compared.found, settings.base), compared.revision.updated_at, table)
    disposition = attachment("hoshin-compare.xlsx", f"方針データ_{TITLE}.xlsx")
    return dated_response(
        content, MEDIA_TYPE, compared.revision.updated_at, {"Content-Disposition": disposition}
    )
