"""SDG goals and targets (code lists) and the tags that initiatives carry."""

import re
from typing import Annotated, Final

from pydantic import Field as Alias
from sqlmodel import Field, Relationship, col

from app.i18n.messages import N_
from app.models.columns import PLAN, URL, Column, Heading, columns_of, of_plans
from app.models.public import Public
from app.models.reference import targets_by_code
from app.models.resource import Resource
from app.models.types import Code, Table, one_of
from app.models.vocabulary import Basis, Review
from app.settings import Settings


class SdgGoal(Table, table=True):
    __tablename__ = "sdg_goal"

    number: int = Field(primary_key=True)
    name: str
    name_en: str
    title_en: str
    color: str
    uri: str

    targets: list["SdgTarget"] = Relationship(
        sa_relationship_kwargs={"lazy": "selectin", "order_by": "SdgTarget.position"}
    )


class SdgTarget(Table, table=True):
    __tablename__ = "sdg_target"

    code: str = Field(sa_type=Code, primary_key=True)
    goal: int = Field(foreign_key="sdg_goal.number", index=True)
    position: int
    text_ja: str
    text_en: str
    uri: str


class SdgTag(Table, table=True):
    """One goal of one initiative, with what the tag rests on. `from_id` is the pillar or theme that states it
    for what stands below, None for the initiative's own."""

    __tablename__ = "sdg_tag"
    __table_args__ = (one_of("basis", Basis), one_of("review", Review))

    initiative_id: str = Field(sa_type=Code, primary_key=True, foreign_key="initiative.id")
    goal: int = Field(primary_key=True, foreign_key="sdg_goal.number")
    plan_id: str = Field(sa_type=Code, foreign_key="plan.id", index=True)
    target: str | None = Field(default=None, sa_type=Code, foreign_key="sdg_target.code")
    basis: str = Field(sa_type=Code)
    reason: str | None
    evidence: str | None
    review: str | None = Field(default=None, sa_type=Code)
    from_id: str | None = Field(default=None, sa_type=Code)


class SdgTagPublic(Public):
    goal: Annotated[int, Heading("SDGs目標", "SDGsの目標番号。根拠の列とともに使うこと")]
    target: Annotated[str | None, Heading("SDGsターゲット", "SDGsのターゲット番号")]
    name: Annotated[str, Heading("SDGs目標の名称", "SDGsの目標の名称")]
    basis: Annotated[str, Heading("SDGsの根拠", "SDGsタグの根拠", Basis)]
    reason: Annotated[str | None, Heading("SDGsの理由", "編集によるSDGsタグの理由")]
    evidence: Annotated[str | None, Heading("SDGsの根拠語句", "SDGsタグが拠る原文の語句")]
    review: Annotated[str | None, Heading("SDGsの確認状況", "担当課による確認の状況", Review)]
    from_: Annotated[
        str | None,
        Alias(alias="from"),
        Heading("SDGsを述べる項目ID", "目標を述べる柱・施策のID。取組自身が述べるものは空"),
    ]
    uri: Annotated[str, Heading("SDGs目標の国連URI", "国連が定めた、目標の識別子")]
    target_uri: Annotated[str | None, Heading("SDGsターゲットの国連URI", "国連が定めた、ターゲットの識別子")]


SDG_TAG_COLUMNS: Final = of_plans(
    (
        Column("ID", "row", "行のID（取組のIDと目標の番号から成る）", required=True),
        PLAN,
        Column("取組ID", "initiative", "取組のID", required=True),
        Column("SDGs目標", "goal", "SDGsの目標番号", "integer", required=True),
        Column("SDGsターゲット", "target", "SDGsのターゲット番号"),
        Column(
            "ターゲットの文",
            "target_text",
            "ターゲットの日本語の文（総務省による仮訳）",
            value=lambda tag: targets_by_code()[tag["target"]]["text_ja"] if tag["target"] else None,
        ),
        Column("SDGs目標の名称", "name", "SDGsの目標の名称", required=True),
        Column("根拠", "basis", "タグの根拠", required=True, words=Basis),
        Column("理由", "reason", "編集によるタグの理由"),
        Column("根拠語句", "evidence", "タグが拠る原文の語句"),
        Column("確認状況", "review", "担当課による確認の状況", words=Review),
        Column("述べる項目ID", "from", "目標を述べる柱・施策のID。取組自身が述べるものは空"),
        Column("SDGs目標の国連URI", "uri", "国連が定めた、目標の識別子", required=True),
        Column("SDGsターゲットの国連URI", "target_uri", "国連が定めた、ターゲットの識別子"),
    )
)


class SdgTargetPublic(Public):
    code: Annotated[str, Heading("ターゲット", "ターゲットの番号")]
    text_ja: Annotated[str, Heading("日本語の文", "日本語の文（総務省による仮訳）")]
    text_en: str
    uri: str


class SdgGoalPublic(Public):
    goal: Annotated[int, Heading("目標", "目標の番号（1〜17）")]
    name: Annotated[str, Heading("名称", "日本語の名称")]
    name_en: Annotated[str, Heading("英語名", "英語の短い名称")]
    title_en: Annotated[str, Heading("英語の正式名", "英語の正式な文")]
    color: Annotated[str, Heading("色", "国連が定めた色")]
    uri: str
    targets: list[SdgTargetPublic]
    url: str


# A goal's number as its id: no leading zero.
NUMBER: Final = re.compile("[1-9]|1[0-7]")


def sdg_goal_public(goal: SdgGoal, settings: Settings) -> SdgGoalPublic:
    return SdgGoalPublic.of(goal, goal=goal.number, url=f"{settings.base}/sdgs/{goal.number}")


SDG_GOALS: Final = Resource(
    name="sdg-goals",
    title=N_("SDGs目標"),
    table=SdgGoal,
    key=col(SdgGoal.number),
    shape=SdgGoalPublic,
    public=sdg_goal_public,
    columns=(*columns_of(SdgGoalPublic), Column("国連URI", "uri", "国連の識別子", required=True), URL),
    order=(col(SdgGoal.number),),
    read_key=lambda text: int(text) if NUMBER.fullmatch(text) else 0,
)
