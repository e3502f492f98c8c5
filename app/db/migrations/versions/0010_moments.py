"""The store has an id, and what is published with its data has a digest and a time."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("store", sa.Column("uuid", sa.String(), nullable=False, server_default=str(uuid4())))
    op.add_column("store", sa.Column("publication_sha256", sa.String(), nullable=True))
    op.add_column("store", sa.Column("publication_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_revision_at", "revision", ["at"])


def downgrade() -> None:
    op.drop_index("ix_revision_at", table_name="revision")
    for name in ("publication_at", "publication_sha256", "uuid"):
        op.drop_column("store", name)
