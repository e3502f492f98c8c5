"""Reports beside a plan.

A revision keeps a plan's file or that of one of its reports; the table of reports is derived from them by the
rebuild. A goal that an office has rejected has a review of that name.
"""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

from app.models.types import Code

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_REVIEW = "ck_sdg_tag_review"
_BEFORE = ("unreviewed", "confirmed", "disputed")
_KINDS = ("midterm", "final", "review")


def _one_of(column: str, words: tuple[str, ...]) -> str:
    return " OR ".join(f"{column} = '{word}'" for word in words)


def upgrade() -> None:
    op.add_column("revision", sa.Column("report_id", Code(), nullable=True))
    op.create_table(
        "report",
        sa.Column("id", Code(), nullable=False),
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", Code(), nullable=False),
        sa.Column("kind", Code(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.CheckConstraint(_one_of("kind", _KINDS), name="ck_report_kind"),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_report_plan_id"),
        sa.PrimaryKeyConstraint("id", name="pk_report"),
    )
    for column in ("plan_id", "kind", "dated"):
        op.create_index(f"ix_report_{column}", "report", [column])
    _check_reviews((*_BEFORE, "rejected"))


def _check_reviews(words: tuple[str, ...]) -> None:
    with op.batch_alter_table("sdg_tag") as table:
        table.drop_constraint(_REVIEW, type_="check")
        table.create_check_constraint(_REVIEW, _one_of("review", words))


def downgrade() -> None:
    """Reports go, with their revisions: what they changed is part of no plan's file. Their numbers will be given
    again, so the store is another one for those who read its changes."""
    connection = op.get_bind()
    another = (
        "UPDATE store SET uuid = :uuid WHERE EXISTS (SELECT 1 FROM revision WHERE report_id IS NOT NULL)"
    )
    connection.execute(sa.text(another), {"uuid": str(uuid4())})
    for statement in (
        "UPDATE store SET derived_version = 0, complete = false",
        "UPDATE plan SET derived_version = 0",
        "DELETE FROM change WHERE revision_id IN (SELECT id FROM revision WHERE report_id IS NOT NULL)",
        "UPDATE plan SET revision_id = (SELECT max(id) FROM revision"
        " WHERE revision.plan_id = plan.id AND report_id IS NULL)",
        "UPDATE plan SET updated_at = (SELECT at FROM revision WHERE revision.id = plan.revision_id)",
        "DELETE FROM revision WHERE report_id IS NOT NULL",
        "UPDATE sdg_tag SET review = 'disputed' WHERE review = 'rejected'",
    ):
        connection.execute(sa.text(statement))
    op.drop_table("report")
    op.drop_column("revision", "report_id")
    _check_reviews(_BEFORE)
