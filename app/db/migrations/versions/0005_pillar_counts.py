"""All that the count of initiatives by pillar asks stands in one index, so that no document is read."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_initiative_pillar_id", table_name="initiative")
    op.create_index("ix_initiative_pillar_id", "initiative", ["pillar_id", "pillar_basis"])


def downgrade() -> None:
    op.drop_index("ix_initiative_pillar_id", table_name="initiative")
    op.create_index("ix_initiative_pillar_id", "initiative", ["pillar_id"])
