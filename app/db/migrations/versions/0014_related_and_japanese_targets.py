"""Two initiatives may be related without being about the same thing; targets have their Japanese words, which the
start of the service writes."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_NAME = "ck_initiative_link_relation"
_BEFORE = ("same_subject", "same_place")


def upgrade() -> None:
    _check((*_BEFORE, "related"))
    op.add_column("sdg_target", sa.Column("text_ja", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    """What is related becomes nothing: the rebuild of an older release would refuse the word."""
    connection = op.get_bind()
    for statement in (
        "DELETE FROM initiative_link WHERE relation = 'related'",
        "UPDATE store SET derived_version = 0, complete = false",
        "UPDATE plan SET derived_version = 0",
    ):
        connection.execute(sa.text(statement))
    _check(_BEFORE)
    op.drop_column("sdg_target", "text_ja")


def _check(words: tuple[str, ...]) -> None:
    with op.batch_alter_table("initiative_link") as table:
        table.drop_constraint(_NAME, type_="check")
        table.create_check_constraint(_NAME, " OR ".join(f"relation = '{word}'" for word in words))
