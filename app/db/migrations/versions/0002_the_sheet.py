"""What the sheet prints: pillars, themes, initiatives, passages."""

import sqlalchemy as sa
from alembic import op

from app.models.types import Code

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pillar",
        sa.Column("id", Code(), nullable=False),
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(), nullable=True),
        sa.Column("name", Code(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_pillar_plan_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pillar"),
    )
    op.create_index("ix_pillar_name", "pillar", ["name"], unique=False)
    op.create_index("ix_pillar_plan_id", "pillar", ["plan_id"], unique=False)
    op.create_table(
        "direction",
        sa.Column("id", Code(), nullable=False),
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("pillar_id", Code(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["pillar_id"], ["pillar.id"], name="fk_direction_pillar_id"),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_direction_plan_id"),
        sa.PrimaryKeyConstraint("id", name="pk_direction"),
    )
    op.create_index("ix_direction_pillar_id", "direction", ["pillar_id"], unique=False)
    op.create_index("ix_direction_plan_id", "direction", ["plan_id"], unique=False)
    op.create_table(
        "theme",
        sa.Column("id", Code(), nullable=False),
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("pillar_id", Code(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(), nullable=True),
        sa.Column("name", Code(), nullable=False),
        sa.ForeignKeyConstraint(["pillar_id"], ["pillar.id"], name="fk_theme_pillar_id"),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_theme_plan_id"),
        sa.PrimaryKeyConstraint("id", name="pk_theme"),
    )
    op.create_index("ix_theme_name", "theme", ["name"], unique=False)
    op.create_index("ix_theme_pillar_id", "theme", ["pillar_id"], unique=False)
    op.create_index("ix_theme_plan_id", "theme", ["plan_id"], unique=False)
    op.create_table(
        "initiative",
        sa.Column("id", Code(), nullable=False),
        sa.Column("kind", Code(), nullable=False),
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("theme_id", Code(), nullable=True),
        sa.Column("pillar_id", Code(), nullable=True),
        sa.Column("pillar_basis", Code(), nullable=True),
        sa.Column("pillar_reason", sa.String(), nullable=True),
        sa.Column("pillar_evidence", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(), nullable=True),
        sa.Column("label", Code(), nullable=False),
        sa.Column("label_basis", Code(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("first_due", sa.Date(), nullable=True),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("folded_stated", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('measure', 'bureau_project')", name="ck_initiative_kind"),
        sa.CheckConstraint(
            "pillar_basis IN ('stated', 'layout', 'editorial')", name="ck_initiative_pillar_basis"
        ),
        sa.CheckConstraint(
            "(pillar_id IS NULL) = (pillar_basis IS NULL)", name="ck_initiative_pillar_has_basis"
        ),
        sa.ForeignKeyConstraint(["pillar_id"], ["pillar.id"], name="fk_initiative_pillar_id"),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_initiative_plan_id"),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name="fk_initiative_theme_id"),
        sa.PrimaryKeyConstraint("id", name="pk_initiative"),
        sa.UniqueConstraint("id", "kind", name="uq_initiative_id_kind"),
    )
    op.create_index("ix_initiative_document_order", "initiative", ["plan_id", "position"], unique=True)
    op.create_index("ix_initiative_number", "initiative", ["number", "plan_id", "position"], unique=True)
    op.create_index("ix_initiative_pillar_id", "initiative", ["pillar_id"], unique=False)
    op.create_index("ix_initiative_theme_id", "initiative", ["theme_id"], unique=False)
    op.create_table(
        "passage",
        sa.Column("id", Code(), nullable=False),
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("kind", Code(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("pillar_id", Code(), nullable=True),
        sa.Column("theme_id", Code(), nullable=True),
        sa.Column("parent_id", Code(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('title', 'section_heading', 'pillar_heading', 'column_heading', "
            "'goal_headline', 'goal_statement', 'principle', 'principle_statement', 'theme_lead', 'caption', 'pointer')",
            name="ck_passage_kind",
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["passage.id"], name="fk_passage_parent_id"),
        sa.ForeignKeyConstraint(["pillar_id"], ["pillar.id"], name="fk_passage_pillar_id"),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_passage_plan_id"),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name="fk_passage_theme_id"),
        sa.PrimaryKeyConstraint("id", name="pk_passage"),
    )
    op.create_index("ix_passage_kind", "passage", ["kind"], unique=False)
    op.create_index("ix_passage_plan_id", "passage", ["plan_id"], unique=False)
    op.create_index("ix_passage_theme_id", "passage", ["theme_id"], unique=False)
    op.create_table(
        "bureau_project",
        sa.Column("id", Code(), nullable=False),
        sa.Column("kind", Code(), nullable=False),
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("name", Code(), nullable=False),
        sa.CheckConstraint("kind = 'bureau_project'", name="ck_bureau_project_kind"),
        sa.ForeignKeyConstraint(
            ["id", "kind"], ["initiative.id", "initiative.kind"], name="fk_bureau_project_id_kind"
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_bureau_project_plan_id"),
        sa.PrimaryKeyConstraint("id", name="pk_bureau_project"),
    )
    op.create_index("ix_bureau_project_plan_id", "bureau_project", ["plan_id"], unique=False)
    op.create_table(
        "measure",
        sa.Column("id", Code(), nullable=False),
        sa.Column("kind", Code(), nullable=False),
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("theme_id", Code(), nullable=False),
        sa.CheckConstraint("kind = 'measure'", name="ck_measure_kind"),
        sa.ForeignKeyConstraint(
            ["id", "kind"], ["initiative.id", "initiative.kind"], name="fk_measure_id_kind"
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_measure_plan_id"),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name="fk_measure_theme_id"),
        sa.PrimaryKeyConstraint("id", name="pk_measure"),
    )
    op.create_index("ix_measure_plan_id", "measure", ["plan_id"], unique=False)
    op.create_index("ix_measure_theme_id", "measure", ["theme_id"], unique=False)


def downgrade() -> None:
    op.drop_table("measure")
    op.drop_table("bureau_project")
    op.drop_table("passage")
    op.drop_table("initiative")
    op.drop_table("theme")
    op.drop_table("direction")
    op.drop_table("pillar")
