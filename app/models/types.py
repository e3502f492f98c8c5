"""Column types that behave alike on SQLite and PostgreSQL, and the bases of the tables."""

from datetime import UTC, datetime
from typing import Any

from pydantic_core import to_json
from sqlalchemy import CheckConstraint, DateTime, Dialect, String, TypeDecorator
from sqlalchemy.types import TypeEngine
from sqlmodel import Field, SQLModel

from app.models.vocabulary import Labelled

# Named constraints from the first table on: Alembic can then change them on both engines.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def json_text(value: Any) -> str:
    """JSON as stored in the tables: Japanese unescaped."""
    return to_json(value).decode()


class Code(TypeDecorator[str]):
    """Text that sorts by code point on both engines: ids, names, labels."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return String(collation="C") if dialect.name == "postgresql" else String()


class Utc(TypeDecorator[datetime]):
    """A moment in UTC. SQLite stores no time zone; it is added on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else self.read(value)

    @staticmethod
    def read(value: datetime | str) -> datetime:
        """A moment from a driver's value; SQLite's returns text."""
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        # PostgreSQL answers in the time zone of the session.
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


class Table(SQLModel):
    """Base of every table."""

    # Rows are checked before they are written: validators are never built.
    model_config = {"defer_build": True}


class PlanItem(Table):
    """Base of the tables whose rows each belong to one plan."""

    id: str = Field(sa_type=Code, primary_key=True)
    plan_id: str = Field(sa_type=Code, foreign_key="plan.id", index=True)


class OrderedItem(PlanItem):
    """Base of the plan items that have a place among those of their kind."""

    position: int


class PrintedItem(OrderedItem):
    """Base of the plan items that are printed: on a line of the source text or a page, under a section
    heading. `source_key` names one of the plan's sources, None the first."""

    line: int | None
    page: int | None
    section: str | None
    source_key: str | None = Field(default=None, sa_type=Code)


def one_of(column: str, vocabulary: type[Labelled]) -> CheckConstraint:
    """A CHECK that the column holds a code of the vocabulary (NULL passes)."""
    # Not IN, for which SQLite builds a table of the codes for each row that it checks.
    words = " OR ".join(f"{column} = '{word.value}'" for word in vocabulary)
    return CheckConstraint(words, name=column)
