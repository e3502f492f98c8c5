"""What is added to the sheet: tags, KPIs, corrections, links."""

import sqlalchemy as sa
from alembic import op

from app.models.types import Code

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "correction",
        sa.Column("id", Code(), nullable=False),
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_id", Code(), nullable=False),
        sa.Column("printed", sa.String(), nullable=False),
        sa.Column("reading", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_correction_plan_id"),
        sa.PrimaryKeyConstraint("id", name="pk_correction"),
    )
    op.create_index("ix_correction_item_id", "correction", ["item_id"], unique=False)
    op.create_index("ix_correction_plan_id", "correction", ["plan_id"], unique=False)
    op.create_table(
        "kpi",
        sa.Column("id", Code(), nullable=False),
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", Code(), nullable=False),
        sa.Column("label", Code(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("comparator", sa.String(), nullable=True),
        sa.Column("direction", sa.String(), nullable=True),
        sa.Column("target_text", sa.String(), nullable=True),
        sa.Column("baseline_value", sa.Float(), nullable=True),
        sa.Column("baseline_as_of", sa.Date(), nullable=True),
        sa.Column("baseline_source", sa.String(), nullable=True),
        sa.Column("due_start", sa.Date(), nullable=True),
        sa.Column("due_end", sa.Date(), nullable=True),
        sa.Column("due_precision", Code(), nullable=True),
        sa.Column("due_certainty", Code(), nullable=True),
        sa.Column("due_printed", sa.String(), nullable=True),
        sa.Column("due_basis", Code(), nullable=True),
        sa.Column("due_reason", sa.String(), nullable=True),
        sa.CheckConstraint("due_basis IN ('stated', 'layout', 'editorial')", name="ck_kpi_due_basis"),
        sa.CheckConstraint(
            "due_certainty IN ('planned', 'aimed', 'considered')", name="ck_kpi_due_certainty"
        ),
        sa.CheckConstraint(
            "due_precision IN ('day', 'month', 'fiscal_half', 'fiscal_year', 'year')",
            name="ck_kpi_due_precision",
        ),
        sa.CheckConstraint(
            "kind IN ('quantity', 'milestone', 'period', 'deliverable', 'event')", name="ck_kpi_kind"
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_kpi_plan_id"),
        sa.PrimaryKeyConstraint("id", name="pk_kpi"),
    )
    op.create_index("ix_kpi_kind", "kpi", ["kind"], unique=False)
    op.create_index("ix_kpi_plan_id", "kpi", ["plan_id"], unique=False)
    op.create_table(
        "kpi_result",
        sa.Column("kpi_id", Code(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["kpi_id"], ["kpi.id"], name="fk_kpi_result_kpi_id"),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_kpi_result_plan_id"),
        sa.PrimaryKeyConstraint("kpi_id", "position", name="pk_kpi_result"),
    )
    op.create_index("ix_kpi_result_plan_id", "kpi_result", ["plan_id"], unique=False)
    op.create_table(
        "initiative_link",
        sa.Column("id", Code(), nullable=False),
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("first_id", Code(), nullable=False),
        sa.Column("second_id", Code(), nullable=False),
        sa.Column("relation", Code(), nullable=False),
        sa.Column("basis", Code(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("basis IN ('stated', 'layout', 'editorial')", name="ck_initiative_link_basis"),
        sa.CheckConstraint("relation IN ('same_subject', 'same_place')", name="ck_initiative_link_relation"),
        sa.ForeignKeyConstraint(["first_id"], ["initiative.id"], name="fk_initiative_link_first_id"),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_initiative_link_plan_id"),
        sa.ForeignKeyConstraint(["second_id"], ["initiative.id"], name="fk_initiative_link_second_id"),
        sa.PrimaryKeyConstraint("id", name="pk_initiative_link"),
    )
    op.create_index("ix_initiative_link_first_id", "initiative_link", ["first_id"], unique=False)
    op.create_index("ix_initiative_link_plan_id", "initiative_link", ["plan_id"], unique=False)
    op.create_index("ix_initiative_link_second_id", "initiative_link", ["second_id"], unique=False)
    op.create_table(
        "initiative_organisation",
        sa.Column("initiative_id", Code(), nullable=False),
        sa.Column("organisation_id", Code(), nullable=False),
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", Code(), nullable=False),
        sa.Column("basis", Code(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("evidence", sa.String(), nullable=True),
        sa.CheckConstraint(
            "basis IN ('stated', 'layout', 'editorial')", name="ck_initiative_organisation_basis"
        ),
        sa.CheckConstraint("role IN ('responsible', 'partner')", name="ck_initiative_organisation_role"),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiative.id"], name="fk_initiative_organisation_initiative_id"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_initiative_organisation_organisation_id"
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_initiative_organisation_plan_id"),
        sa.PrimaryKeyConstraint("initiative_id", "organisation_id", name="pk_initiative_organisation"),
    )
    op.create_index(
        "ix_initiative_organisation_organisation_id",
        "initiative_organisation",
        ["organisation_id", "role", "basis", "initiative_id"],
        unique=False,
    )
    op.create_index(
        "ix_initiative_organisation_plan_id",
        "initiative_organisation",
        ["plan_id", "organisation_id", "role", "basis", "initiative_id"],
        unique=False,
    )
    op.create_table(
        "kpi_mention",
        sa.Column("kpi_id", Code(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("initiative_id", Code(), nullable=False),
        sa.Column("quote", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiative.id"], name="fk_kpi_mention_initiative_id"),
        sa.ForeignKeyConstraint(["kpi_id"], ["kpi.id"], name="fk_kpi_mention_kpi_id"),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_kpi_mention_plan_id"),
        sa.PrimaryKeyConstraint("kpi_id", "position", name="pk_kpi_mention"),
    )
    op.create_index("ix_kpi_mention_initiative_id", "kpi_mention", ["initiative_id"], unique=False)
    op.create_index("ix_kpi_mention_plan_id", "kpi_mention", ["plan_id"], unique=False)
    op.create_table(
        "sdg_tag",
        sa.Column("initiative_id", Code(), nullable=False),
        sa.Column("goal", sa.Integer(), nullable=False),
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("target", Code(), nullable=True),
        sa.Column("basis", Code(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("evidence", sa.String(), nullable=True),
        sa.Column("review", Code(), nullable=True),
        sa.CheckConstraint("basis IN ('stated', 'layout', 'editorial')", name="ck_sdg_tag_basis"),
        sa.CheckConstraint("review IN ('unreviewed', 'confirmed', 'disputed')", name="ck_sdg_tag_review"),
        sa.ForeignKeyConstraint(["goal"], ["sdg_goal.number"], name="fk_sdg_tag_goal"),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiative.id"], name="fk_sdg_tag_initiative_id"),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_sdg_tag_plan_id"),
        sa.ForeignKeyConstraint(["target"], ["sdg_target.code"], name="fk_sdg_tag_target"),
        sa.PrimaryKeyConstraint("initiative_id", "goal", name="pk_sdg_tag"),
    )
    op.create_index("ix_sdg_tag_goal", "sdg_tag", ["goal", "basis", "initiative_id"], unique=False)
    op.create_index(
        "ix_sdg_tag_plan_id", "sdg_tag", ["plan_id", "goal", "basis", "initiative_id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("sdg_tag")
    op.drop_table("kpi_mention")
    op.drop_table("initiative_organisation")
    op.drop_table("initiative_link")
    op.drop_table("kpi_result")
    op.drop_table("kpi")
    op.drop_table("correction")
