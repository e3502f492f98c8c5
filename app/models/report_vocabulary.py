"""Vocabularies of the reports beside a plan."""

from typing import Final

from app.i18n.messages import N_
from app.models.vocabulary import Labelled


class ReportKind(Labelled):
    """What a report beside the plan is."""

    MIDTERM = "midterm", N_("中間")
    FINAL = "final", N_("年度末")
    REVIEW = "review", N_("確認")


class ItemState(Labelled):
    """What a report says became of an initiative. The words of the ward stand beside it."""

    NOT_REPORTED = "not_reported", N_("報告なし")
    NOT_STARTED = "not_started", N_("未着手")
    IN_PROGRESS = "in_progress", N_("実施中")
    DONE = "done", N_("実施済み")
    PARTLY_DONE = "partly_done", N_("一部実施")
    CHANGED = "changed", N_("内容を変更")
    CANCELLED = "cancelled", N_("取りやめ")
    NOT_ASSESSABLE = "not_assessable", N_("判定できない")


class ReviewFacet(Labelled):
    """What of an item an office has looked at."""

    SDG = "sdg", N_("SDGsの目標")
    PILLAR = "pillar", N_("柱")


# What each state means, in sentences for the pages.
STATE_MEANINGS: Final = {
    ItemState.NOT_REPORTED: N_("この取組について、どの報告もまだ述べていないか、報告なしと述べています。"),
    ItemState.NOT_STARTED: N_("報告の日までに始まっていません。"),
    ItemState.IN_PROGRESS: N_("始まっていて、終わっていません。"),
    ItemState.DONE: N_("計画に書いたことを、その内容のとおりに行いました。"),
    ItemState.PARTLY_DONE: N_("計画に書いたことの一部を行い、残りは行っていません。"),
    ItemState.CHANGED: N_("計画に書いたこととは違う内容や方法で行いました。"),
    ItemState.CANCELLED: N_("行わないことにしました。"),
    ItemState.NOT_ASSESSABLE: N_("報告した担当が、行えたかどうかを判定できないとしています。"),
}
