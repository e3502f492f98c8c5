"""The query parameters of pages, API and files, each declared once."""

import unicodedata
from functools import partial
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from app.i18n.fiscal import parse_fiscal_year
from app.i18n.messages import _
from app.search.folding import words
from app.search.parameter_codes import (
    ComparedKind,
    KindValue,
    KpiValue,
    PairCode,
    ReviewValue,
    SdgValue,
    Sort,
    StateValue,
)

MAX_Q: Final = 200
MAX_VALUES: Final = 100
MAX_OFFSET: Final = 10_000_000

# The names of app/search/dimensions.py.
Axis = Literal[
    "pillar",
    "theme",
    "viewpoint",
    "sdg",
    "bureau",
    "kind",
    "kpi",
    "state",
    "review",
    "place",
    "target_group",
    "partner",
    "programme",
]
FacetName = Literal["plan", "year", "issuer", "series", Axis]
# Names are compared in NFC, and the facet index has them so.
_nfc: Final = partial(unicodedata.normalize, "NFC")
Value = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_nfc)]


def _year(written: object) -> object:
    return parse_fiscal_year(written) if isinstance(written, str) else written


def _digits_only(written: object) -> object:
    # Python would also read 1_0, 1.0, +1 and １ as numbers.
    if isinstance(written, str) and not (written.removeprefix("-").isdecimal() and written.isascii()):
        raise ValueError(_("整数で書いてください（例 100）。"))
    return written


WholeNumber = Annotated[int, BeforeValidator(_digits_only, json_schema_input_type=int)]


def between(least: int, most: int) -> dict[str, Any]:
    """The bounds of a whole number, for its check and for the document: the input type hides the former."""
    return {"ge": least, "le": most, "json_schema_extra": {"minimum": least, "maximum": most}}


def _searchable(q: str | None) -> str | None:
    if q is not None and not words(q):
        raise ValueError(_("検索語がありません。文字や数字を含む言葉を入れてください。"))
    return q


class Scope(BaseModel):
    """The parameters that restrict plans."""

    model_config = ConfigDict(frozen=True)

    plan: Value | None = Field(default=None, description="計画のID（例 141127-2022）または表題")
    year: Annotated[int, BeforeValidator(_year, json_schema_input_type=str)] | None = Field(
        default=None,
        description="年度。その年度に効力のある計画に絞る。2022、R4、令和4年度 のいずれの書き方でもよい",
    )
    issuer: Value | None = Field(default=None, description="計画を出した組織のIDまたは名称")
    series: Value | None = Field(
        default=None, description="計画の系列のID（団体コード-系列の記号）または名称"
    )


class Paging(BaseModel):
    """One page of a list."""

    model_config = ConfigDict(frozen=True)

    limit: WholeNumber = Field(default=100, **between(1, 1000), description="1回に返す件数")
    offset: WholeNumber = Field(default=0, **between(0, MAX_OFFSET), description="先頭から飛ばす件数")


class ScopedPage(Scope, Paging):
    """The parameters of a list that is restricted by plan alone."""


Words = Annotated[str, Field(min_length=1, max_length=MAX_Q), AfterValidator(_searchable)]


class Conditions(BaseModel):
    """The filters of initiatives of one kind: OR within one parameter, AND across them."""

    model_config = ConfigDict(frozen=True)

    q: Words | None = Field(
        default=None, description="検索語。空白で区切るとすべてを含むもの。1文字から検索できる"
    )
    pillar: list[Value] = Field(
        default=[], max_length=MAX_VALUES, description="柱のIDまたは名称。none は柱の記載なし"
    )
    theme: list[Value] = Field(
        default=[],
        max_length=MAX_VALUES,
        description="施策のIDまたは名称。その下の施策の取組も含む。none は施策なし",
    )
    viewpoint: list[Value] = Field(
        default=[], max_length=MAX_VALUES, description="視点のIDまたは名称。none は視点の記載なし"
    )
    sdg: list[SdgValue] = Field(
        default=[], max_length=MAX_VALUES, description="SDGsの目標番号。none はタグなし"
    )
    bureau: list[Value] = Field(
        default=[], max_length=MAX_VALUES, description="所管組織のIDまたは名称。none は所管の記載なし"
    )
    kpi: list[KpiValue] = Field(default=[], max_length=MAX_VALUES, description="指標の種類。none は指標なし")
    state: list[StateValue] = Field(
        default=[], max_length=MAX_VALUES, description="最も新しい報告の状況。報告がなければ not_reported"
    )
    review: list[ReviewValue] = Field(
        default=[], max_length=MAX_VALUES, description="編集による推定の確認の状況。none は推定なし"
    )
    basis: Literal["any", "stated"] = Field(
        default="any", description="stated は、編集による推定を除き原文に記載のあるものだけで絞り込む"
    )


class ContentFilter(Conditions, Scope):
    """The filters of initiatives of one kind in some plans."""

    place: list[Value] = Field(
        default=[], max_length=MAX_VALUES, description="取組の文が挙げる場所・施設。原文の語句のまま"
    )
    target_group: list[Value] = Field(
        default=[], max_length=MAX_VALUES, description="取組の文が挙げる対象。原文の語句のまま"
    )
    partner: list[Value] = Field(
        default=[], max_length=MAX_VALUES, description="取組の文が挙げる協働の相手。原文の語句のまま"
    )
    programme: list[Value] = Field(
        default=[], max_length=MAX_VALUES, description="取組の文が挙げる事業名・行事。原文の語句のまま"
    )


class InitiativeFilter(ContentFilter):
    """The filters of initiatives."""

    kind: list[KindValue] = Field(default=[], max_length=MAX_VALUES, description="取組の種類")


class Order(BaseModel):
    sort: Sort = Field(default="document", description="並び順（原文の順・見出し順・期日順）")


class FacetSelection(BaseModel):
    """The facets to count beside a list."""

    facet: list[FacetName] = Field(
        default=[],
        max_length=MAX_VALUES,
        description="件数を数える項目。指定すると、選択肢ごとの件数が facets として付く",
    )


class ContentQuery(ContentFilter, Order, Paging, FacetSelection):
    """A filter within one kind, with an order, a page of its result, and the facets to count."""


class SortedFilter(InitiativeFilter, Order):
    """A filter with an order: files hold the whole result."""


class InitiativeQuery(InitiativeFilter, Order, Paging):
    """A filter with an order and a page of its result."""


class ListQuery(InitiativeQuery, FacetSelection):
    """A filter with an order, a page of its result, and the facets to count."""


class ComparisonFilter(Conditions):
    """Two plans, and which of their items are compared. What restricts initiatives applies to either side."""

    earlier: Value | None = Field(default=None, alias="from", description="前の計画のID")
    later: Value | None = Field(default=None, alias="to", description="後の計画のID")
    kind: list[ComparedKind] = Field(default=[], max_length=MAX_VALUES, description="項目の種類")
    relation: list[PairCode] = Field(
        default=[], max_length=MAX_VALUES, description="つながり、または、つながりについて分かっていること"
    )


class ComparisonQuery(ComparisonFilter, Paging):
    """A comparison and a page of it."""


class FacetsFilter(InitiativeFilter):
    """A filter and the facets to count under it."""

    facet: list[FacetName] = Field(
        default=[], max_length=MAX_VALUES, description="件数を数える項目。省くとすべて"
    )


# The parameters of Scope. Those of app/search/dimensions.py restrict initiatives and may be repeated.
SCOPES: Final = ("plan", "year", "issuer", "series")
