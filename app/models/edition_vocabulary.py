"""Vocabularies of two editions side by side."""

from app.i18n.messages import N_
from app.models.vocabulary import Labelled


class ItemKind(Labelled):
    """The types of items that follow one another from edition to edition."""

    PILLAR = "pillar", N_("柱")
    THEME = "theme", N_("施策")
    MEASURE = "measure", N_("取組")
    BUREAU_PROJECT = "bureau_project", N_("局事業")
    KPI = "kpi", N_("指標")


class PairState(Labelled):
    """What is known of two items of two editions, or of one alone. What is not known is never called ended."""

    LINKED = "linked", N_("つながりの記載あり")
    PROPOSED = "proposed", N_("候補（未確認）")
    NOT_LINKED = "not_linked", N_("つながりの記載なし")
    NOT_TRANSCRIBED = "not_transcribed", N_("未転記")
    ELSEWHERE = "elsewhere", N_("ほかの計画とのつながりだけ")
