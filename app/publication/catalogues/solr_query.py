"""Solr's query language, as far as clients of CKAN write it, in logic with three values.

    query    = either+                        all of them
    either   = both (("OR" | "||") both)*
    both     = one (("AND" | "&&") one)*
    one      = ("NOT" | "!" | "-" | "+")* (group | field ":" (group | operand) | operand)
    group    = "(" query ")"
    operand  = word | "phrase" | [first TO last] | {first TO last}

A test says None of what is not understood; with None a negation stays None, and in the end it restricts
nothing.
"""

import re
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Final, Generic, NamedTuple, TypeVar

Subject = TypeVar("Subject")
Test = Callable[[Subject], bool | None]


class Wildcard(StrEnum):
    ANY = "*"
    ONE = "?"


class Word(NamedTuple):
    """A word or phrase: its texts, and the wildcards between them."""

    parts: tuple[str | Wildcard, ...]


class Range(NamedTuple):
    """A range; either end may be `*`, and stands outside where a brace is written."""

    first: str
    last: str
    with_first: bool
    with_last: bool


Operand = Word | Range
# The test of an operand in a field, None for words without a field.
Clause = Callable[[str | None, Operand], Test[Subject]]

# Brackets in brackets; a query may hold no more.
MAX_DEPTH: Final = 40
_END: Final = r"(?=[\s()]|$)"
_TOKEN: Final = re.compile(
    rf"""\s*(?:
        (?P<open>\() | (?P<close>\))
      | (?P<or>(?:OR|or){_END}|\|\|) | (?P<and>(?:AND|and){_END}|&&) | (?P<not>NOT{_END}|!|-(?=\S)) | (?P<plus>\+(?=\S))
      | (?P<range>[\[{{]\s*(?P<first>"[^"]*"|[^\s"]+)\s+TO\s+(?P<last>"[^"]*"|[^\s"\]}}]+)\s*[\]}}])
      | (?P<phrase>"(?:\\.|[^"\\])*")
      | (?P<field>(?:\*|[A-Za-z_][\w.-]*):)
      | (?P<word>(?!/)(?:\\.|(?!&&|\|\|)[^\s()\[\]{{}}":^~\\])+)
      )(?P<weight>\^\d+(?:\.\d+)?)?""",
    re.VERBOSE | re.DOTALL,
)
_PARTS: Final = re.compile(r"[*?]|(?:\\.|[^\\*?])+", re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)


class QuerySyntaxError(ValueError):
    """The query is none of Solr's, or none that is understood as a whole."""


def parse(query: str, clause: Clause[Subject]) -> Test[Subject]:
    """The test of a query; an empty one is passed by all. Raises QuerySyntaxError."""
    return _Parser(query, clause).parse()


class _Parser(Generic[Subject]):
    def __init__(self, query: str, clause: Clause[Subject]) -> None:
        self.clause = clause
        self.tokens: list[re.Match[str]] = []
        self.at = 0
        end = len(query.rstrip())
        place = 0
        while place < end:
            if (token := _TOKEN.match(query, place)) is None:
                raise QuerySyntaxError(query[place:end])
            self.tokens.append(token)
            place = token.end()

    def parse(self) -> Test[Subject]:
        test = self._query(None, 0) if self.tokens else all_of([])
        if self.at < len(self.tokens):
            raise QuerySyntaxError(self.tokens[self.at][0])
        return test

    def _take(self, *kinds: str) -> re.Match[str] | None:
        """The next token if it is of one of these kinds."""
        if self.at == len(self.tokens) or not any(self.tokens[self.at][kind] for kind in kinds):
            return None
        self.at += 1
        return self.tokens[self.at - 1]

    def _query(self, field: str | None, depth: int) -> Test[Subject]:
        if depth > MAX_DEPTH:
            raise QuerySyntaxError("(")
        tests = [self._either(field, depth)]
        while self.at < len(self.tokens) and not self.tokens[self.at]["close"]:
            tests.append(self._either(field, depth))
        return all_of(tests)

    def _either(self, field: str | None, depth: int) -> Test[Subject]:
        tests = [self._both(field, depth)]
        while self._take("or"):
            tests.append(self._both(field, depth))
        return any_of(tests)

    def _both(self, field: str | None, depth: int) -> Test[Subject]:
        tests = [self._one(field, depth)]
        while self._take("and"):
            tests.append(self._one(field, depth))
        return all_of(tests)

    def _one(self, field: str | None, depth: int) -> Test[Subject]:
        negative = False
        while sign := self._take("not", "plus"):
            negative ^= bool(sign["not"])
        if named := self._take("field"):
            field = named["field"][:-1]
        if self._take("open"):
            test = self._query(field, depth + 1)
            if not self._take("close"):
                raise QuerySyntaxError("(")
        else:
            test = self._operand(field)
        return negation(test) if negative else test

    def _operand(self, field: str | None) -> Test[Subject]:
        if not (token := self._take("range", "phrase", "word")):
            raise QuerySyntaxError("operand")
        if token["range"]:
            first, last = token["first"].strip('"'), token["last"].strip('"')
            return self.clause(field, Range(first, last, token["range"][0] == "[", token["range"][-1] == "]"))
        if token["phrase"]:
            return self.clause(field, Word((_ESCAPE.sub(r"\1", token["phrase"][1:-1]),)))
        parts = (
            Wildcard(part) if part in ("*", "?") else _ESCAPE.sub(r"\1", part)
            for part in _PARTS.findall(token["word"])
        )
        return self.clause(field, Word(tuple(parts)))


def negation(test: Test[Subject]) -> Test[Subject]:
    def negated(subject: Subject) -> bool | None:
        return None if (found := test(subject)) is None else not found

    return negated


def all_of(tests: Sequence[Test[Subject]]) -> Test[Subject]:
    return lambda subject: _first(False, tests, subject)


def any_of(tests: Sequence[Test[Subject]]) -> Test[Subject]:
    return lambda subject: _first(True, tests, subject)


def _first(decisive: bool, tests: Sequence[Test[Subject]], subject: Subject) -> bool | None:
    """The decisive result if a test has it, else None if one has that, else the other."""
    unknown = False
    for test in tests:
        if (found := test(subject)) is decisive:
            return decisive
        unknown |= found is None
    return None if unknown else not decisive
