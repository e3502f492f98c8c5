"""SDG goals and targets as they leave the house."""

import re
from typing import Final

from sqlmodel import col

from app.collection import Resource
from app.columns import URL, Column
from app.language import N_
from app.models import SdgGoal
from app.models.sdg import SdgGoalPublic, SdgTargetPublic
from app.settings import Settings

NUMBER: Final = re.compile("[1-9]|1[0-7]")
"""A goal's number, written the one way that is its id."""


def public(goal: SdgGoal, settings: Settings) -> SdgGoalPublic:
    return SdgGoalPublic(
        goal=goal.number,
        name=goal.name,
        name_en=goal.name_en,
        title_en=goal.title_en,
        color=goal.color,
        uri=goal.uri,
        targets=[
            SdgTargetPublic(code=target.code, text_en=target.text_en, uri=target.uri)
            for target in goal.targets
        ],
        url=f"{settings.base}/sdgs/{goal.number}",
    )


SDG_GOALS: Final = Resource(
    name="sdg-goals",
    title=N_("SDGs目標"),
    table=SdgGoal,
    key=col(SdgGoal.number),
    shape=SdgGoalPublic,
    public=public,
    columns=(
        Column("目標", "goal", "目標の番号（1〜17）", "integer", required=True),
        Column("名称", "name", "日本語の名称", required=True),
        Column("英語名", "name_en", "英語の短い名称", required=True),
        Column("英語の正式名", "title_en", "英語の正式な文", required=True),
        Column("色", "color", "国連が定めた色", required=True),
        Column("ターゲット", "targets.code", "ターゲットの番号", many=True),
        Column("国連URI", "uri", "国連の識別子", required=True),
        URL,
    ),
    order=(col(SdgGoal.number),),
    read_key=lambda text: int(text) if NUMBER.fullmatch(text) else 0,
)
