"""What initiatives have several of, one row each, under the filters of their list: goals, organisations and
what their words name."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Query, Response

from app.i18n.messages import N_
from app.models.annotation import INITIATIVE_ANNOTATION_COLUMNS
from app.models.columns import Column
from app.models.initiative import INITIATIVE_ORGANISATION_COLUMNS, each_initiative_public
from app.models.sdg import SDG_TAG_COLUMNS
from app.publication.files.table_items import members
from app.search.filters import SortedFilter
from app.search.query import whole_result
from app.web.dependencies import SettingsDep, StoreDep
from app.web.openapi import csv_answers
from app.web.responses import csv_list
from app.web.routing import Router

router = Router(tags=["取組"])


def _add(name: str, field: str, title: str, columns: Sequence[Column]) -> None:
    @router.whole_list(
        f"/api/v1/{name}.csv",
        summary=f"{title}の一覧（CSV）",
        responses=csv_answers(),
        operation_id=f"csv_{name.replace('-', '_')}",
    )
    def csv_rows(store: StoreDep, settings: SettingsDep, query: Annotated[SortedFilter, Query()]) -> Response:
        with store.snapshot() as session:
            revision, documents = whole_result(session, query)
            rows = members(each_initiative_public(documents, settings.base), field)
        return csv_list(columns, rows, revision, name, title)


_add("sdg-tags", "sdgs", N_("取組のSDGsタグ"), SDG_TAG_COLUMNS)
_add("initiative-organisations", "organisations", N_("取組の所管組織"), INITIATIVE_ORGANISATION_COLUMNS)
_add("initiative-annotations", "annotations", N_("取組の注釈"), INITIATIVE_ANNOTATION_COLUMNS)
