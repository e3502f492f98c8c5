"""History: every import that changes something makes a revision and a change record per item."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import JSON, Row, Text
from sqlalchemy import Column as SqlColumn
from sqlmodel import Field

from app.models.columns import CODE, PLAN, Column
from app.models.public import Public
from app.models.types import Code, Table, Utc, one_of
from app.models.vocabulary import Action


class Revision(Table, table=True):
    """One import that changed a plan, with the canonical file it was made from. Ids only grow."""

    id: int = Field(primary_key=True)
    # No foreign key: the history outlives a withdrawn plan.
    plan_id: str = Field(sa_type=Code, index=True)
    at: datetime = Field(sa_type=Utc)
    note: str
    sha256: str
    file: str = Field(sa_type=Text)


class Change(Table, table=True):
    """What one revision did to one item; a withdrawn item's latest record is its tombstone."""

    __table_args__ = (one_of("action", Action),)

    revision_id: int = Field(primary_key=True, foreign_key="revision.id")
    position: int = Field(primary_key=True)
    plan_id: str = Field(sa_type=Code, index=True)
    item_id: str = Field(sa_type=Code, index=True)
    item_type: str = Field(sa_type=Code)
    action: str = Field(sa_type=Code)
    # None is NULL in the column, not the JSON word null.
    before: dict[str, Any] | None = Field(sa_column=SqlColumn(JSON(none_as_null=True)))
    after: dict[str, Any] | None = Field(sa_column=SqlColumn(JSON(none_as_null=True)))
    reason: str
    replaced_by: str | None = Field(default=None, sa_type=Code)


class ChangePublic(Public):
    revision: int
    at: datetime
    plan: str
    id: str
    type: str
    action: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    reason: str
    replaced_by: str | None


def change_public(row: Row[Change, datetime]) -> ChangePublic:
    """A change record with the moment of its revision."""
    change, at = row
    return ChangePublic.of(
        change,
        revision=change.revision_id,
        at=at,
        plan=change.plan_id,
        id=change.item_id,
        type=change.item_type,
    )


CHANGE_COLUMNS: Final = (
    CODE,
    Column("改訂番号", "revision", "変更を登録した改訂の番号", "integer", required=True),
    Column("日時", "at", "登録した日時（協定世界時）", "datetime", required=True),
    PLAN,
    Column("対象ID", "id", "変わった項目のID", required=True),
    Column("対象の種類", "type", "変わった項目の種類", required=True),
    Column("操作", "action", "項目に何をしたか", required=True, words=Action),
    Column("変更前", "before", "変更前の内容（計画ファイルの形のJSON）"),
    Column("変更後", "after", "変更後の内容（計画ファイルの形のJSON）"),
    Column("理由", "reason", "変更の理由", required=True),
    Column("後継ID", "replaced_by", "取り下げた項目の代わりになる項目のID"),
)
