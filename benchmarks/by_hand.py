"""The comparison for uncached reading: the same questions by hand-written SQL on the standard library."""

import sqlite3
from typing import Any

_WHERE = {
    "": "1",
    "sdg": "i.id IN (SELECT initiative_id FROM sdg_tag WHERE goal = :sdg)",
    "plan": "i.plan_id = :plan",
}
_FACETS = """
SELECT 'pillar', p.name, count(DISTINCT i.id) FROM initiative i LEFT JOIN pillar p ON p.id = i.pillar_id
 WHERE {where} GROUP BY p.name
UNION ALL SELECT 'sdg', t.goal, count(DISTINCT i.id) FROM initiative i
 LEFT JOIN sdg_tag t ON t.initiative_id = i.id WHERE {any_sdg} GROUP BY t.goal
UNION ALL SELECT 'bureau', o.name, count(DISTINCT i.id) FROM initiative i
 LEFT JOIN initiative_organisation io ON io.initiative_id = i.id AND io.role = 'responsible'
 LEFT JOIN organisation o ON o.id = io.organisation_id WHERE {where} GROUP BY o.name
"""


def page(connection: sqlite3.Connection, kind: str, values: dict[str, Any]) -> tuple[int, list[str]]:
    """Total and the documents of the first page of twenty."""
    where = _WHERE[kind]
    total = connection.execute(f"SELECT count(*) FROM initiative i WHERE {where}", values).fetchone()[0]  # noqa: S608
    rows = connection.execute(
        f"SELECT i.document FROM initiative i WHERE {where} ORDER BY i.plan_id, i.position LIMIT 20",  # noqa: S608
        values,
    )
    return total, [row[0] for row in rows]


def facets(connection: sqlite3.Connection, kind: str, values: dict[str, Any]) -> dict[tuple[str, str], int]:
    """The counts of three facets; a facet does not narrow itself."""
    statement = _FACETS.format(where=_WHERE[kind], any_sdg="1" if kind == "sdg" else _WHERE[kind])
    return {
        (facet, "none" if value is None else str(value)): number
        for facet, value, number in connection.execute(statement, values)
    }
