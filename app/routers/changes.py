"""/api/v1/changes: what each import added, changed and withdrew."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, Row, func, select
from sqlmodel import Session, col

from app.collection import PROBLEMS, answers, csv_answers
from app.filters import Paging, WholeNumber
from app.listing import Column, Listing, Page, csv_list, json_list, state
from app.models import Change, Revision
from app.models.revision import ChangePublic
from app.reading import Reader

router = APIRouter(tags=["変更履歴"])


class Since(BaseModel):
    since: WholeNumber = Field(default=0, ge=0, lt=2**31, description="この改訂番号より後の変更だけを返す")
    plan: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        default=None, description="計画のID"
    )


class ChangesQuery(Since, Paging):
    """Which changes, and which part of them."""


COLUMNS = (
    Column("改訂番号", "revision", lambda item: item["revision"]),
    Column("日時", "at", lambda item: item["at"]),
    Column("計画ID", "plan", lambda item: item["plan"]),
    Column("対象ID", "id", lambda item: item["id"]),
    Column("対象の種類", "type", lambda item: item["type"]),
    Column("操作", "action", lambda item: item["action"]),
    Column("変更前", "before", lambda item: item["before"]),
    Column("変更後", "after", lambda item: item["after"]),
    Column("理由", "reason", lambda item: item["reason"]),
    Column("後継ID", "replaced_by", lambda item: item["replaced_by"]),
)


@router.get("/api/v1/changes", summary="変更履歴", responses=answers(Listing[ChangePublic], PROBLEMS))
def list_changes(request: Request, store: Reader, query: Annotated[ChangesQuery, Query()]) -> Response:
    with store.snapshot() as session:
        at = state(session)
        total, rows = _changes(session, query, query.limit, query.offset)
    items = (public(row).model_dump_json() for row in rows)
    return json_list(request, items, Page(query.limit, query.offset, total), at)


@router.get(
    "/api/v1/changes.csv", summary="変更履歴（CSV）", responses=csv_answers(), response_class=Response
)
def csv_changes(store: Reader, query: Annotated[Since, Query()]) -> Response:
    with store.snapshot() as session:
        at = state(session)
        _, rows = _changes(session, query, 2**31 - 1, 0)
    items = (public(row).model_dump(mode="json") for row in rows)
    return csv_list(COLUMNS, items, at, ("hoshin-changes", "方針データ_変更履歴"))


def _changes(
    session: Session, query: Since, limit: int, offset: int
) -> tuple[int, Sequence[Row[Change, datetime]]]:
    wanted: list[ColumnElement[bool]] = [col(Change.revision_id) > query.since]
    if query.plan is not None:
        wanted.append(col(Change.plan_id) == query.plan)
    total = session.execute(select(func.count()).select_from(Change).where(*wanted)).scalar_one()
    statement = (
        select(Change, col(Revision.at))
        .join(Revision, col(Revision.id) == col(Change.revision_id))
        .where(*wanted)
        .order_by(col(Change.revision_id), col(Change.position))
        .limit(limit)
        .offset(offset)
    )
    return total, session.execute(statement).all()


def public(row: Row[Change, datetime]) -> ChangePublic:
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
