"""Plans name departments, divisions and sections, too: 部, 課 and 係."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_CHECK = "ck_organisation_kind"
_BEFORE = ("municipality", "ward", "bureau", "headquarters", "board", "board_office")
_NEW = ("department", "division", "section")


def _one_of(words: tuple[str, ...]) -> str:
    return " OR ".join(f"kind = '{word}'" for word in words)


def _check(words: tuple[str, ...]) -> None:
    with op.batch_alter_table("organisation") as table:
        table.drop_constraint(_CHECK, type_="check")
        table.create_check_constraint(_CHECK, _one_of(words))


def upgrade() -> None:
    _check(("municipality", "ward", "bureau", *_NEW, "headquarters", "board", "board_office"))


def downgrade() -> None:
    """Those of the new kinds are shown as bureaus; their plan files still say what they are."""
    kind: sa.ColumnClause[str] = sa.column("kind")
    new = sa.update(sa.table("organisation", kind)).where(kind.in_(_NEW))
    op.get_bind().execute(new.values(kind="bureau"))
    _check(_BEFORE)
