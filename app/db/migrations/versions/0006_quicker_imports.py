"""Checks that SQLite answers without a table of its own for each row, and no index that nobody asks.

SQLite puts the words of `column IN (…)`, where they are three or more, into a temporary table anew for
every row that is checked: a fifth of the work of an import. Equalities say the same without it. The
text of a CHECK is all that changes, so no table is copied; PostgreSQL has no such cost.
"""

import re
from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_LISTED = re.compile(r"CHECK \((\w+) IN \(('\w+'(?:, '\w+')*)\)\)")
_SPELLED = re.compile(r"CHECK \((\w+) = ('\w+')((?: OR \1 = '\w+')+)\)")


def upgrade() -> None:
    _rewrite(_LISTED, _spelled)
    op.drop_index("ix_passage_kind", table_name="passage")


def downgrade() -> None:
    op.create_index("ix_passage_kind", "passage", ["kind"], unique=False)
    _rewrite(_SPELLED, _listed)


def _spelled(check: re.Match[str]) -> str:
    column, words = check.groups()
    return f"CHECK ({' OR '.join(f'{column} = {word}' for word in words.split(', '))})"


def _listed(check: re.Match[str]) -> str:
    column, first, others = check.groups()
    return f"CHECK ({column} IN ({first}{others.replace(f' OR {column} = ', ', ')}))"


def _rewrite(pattern: re.Pattern[str], written: Callable[[re.Match[str]], str]) -> None:
    """As https://www.sqlite.org/lang_altertable.html (7) does with constraints that stored rows keep."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return
    made = connection.execute(sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")).all()
    version = connection.execute(sa.text("PRAGMA schema_version")).scalar_one()
    connection.execute(sa.text("PRAGMA writable_schema = ON"))
    try:
        for name, sql in made:
            if (anew := pattern.sub(written, sql)) != sql:
                connection.execute(
                    sa.text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = :name"),
                    {"sql": anew, "name": name},
                )
    except sa.exc.OperationalError:
        return  # A library that was built defensive forbids it: the checks stay, as strict and dearer.
    # Every connection reads the schema again, this one at once.
    connection.execute(sa.text(f"PRAGMA schema_version = {version + 1}"))
    connection.execute(sa.text("PRAGMA writable_schema = RESET"))
