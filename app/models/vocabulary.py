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
    REJECTED = "rejected", N_("担当課取消し")


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
    PARAGRAPH = "paragraph", N_("本文の段落")
    HEADING = "heading", N_("小見出し")
    NOTE = "note", N_("注記")


class KpiKind(Labelled):
    QUANTITY = "quantity", N_("数量")
    LEVEL = "level", N_("水準")
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
    FISCAL_YEARS = "fiscal_years", N_("複数年度")


class Certainty(Labelled):
    PLANNED = "planned", N_("予定")
    AIMED = "aimed", N_("目標")
    CONSIDERED = "considered", N_("検討")


class OrganisationKind(Labelled):
    MUNICIPALITY = "municipality", N_("市町村")
    WARD = "ward", N_("区")
    BUREAU = "bureau", N_("局")
    DEPARTMENT = "department", N_("部")
    DIVISION = "division", N_("課")
    SECTION = "section", N_("係")
    HEADQUARTERS = "headquarters", N_("本部")
    BOARD = "board", N_("委員会")
    BOARD_OFFICE = "board_office", N_("委員会事務局")


class Role(Labelled):
    RESPONSIBLE = "responsible", N_("所管")
    JOINT = "joint", N_("共管")
    COOPERATING = "cooperating", N_("協力")
    PARTNER = "partner", N_("連携")


# The roles that `bureau=` finds.
RESPONSIBLE_ROLES = (Role.RESPONSIBLE.value, Role.JOINT.value)


class Relation(Labelled):
    SAME_SUBJECT = "same_subject", N_("同じ事業・対象")
    SAME_PLACE = "same_place", N_("同じ場所")
    # Something in common, without being the same thing.
    RELATED = "related", N_("関連がある")


class PlanStatus(Labelled):
    """A draft calls itself 案, 素案 or 原案."""

    DRAFT = "draft", N_("案")
    ADOPTED = "adopted", N_("決定")


class Extent(Labelled):
    """How much of the document is transcribed."""

    WHOLE = "whole", N_("全部")
    PARTIAL = "partial", N_("一部")


class Wording(Labelled):
    VERBATIM = "verbatim", N_("原文のまま")
    SUMMARY = "summary", N_("要約")


class FigureStatus(Labelled):
    """What a baseline or a result is."""

    ACTUAL = "actual", N_("実績")
    ESTIMATE = "estimate", N_("推計")
    FORECAST = "forecast", N_("見込み")


class Direction(Labelled):
    INCREASE = "increase", N_("増やす")
    DECREASE = "decrease", N_("減らす")
    KEEP = "keep", N_("保つ")


class ProgressState(Labelled):
    """How far a KPI has come."""

    MEASURED = "measured", N_("数値で測れる")
    ACHIEVED = "achieved", N_("達成")
    NOT_ACHIEVED = "not_achieved", N_("未達")
    NOT_ASSESSABLE = "not_assessable", N_("判定できない")


class MentionRole(Labelled):
    """Whether a quoted sentence makes the commitment or only refers to it."""

    COMMITS = "commits", N_("約束している")
    REFERS = "refers", N_("言及している")


class OwnerKind(Labelled):
    """What a KPI stands with."""

    PLAN = "plan", N_("計画")
    PILLAR = "pillar", N_("柱")
    THEME = "theme", N_("施策")
    MEASURE = "measure", N_("区の取組")
    BUREAU_PROJECT = "bureau_project", N_("局事業")


class FigureKind(Labelled):
    """What a figure of a KPI is."""

    BASELINE = "baseline", N_("基準値")
    TARGET = "target", N_("目標")
    RESULT = "result", N_("結果")


class AmountKind(Labelled):
    BUDGET = "budget", N_("予算額")
    SETTLEMENT = "settlement", N_("決算額")
    COST = "cost", N_("事業費")


class AnnotationKind(Labelled):
    """What words of the text name."""

    PLACE = "place", N_("場所")
    FACILITY = "facility", N_("施設")
    PROGRAMME = "programme", N_("事業名")
    PARTNER = "partner", N_("協働の相手")
    TARGET_GROUP = "target_group", N_("対象")
    EVENT = "event", N_("行事")


class ContinuationRelation(Labelled):
    """How an item of this edition follows one of an earlier edition."""

    CONTINUED = "continued", N_("継続")
    RENAMED = "renamed", N_("名称の変更")
    REWORDED = "reworded", N_("表現の変更")
    EXPANDED = "expanded", N_("拡充")
    NARROWED = "narrowed", N_("縮小")
    MEANS_CHANGED = "means_changed", N_("手段の変更")
    MERGED = "merged", N_("統合")
    SPLIT = "split", N_("分割")
    COMPLETED = "completed", N_("完了")
    ENDED = "ended", N_("終了")
    NEW = "new", N_("新規")


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
