"""History: revisions of plans and the change records of their items."""

from datetime import datetime
from typing import Annotated, Any, Final

from sqlalchemy import JSON, Row, Text
from sqlalchemy import Column as SqlColumn
from sqlmodel import Field

from app.models.columns import PLAN, Heading, columns_of, of_plans
from app.models.public import Public
from app.models.types import Code, Table, Utc, one_of
from app.models.vocabulary import Action


class Revision(Table, table=True):
    """One import that changed a plan or one of its reports, with its canonical file. Ids ascend, and so do the
    times. `report_id` says whose the file is: a report's, or the plan's own where it is null."""

    id: int = Field(primary_key=True)
    # No foreign key: the history of a withdrawn plan stays.
    plan_id: str = Field(sa_type=Code, index=True)
    at: datetime = Field(sa_type=Utc, index=True)
    note: str
    sha256: str
    file: str = Field(sa_type=Text)
    report_id: str | None = Field(default=None, sa_type=Code)


class Change(Table, table=True):
    """Change of one item by one revision. The last record of a withdrawn item is its tombstone."""

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
    revision: Annotated[int, Heading("改訂番号", "変更を登録した改訂の番号")]
    at: Annotated[datetime, Heading("日時", "登録した日時（協定世界時）")]
    plan: Annotated[str, PLAN]
    id: Annotated[str, Heading("対象ID", "変わった項目のID")]
    type: Annotated[str, Heading("対象の種類", "変わった項目の種類")]
    action: Annotated[str, Heading("操作", "項目に何をしたか", Action)]
    before: Annotated[
        dict[str, Any] | None,
        Heading(
            "変更前",
            "変更前の内容（計画か報告のファイルの形のJSON）",
        ),
    ]
    after: Annotated[
        dict[str, Any] | None, Heading("変更後", "変更後の内容（計画か報告のファイルの形のJSON）")
    ]
    reason: Annotated[str, Heading("理由", "変更の理由")]
    replaced_by: Annotated[str | None, Heading("後継ID", "取り下げた項目の代わりになる項目のID")]


def change_public(row: Row[Change, datetime]) -> ChangePublic:
    """A change record with the time of its revision."""
    change, at = row
    return ChangePublic.of(
        change,
        revision=change.revision_id,
        at=at,
        plan=change.plan_id,
        id=change.item_id,
        type=change.item_type,
    )


class RevisionPublic(Public):
    """One revision of a plan, with the number of items that it added, changed and withdrew."""

    plan: str
    revision: int
    at: datetime
    note: str
    added: int
    changed: int
    withdrawn: int
    report: str | None
    is_newest: bool
    url: str


CHANGE_COLUMNS: Final = of_plans(columns_of(ChangePublic))
