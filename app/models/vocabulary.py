"""The fixed vocabularies: one enum a thing, each member with the Japanese word that people see."""

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A code for machines and, as `label`, the Japanese word for people."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class Basis(Labelled):
    """What a fact that relates two things rests on."""

    STATED = "stated", "原文に記載"
    LAYOUT = "layout", "紙面の配置による"
    EDITORIAL = "editorial", "編集による推定"


STATED_BASES = (Basis.STATED.value, Basis.LAYOUT.value)
"""What `basis=stated` lets through: the text says it, or its place on the sheet does."""


class Review(Labelled):
    """Whether the office that is responsible has looked at an editorial tag."""

    UNREVIEWED = "unreviewed", "担当課未確認"
    CONFIRMED = "confirmed", "担当課確認済み"
    DISPUTED = "disputed", "異議あり"


class InitiativeKind(Labelled):
    MEASURE = "measure", "区の取組"
    BUREAU_PROJECT = "bureau_project", "局事業"


class PassageKind(Labelled):
    TITLE = "title", "表題"
    SECTION_HEADING = "section_heading", "見出し"
    PILLAR_HEADING = "pillar_heading", "柱の見出し"
    COLUMN_HEADING = "column_heading", "表の見出し"
    GOAL_HEADLINE = "goal_headline", "基本目標"
    GOAL_STATEMENT = "goal_statement", "基本目標の説明"
    PRINCIPLE = "principle", "組織運営の方針"
    PRINCIPLE_STATEMENT = "principle_statement", "組織運営の説明"
    THEME_LEAD = "theme_lead", "施策のリード文"
    CAPTION = "caption", "写真・図の説明"
    POINTER = "pointer", "案内"


class KpiKind(Labelled):
    QUANTITY = "quantity", "数量"
    MILESTONE = "milestone", "節目"
    PERIOD = "period", "期間"
    DELIVERABLE = "deliverable", "成果物"
    EVENT = "event", "外部の行事"


class Precision(Labelled):
    DAY = "day", "日"
    MONTH = "month", "月"
    FISCAL_HALF = "fiscal_half", "半期"
    FISCAL_YEAR = "fiscal_year", "年度"
    YEAR = "year", "年"


class Certainty(Labelled):
    PLANNED = "planned", "予定"
    AIMED = "aimed", "目標"
    CONSIDERED = "considered", "検討"


class OrganisationKind(Labelled):
    MUNICIPALITY = "municipality", "市町村"
    WARD = "ward", "区"
    BUREAU = "bureau", "局"
    BOARD_OFFICE = "board_office", "委員会事務局"


class Role(Labelled):
    RESPONSIBLE = "responsible", "所管"
    PARTNER = "partner", "連携"


class Relation(Labelled):
    SAME_SUBJECT = "same_subject", "同じ事業・対象"
    SAME_PLACE = "same_place", "同じ場所"


class Absence(Labelled):
    """Why a field holds nothing."""

    NOT_STATED = "not_stated", "記載なし"
    NOT_REPORTED = "not_reported", "報告なし"
    NOT_APPLICABLE = "not_applicable", "対象外"


class Action(Labelled):
    """What an import did to an item."""

    ADDED = "added", "追加"
    CHANGED = "changed", "変更"
    WITHDRAWN = "withdrawn", "取下げ"
