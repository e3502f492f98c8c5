"""Tables of the hand-written statement and the peers, in a SQLite file beside the store.

They are the relational tables of 2026-11 with the indexes of that time, so that a change of the store's own
tables changes neither the mark nor a peer. What is left out serves only the search or the import.
"""

import sqlite3
from pathlib import Path
from typing import Final

_TABLES: Final = {
    "organisation": "id VARCHAR NOT NULL PRIMARY KEY, name VARCHAR NOT NULL, kind VARCHAR NOT NULL,"
    " municipality_code VARCHAR NOT NULL, parent_id VARCHAR",
    "sdg_goal": "number INTEGER NOT NULL PRIMARY KEY, name VARCHAR NOT NULL",
    "plan": "id VARCHAR NOT NULL PRIMARY KEY, municipality_code VARCHAR NOT NULL, fiscal_year INTEGER NOT NULL,"
    " title VARCHAR NOT NULL, issuer_id VARCHAR NOT NULL, UNIQUE (municipality_code, fiscal_year)",
    "plan_organisation": "plan_id VARCHAR NOT NULL, organisation_id VARCHAR NOT NULL, position INTEGER NOT NULL,"
    " PRIMARY KEY (plan_id, organisation_id)",
    "pillar": "id VARCHAR NOT NULL PRIMARY KEY, plan_id VARCHAR NOT NULL, position INTEGER NOT NULL,"
    " line INTEGER, section VARCHAR, name VARCHAR NOT NULL",
    "initiative": "id VARCHAR NOT NULL PRIMARY KEY, kind VARCHAR NOT NULL, plan_id VARCHAR NOT NULL,"
    " theme_id VARCHAR, pillar_id VARCHAR, pillar_basis VARCHAR, pillar_reason VARCHAR, pillar_evidence VARCHAR,"
    " position INTEGER NOT NULL, line INTEGER, section VARCHAR, label VARCHAR NOT NULL,"
    " text VARCHAR NOT NULL, document TEXT NOT NULL, changed_at DATETIME NOT NULL, UNIQUE (id, kind)",
    "initiative_organisation": "initiative_id VARCHAR NOT NULL, organisation_id VARCHAR NOT NULL,"
    " plan_id VARCHAR NOT NULL, position INTEGER NOT NULL, role VARCHAR NOT NULL, basis VARCHAR NOT NULL,"
    " reason VARCHAR, evidence VARCHAR, PRIMARY KEY (initiative_id, organisation_id)",
    "sdg_tag": "initiative_id VARCHAR NOT NULL, goal INTEGER NOT NULL, plan_id VARCHAR NOT NULL, target VARCHAR,"
    " basis VARCHAR NOT NULL, reason VARCHAR, evidence VARCHAR, review VARCHAR, PRIMARY KEY (initiative_id, goal)",
}
# The name of an organisation stands with each plan that names it.
_SOURCES: Final = {
    "organisation": "(SELECT o.*, (SELECT n.name FROM store.plan_organisation n WHERE n.organisation_id = o.id"
    " ORDER BY n.plan_id DESC LIMIT 1) AS name FROM store.organisation o)",
}
_INDEXES: Final = """
CREATE INDEX ix_organisation_name ON organisation (name);
CREATE INDEX ix_plan_fiscal_year ON plan (fiscal_year);
CREATE INDEX ix_plan_issuer_id ON plan (issuer_id);
CREATE INDEX ix_plan_title ON plan (title);
CREATE INDEX ix_plan_organisation_organisation_id ON plan_organisation (organisation_id);
CREATE INDEX ix_pillar_name ON pillar (name);
CREATE INDEX ix_pillar_plan_id ON pillar (plan_id);
CREATE UNIQUE INDEX ix_initiative_document_order ON initiative (plan_id, position);
CREATE INDEX ix_initiative_theme_id ON initiative (theme_id);
CREATE INDEX ix_initiative_pillar_id ON initiative (pillar_id, pillar_basis);
CREATE INDEX ix_initiative_organisation_organisation_id
 ON initiative_organisation (organisation_id, role, basis, initiative_id);
CREATE INDEX ix_initiative_organisation_plan_id
 ON initiative_organisation (plan_id, organisation_id, role, basis, initiative_id);
CREATE INDEX ix_sdg_tag_goal ON sdg_tag (goal, basis, initiative_id);
CREATE INDEX ix_sdg_tag_plan_id ON sdg_tag (plan_id, goal, basis, initiative_id);
"""


def hand_file(store: Path) -> Path:
    return store.with_suffix(".hand.db")


def prepare(store: Path) -> Path:
    """The file beside the store, built where it is missing or older than the store."""
    made = hand_file(store)
    if made.exists() and made.stat().st_mtime > store.stat().st_mtime:
        return made
    part = made.with_suffix(".part")
    part.unlink(missing_ok=True)
    connection = sqlite3.connect(part)
    try:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("ATTACH ? AS store", (str(store),))
        for table, columns in _TABLES.items():
            connection.execute(f"CREATE TABLE {table} ({columns})")
            names = ", ".join(row[1] for row in connection.execute(f"PRAGMA main.table_info({table})"))
            source = _SOURCES.get(table, f"store.{table}")
            connection.execute(f"INSERT INTO main.{table} ({names}) SELECT {names} FROM {source}")  # noqa: S608
        connection.commit()
        connection.executescript(_INDEXES)
    finally:
        connection.close()
    return part.rename(made)
