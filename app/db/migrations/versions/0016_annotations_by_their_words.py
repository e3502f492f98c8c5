"""Annotations are found by their words."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_INDEX = "ix_annotation_words"


def upgrade() -> None:
    op.create_index(_INDEX, "annotation", ["words"])


def downgrade() -> None:
    op.drop_index(_INDEX, "annotation")
