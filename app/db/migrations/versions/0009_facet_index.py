"""The facet index takes the place of counts of whole plans and of indexes that only filters used.

Tables alone: what stands in them is derived data, which the rebuild at the next start makes.
"""

from importlib import import_module

import sqlalchemy as sa
from alembic import op

from app.models.types import Code

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_DROPPED = (
    ("ix_pillar_name", "pillar", ["name"]),
    ("ix_theme_name", "theme", ["name"]),
    ("ix_kpi_kind", "kpi", ["kind"]),
    ("ix_sdg_tag_goal", "sdg_tag", ["goal", "basis", "initiative_id"]),
)
_WIDE = {
    "ix_initiative_pillar_id": ("initiative", ["pillar_id", "pillar_basis"]),
    "ix_sdg_tag_plan_id": ("sdg_tag", ["plan_id", "goal", "basis", "initiative_id"]),
    "ix_initiative_organisation_organisation_id": (
        "initiative_organisation",
        ["organisation_id", "role", "basis", "initiative_id"],
    ),
    "ix_initiative_organisation_plan_id": (
        "initiative_organisation",
        ["plan_id", "organisation_id", "role", "basis", "initiative_id"],
    ),
}
# A plan that is written again deletes what others refer to.
_ADDED = (
    ("ix_passage_pillar_id", "passage", ["pillar_id"]),
    ("ix_passage_parent_id", "passage", ["parent_id"]),
)
_OF_PLANS = ("first_number", "last_number", "derived_version")


def upgrade() -> None:
    op.drop_table("plan_count")
    for name, table, _columns in _DROPPED:
        op.drop_index(name, table_name=table)
    for name, (table, columns) in _WIDE.items():
        op.drop_index(name, table_name=table)
        op.create_index(name, table, columns[:1])
    for name, table, columns in _ADDED:
        op.create_index(name, table, columns)
    op.create_table(
        "facet_term",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("dimension", Code(), nullable=False),
        sa.Column("key", Code(), nullable=False),
        sa.Column("label", Code(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_facet_term"),
        sa.UniqueConstraint("key", "dimension", name="uq_facet_term_key_dimension"),
    )
    op.create_index("ix_facet_term_label", "facet_term", ["dimension", "label"])
    op.create_table(
        "facet",
        sa.Column("term_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("any_basis", sa.SmallInteger(), nullable=False),
        sa.Column("stated", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("term_id", "number", name="pk_facet"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_facet_number", "facet", ["number", "term_id", "any_basis", "stated"])
    op.create_table(
        "plan_facet",
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("term_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("any_basis", sa.Integer(), nullable=False),
        sa.Column("stated", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("plan_id", "term_id", name="pk_plan_facet"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_plan_facet_term_id", "plan_facet", ["term_id", "plan_id", "any_basis", "stated"])
    store = op.create_table(
        "store",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("writes", sa.Integer(), nullable=False),
        sa.Column("derived_version", sa.Integer(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_store"),
    )
    op.bulk_insert(store, [{"id": 1, "writes": 0, "derived_version": 0, "complete": False}])
    for name in _OF_PLANS:
        op.add_column("plan", sa.Column(name, sa.BigInteger(), nullable=False, server_default="0"))


def downgrade() -> None:
    for name in _OF_PLANS:
        op.drop_column("plan", name)
    for name, table, _columns in _ADDED:
        op.drop_index(name, table_name=table)
    for name in ("store", "plan_facet", "facet", "facet_term"):
        op.drop_table(name)
    for name, (table, columns) in _WIDE.items():
        op.drop_index(name, table_name=table)
        op.create_index(name, table, columns)
    for name, table, columns in _DROPPED:
        op.create_index(name, table, columns)
    # The release before counts whole plans in a table, which it fills where it makes it.
    import_module("app.db.migrations.versions.0008_plan_counts").upgrade()
