"""The query parameters of the lists beside initiatives: passages, annotations, KPIs and their figures."""

from pydantic import Field

from app.search.filters import MAX_VALUES, Scope, ScopedPage, Value, Words
from app.search.parameter_codes import AnnotationKindValue, KpiKindValue, ProgressValue


class PassageFilter(Scope):
    """The filters of passages."""

    q: Words | None = Field(default=None, description="検索語。空白で区切るとすべてを含むもの")


class PassageQuery(PassageFilter, ScopedPage):
    """A filter of passages and a page of its result."""


class AnnotationFilter(Scope):
    """The filters of annotations: OR within one parameter, AND across them."""

    kind: list[AnnotationKindValue] = Field(
        default=[], max_length=MAX_VALUES, description="語句が指すものの種類"
    )
    words: list[Value] = Field(
        default=[], max_length=MAX_VALUES, description="注釈の語句。原文と一字一句同じもの"
    )
    item: list[Value] = Field(default=[], max_length=MAX_VALUES, description="注釈がある項目のID")


class AnnotationQuery(AnnotationFilter, ScopedPage):
    """A filter of annotations and a page of its result."""


class KpiFilter(Scope):
    """The filters of KPIs: OR within one parameter, AND across them."""

    kind: list[KpiKindValue] = Field(default=[], max_length=MAX_VALUES, description="指標の種類")
    progress: list[ProgressValue] = Field(default=[], max_length=MAX_VALUES, description="指標の進み具合")
    owner: list[Value] = Field(
        default=[], max_length=MAX_VALUES, description="指標を掲げる取組・施策・柱・計画のIDまたは名称"
    )


class KpiQuery(KpiFilter, ScopedPage):
    """A filter of KPIs and a page of its result."""


class ObservationFilter(Scope):
    """The filters of the figures of KPIs."""

    kpi: list[Value] = Field(default=[], max_length=MAX_VALUES, description="指標のID")


class ObservationQuery(ObservationFilter, ScopedPage):
    """A filter of figures and a page of its result."""
