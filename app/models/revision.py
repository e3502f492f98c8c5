"""History: every import that changes something makes a revision and a change record per item."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Text
from sqlmodel import Field

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
    before: dict[str, Any] | None = Field(sa_column=Column(JSON(none_as_null=True)))
    after: dict[str, Any] | None = Field(sa_column=Column(JSON(none_as_null=True)))
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
