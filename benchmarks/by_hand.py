"""The mark to meet: the full answer by one hand-written statement on the standard library's sqlite3.

JSON is put together by the database and sent by a raw ASGI callable. A facet does not narrow itself, so
the goals are counted without the goal that was asked for.
"""

import os
import sqlite3
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope, Send

_STATEMENT: Final = """
WITH matching AS {how} (SELECT i.id, i.pillar_id, i.plan_id, i.position FROM initiative i WHERE {where}),
 of_any_goal AS NOT MATERIALIZED (SELECT i.id FROM initiative i WHERE {any_goal})
SELECT json_object(
 'total', (SELECT count(*) FROM matching),
 'items', (SELECT json_group_array(json(item)) FROM (
   SELECT json_object('id', i.id, 'label', i.label, 'text', i.text, 'pillar', p.name,
     'sdgs', json((SELECT json_group_array(json_object('goal', t.goal, 'name', g.name))
       FROM sdg_tag t JOIN sdg_goal g ON g.number = t.goal WHERE t.initiative_id = i.id)),
     'bureaus', json((SELECT json_group_array(json_object('id', o.id, 'name', o.name))
       FROM initiative_organisation io JOIN organisation o ON o.id = io.organisation_id
       WHERE io.initiative_id = i.id AND io.role = 'responsible'))) AS item
   FROM (SELECT id FROM matching ORDER BY plan_id, position LIMIT 20) m
   CROSS JOIN initiative i ON i.id = m.id LEFT JOIN pillar p ON p.id = i.pillar_id
   ORDER BY i.plan_id, i.position)),
 'facets', json_object(
   'pillar', json((SELECT json_group_object(coalesce(name, 'none'), number) FROM (
     SELECT p.name, sum(number) AS number
     FROM (SELECT pillar_id, count(*) AS number FROM matching GROUP BY pillar_id)
     LEFT JOIN pillar p ON p.id = pillar_id GROUP BY p.name))),
   'sdg', json((SELECT json_group_object(coalesce(goal, 'none'), number) FROM (
     SELECT t.goal, count(*) AS number
     FROM of_any_goal m LEFT JOIN sdg_tag t ON t.initiative_id = m.id GROUP BY t.goal))),
   'bureau', json((SELECT json_group_object(coalesce(name, 'none'), number) FROM (
     SELECT o.name, sum(number) AS number
     FROM (SELECT io.organisation_id, count(*) AS number FROM matching m
       LEFT JOIN initiative_organisation io ON io.initiative_id = m.id AND io.role = 'responsible'
       GROUP BY io.organisation_id)
     LEFT JOIN organisation o ON o.id = organisation_id GROUP BY o.name)))))
"""
_PLAN: Final = "i.plan_id = :plan"
# Within one plan each of its initiatives is looked up; else the goal's initiatives are listed first.
_GOAL_WITHIN: Final = "EXISTS (SELECT 1 FROM sdg_tag s WHERE s.initiative_id = i.id AND s.goal = :sdg)"
_GOAL: Final = "i.id IN (SELECT initiative_id FROM sdg_tag WHERE goal = :sdg)"


def statement(plan: bool, sdg: bool) -> str:
    narrowed = [*([_PLAN] if plan else []), *([_GOAL_WITHIN if plan else _GOAL] if sdg else [])]
    # A list that was costly to find is kept; else each part finds its own, by the index that suits it.
    how = "MATERIALIZED" if sdg and not plan else "NOT MATERIALIZED"
    return _STATEMENT.format(how=how, where=" AND ".join(narrowed) or "1", any_goal=_PLAN if plan else "1")


_STATEMENTS: Final = {(plan, sdg): statement(plan, sdg) for plan in (False, True) for sdg in (False, True)}


def connect(file: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{file}?mode=ro", uri=True, check_same_thread=False)


def answer(connection: sqlite3.Connection, asked: dict[str, Any]) -> str:
    """The whole answer as JSON; `asked` may hold `plan` and `sdg`."""
    found: str = connection.execute(_STATEMENTS["plan" in asked, "sdg" in asked], asked).fetchone()[0]
    return found


_kept: dict[str, sqlite3.Connection] = {}


async def app(scope: Scope, _receive: Receive, send: Send) -> None:
    """One connection, one statement a request, and nothing between them and the server."""
    if scope["type"] != "http":
        return
    if scope["path"] == "/health/live":
        body = b"{}"
    else:
        if "store" not in _kept:
            _kept["store"] = connect(os.environ["BENCH_STORE"])
        body = answer(_kept["store"], _asked(scope["query_string"])).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _asked(query: bytes) -> dict[str, Any]:
    given = dict(parse_qsl(query.decode("ascii")))
    return {name: int(value) if name == "sdg" else value for name, value in given.items()}
