"""Plans, organisations, history and the SDG code lists."""

import sqlalchemy as sa
from alembic import op

from app.models.types import Code, Utc

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", Code(), nullable=False),
        sa.Column("name", Code(), nullable=False),
        sa.Column("kind", Code(), nullable=False),
        sa.Column("municipality_code", Code(), nullable=False),
        sa.Column("parent_id", Code(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('municipality', 'ward', 'bureau', 'board_office')", name="ck_organisation_kind"
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["organisation.id"], name="fk_organisation_parent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_organisation"),
    )
    op.create_index("ix_organisation_name", "organisation", ["name"], unique=False)
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_revision"),
    )
    op.create_index("ix_revision_plan_id", "revision", ["plan_id"], unique=False)
    op.create_table(
        "sdg_goal",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("color", sa.String(), nullable=False),
        sa.Column("uri", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_sdg_goal"),
    )
    op.create_table(
        "change",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("item_id", Code(), nullable=False),
        sa.Column("item_type", Code(), nullable=False),
        sa.Column("action", Code(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("replaced_by", Code(), nullable=True),
        sa.CheckConstraint("action IN ('added', 'changed', 'withdrawn')", name="ck_change_action"),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_change_revision_id"),
        sa.PrimaryKeyConstraint("revision_id", "position", name="pk_change"),
    )
    op.create_index("ix_change_item_id", "change", ["item_id"], unique=False)
    op.create_index("ix_change_plan_id", "change", ["plan_id"], unique=False)
    op.create_table(
        "plan",
        sa.Column("id", Code(), nullable=False),
        sa.Column("municipality_code", Code(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("title", Code(), nullable=False),
        sa.Column("issuer_id", Code(), nullable=False),
        sa.Column("pillar_term", sa.String(), nullable=False),
        sa.Column("source_document", sa.String(), nullable=False),
        sa.Column("source_sha256", sa.String(), nullable=True),
        sa.Column("source_text_sha256", sa.String(), nullable=True),
        sa.Column("source_text_length", sa.Integer(), nullable=True),
        sa.Column("source_url", sa.String(), nullable=True),
        sa.Column("source_published", sa.Date(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("updated_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["issuer_id"], ["organisation.id"], name="fk_plan_issuer_id"),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_plan_revision_id"),
        sa.PrimaryKeyConstraint("id", name="pk_plan"),
        sa.UniqueConstraint("municipality_code", "fiscal_year", name="uq_plan_municipality_code_fiscal_year"),
    )
    op.create_index("ix_plan_fiscal_year", "plan", ["fiscal_year"], unique=False)
    op.create_index("ix_plan_issuer_id", "plan", ["issuer_id"], unique=False)
    op.create_index("ix_plan_title", "plan", ["title"], unique=False)
    op.create_table(
        "sdg_target",
        sa.Column("code", Code(), nullable=False),
        sa.Column("goal", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text_en", sa.String(), nullable=False),
        sa.Column("uri", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["goal"], ["sdg_goal.number"], name="fk_sdg_target_goal"),
        sa.PrimaryKeyConstraint("code", name="pk_sdg_target"),
    )
    op.create_index("ix_sdg_target_goal", "sdg_target", ["goal"], unique=False)
    op.create_table(
        "plan_organisation",
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("organisation_id", Code(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_plan_organisation_organisation_id"
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_plan_organisation_plan_id"),
        sa.PrimaryKeyConstraint("plan_id", "organisation_id", name="pk_plan_organisation"),
    )
    op.create_index(
        "ix_plan_organisation_organisation_id", "plan_organisation", ["organisation_id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("plan_organisation")
    op.drop_table("sdg_target")
    op.drop_table("plan")
    op.drop_table("change")
    op.drop_table("sdg_goal")
    op.drop_table("revision")
    op.drop_table("organisation")
