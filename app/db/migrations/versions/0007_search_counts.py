"""How many initiatives hold each term of the search index, on PostgreSQL (app/search/index.py)."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute(
        'CREATE TABLE initiative_search_terms (term TEXT COLLATE "C" PRIMARY KEY, initiatives INTEGER NOT NULL)'
    )
    # Every import changes the numbers of its terms: with room on the page no index entry is written.
    op.execute("ALTER TABLE initiative_search_terms SET (fillfactor = 50)")
    op.execute(
        "INSERT INTO initiative_search_terms "
        "SELECT word, ndoc FROM ts_stat('SELECT terms FROM initiative_search')"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP TABLE initiative_search_terms")
