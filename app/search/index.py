"""The search index: which initiatives hold each pair of neighbouring characters in a searched field.

FTS5 on SQLite, `tsvector` with GIN on PostgreSQL, both over the same terms: a term is two folded
characters spelled in letters and digits that no tokenizer changes, so punctuation counts like any
character. A field ends with a pair of its own, so that its last character is found by one letter and
no pair crosses two fields. Words of one or two characters are exact by the index alone; longer ones
name candidates, to be checked against the folded text.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from operator import add
from typing import Any, Final

from sqlalchemy import Connection, select, text
from sqlmodel import Session, col

from app.models import Initiative
from app.search.folding import SEPARATOR

NAME: Final = "initiative_search"
"""The table; no SQLModel class, because on SQLite it is a virtual one. The migration creates it."""
EXACT: Final = 2
"""The longest word whose matches need no second look."""
WORTHWHILE: Final = 3000
"""Initiatives in scope from which on the index beats reading them all."""

_TERMS: Final = f"{NAME}_terms"
"""On PostgreSQL, how many initiatives hold each term: its index tells which, but to count them it has to
look at every one. FTS5 counts without."""

_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_READING: Final = "x"
"""Marks the terms that only a correction's reading adds; no character's spelling begins with it."""


class _Spellings(dict[str, str]):
    """Each character that was met as four letters or digits."""

    def __missing__(self, character: str) -> str:
        spelled, rest = "", ord(character)
        for _ in range(4):
            rest, digit = divmod(rest, len(_DIGITS))
            spelled = _DIGITS[digit] + spelled
        self[character] = spelled
        return spelled


_SPELLINGS: Final = _Spellings()


@lru_cache(maxsize=512)
def _pairs_of_field(field: str) -> dict[str, None]:
    spelled = list(map(_SPELLINGS.__getitem__, field + SEPARATOR))
    return dict.fromkeys(map(add, spelled, spelled[1:]))


def _pairs(folded: str) -> dict[str, None]:
    """The distinct terms of one search text, in order. What stands under a theme comes again with each
    of its measures."""
    found: dict[str, None] = {}
    for field in folded.split(SEPARATOR):
        found |= _pairs_of_field(field)
    return found


def terms(folded: str, folded_stated: str) -> str:
    """What the index keeps of one initiative."""
    stated = _pairs(folded_stated)
    if folded == folded_stated:
        return " ".join(stated)
    readings = [_READING + term for term in _pairs(folded) if term not in stated]
    return " ".join([*stated, *readings])


def matching(words: Sequence[str], *, stated: bool, dialect: str) -> str:
    """The index's question for initiatives that may hold every word."""
    either, both, prefix = (" OR ", " AND ", "*") if dialect == "sqlite" else ("|", "&", ":*")

    def held(term: str, ending: str) -> str:
        return term + ending if stated else f"({term}{ending}{either}{_READING}{term}{ending})"

    asked: list[str] = []
    for word in words:
        spelled = [_SPELLINGS[character] for character in word]
        if len(spelled) == 1:
            asked.append(held(spelled[0], prefix))
        asked += [held(pair, "") for pair in map(add, spelled, spelled[1:])]
    return both.join(asked)


def _condition(dialect: str, *, stated: bool) -> str:
    """The index's own condition on the bound question, in each engine's words."""
    if dialect == "sqlite":
        return f"{NAME} MATCH :{bound(stated)}"
    return f"{NAME}.terms @@ CAST(:{bound(stated)} AS tsquery)"


def bound(stated: bool) -> str:
    """The name of the parameter that takes `matching` of the words."""
    return "match_stated" if stated else "match"


def candidates(dialect: str, *, stated: bool) -> str:
    """A query for the numbers of the initiatives that match the bound question."""
    return f"SELECT rowid AS number FROM {NAME} WHERE {_condition(dialect, stated=stated)}"


def number(dialect: str, *, stated: bool) -> str:
    """A query for how many initiatives match the bound question."""
    counted = f"SELECT count(*) FROM {NAME} WHERE {_condition(dialect, stated=stated)}"
    if dialect == "sqlite":
        return counted
    # A single pair, with its reading or without, is counted already: both belong to different initiatives.
    question = f"CAST(:{bound(stated)} AS text)"
    return (
        rf"SELECT CASE WHEN {question} ~ '^\(?\w{{8}}(\|\w{{9}}\))?$' THEN "
        f"(SELECT coalesce(sum(initiatives), 0) FROM {_TERMS} "
        f"WHERE term = ANY (string_to_array(btrim({question}, '()'), '|'))) ELSE ({counted}) END"
    )


_NEWEST: Final = select(col(Initiative.number)).order_by(col(Initiative.number).desc()).limit(1)


def newest_number(connection: Connection) -> int:
    """The number of the newest initiative, 0 where there is none."""
    found: int | None = connection.scalar(_NEWEST)
    return found or 0


def worthwhile(session: Session) -> bool:
    """Whether the store is large enough for the index."""
    if "newest_number" not in session.info:
        session.info["newest_number"] = newest_number(session.connection())
    return bool(session.info["newest_number"] >= WORTHWHILE)


def index(connection: Connection, numbered: Sequence[tuple[int, str]]) -> None:
    """Index initiatives, each a number and its terms."""
    if not numbered:
        return
    if connection.dialect.name == "sqlite":
        into = f"INSERT INTO {NAME} (rowid, terms) VALUES (?, ?)"
        connection.exec_driver_sql(into, list(numbered))
        return
    rows = [{"number": number, "terms": words} for number, words in numbered]
    value = "array_to_tsvector(string_to_array(:terms, ' '))"
    connection.execute(text(f"INSERT INTO {NAME} (rowid, terms) VALUES (:number, {value})"), rows)
    _count(connection, rows, 1)


def remove(connection: Connection, plan_id: str) -> None:
    """Take a plan's initiatives, which still stand in their table, out of the index."""
    held = select(col(Initiative.number), col(Initiative.folded), col(Initiative.folded_stated)).where(
        col(Initiative.plan_id) == plan_id
    )
    rows = [
        {"number": row.number, "terms": terms(row.folded, row.folded_stated)}
        for row in connection.execute(held)
    ]
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        # FTS5 keeps no copy of the text: what is deleted has to be told again, exactly.
        statement = f"INSERT INTO {NAME} ({NAME}, rowid, terms) VALUES ('delete', :number, :terms)"
    else:
        statement = f"DELETE FROM {NAME} WHERE rowid = :number"
    connection.execute(text(statement), rows)
    _count(connection, rows, -1)


def clear(connection: Connection) -> None:
    """Empty the index, whatever stands in it."""
    if connection.dialect.name == "sqlite":
        connection.execute(text(f"INSERT INTO {NAME} ({NAME}) VALUES ('delete-all')"))
    else:
        connection.execute(text(f"TRUNCATE {NAME}, {_TERMS}"))


def _count(connection: Connection, rows: Iterable[Mapping[str, Any]], sign: int) -> None:
    """Keep the numbers of initiatives where PostgreSQL needs them; there is one writer at a time."""
    if connection.dialect.name == "sqlite":
        return
    found = Counter(term for row in rows for term in row["terms"].split())
    counted = {"terms": list(found), "numbers": [sign * number for number in found.values()]}
    statement = (
        f"INSERT INTO {_TERMS} AS kept (term, initiatives) "
        "SELECT * FROM unnest(CAST(:terms AS text[]), CAST(:numbers AS integer[])) "
        "ON CONFLICT (term) DO UPDATE SET initiatives = kept.initiatives + excluded.initiatives"
    )
    connection.execute(text(statement), counted)


def settle(connection: Connection) -> None:
    """Merge what many imports have left in pieces: counting is then some times faster."""
    if connection.dialect.name == "sqlite":
        connection.execute(text(f"INSERT INTO {NAME} ({NAME}) VALUES ('optimize')"))
    else:
        connection.execute(text(f"SELECT gin_clean_pending_list('ix_{NAME}_terms')"))
