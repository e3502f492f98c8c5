"""The filters and orders of package_search: Solr's `fq`, as far as harvesters write it.

A clause that is not understood restricts nothing: a harvester that gets too much sorts it out by the
dates, one that gets an error stops.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from app.i18n.japan_time import parse_moment
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
    tests = [test for written in (*filters, q) for test in _tests(written)]
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


def _tests(written: str) -> list[Test]:
    """One test per clause of a filter, one for all clauses that stand between ORs. Brackets only hold
    together what OR binds anyway."""
    groups: list[list[Test]] = []
    after_or = False
    for token in _TOKEN.finditer(written):
        if token["or"]:
            after_or = True
        elif token["field"]:
            if not (groups and after_or):
                groups.append([])
            groups[-1].append(_clause(token["field"], token["value"], token["sign"] == "-"))
            after_or = False
    return [_any_of(group) for group in groups]


def _any_of(tests: Sequence[Test]) -> Test:
    return lambda record: any(test(record) for test in tests)


def _clause(field: str, value: str, negative: bool) -> Test:
    """The test of a clause; every plan passes one that is not understood."""
    try:
        test = _date_test(field, value) if field in _DATES else _text_test(field, value)
    except (KeyError, ValueError):
        return lambda _record: True
    return (lambda record: not test(record)) if negative else test


def _date_test(field: str, value: str) -> Test:
    found = _RANGE.fullmatch(value)
    if found is None:
        raise ValueError(value)
    first, last = _moment(found["first"]), _moment(found["last"], last=True)
    read = _DATES[field]
    return lambda record: (first is None or first <= read(record)) and (last is None or read(record) <= last)


def _moment(written: str, *, last: bool = False) -> datetime | None:
    """None for `*`. CKAN's own moments are UTC without an offset."""
    return None if written == "*" else parse_moment(written, last=last, offset=UTC)


def _text_test(field: str, value: str) -> Test:
    read = _TEXTS[field]
    options = {one.strip('"') for one in re.split(r"\s+OR\s+", value.strip('"()'))}
    return lambda record: "*" in options or not options.isdisjoint(read(record))


_ORDERS: Final[dict[str, Callable[[PlanRecord], Any]]] = {
    "score": lambda _record: "",
    "id": lambda record: record.uuid,
    "name": lambda record: record.name,
    "title": lambda record: record.title,
    "title_string": lambda record: record.title,
    **_DATES,
}


def ordered(records: Sequence[PlanRecord], sort: str) -> list[PlanRecord]:
    """The plans sorted, always in a total order: a harvester pages through it. Raises ValueError with
    the part that is not understood."""
    found = sorted(records, key=_ORDERS["id"])
    for part in reversed([one.split() for one in sort.split(",") if one.strip()]):
        name, direction = part[0], part[1].lower() if len(part) > 1 else "asc"
        if name not in _ORDERS or direction not in ("asc", "desc") or len(part) > 2:
            raise ValueError(" ".join(part))
        found.sort(key=_ORDERS[name], reverse=direction == "desc")
    return found
