"""Fixed vocabularies: enums whose members each have a Japanese label.

Files and feeds write the label; pages translate it.
"""

from enum import StrEnum
from typing import Self

from app.i18n.messages import N_


class Labelled(StrEnum):
    """A code with its Japanese `label`."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class Basis(Labelled):
    """What a fact that relates two things rests on."""

    STATED = "stated", N_("原文に記載")
    LAYOUT = "layout", N_("紙面の配置による")
    EDITORIAL = "editorial", N_("編集による推定")


# The bases of `basis=stated`: the text says it, or its place on the sheet does.
STATED_BASES = (Basis.STATED.value, Basis.LAYOUT.value)


class Review(Labelled):
    """Whether the office that is responsible has looked at an editorial tag."""

    UNREVIEWED = "unreviewed", N_("担当課未確認")
    CONFIRMED = "confirmed", N_("担当課確認済み")
    DISPUTED = "disputed", N_("異議あり")


class InitiativeKind(Labelled):
    MEASURE = "measure", N_("区の取組")
    BUREAU_PROJECT = "bureau_project", N_("局事業")


class PassageKind(Labelled):
    TITLE = "title", N_("表題")
    SECTION_HEADING = "section_heading", N_("見出し")
    PILLAR_HEADING = "pillar_heading", N_("柱の見出し")
    COLUMN_HEADING = "column_heading", N_("表の見出し")
    GOAL_HEADLINE = "goal_headline", N_("基本目標")
    GOAL_STATEMENT = "goal_statement", N_("基本目標の説明")
    PRINCIPLE = "principle", N_("組織運営の方針")
    PRINCIPLE_STATEMENT = "principle_statement", N_("組織運営の説明")
    THEME_LEAD = "theme_lead", N_("施策のリード文")
    CAPTION = "caption", N_("写真・図の説明")
    POINTER = "pointer", N_("案内")


class KpiKind(Labelled):
    QUANTITY = "quantity", N_("数量")
    MILESTONE = "milestone", N_("節目")
    PERIOD = "period", N_("期間")
    DELIVERABLE = "deliverable", N_("成果物")
    EVENT = "event", N_("外部の行事")


class Comparator(Labelled):
    """How a result is compared with the value of a target."""

    EQUAL = "=", N_("ちょうど")
    AT_LEAST = ">=", N_("以上")
    AT_MOST = "<=", N_("以下")


class Precision(Labelled):
    DAY = "day", N_("日")
    MONTH = "month", N_("月")
    FISCAL_HALF = "fiscal_half", N_("半期")
    FISCAL_YEAR = "fiscal_year", N_("年度")
    YEAR = "year", N_("年")


class Certainty(Labelled):
    PLANNED = "planned", N_("予定")
    AIMED = "aimed", N_("目標")
    CONSIDERED = "considered", N_("検討")


class OrganisationKind(Labelled):
    MUNICIPALITY = "municipality", N_("市町村")
    WARD = "ward", N_("区")
    BUREAU = "bureau", N_("局")
    BOARD_OFFICE = "board_office", N_("委員会事務局")


class Role(Labelled):
    RESPONSIBLE = "responsible", N_("所管")
    PARTNER = "partner", N_("連携")


class Relation(Labelled):
    SAME_SUBJECT = "same_subject", N_("同じ事業・対象")
    SAME_PLACE = "same_place", N_("同じ場所")


class Absence(Labelled):
    """Why a field has no value."""

    NOT_STATED = "not_stated", N_("記載なし")
    NOT_REPORTED = "not_reported", N_("報告なし")
    NOT_APPLICABLE = "not_applicable", N_("対象外")


class Action(Labelled):
    """What an import did to an item."""

    ADDED = "added", N_("追加")
    CHANGED = "changed", N_("変更")
    WITHDRAWN = "withdrawn", N_("取下げ")
