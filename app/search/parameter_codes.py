"""The codes that query parameters take."""

from typing import Literal, get_args

from app.models.edition_vocabulary import ItemKind, PairState
from app.models.report_vocabulary import ItemState
from app.models.vocabulary import (
    AnnotationKind,
    ContinuationRelation,
    InitiativeKind,
    KpiKind,
    ProgressState,
    Review,
)
from app.search.dimension import NONE

SdgValue = Literal[
    "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "none"
]
KindValue = Literal["measure", "bureau_project"]
KpiValue = Literal["quantity", "level", "milestone", "period", "deliverable", "event", "none"]
KpiKindValue = Literal["quantity", "level", "milestone", "period", "deliverable", "event"]
AnnotationKindValue = Literal["place", "facility", "programme", "partner", "target_group", "event"]
ProgressValue = Literal["measured", "achieved", "not_achieved", "not_assessable"]
ComparedKind = Literal["pillar", "theme", "measure", "bureau_project", "kpi"]
# A relation; of pairs that no plan states, their state.
PairCode = Literal[
    "continued",
    "renamed",
    "reworded",
    "expanded",
    "narrowed",
    "means_changed",
    "merged",
    "split",
    "completed",
    "ended",
    "new",
    "proposed",
    "not_linked",
    "not_transcribed",
    "elsewhere",
]
StateValue = Literal[
    "not_reported",
    "not_started",
    "in_progress",
    "done",
    "partly_done",
    "changed",
    "cancelled",
    "not_assessable",
]
ReviewValue = Literal["unreviewed", "confirmed", "disputed", "rejected", "none"]
Sort = Literal["document", "label", "due"]
assert set(get_args(KindValue)) == set(InitiativeKind)  # noqa: S101 - the two spellings of one vocabulary
assert set(get_args(KpiValue)) == {*KpiKind, NONE}  # noqa: S101
assert set(get_args(KpiKindValue)) == set(KpiKind)  # noqa: S101
assert {*get_args(StateValue), *get_args(ReviewValue)} == {*ItemState, *Review, NONE}  # noqa: S101
assert set(get_args(AnnotationKindValue)) == set(AnnotationKind)  # noqa: S101
assert set(get_args(ProgressValue)) == set(ProgressState)  # noqa: S101
assert set(get_args(ComparedKind)) == set(ItemKind)  # noqa: S101
assert {*get_args(PairCode), PairState.LINKED} == {*ContinuationRelation, *PairState}  # noqa: S101
