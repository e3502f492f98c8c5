"""The search index: the initiatives by each pair of neighbouring characters (bigram) of a searched field.

FTS5 on SQLite, `tsvector` with GIN on PostgreSQL, both over the same terms: a term is two folded
characters spelled in letters and digits that no tokenizer changes, so punctuation counts like any
character. A field ends with a pair of its own, so that its last character is found by one letter and
no pair crosses two fields. Words of one or two characters are exact by the index alone; longer ones
give candidates, to be compared with the folded text.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from operator import add
from typing import Any, Final

from sqlalchemy import Connection, func, select, text
from sqlmodel import Session, col

from app.models import Initiative
from app.search.folding import MAX_FOLDS, SEPARATOR

# The table; no SQLModel class, because on SQLite it is a virtual one. A migration creates it.
NAME: Final = "initiative_search"
# The longest word whose matches are exact by the index alone.
EXACT: Final = 2
# Initiatives in the store from which on the index is faster than comparing every text.
MIN_INITIATIVES: Final = 3000

# On PostgreSQL, how many initiatives have each term: GIN finds them, but has to visit each to count them.
_TERMS: Final = f"{NAME}_terms"

_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
# The prefix of terms that only a correction's reading adds; no character's spelling begins with it.
_READING: Final = "x"


class _Spellings(dict[str, str]):
    """Each character as four letters or digits, cached."""

    def __missing__(self, character: str) -> str:
        if len(self) >= MAX_FOLDS:
            self.clear()
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
    """The distinct terms of one search text, in order. Fields are cached: a theme's come with each of its
    measures."""
    found: dict[str, None] = {}
    for field in folded.split(SEPARATOR):
        found |= _pairs_of_field(field)
    return found


def terms(folded: str, folded_stated: str) -> str:
    """The terms of one initiative, separated by spaces."""
    stated = _pairs(folded_stated)
    if folded == folded_stated:
        return " ".join(stated)
    readings = [_READING + term for term in _pairs(folded) if term not in stated]
    return " ".join([*stated, *readings])


def match(words: Sequence[str], *, stated: bool, dialect: str) -> str:
    """The full-text expression for initiatives that may contain every word."""
    either, both, prefix = (" OR ", " AND ", "*") if dialect == "sqlite" else ("|", "&", ":*")

    def contains(term: str, ending: str) -> str:
        return term + ending if stated else f"({term}{ending}{either}{_READING}{term}{ending})"

    parts: list[str] = []
    for word in words:
        spelled = [_SPELLINGS[character] for character in word]
        if len(spelled) == 1:
            parts.append(contains(spelled[0], prefix))
        parts += [contains(pair, "") for pair in map(add, spelled, spelled[1:])]
    return both.join(parts)


def parameter(stated: bool) -> str:
    """The parameter that takes the expression."""
    return "match_stated" if stated else "match"


def _condition(dialect: str, *, stated: bool) -> str:
    if dialect == "sqlite":
        return f"{NAME} MATCH :{parameter(stated)}"
    return f"{NAME}.terms @@ CAST(:{parameter(stated)} AS tsquery)"


def candidates(dialect: str, *, stated: bool) -> str:
    """A query for the numbers of the initiatives that match the bound expression."""
    return f"SELECT rowid AS number FROM {NAME} WHERE {_condition(dialect, stated=stated)}"


def count(dialect: str, *, stated: bool) -> str:
    """A query for how many initiatives match the bound expression."""
    counted = f"SELECT count(*) FROM {NAME} WHERE {_condition(dialect, stated=stated)}"
    if dialect == "sqlite":
        return counted
    # A single pair, with its reading or without, is counted already: both belong to different initiatives.
    expression = f"CAST(:{parameter(stated)} AS text)"
    return (
        rf"SELECT CASE WHEN {expression} ~ '^\(?\w{{8}}(\|\w{{9}}\))?$' THEN "
        f"(SELECT coalesce(sum(initiatives), 0) FROM {_TERMS} "
        f"WHERE term = ANY (string_to_array(btrim({expression}, '()'), '|'))) ELSE ({counted}) END"
    )


def last_number(connection: Connection) -> int:
    """The highest number of an initiative, 0 without any."""
    return connection.scalar(select(func.max(col(Initiative.number)))) or 0


def is_faster(session: Session) -> bool:
    """Whether the store is large enough for the index."""
    number = session.info.get("last_number")
    return (last_number(session.connection()) if number is None else number) >= MIN_INITIATIVES


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
    """Remove a plan's initiatives, which are still in their table, from the index."""
    initiatives = select(col(Initiative.number), col(Initiative.folded), col(Initiative.folded_stated)).where(
        col(Initiative.plan_id) == plan_id
    )
    rows = [
        {"number": row.number, "terms": terms(row.folded, row.folded_stated)}
        for row in connection.execute(initiatives)
    ]
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        # FTS5 stores no copy of the text: it needs the terms again to delete them.
        statement = f"INSERT INTO {NAME} ({NAME}, rowid, terms) VALUES ('delete', :number, :terms)"
    else:
        statement = f"DELETE FROM {NAME} WHERE rowid = :number"
    connection.execute(text(statement), rows)
    _count(connection, rows, -1)


def clear(connection: Connection) -> None:
    """Empty the index."""
    if connection.dialect.name == "sqlite":
        connection.execute(text(f"INSERT INTO {NAME} ({NAME}) VALUES ('delete-all')"))
    else:
        connection.execute(text(f"TRUNCATE {NAME}, {_TERMS}"))


def document_counts(connection: Connection) -> dict[str, int]:
    """How many initiatives each term of the index has."""
    if connection.dialect.name == "sqlite":
        # Also a temporary table is a write.
        connection.exec_driver_sql("PRAGMA query_only=OFF")
        connection.exec_driver_sql(f"CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, {NAME}, row)")
        rows = connection.exec_driver_sql("SELECT term, doc FROM temp.terms").all()
        connection.exec_driver_sql("DROP TABLE temp.terms")
        connection.exec_driver_sql("PRAGMA query_only=ON")
    else:
        rows = connection.execute(text(f"SELECT word, ndoc FROM ts_stat('SELECT terms FROM {NAME}')")).all()
    return dict(map(tuple, rows))


def _count(connection: Connection, rows: Iterable[Mapping[str, Any]], sign: int) -> None:
    """Update the numbers of initiatives by term on PostgreSQL; there is one writer at a time."""
    if connection.dialect.name == "sqlite":
        return
    found = Counter(term for row in rows for term in row["terms"].split())
    counted = {"terms": list(found), "numbers": [sign * number for number in found.values()]}
    statement = (
        f"INSERT INTO {_TERMS} AS stored (term, initiatives) "
        "SELECT * FROM unnest(CAST(:terms AS text[]), CAST(:numbers AS integer[])) "
        "ON CONFLICT (term) DO UPDATE SET initiatives = stored.initiatives + excluded.initiatives"
    )
    connection.execute(text(statement), counted)


def optimize(connection: Connection) -> None:
    """Merge the segments that many imports leave: counting is then several times faster. What was removed
    is then in none of them."""
    if connection.dialect.name == "sqlite":
        connection.execute(text(f"INSERT INTO {NAME} ({NAME}) VALUES ('optimize')"))
    else:
        connection.execute(text(f"SELECT gin_clean_pending_list('ix_{NAME}_terms')"))
        connection.execute(text(f"DELETE FROM {_TERMS} WHERE initiatives = 0"))
