"""Reference answer: one hand-written statement on the standard library's sqlite3.

The same documents, total and options with both counts, put together as JSON by the database and sent by a
raw ASGI callable. A facet does not narrow itself, so goals are counted without the goal that was asked for.
"""

import os
import sqlite3
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope, Send

_STATEMENT: Final = """
WITH matching AS {how} (
   SELECT i.id, i.pillar_id, i.pillar_basis, i.plan_id, i.position, {stated} AS stated FROM {source}),
 number(total, stated) AS (SELECT count(*), sum(stated) FROM matching),
 of_any_goal(total) AS (SELECT count(*) FROM initiative i WHERE {plan}),
 by_pillar AS MATERIALIZED (
   SELECT p.name, sum(n) AS n, sum(s) AS s FROM (
     SELECT pillar_id, count(*) AS n, sum(stated AND pillar_basis IN ('stated', 'layout')) AS s
     FROM matching WHERE pillar_id IS NOT NULL GROUP BY pillar_id)
   JOIN pillar p ON p.id = pillar_id GROUP BY p.name),
 by_goal AS MATERIALIZED (
   SELECT i.goal, count(*) AS n, sum(i.basis IN ('stated', 'layout')) AS s FROM sdg_tag i WHERE {plan} GROUP BY i.goal),
 by_bureau AS MATERIALIZED (
   SELECT o.name, sum(n) AS n, sum(s) AS s FROM (
     SELECT io.organisation_id, count(*) AS n, sum(m.stated AND io.basis IN ('stated', 'layout')) AS s
     FROM {owners} GROUP BY io.organisation_id)
   JOIN organisation o ON o.id = organisation_id GROUP BY o.name)
SELECT '{{"total":' || (SELECT total FROM number) || ',"items":[' || coalesce((
   SELECT group_concat(substr(document, 1, length(document) - 1) || ',{continuations},"url":"{base}/initiatives/'
     || id || '","updated_at":"' || replace(replace(changed_at, ' ', 'T'), '.000000', '') || 'Z"}}')
   FROM (SELECT i.id, i.document, i.changed_at FROM (SELECT id FROM matching ORDER BY plan_id, position LIMIT 20) m
     CROSS JOIN initiative i ON i.id = m.id ORDER BY i.plan_id, i.position)), '') || '],"facets":' ||
 json_object(
  'pillar', (SELECT json_group_array(json_object('value', v, 'label', l, 'count', n, 'count_stated', s)) FROM (
    SELECT name AS v, name AS l, coalesce(n, 0) AS n, coalesce(s, 0) AS s FROM (
      SELECT i.name, min(i.plan_id) AS first, min(i.position) AS second FROM pillar i WHERE {plan}
      GROUP BY i.name ORDER BY 2, 3, 1) LEFT JOIN by_pillar USING (name)
    UNION ALL SELECT 'none', '{no_pillar}', total - (SELECT coalesce(sum(n), 0) FROM by_pillar),
      stated - (SELECT coalesce(sum(s), 0) FROM by_pillar) FROM number)),
  'sdg', (SELECT json_group_array(json_object('value', v, 'label', l, 'count', n, 'count_stated', s)) FROM (
    SELECT CAST(number AS TEXT) AS v, number || ' ' || name AS l, coalesce(n, 0) AS n, coalesce(s, 0) AS s
    FROM (SELECT number, name FROM sdg_goal ORDER BY number) LEFT JOIN by_goal ON goal = number
    UNION ALL SELECT 'none', '{no_goal}', total - (
        SELECT count(*) FROM (SELECT DISTINCT i.initiative_id FROM sdg_tag i WHERE {plan})), total - (
        SELECT count(*) FROM (SELECT DISTINCT i.initiative_id FROM sdg_tag i
        WHERE {plan} AND i.basis IN ('stated', 'layout'))) FROM of_any_goal)),
  'bureau', (SELECT json_group_array(json_object('value', v, 'label', l, 'count', n, 'count_stated', s)) FROM (
    SELECT name AS v, name AS l, coalesce(n, 0) AS n, coalesce(s, 0) AS s FROM (
      SELECT o.name, min(i.plan_id) AS first, min(i.position) AS second
      FROM plan_organisation i JOIN organisation o ON o.id = i.organisation_id
      WHERE {plan} AND o.id NOT IN (SELECT issuer_id FROM plan WHERE plan.id = i.plan_id)
        AND NOT EXISTS (SELECT 1 FROM plan JOIN organisation w ON w.id = issuer_id
          WHERE plan.id = i.plan_id AND w.parent_id = o.id)
      GROUP BY o.name ORDER BY 2, 3, 1) LEFT JOIN by_bureau USING (name)
    UNION ALL SELECT 'none', '{no_bureau}', total - ({owned}), stated - ({owned_stated}) FROM number)))
 || '}}'
"""
_OWNERS: Final = (
    "matching m CROSS JOIN initiative_organisation io ON io.initiative_id = m.id AND io.role = 'responsible'"
)
_OF_PLAN: Final = (
    "(SELECT *, 1 AS stated FROM initiative_organisation i WHERE role = 'responsible' AND {plan})"
)
_OWNED: Final = (
    "SELECT count(*) FROM (SELECT DISTINCT i.initiative_id FROM initiative_organisation i "
    "WHERE i.role = 'responsible' AND {plan} AND {basis})"
)
_NAMES: Final = {
    "no_pillar": "柱の記載なし",
    "no_goal": "SDGsタグなし",
    "no_bureau": "区の取組（局の記載なし）",
    "base": "http://127.0.0.1:8000",
    # Of plans that state nothing of other editions.
    "continuations": '"continues":[],"continued_by":[]',
}


def statement(plan: bool, sdg: bool) -> str:
    narrowed = "i.plan_id = :plan" if plan else "1"
    if sdg:
        # Within one plan each of its initiatives is looked up; else the goal's tags are read first, and
        # what was found is kept.
        source = (
            f"initiative i CROSS JOIN sdg_tag t ON t.initiative_id = i.id AND t.goal = :sdg WHERE {narrowed}"
        )
        if not plan:
            source = "sdg_tag t CROSS JOIN initiative i ON i.id = t.initiative_id WHERE t.goal = :sdg"
        how, stated, owners = "MATERIALIZED", "t.basis IN ('stated', 'layout')", _OWNERS
        own = f"SELECT count(DISTINCT io.initiative_id) FROM {owners}"  # noqa: S608 - all of it is above
        owned, owned_stated = own, f"{own} WHERE m.stated AND io.basis IN ('stated', 'layout')"
    else:
        # What belongs to whole plans is counted from the side tables alone.
        how, stated, source = "NOT MATERIALIZED", "1", f"initiative i WHERE {narrowed}"
        owners = f"{_OF_PLAN.format(plan=narrowed)} AS io JOIN (SELECT 1 AS stated) m"
        owned = _OWNED.format(plan=narrowed, basis="1")
        owned_stated = _OWNED.format(plan=narrowed, basis="i.basis IN ('stated', 'layout')")
    return _STATEMENT.format(
        how=how,
        stated=stated,
        source=source,
        plan=narrowed,
        owners=owners,
        owned=owned,
        owned_stated=owned_stated,
        **_NAMES,
    )


_STATEMENTS: Final = {(plan, sdg): statement(plan, sdg) for plan in (False, True) for sdg in (False, True)}


def connect(file: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{file}?mode=ro", uri=True, check_same_thread=False)


def answer(connection: sqlite3.Connection, filters: dict[str, Any]) -> str:
    """The answer as JSON. `filters` may hold `plan` and `sdg`."""
    text: str = connection.execute(_STATEMENTS["plan" in filters, "sdg" in filters], filters).fetchone()[0]
    return text


_connections: dict[str, sqlite3.Connection] = {}


async def app(scope: Scope, _receive: Receive, send: Send) -> None:
    """One connection, one statement a request, and nothing between them and the server."""
    if scope["type"] != "http":
        return
    if scope["path"] == "/health/live":
        body = b"{}"
    else:
        if "store" not in _connections:
            _connections["store"] = connect(os.environ["BENCH_STORE"])
        body = answer(_connections["store"], _filters(scope["query_string"])).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _filters(query: bytes) -> dict[str, Any]:
    pairs = dict(parse_qsl(query.decode("ascii")))
    return {name: int(value) if name == "sdg" else value for name, value in pairs.items()}
