"""The store has an id, what is published with its data has a digest and a time, and so has each page.

Pages get the time at which the release before said that they changed; the importer keeps it from here on.
"""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_ITEMS = sa.text(
    "SELECT item_id, max(revision.at) FROM change JOIN revision ON revision.id = revision_id GROUP BY item_id"
).columns(sa.column("item_id", sa.String()), sa.column("at", _TIME))
# Shown with the initiatives that they refer to.
_ATTACHED = sa.text(
    "SELECT before, after, revision.at FROM change JOIN revision ON revision.id = revision_id"
    " WHERE item_type IN ('kpi', 'correction', 'link')"
).columns(sa.column("before", sa.JSON()), sa.column("after", sa.JSON()), sa.column("at", _TIME))
_PAGES = sa.text(
    "SELECT initiative.id, pillar_id, theme_id, plan.updated_at FROM initiative JOIN plan ON plan.id = plan_id"
).columns(
    sa.column("id", sa.String()),
    sa.column("pillar_id", sa.String()),
    sa.column("theme_id", sa.String()),
    sa.column("at", _TIME),
)


def upgrade() -> None:
    op.add_column("store", sa.Column("uuid", sa.String(), nullable=False, server_default=str(uuid4())))
    op.add_column("store", sa.Column("publication_sha256", sa.String(), nullable=True))
    op.add_column("store", sa.Column("publication_at", _TIME, nullable=True))
    op.create_index("ix_revision_at", "revision", ["at"])
    op.add_column(
        "initiative",
        sa.Column("changed_at", _TIME, nullable=False, server_default="1970-01-01 00:00:00.000000"),
    )
    op.create_index("ix_initiative_changed_at", "initiative", ["changed_at"])
    _date_pages(op.get_bind())


def _date_pages(connection: sa.Connection) -> None:
    changed = {item_id: at for item_id, at in connection.execute(_ITEMS)}
    for before, after, at in connection.execute(_ATTACHED):
        for item_id in {*_referred(before or {}), *_referred(after or {})}:
            changed[item_id] = max(at, changed.get(item_id, at))
    dates = [
        {"page": page[0], "at": max((changed[one] for one in page[:3] if one in changed), default=page.at)}
        for page in connection.execute(_PAGES)
    ]
    initiative = sa.table("initiative", sa.column("id", sa.String()), sa.column("changed_at", _TIME))
    if dates:
        dated = sa.update(initiative).where(initiative.c.id == sa.bindparam("page"))
        connection.execute(dated.values(changed_at=sa.bindparam("at")), dates)


def _referred(entry: dict[str, Any]) -> Iterator[str]:
    yield from (mention["id"] for mention in entry.get("mentions", ()))
    yield from entry.get("items", ())
    if "item" in entry:
        yield entry["item"]


def downgrade() -> None:
    op.drop_index("ix_initiative_changed_at", table_name="initiative")
    op.drop_column("initiative", "changed_at")
    op.drop_index("ix_revision_at", table_name="revision")
    for name in ("publication_at", "publication_sha256", "uuid"):
        op.drop_column("store", name)
