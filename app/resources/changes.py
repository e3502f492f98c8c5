"""Change records as they leave the house."""

from datetime import datetime
from typing import Final

from sqlalchemy import Row

from app.columns import CODE, PLAN, Column
from app.models import Change
from app.models.revision import ChangePublic
from app.models.vocabulary import Action


def public(row: Row[Change, datetime]) -> ChangePublic:
    """A change record with the moment of its revision."""
    change, at = row
    return ChangePublic(
        revision=change.revision_id,
        at=at,
        plan=change.plan_id,
        id=change.item_id,
        type=change.item_type,
        action=change.action,
        before=change.before,
        after=change.after,
        reason=change.reason,
        replaced_by=change.replaced_by,
    )


COLUMNS: Final = (
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
