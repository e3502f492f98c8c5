"""The filters and orders of package_search: Solr's `fq` and `q`, as far as harvesters write them.

What is not understood restricts nothing: a harvester that gets too much sorts it out by the dates, one
that gets an error stops, and one that gets nothing deletes its copies. A filter with an error of syntax is
not understood as a whole; the words of such a `q` are searched. Texts are compared folded.
"""

import fnmatch
import glob
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import Any, Final, NamedTuple

from app.i18n.japan_time import parse_moment
from app.models.attribution import portal_license
from app.publication.catalogues import ckan, solr_query
from app.publication.catalogues.solr_query import Operand, QuerySyntaxError, Range, Wildcard, Word
from app.publication.files.packages import distributions
from app.publication.record import PlanRecord
from app.search.folding import fold, words
from app.settings import Settings

Test = solr_query.Test[PlanRecord]
Clause = solr_query.Clause[PlanRecord]

# What separates words in a query that cannot be parsed.
_SIGNS: Final = re.compile(r'[-+!(){}\[\]^"~*?:\\/|&]')
_RANGE: Final = re.compile(r'\[\s*"?(?P<first>[^\s"]+)"?\s+TO\s+"?(?P<last>[^\s"]+)"?\s*\]')
_DATES: Final[dict[str, Callable[[PlanRecord], datetime]]] = {
    "metadata_modified": lambda record: record.plan.updated_at,
    "metadata_created": lambda record: record.plan.created_at,
}
_Read = Callable[[PlanRecord], Sequence[str]]
_EXTRAS: Final[dict[str, _Read]] = {
    "fiscal_year": lambda record: (str(record.plan.fiscal_year),),
    "status": lambda record: (record.plan.status,),
    "series": lambda record: (record.plan.series.key,) if record.plan.series else (),
    "municipality_code": lambda record: (record.plan.municipality_code,),
}
# Compared as a whole, as Solr compares strings.
_STRINGS: Final[dict[str | None, _Read]] = {
    "id": lambda record: (record.uuid,),
    # People know a plan by its id.
    "name": lambda record: (record.name, record.plan.id),
    "title_string": lambda record: (record.title,),
    "organization": lambda _record: (ckan.PUBLISHER_NAME,),
    "groups": ckan.group_names,
    "tags": ckan.tags,
    **{f"extras_{name}": read for name, read in _EXTRAS.items()},
    "res_format": lambda record: sorted({file.format for file in distributions(record.plan)}),
    "private": lambda _record: ("false",),
    "state": lambda _record: ("active",),
    "type": lambda _record: ("dataset",),
    "dataset_type": lambda _record: ("dataset",),
}


def _searched(record: PlanRecord) -> Sequence[str]:
    series = record.series.titles if record.series else ()
    return (record.title, record.name, record.description, record.plan.issuer.name, *series, *record.keywords)


# Searched for words; those without a field in all of these.
_TEXTS: Final[dict[str | None, _Read]] = {
    "title": lambda record: (record.title,),
    "notes": lambda record: (record.description,),
    "text": _searched,
    None: _searched,
}


def matching(
    records: Sequence[PlanRecord], q: str, filters: Sequence[str], settings: Settings
) -> list[PlanRecord]:
    """The plans that satisfy `q` and every filter."""
    clause = partial(_clause, _strings(settings))
    tests = [_filter_test(written, clause) for written in filters] + [_query_test(q, clause)]
    return [record for record in records if all(test(record) is not False for test in tests)]


class Facets(NamedTuple):
    """What `facet.field` asks to be counted: at most `limit` values a field (negative: all), the most frequent
    first, and none of fewer plans than `mincount`."""

    fields: Sequence[str]
    limit: int = 50
    mincount: int = 1

    def of(self, records: Sequence[PlanRecord], settings: Settings) -> dict[str, dict[str, int]]:
        """By field, how many plans have each value. A field that is not understood has none."""
        strings = _strings(settings)
        found = {}
        for field in self.fields:
            read: _Read = strings.get(field, lambda _record: ())
            counts = Counter(value for record in records for value in read(record))
            most = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
            kept = most if self.limit < 0 else most[: self.limit]
            found[field] = {value: number for value, number in kept if number >= self.mincount}
        return found


def _strings(settings: Settings) -> dict[str | None, _Read]:
    """The fields that are compared as a whole, with those that the settings say."""
    publisher = ckan.organization_id(settings)
    return _STRINGS | {
        "owner_org": lambda _record: (publisher,),
        "license_id": lambda _record: (portal_license(settings).id,),
    }


def _filter_test(written: str, clause: Clause) -> Test:
    try:
        return solr_query.parse(written, clause)
    except QuerySyntaxError:
        return _unknown


def _query_test(q: str, clause: Clause) -> Test:
    try:
        return solr_query.parse(q, clause)
    except QuerySyntaxError:
        return solr_query.all_of([clause(None, Word((word,))) for word in words(_SIGNS.sub(" ", q))])


def _unknown(_record: PlanRecord) -> None:
    """The test of what is not understood."""


def _clause(strings: Mapping[str | None, _Read], field: str | None, operand: Operand) -> Test:
    try:
        if field == "*" and operand == Word((Wildcard.ANY,)):
            return lambda _record: True
        if field in _DATES:
            return _date_clause(field, operand)
        read = _TEXTS[field] if field in _TEXTS else strings[field]
    except (KeyError, ValueError, OverflowError):
        return _unknown
    matches = _matcher(operand, whole=field in strings)
    return lambda record: any(matches(_folded(value)) for value in read(record))


# Each clause of a query reads the same texts of one plan after the other.
_folded: Final = lru_cache(maxsize=512)(fold)


def _matcher(operand: Operand, *, whole: bool) -> Callable[[str], bool]:
    """Whether a folded text is in a range or matches a word, as a whole or in a part."""
    if isinstance(operand, Range):
        first, last = fold(operand.first), fold(operand.last)

        def inside(text: str) -> bool:
            above = first == "*" or first < text or (operand.with_first and first == text)
            return above and (last == "*" or text < last or (operand.with_last and text == last))

        return inside
    if not any(isinstance(part, Wildcard) for part in operand.parts):
        sought = fold("".join(operand.parts))
        return (lambda text: text == sought) if whole else (lambda text: sought in text)
    parts = (part if isinstance(part, Wildcard) else glob.escape(fold(part)) for part in operand.parts)
    pattern = "".join(parts)
    found = re.compile(fnmatch.translate(pattern if whole else f"*{pattern}*"))
    return lambda text: found.match(text) is not None


def _date_clause(field: str, operand: Operand) -> Test:
    if operand == Word((Wildcard.ANY,)):
        return lambda _record: True
    if not isinstance(operand, Range):
        raise ValueError(operand)
    tests = [_date_test(field, f"[{operand.first} TO {operand.last}]")]
    for end, included in ((operand.first, operand.with_first), (operand.last, operand.with_last)):
        if not included and end != "*":
            tests.append(solr_query.negation(_date_test(field, f"[{end} TO {end}]")))
    return solr_query.all_of(tests)


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
