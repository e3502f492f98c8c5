"""The search index of app/search/index.py: FTS5 on SQLite, tsvector with GIN on PostgreSQL."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # The terms are ASCII words that stand once in each row: no positions, no copy, no sizes.
        op.execute(
            "CREATE VIRTUAL TABLE initiative_search USING fts5("
            "terms, content='', detail='none', columnsize=0, tokenize='ascii')"
        )
        # Every plan is a transaction and so a segment: merge more of them at a time.
        op.execute("INSERT INTO initiative_search (initiative_search, rank) VALUES ('automerge', 8)")
        return
    op.execute("CREATE TABLE initiative_search (rowid BIGINT PRIMARY KEY, terms tsvector NOT NULL)")
    # Only the index reads the terms: out of line, they leave the rows small enough to count quickly.
    op.execute("ALTER TABLE initiative_search ALTER COLUMN terms SET STORAGE EXTERNAL")
    op.execute("ALTER TABLE initiative_search SET (toast_tuple_target = 128)")
    op.execute("CREATE INDEX ix_initiative_search_terms ON initiative_search USING gin (terms)")


def downgrade() -> None:
    op.execute("DROP TABLE initiative_search")
