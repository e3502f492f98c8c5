"""How many initiatives of a whole plan have each value of each facet, counted once (app/models/plan_count.py)."""

import sqlalchemy as sa
from alembic import op

from app.models.types import Code

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_STATED = "basis IN ('stated', 'layout')"
_VALUES = f"""
SELECT plan_id, 'plan' AS facet, plan_id AS value, count(*) AS number, count(*) AS number_stated
  FROM initiative GROUP BY plan_id
UNION ALL SELECT plan_id, 'kind', kind, count(*), count(*) FROM initiative GROUP BY plan_id, kind
UNION ALL SELECT initiative.plan_id, 'theme', theme.name, count(*), count(*)
  FROM initiative JOIN theme ON theme.id = theme_id GROUP BY initiative.plan_id, theme.name
UNION ALL SELECT initiative.plan_id, 'pillar', pillar.name, count(*),
  count(CASE WHEN pillar_{_STATED} THEN 1 END)
  FROM initiative JOIN pillar ON pillar.id = pillar_id GROUP BY initiative.plan_id, pillar.name
UNION ALL SELECT plan_id, 'sdg', CAST(goal AS VARCHAR), count(DISTINCT initiative_id),
  count(DISTINCT CASE WHEN {_STATED} THEN initiative_id END) FROM sdg_tag GROUP BY plan_id, goal
UNION ALL SELECT plan_id, 'bureau', organisation.name, count(DISTINCT initiative_id),
  count(DISTINCT CASE WHEN {_STATED} THEN initiative_id END)
  FROM initiative_organisation JOIN organisation ON organisation.id = organisation_id
  WHERE role = 'responsible' GROUP BY plan_id, organisation.name
UNION ALL SELECT kpi_mention.plan_id, 'kpi', kpi.kind, count(DISTINCT initiative_id),
  count(DISTINCT initiative_id)
  FROM kpi_mention JOIN kpi ON kpi.id = kpi_id GROUP BY kpi_mention.plan_id, kpi.kind
"""  # noqa: S608 - all of it is above
_NONE = """
UNION ALL SELECT whole.plan_id, '{facet}', 'none', whole.number - count(DISTINCT {owner}),
  whole.number - count(DISTINCT CASE WHEN {stated} THEN {owner} END)
  FROM (SELECT plan_id, count(*) AS number FROM initiative GROUP BY plan_id) AS whole
  LEFT JOIN {table} AS held ON held.plan_id = whole.plan_id AND {condition}
  GROUP BY whole.plan_id, whole.number
"""
_HELD = {
    "pillar": ("initiative", "held.id", f"held.pillar_{_STATED}", "held.pillar_id IS NOT NULL"),
    "theme": ("initiative", "held.id", "1 = 1", "held.theme_id IS NOT NULL"),
    "sdg": ("sdg_tag", "held.initiative_id", f"held.{_STATED}", "1 = 1"),
    "bureau": (
        "initiative_organisation",
        "held.initiative_id",
        f"held.{_STATED}",
        "held.role = 'responsible'",
    ),
    "kpi": ("kpi_mention", "held.initiative_id", "1 = 1", "1 = 1"),
}


def upgrade() -> None:
    op.create_table(
        "plan_count",
        sa.Column("plan_id", Code(), nullable=False),
        sa.Column("facet", Code(), nullable=False),
        sa.Column("value", Code(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("number_stated", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_plan_count_plan_id"),
        sa.PrimaryKeyConstraint("plan_id", "facet", "value", name="pk_plan_count"),
        sqlite_with_rowid=False,
    )
    without = "".join(
        _NONE.format(facet=facet, table=table, owner=owner, stated=stated, condition=condition)
        for facet, (table, owner, stated, condition) in _HELD.items()
    )
    op.execute(
        "INSERT INTO plan_count (plan_id, facet, value, number, number_stated) "  # noqa: S608
        "SELECT plan_id, facet, value, sum(number), sum(number_stated) "
        f"FROM ({_VALUES}{without}) AS counted GROUP BY plan_id, facet, value "
        "HAVING sum(number) > 0 OR sum(number_stated) > 0"
    )


def downgrade() -> None:
    op.drop_table("plan_count")
