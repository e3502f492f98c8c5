"""Plans of other shapes: format 2 of the plan file.

What the rows say comes from the kept plan files, so it is not converted: the tables are made anew, and the
rebuild of derived data, which every start after an update does, fills them. Only what no file says is carried
over: revisions and times of plans, and when each initiative changed.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.models.types import Code, Utc

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# The tables of plans at this step and before, children first.
_NEW = [
    "annotation",
    "continuation",
    "emphasis",
    "initiative_link",
    "correction",
    "kpi_figure",
    "kpi_mention",
    "kpi",
    "initiative_organisation",
    "sdg_tag",
    "bureau_project",
    "measure",
    "initiative",
    "printed_table",
    "passage",
    "viewpoint",
    "theme",
    "direction",
    "pillar",
    "plan_organisation",
    "plan_year",
    "plan",
    "organisation",
    "facet_term",
]
_OLD = [
    "sdg_tag",
    "initiative_organisation",
    "kpi_mention",
    "kpi_result",
    "initiative_link",
    "correction",
    "kpi",
    "measure",
    "bureau_project",
    "passage",
    "initiative",
    "theme",
    "direction",
    "pillar",
    "plan_organisation",
    "plan",
    "organisation",
    "facet_term",
]
# Of them those from which something is carried over.
_CARRIED = ("organisation", "plan", "plan_organisation", "initiative")
_HISTORY = ("revision", "change", "store", "sdg_goal", "sdg_target")
_STEPS = (
    "0001_plans_and_history",
    "0002_the_sheet",
    "0003_added_facts",
    "0004_search_index",
    "0005_pillar_counts",
    "0006_quicker_imports",
    "0007_search_counts",
    "0008_plan_counts",
    "0009_facet_index",
    "0010_moments",
)
_PLAN = (
    "id, municipality_code, fiscal_year, title, issuer_id, first_number, last_number,"
    " revision_id, created_at, updated_at"
)
# What the rebuild replaces.
_NEW_PLAN = {
    "last_fiscal_year": "fiscal_year",
    "issuer_name": "''",
    "status": "'adopted'",
    "derived_version": "0",
    "period_start": "'1970-01-01'",
    **dict.fromkeys(("terms", "transcription", "announced", "counts"), "'{}'"),
    **dict.fromkeys(("sources", "sdgs", "amounts"), "'[]'"),
}
_OLD_PLAN = {"pillar_term": "''", "source_document": "''", "derived_version": "0", "counts": "'{}'"}
_INITIATIVE = "id, kind, plan_id, position, number, changed_at"
_NEW_INITIATIVE = {
    "label_basis": "'editorial'",
    **dict.fromkeys(("label", "text", "folded", "folded_stated", "document"), "''"),
}
_OLD_INITIATIVE = {**_NEW_INITIATIVE, "line": "0"}
_ORGANISATION = "id, kind, municipality_code"


def upgrade() -> None:
    _replace(_OLD, _CARRIED, _create)
    _copy("organisation", _ORGANISATION, {"successor_of": "'[]'"})
    _copy("plan", _PLAN, _NEW_PLAN)
    name = "(SELECT name FROM old_organisation WHERE id = organisation_id)"
    _copy("plan_organisation", "plan_id, organisation_id, position", {"name": name})
    _copy("initiative", _INITIATIVE, _NEW_INITIATIVE)
    _drop_carried(_CARRIED)
    _outdate()


def downgrade() -> None:
    """The tables of the steps before, made by them. Plan files of format 2 are none for the release before:
    what goes back is a store made by it."""
    _replace(_NEW, (*_CARRIED, *_HISTORY), _create_former)
    name = "coalesce((SELECT min(name) FROM old_plan_organisation WHERE organisation_id = id), '')"
    _copy("organisation", _ORGANISATION, {"name": name})
    for table in _HISTORY:
        columns = ", ".join(column.name for column in _reflected(table).columns)
        op.execute(f'DELETE FROM "{table}"')
        _copy(table, columns, {})
    if op.get_bind().dialect.name != "sqlite":
        last = "coalesce(max(id), 1), max(id) IS NOT NULL"
        op.execute(f"SELECT setval(pg_get_serial_sequence('revision', 'id'), {last}) FROM revision")
    _copy("plan", _PLAN, _OLD_PLAN)
    _copy("plan_organisation", "plan_id, organisation_id, position", {})
    _copy("initiative", _INITIATIVE, _OLD_INITIATIVE)
    _drop_carried((*_CARRIED, *_HISTORY))
    _outdate()


def _replace(old: list[str], carried: tuple[str, ...], create: Callable[[], None]) -> None:
    """Make the tables anew. The rows of those of `carried` are in tables of the prefix `old_`."""
    for table in carried:
        op.execute(f'CREATE TABLE "old_{table}" AS SELECT * FROM "{table}"')
    for table in old:
        op.drop_table(table)
    create()


def _create_former() -> None:
    for table in ("facet", "plan_facet", "change", "revision", "sdg_target", "sdg_goal", "store"):
        op.drop_table(table)
    for step in ("0007_search_counts", "0004_search_index"):
        import_module(f"app.db.migrations.versions.{step}").downgrade()
    for step in _STEPS:
        import_module(f"app.db.migrations.versions.{step}").upgrade()


def _copy(table: str, columns: str, given: dict[str, str]) -> None:
    """Insert the carried rows with some of their columns, and others as SQL gives them."""
    typed = _reflected(table).columns
    values = [f"CAST({value} AS {_cast(typed[name])})" for name, value in given.items()]
    names = ", ".join([columns, *given])
    op.execute(f'INSERT INTO "{table}" ({names}) SELECT {", ".join([columns, *values])} FROM "old_{table}"')


def _cast(column: sa.Column[Any]) -> str:
    """The type to which PostgreSQL casts a text; SQLite keeps texts."""
    is_text = isinstance(column.type, sa.String) or op.get_bind().dialect.name == "sqlite"
    if is_text and not isinstance(column.type, sa.Integer):
        return "TEXT"
    return column.type.compile(op.get_bind().dialect)


def _reflected(table: str) -> sa.Table:
    return sa.Table(table, sa.MetaData(), autoload_with=op.get_bind())


def _drop_carried(carried: tuple[str, ...]) -> None:
    for table in carried:
        op.drop_table(f"old_{table}")


def _outdate() -> None:
    """The next start derives everything again."""
    op.execute("UPDATE store SET derived_version = 0, complete = false")


def _create() -> None:
    op.create_table(
        "facet_term",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("dimension", Code(), nullable=False),
        sa.Column("key", Code(), nullable=False),
        sa.Column("label", Code(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_facet_term"),
        sa.UniqueConstraint("key", "dimension", "label", name="uq_facet_term_key_dimension_label"),
    )
    op.create_index("ix_facet_term_label", "facet_term", ["dimension", "label"], unique=False)
    op.create_table(
        "organisation",
        sa.Column("id", Code(), nullable=False),
        sa.Column("kind", Code(), nullable=False),
        sa.Column("municipality_code", Code(), nullable=False),
        sa.Column("parent_id", Code(), nullable=True),
        sa.Column("parent_basis", Code(), nullable=True),
        sa.Column("parent_source", sa.String(), nullable=True),
        sa.Column("successor_of", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "kind = 'municipality' OR kind = 'ward' OR kind = 'bureau' OR kind = 'headquarters' OR kind = 'board' OR kind = 'board_office'",
            name="ck_organisation_kind",
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["organisation.id"], name="fk_organisation_parent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_organisation"),
    )
    op.create_table(
        "plan",
        sa.Column("id", Code(), nullable=False),
        sa.Column("municipality_code", Code(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("last_fiscal_year", sa.Integer(), nullable=True),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=True),
        sa.Column("period_printed", sa.String(), nullable=True),
        sa.Column("status", Code(), nullable=False),
        sa.Column("series_key", Code(), nullable=True),
        sa.Column("series_name", sa.String(), nullable=True),
        sa.Column("title", Code(), nullable=False),
        sa.Column("issuer_id", Code(), nullable=False),
        sa.Column("issuer_name", sa.String(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("transcription", sa.JSON(), nullable=False),
        sa.Column("announced", sa.JSON(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("sdgs", sa.JSON(), nullable=False),
        sa.Column("amounts", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("first_number", sa.BigInteger(), nullable=False),
        sa.Column("last_number", sa.BigInteger(), nullable=False),
        sa.Column("derived_version", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("created_at", Utc(timezone=True), nullable=False),
        sa.Column("updated_at", Utc(timezone=True), nullable=False),
        sa.CheckConstraint("status = 'draft' OR status = 'adopted'", name="ck_plan_status"),
        sa.ForeignKeyConstraint(["issuer_id"], ["organisation.id"], name="fk_plan_issuer_id"),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_plan_revision_id"),
        sa.PrimaryKeyConstraint("id", name="pk_plan"),
    )
    op.create_index("ix_plan_fiscal_year", "plan", ["fiscal_year"], unique=False)
    op.create_index("ix_plan_issuer_id", "plan", ["issuer_id"], unique=False)
    op.create_index("ix_plan_series_key", "plan", ["series_key"], unique=False)
    op.create_index("ix_plan_title", "plan", ["title"], unique=False)
    op.create_table(
        "annotation",
        sa.Column("id", Code(), nullable=False),
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_id", Code(), nullable=False),
        sa.Column("kind", Code(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind = 'place' OR kind = 'facility' OR kind = 'programme' OR kind = 'partner' OR kind = 'target_group' OR kind = 'event'",
            name="ck_annotation_kind",
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_annotation_plan_id"),
        sa.PrimaryKeyConstraint("id", name="pk_annotation"),
    )
    op.create_index("ix_annotation_item_id", "annotation", ["item_id"], unique=False)
    op.create_index("ix_annotation_plan_id", "annotation", ["plan_id"], unique=False)
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
        "continuation",
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_id", Code(), nullable=True),
        sa.Column("earlier_id", Code(), nullable=True),
        sa.Column("relation", Code(), nullable=False),
        sa.Column("basis", Code(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "relation = 'continued' OR relation = 'renamed' OR relation = 'reworded' OR relation = 'expanded'"
            " OR relation = 'narrowed' OR relation = 'means_changed' OR relation = 'merged' OR relation = 'split'"
            " OR relation = 'completed' OR relation = 'ended' OR relation = 'new'",
            name="ck_continuation_relation",
        ),
        sa.CheckConstraint(
            "basis = 'stated' OR basis = 'layout' OR basis = 'editorial'", name="ck_continuation_basis"
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_continuation_plan_id"),
        sa.PrimaryKeyConstraint("plan_id", "position", name="pk_continuation"),
    )
    op.create_index("ix_continuation_earlier_id", "continuation", ["earlier_id"], unique=False)
    op.create_index("ix_continuation_item_id", "continuation", ["item_id"], unique=False)
    op.create_table(
        "emphasis",
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_id", Code(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_emphasis_plan_id"),
        sa.PrimaryKeyConstraint("plan_id", "position", name="pk_emphasis"),
    )
    op.create_index("ix_emphasis_item_id", "emphasis", ["item_id"], unique=False)
    op.create_table(
        "kpi",
        sa.Column("id", Code(), nullable=False),
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", Code(), nullable=False),
        sa.Column("label", Code(), nullable=False),
        sa.Column("owner_id", Code(), nullable=False),
        sa.Column("owner_name", Code(), nullable=False),
        sa.Column("definition_key", Code(), nullable=True),
        sa.Column("progress", Code(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind = 'quantity' OR kind = 'level' OR kind = 'milestone' OR kind = 'period' OR kind = 'deliverable' OR kind = 'event'",
            name="ck_kpi_kind",
        ),
        sa.CheckConstraint(
            "progress = 'measured' OR progress = 'achieved' OR progress = 'not_achieved' OR progress = 'not_assessable'",
            name="ck_kpi_progress",
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_kpi_plan_id"),
        sa.PrimaryKeyConstraint("id", name="pk_kpi"),
    )
    op.create_index("ix_kpi_definition_key", "kpi", ["definition_key"], unique=False)
    op.create_index("ix_kpi_kind", "kpi", ["kind", "progress"], unique=False)
    op.create_index("ix_kpi_order", "kpi", ["plan_id", "position"], unique=False)
    op.create_index("ix_kpi_owner_id", "kpi", ["owner_id"], unique=False)
    op.create_index("ix_kpi_owner_name", "kpi", ["owner_name", "owner_id"], unique=False)
    op.create_index("ix_kpi_plan_id", "kpi", ["plan_id"], unique=False)
    op.create_index("ix_kpi_progress", "kpi", ["progress", "kind"], unique=False)
    op.create_table(
        "pillar",
        sa.Column("id", Code(), nullable=False),
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("section", sa.String(), nullable=True),
        sa.Column("source_key", Code(), nullable=True),
        sa.Column("name", Code(), nullable=False),
        sa.Column("name_basis", Code(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("sdgs", sa.JSON(), nullable=False),
        sa.Column("organisations", sa.JSON(), nullable=False),
        sa.Column("amounts", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "name_basis = 'stated' OR name_basis = 'layout' OR name_basis = 'editorial'",
            name="ck_pillar_name_basis",
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_pillar_plan_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pillar"),
    )
    op.create_index("ix_pillar_plan_id", "pillar", ["plan_id"], unique=False)
    op.create_table(
        "plan_organisation",
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("organisation_id", Code(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", Code(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_plan_organisation_organisation_id"
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_plan_organisation_plan_id"),
        sa.PrimaryKeyConstraint("plan_id", "organisation_id", name="pk_plan_organisation"),
    )
    op.create_index(
        "ix_plan_organisation_organisation_id", "plan_organisation", ["organisation_id"], unique=False
    )
    op.create_table(
        "plan_year",
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_plan_year_plan_id"),
        sa.PrimaryKeyConstraint("plan_id", "year", name="pk_plan_year"),
    )
    op.create_index("ix_plan_year_year", "plan_year", ["year"], unique=False)
    op.create_table(
        "printed_table",
        sa.Column("id", Code(), nullable=False),
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("section", sa.String(), nullable=True),
        sa.Column("source_key", Code(), nullable=True),
        sa.Column("pillar_id", Code(), nullable=True),
        sa.Column("theme_id", Code(), nullable=True),
        sa.Column("caption", sa.String(), nullable=True),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_printed_table_plan_id"),
        sa.PrimaryKeyConstraint("id", name="pk_printed_table"),
    )
    op.create_index("ix_printed_table_plan_id", "printed_table", ["plan_id"], unique=False)
    op.create_table(
        "viewpoint",
        sa.Column("id", Code(), nullable=False),
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("section", sa.String(), nullable=True),
        sa.Column("source_key", Code(), nullable=True),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("name", Code(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_viewpoint_plan_id"),
        sa.PrimaryKeyConstraint("id", name="pk_viewpoint"),
    )
    op.create_index("ix_viewpoint_plan_id", "viewpoint", ["plan_id"], unique=False)
    op.create_table(
        "direction",
        sa.Column("id", Code(), nullable=False),
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("pillar_id", Code(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("section", sa.String(), nullable=True),
        sa.Column("source_key", Code(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["pillar_id"], ["pillar.id"], name="fk_direction_pillar_id"),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_direction_plan_id"),
        sa.PrimaryKeyConstraint("id", name="pk_direction"),
    )
    op.create_index("ix_direction_pillar_id", "direction", ["pillar_id"], unique=False)
    op.create_index("ix_direction_plan_id", "direction", ["plan_id"], unique=False)
    op.create_table(
        "kpi_figure",
        sa.Column("kpi_id", Code(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("figure", Code(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("comparator", sa.String(), nullable=True),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("printed", sa.String(), nullable=True),
        sa.Column("status", Code(), nullable=True),
        sa.Column("evaluation", sa.String(), nullable=True),
        sa.Column("replaces", sa.String(), nullable=True),
        sa.Column("source_key", Code(), nullable=False),
        sa.CheckConstraint(
            "status = 'actual' OR status = 'estimate' OR status = 'forecast'", name="ck_kpi_figure_status"
        ),
        sa.ForeignKeyConstraint(["kpi_id"], ["kpi.id"], name="fk_kpi_figure_kpi_id"),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_kpi_figure_plan_id"),
        sa.PrimaryKeyConstraint("kpi_id", "position", name="pk_kpi_figure"),
    )
    op.create_index("ix_kpi_figure_plan_id", "kpi_figure", ["plan_id"], unique=False)
    op.create_table(
        "kpi_mention",
        sa.Column("kpi_id", Code(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("item_id", Code(), nullable=False),
        sa.Column("quote", sa.String(), nullable=False),
        sa.Column("role", Code(), nullable=False),
        sa.CheckConstraint("role = 'commits' OR role = 'refers'", name="ck_kpi_mention_role"),
        sa.ForeignKeyConstraint(["kpi_id"], ["kpi.id"], name="fk_kpi_mention_kpi_id"),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_kpi_mention_plan_id"),
        sa.PrimaryKeyConstraint("kpi_id", "position", name="pk_kpi_mention"),
    )
    op.create_index("ix_kpi_mention_item_id", "kpi_mention", ["item_id"], unique=False)
    op.create_index("ix_kpi_mention_plan_id", "kpi_mention", ["plan_id"], unique=False)
    op.create_table(
        "theme",
        sa.Column("id", Code(), nullable=False),
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("section", sa.String(), nullable=True),
        sa.Column("source_key", Code(), nullable=True),
        sa.Column("pillar_id", Code(), nullable=True),
        sa.Column("parent_id", Code(), nullable=True),
        sa.Column("name", Code(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("path", sa.JSON(), nullable=False),
        sa.Column("sdgs", sa.JSON(), nullable=False),
        sa.Column("organisations", sa.JSON(), nullable=False),
        sa.Column("amounts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["pillar_id"], ["pillar.id"], name="fk_theme_pillar_id"),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_theme_plan_id"),
        sa.PrimaryKeyConstraint("id", name="pk_theme"),
    )
    op.create_index("ix_theme_parent_id", "theme", ["parent_id"], unique=False)
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
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("section", sa.String(), nullable=True),
        sa.Column("source_key", Code(), nullable=True),
        sa.Column("label", Code(), nullable=False),
        sa.Column("label_basis", Code(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("first_due", sa.Date(), nullable=True),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("folded_stated", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", Utc(timezone=True), nullable=False),
        sa.CheckConstraint("kind = 'measure' OR kind = 'bureau_project'", name="ck_initiative_kind"),
        sa.CheckConstraint(
            "pillar_basis = 'stated' OR pillar_basis = 'layout' OR pillar_basis = 'editorial'",
            name="ck_initiative_pillar_basis",
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
    op.create_index("ix_initiative_changed_at", "initiative", ["changed_at"], unique=False)
    op.create_index("ix_initiative_document_order", "initiative", ["plan_id", "position"], unique=True)
    op.create_index("ix_initiative_number", "initiative", ["number", "plan_id", "position"], unique=True)
    op.create_index("ix_initiative_pillar_id", "initiative", ["pillar_id"], unique=False)
    op.create_index("ix_initiative_theme_id", "initiative", ["theme_id"], unique=False)
    op.create_table(
        "passage",
        sa.Column("id", Code(), nullable=False),
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("section", sa.String(), nullable=True),
        sa.Column("source_key", Code(), nullable=True),
        sa.Column("kind", Code(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("pillar_id", Code(), nullable=True),
        sa.Column("theme_id", Code(), nullable=True),
        sa.Column("parent_id", Code(), nullable=True),
        sa.CheckConstraint(
            "kind = 'title' OR kind = 'section_heading' OR kind = 'pillar_heading'"
            " OR kind = 'column_heading' OR kind = 'goal_headline' OR kind = 'goal_statement' OR kind = 'principle'"
            " OR kind = 'principle_statement' OR kind = 'theme_lead' OR kind = 'caption'"
            " OR kind = 'pointer' OR kind = 'paragraph' OR kind = 'heading' OR kind = 'note'",
            name="ck_passage_kind",
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["passage.id"], name="fk_passage_parent_id"),
        sa.ForeignKeyConstraint(["pillar_id"], ["pillar.id"], name="fk_passage_pillar_id"),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_passage_plan_id"),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name="fk_passage_theme_id"),
        sa.PrimaryKeyConstraint("id", name="pk_passage"),
    )
    op.create_index("ix_passage_parent_id", "passage", ["parent_id"], unique=False)
    op.create_index("ix_passage_pillar_id", "passage", ["pillar_id"], unique=False)
    op.create_index("ix_passage_plan_id", "passage", ["plan_id"], unique=False)
    op.create_index("ix_passage_theme_id", "passage", ["theme_id"], unique=False)
    op.create_table(
        "bureau_project",
        sa.Column("id", Code(), nullable=False),
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("kind", Code(), nullable=False),
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
        "initiative_link",
        sa.Column("id", Code(), nullable=False),
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("first_id", Code(), nullable=False),
        sa.Column("second_id", Code(), nullable=False),
        sa.Column("relation", Code(), nullable=False),
        sa.Column("basis", Code(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "basis = 'stated' OR basis = 'layout' OR basis = 'editorial'", name="ck_initiative_link_basis"
        ),
        sa.CheckConstraint(
            "relation = 'same_subject' OR relation = 'same_place'", name="ck_initiative_link_relation"
        ),
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
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("organisation_id", Code(), nullable=False),
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("role", Code(), nullable=False),
        sa.Column("part", sa.String(), nullable=True),
        sa.Column("basis", Code(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("evidence", sa.String(), nullable=True),
        sa.Column("from_id", Code(), nullable=True),
        sa.CheckConstraint(
            "basis = 'stated' OR basis = 'layout' OR basis = 'editorial'",
            name="ck_initiative_organisation_basis",
        ),
        sa.CheckConstraint(
            "role = 'responsible' OR role = 'joint' OR role = 'cooperating' OR role = 'partner'",
            name="ck_initiative_organisation_role",
        ),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiative.id"], name="fk_initiative_organisation_initiative_id"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_initiative_organisation_organisation_id"
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_initiative_organisation_plan_id"),
        sa.PrimaryKeyConstraint("initiative_id", "position", name="pk_initiative_organisation"),
    )
    op.create_index(
        "ix_initiative_organisation_organisation_id",
        "initiative_organisation",
        ["organisation_id"],
        unique=False,
    )
    op.create_index(
        "ix_initiative_organisation_plan_id", "initiative_organisation", ["plan_id"], unique=False
    )
    op.create_table(
        "measure",
        sa.Column("id", Code(), nullable=False),
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("kind", Code(), nullable=False),
        sa.Column("theme_id", Code(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
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
        sa.Column("from_id", Code(), nullable=True),
        sa.CheckConstraint(
            "basis = 'stated' OR basis = 'layout' OR basis = 'editorial'", name="ck_sdg_tag_basis"
        ),
        sa.CheckConstraint(
            "review = 'unreviewed' OR review = 'confirmed' OR review = 'disputed'", name="ck_sdg_tag_review"
        ),
        sa.ForeignKeyConstraint(["goal"], ["sdg_goal.number"], name="fk_sdg_tag_goal"),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiative.id"], name="fk_sdg_tag_initiative_id"),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_sdg_tag_plan_id"),
        sa.ForeignKeyConstraint(["target"], ["sdg_target.code"], name="fk_sdg_tag_target"),
        sa.PrimaryKeyConstraint("initiative_id", "goal", name="pk_sdg_tag"),
    )
    op.create_index("ix_sdg_tag_plan_id", "sdg_tag", ["plan_id"], unique=False)
