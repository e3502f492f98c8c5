"""/api/v1/changes: the items that each import added, changed and withdrew."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import Query, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlmodel import Session, col

from app.db.revisions import CurrentRevision, current_revision
from app.db.statements import ROWS_AT_ONCE
from app.errors import BadRequest, FieldError
from app.i18n.messages import _
from app.models import Change, Revision
from app.models.columns import with_names
from app.models.revision import CHANGE_COLUMNS, ChangePublic, change_public
from app.search.filters import Paging, WholeNumber
from app.search.lookup import municipality_names
from app.search.values import MAX_ALLOWED
from app.web.dependencies import StoreDep
from app.web.openapi import PROBLEMS, answers, csv_answers
from app.web.pagination import Page
from app.web.responses import Listing, csv_list, json_list
from app.web.routing import Router

router = Router(tags=["変更履歴"])


class Since(BaseModel):
    since: WholeNumber = Field(
        default=0,
        ge=0,
        # What is larger is refused as well: no store has such a revision.
        json_schema_extra={"minimum": 0, "maximum": 2**31 - 1},
        description="この改訂番号より後の変更だけを返す。前の答えの meta.revision を指定する",
    )
    store: Annotated[str, Field(min_length=1, max_length=100)] | None = Field(
        default=None,
        description="前の答えの meta.store。登録が初めからやり直されていれば400になり、since=0 から読み直せばよい",
    )
    plan: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        default=None, description="計画のID"
    )


class ChangesQuery(Since, Paging):
    """Which changes, and which page of them."""


@router.get("/api/v1/changes", summary="変更履歴", responses=answers(Listing[ChangePublic], PROBLEMS))
def list_changes(request: Request, store: StoreDep, query: Annotated[ChangesQuery, Query()]) -> Response:
    with store.snapshot() as session:
        revision = current_revision(session, history=True)
        _check_since(query, revision)
        total, rows = read_changes(session, query, query.limit, query.offset)
    items = (change_public(row).model_dump_json() for row in rows)
    return json_list(request, items, Page(total, query.limit, query.offset), revision)


@router.whole_list("/api/v1/changes.csv", summary="変更履歴（CSV）", responses=csv_answers())
def csv_changes(store: StoreDep, query: Annotated[Since, Query()]) -> Response:
    with store.snapshot() as session:
        revision = current_revision(session, history=True)
        _check_since(query, revision)
        rows = session.execute(_changes(session, query).execution_options(yield_per=ROWS_AT_ONCE))
        changed = (change_public(row).model_dump(mode="json") for row in rows)
        items = with_names(changed, municipality_names(session))
        return csv_list(CHANGE_COLUMNS, items, revision, "changes", "変更履歴")


def _check_since(query: Since, revision: CurrentRevision) -> None:
    """Raises BadRequest where the client has read another store: an empty answer would hide all changes
    of this one."""
    if query.store not in (None, revision.store):
        detail = _(
            "登録データは「%(store)s」です。データベースが作り直されているため、since=0 から読み直してください。",
            store=revision.store,
        )
        raise BadRequest([FieldError(parameter="store", detail=detail, allowed=[revision.store])])
    if query.since > revision.revision:
        detail = _(
            "最新の改訂番号は%(n)sです。番号の誤りでなければデータベースが作り直されているため、since=0 から読み直してください。",
            n=revision.revision,
        )
        raise BadRequest([FieldError(parameter="since", detail=detail)])


def read_changes(
    session: Session, query: Since, limit: int, offset: int = 0, *, newest_first: bool = False
) -> tuple[int, Sequence[Row[Change, datetime]]]:
    """The number of changes, and one page of them with the moments of their revisions. Raises BadRequest
    for a plan without history."""
    statement = _changes(session, query, newest_first=newest_first)
    matching = statement.order_by(None).with_only_columns(col(Change.revision_id)).subquery()
    total = session.execute(select(func.count()).select_from(matching)).scalar_one()
    return total, session.execute(statement.limit(limit).offset(offset)).all()


def _changes(session: Session, query: Since, *, newest_first: bool = False) -> Select[Change, datetime]:
    """The statement of the changes. Raises BadRequest for a plan without history."""
    conditions: list[ColumnElement[bool]] = [col(Change.revision_id) > query.since]
    if query.plan is not None:
        conditions.append(col(Change.plan_id) == query.plan)
        plans = select(col(Revision.plan_id)).distinct().order_by(col(Revision.plan_id))
        known = session.scalars(plans).all()
        if query.plan not in known:
            detail = _(
                "「%(plan)s」という計画の履歴はありません。使える値のいずれかを指定してください。",
                plan=query.plan,
            )
            raise BadRequest([FieldError(parameter="plan", detail=detail, allowed=list(known[:MAX_ALLOWED]))])
    revision = col(Change.revision_id)
    return (
        select(Change, col(Revision.at))
        .join(Revision, col(Revision.id) == col(Change.revision_id))
        .where(*conditions)
        .order_by(revision.desc() if newest_first else revision, col(Change.position))
    )
