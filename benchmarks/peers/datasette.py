"""Datasette: a table made for it, because its facets count columns and JSON arrays but join nothing.

Its facets are narrowed by every filter, so the goals beside a goal are a second request.
"""

import json
import sqlite3
from pathlib import Path
from typing import Any

from benchmarks.questions import Answer, Question, of_items

_TABLE = """
CREATE TABLE item (number INTEGER PRIMARY KEY, id TEXT, plan TEXT, label TEXT, text TEXT, pillar TEXT,
 sdgs TEXT, bureaus TEXT);
INSERT INTO item (id, plan, label, text, pillar, sdgs, bureaus)
 SELECT i.id, i.plan_id, i.label, i.text, coalesce(p.name, 'none'),
  coalesce((SELECT json_group_array(CAST(goal AS TEXT)) FROM store.sdg_tag t
    WHERE t.initiative_id = i.id HAVING count(*)), '["none"]'),
  coalesce((SELECT json_group_array(o.name) FROM store.initiative_organisation io
    JOIN store.organisation o ON o.id = io.organisation_id
    WHERE io.initiative_id = i.id AND io.role = 'responsible' HAVING count(*)), '["none"]')
 FROM store.initiative i LEFT JOIN store.pillar p ON p.id = i.pillar_id ORDER BY i.plan_id, i.position;
CREATE INDEX item_plan ON item (plan);
CREATE INDEX item_pillar ON item (pillar);
ANALYZE main;
"""


def prepare(store: Path, directory: Path) -> Path:
    """The file that Datasette serves, built from the tables of the statement by hand where it is missing or older."""
    directory.mkdir(parents=True, exist_ok=True)
    made = directory / f"datasette-{store.name.partition('.')[0]}.db"
    if made.exists() and made.stat().st_mtime > store.stat().st_mtime:
        return made
    part = made.with_suffix(".part")
    part.unlink(missing_ok=True)
    connection = sqlite3.connect(part)
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("ATTACH ? AS store", (str(store),))
    connection.executescript(_TABLE)
    connection.close()
    return part.rename(made)


def command(python: Path, file: Path) -> list[str]:
    limits = {
        # Its own limits would end the slow answers that are to be measured.
        "sql_time_limit_ms": "600000",
        "facet_time_limit_ms": "600000",
        # Every option is counted, as in the other answers; by default it counts the thirty largest.
        "default_facet_size": "10000000",
        "max_returned_rows": "10000000",
        "suggest_facets": "off",
    }
    given = [part for name, value in limits.items() for part in ("--setting", name, value)]
    return [str(python), "-m", "datasette", "serve", "--immutable", str(file), *given, "--port"]


def addresses(file: Path, question: Question) -> tuple[str, ...]:
    table = f"/{file.stem}/item.json?_shape=objects"
    plan = f"&plan={question.plan}" if question.plan else ""
    counted = "&_facet=pillar&_facet_array=bureaus"
    if question.sdg is None:
        return (f"{table}&_size=20{plan}{counted}&_facet_array=sdgs",)
    narrowed = f"{table}&_size=20{plan}&sdgs__arraycontains={question.sdg}{counted}"
    return narrowed, f"{table}&_size=0&_nocount=1{plan}&_facet_array=sdgs"


def read(bodies: list[bytes]) -> Answer:
    answers = [json.loads(body) for body in bodies]
    counted: dict[str, Any] = {}
    for one in answers:
        counted |= one["facet_results"]
    facets = {
        ours: {str(option["value"]): option["count"] for option in counted[theirs]["results"]}
        for ours, theirs in (("pillar", "pillar"), ("sdg", "sdgs"), ("bureau", "bureaus"))
    }
    items = [
        {
            "id": row["id"],
            "sdgs": [{"goal": int(goal)} for goal in json.loads(row["sdgs"]) if goal != "none"],
            "bureaus": [{"name": name} for name in json.loads(row["bureaus"]) if name != "none"],
        }
        for row in answers[0]["rows"]
    ]
    return of_items(answers[0]["filtered_table_rows_count"], items, facets)
