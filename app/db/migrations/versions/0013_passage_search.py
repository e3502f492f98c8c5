"""Passages and directions have a search field, which the rebuild fills."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("passage", "direction"):
        op.add_column(table, sa.Column("folded", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    for table in ("direction", "passage"):
        op.drop_column(table, "folded")
    connection = op.get_bind()
    for statement in (
        "UPDATE store SET derived_version = 0, complete = false",
        "UPDATE plan SET derived_version = 0",
    ):
        connection.execute(sa.text(statement))
