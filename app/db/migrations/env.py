"""Alembic's environment: it runs on the connection that app/db/schema.py hands it."""

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

import app.models  # noqa: F401 - registers every table


def _ours(_object: object, name: str | None, _type: str, _reflected: bool, _compare_to: object) -> bool:
    """The search index and its shadow tables belong to no SQLModel class."""
    return not (name or "").startswith(("initiative_search", "ix_initiative_search"))


connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=True,  # SQLite cannot alter most things in place
    include_object=_ours,
    compare_type=False,  # Code and Utc are String and DateTime in the database
)
with context.begin_transaction():
    context.run_migrations()
