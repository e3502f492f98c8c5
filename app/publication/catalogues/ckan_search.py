"""What harvesters ask package_search for: Solr's `fq`, as far as their clients write it.

A clause that is not understood restricts nothing: a harvester that gets too much sorts it out by the
dates, one that gets an error stops.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from app.publication.catalogues import ckan
from app.publication.record import PlanRecord
from app.search.folding import fold, words

Test = Callable[[PlanRecord], bool]

_TOKEN: Final = re.compile(
    r"""(?P<sign>[+-])?(?:
        (?P<field>[A-Za-z_]+):(?P<value>\[[^\]]*\]|"[^"]*"|\([^()]*\)|[^\s()]+)
      | (?P<open>\() | (?P<close>\)) | (?P<or>OR\b) | (?P<word>[^\s()]+) )""",
    re.VERBOSE,
)
_RANGE: Final = re.compile(r'\[\s*"?(?P<first>[^\s"]+)"?\s+TO\s+"?(?P<last>[^\s"]+)"?\s*\]')
_DATES: Final[dict[str, Callable[[PlanRecord], datetime]]] = {
    "metadata_modified": lambda record: record.plan.updated_at,
    "metadata_created": lambda record: record.plan.created_at,
}
_TEXTS: Final[dict[str, Callable[[PlanRecord], Sequence[str]]]] = {
    "id": lambda record: (record.uuid,),
    "name": lambda record: (record.name,),
    "title": lambda record: (record.title,),
    "organization": lambda _record: (ckan.PUBLISHER_NAME,),
    "groups": lambda record: (ckan.group_name(record.plan.issuer),),
    "tags": ckan.tags,
    "state": lambda _record: ("active",),
    "type": lambda _record: ("dataset",),
    "dataset_type": lambda _record: ("dataset",),
}


def matching(records: Sequence[PlanRecord], q: str, filters: Sequence[str]) -> list[PlanRecord]:
    """The plans that satisfy the words of `q` and every filter."""
    tests = [test for one in filters for test in _tests(one)]
    tests += _tests(q)
    sought = [] if q.strip() in ("", "*:*", "*") else _plain_words(q)
    return [
        record
        for record in records
        if all(test(record) for test in tests) and all(_contains(record, word) for word in sought)
    ]


def _plain_words(q: str) -> list[str]:
    return words(" ".join(found["word"] for found in _TOKEN.finditer(q) if found["word"]))


def _contains(record: PlanRecord, word: str) -> bool:
    fields = (record.title, record.name, record.description, record.plan.issuer.name, *record.keywords)
    return any(word in fold(field) for field in fields)


def _tests(written: str) -> Iterator[Test]:
    """One test per clause of a filter, one for all clauses that stand between ORs. Brackets only hold
    together what OR binds anyway."""
    alternatives: list[Test | None] = []
    after_or = False
    for token in _TOKEN.finditer(written):
        if token["or"]:
            after_or = True
        elif token["field"]:
            if alternatives and not after_or:
                yield from _any_of(alternatives)
                alternatives = []
            alternatives.append(_clause(token["field"], token["value"], token["sign"] == "-"))
            after_or = False
    yield from _any_of(alternatives)


def _any_of(alternatives: Sequence[Test | None]) -> Iterator[Test]:
    known = [test for test in alternatives if test is not None]
    if known and len(known) == len(alternatives):
        yield lambda record: any(test(record) for test in known)


def _clause(field: str, value: str, negative: bool) -> Test | None:
    test = _date_test(field, value) if field in _DATES else _text_test(field, value)
    if test is None or not negative:
        return test
    positive = test
    return lambda record: not positive(record)


def _date_test(field: str, value: str) -> Test | None:
    found = _RANGE.fullmatch(value)
    if found is None:
        return None
    try:
        first, last = _moment(found["first"]), _moment(found["last"])
    except ValueError:
        return None
    read = _DATES[field]
    return lambda record: (first is None or first <= read(record)) and (last is None or read(record) <= last)


def _moment(written: str) -> datetime | None:
    if written == "*":
        return None
    moment = datetime.fromisoformat(written)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _text_test(field: str, value: str) -> Test | None:
    read = _TEXTS.get(field)
    if read is None:
        return None
    sought = value.strip('"()')
    options = {one.strip('"') for one in re.split(r"\s+OR\s+", sought)}
    return lambda record: "*" in options or not options.isdisjoint(read(record))


_ORDERS: Final[dict[str, Callable[[PlanRecord], str]]] = {
    "score": lambda _record: "",
    "id": lambda record: record.uuid,
    "name": lambda record: record.name,
    "title": lambda record: record.title,
    "title_string": lambda record: record.title,
    "metadata_created": lambda record: ckan.moment(record.plan.created_at),
    "metadata_modified": lambda record: ckan.moment(record.plan.updated_at),
}


def ordered(records: Sequence[PlanRecord], sort: str) -> list[PlanRecord]:
    """In the order asked for, always a total one: a harvester pages through it. Raises ValueError with
    the part that is not understood."""
    found = sorted(records, key=_ORDERS["id"])
    for part in reversed([one.split() for one in sort.split(",") if one.strip()]):
        name, direction = part[0], part[1].lower() if len(part) > 1 else "asc"
        if name not in _ORDERS or direction not in ("asc", "desc") or len(part) > 2:
            raise ValueError(" ".join(part))
        found.sort(key=_ORDERS[name], reverse=direction == "desc")
    return found
