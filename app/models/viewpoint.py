"""Viewpoints (視点): a second classification, which crosses the pillars."""

from sqlmodel import Field

from app.models.types import Code, PrintedItem


class Viewpoint(PrintedItem, table=True):
    number: str | None
    name: str = Field(sa_type=Code)
