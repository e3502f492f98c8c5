"""The query language of package_search: random expressions against a plain evaluation, and random junk."""

from contextlib import suppress
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.publication.catalogues.solr_query import (
    Operand,
    QuerySyntaxError,
    Range,
    Test,
    Wildcard,
    Word,
    parse,
)
from tests.publication.test_ckan import ACTION, NAMES

# A small world: each subject is the set of letters that it has.
SUBJECTS = [frozenset(letters) for letters in ("", "a", "b", "c", "ab", "ac", "bc", "abc")]
Subject = frozenset[str]


class Expression(NamedTuple):
    """An expression as written, with the value of each subject: None is unknown."""

    written: str
    values: tuple[bool | None, ...]


def clause(field: str | None, operand: Operand) -> Test[Subject]:
    """`has:a` is known, and so is a word alone; every other field is not."""
    if field not in ("has", None) or not isinstance(operand, Word):
        return lambda _subject: None
    return lambda subject: "".join(operand.parts) in subject


def negated(value: bool | None) -> bool | None:
    return None if value is None else not value


def both(one: bool | None, other: bool | None) -> bool | None:
    return False if False in (one, other) else None if None in (one, other) else True


def either(one: bool | None, other: bool | None) -> bool | None:
    return negated(both(negated(one), negated(other)))


LEAVES = (
    st.sampled_from("abc")
    .flatmap(
        lambda letter: st.sampled_from(
            [f"has:{letter}", f'has:"{letter}"', letter, f"has:({letter})", f"has:{letter}^2"]
        )
    )
    .map(lambda written: Expression(written, tuple(written.strip('()"^2')[-1] in one for one in SUBJECTS)))
)
UNKNOWN = st.sampled_from(["mystery:a", "has:[a TO b]", "mystery:(a OR b)"]).map(
    lambda written: Expression(written, (None,) * len(SUBJECTS))
)


def larger(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    negative = st.builds(
        lambda one, sign: Expression(f"{sign}({one.written})", tuple(map(negated, one.values))),
        inner,
        st.sampled_from(["NOT ", "-", "!", "+-"]),
    )
    joined = st.builds(
        lambda one, other, sign: Expression(
            f"({one.written}) {sign} ({other.written})",
            tuple(map(either if sign in ("OR", "||", "or") else both, one.values, other.values)),
        ),
        inner,
        inner,
        st.sampled_from(["AND", "&&", "and", "", "OR", "||", "or"]),
    )
    return negative | joined


@settings(max_examples=1000)
@given(st.recursive(LEAVES | UNKNOWN, larger, max_leaves=8))
def test_an_expression_has_the_value_of_its_parts(expression: Expression) -> None:
    test = parse(expression.written, clause)
    assert tuple(test(subject) for subject in SUBJECTS) == expression.values


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("a OR b AND c", "a OR (b AND c)"),
        ("a AND b OR c", "(a AND b) OR c"),
        ("NOT a AND b", "(NOT a) AND b"),
        ("NOT a OR b", "(NOT a) OR b"),
        ("a OR b c", "(a OR b) AND c"),
        ("a b OR c", "a AND (b OR c)"),
        ("-a -b", "(NOT a) AND (NOT b)"),
        ("has:(a OR b AND c)", "has:a OR (has:b AND has:c)"),
        ("has:(a -b)", "has:a AND NOT has:b"),
        ("has: a", "has:a"),
    ],
)
def test_signs_bind_in_this_order(written: str, same: str) -> None:
    one, other = parse(written, clause), parse(same, clause)
    assert [one(subject) for subject in SUBJECTS] == [other(subject) for subject in SUBJECTS]


@pytest.mark.parametrize(
    ("written", "operand"),
    [
        ("x", Word(("x",))),
        ("x-y+z!", Word(("x-y+z!",))),
        (r"x\:y\*z*", Word(("x:y*z", Wildcard.ANY))),
        ("?x*", Word((Wildcard.ONE, "x", Wildcard.ANY))),
        (r'"x \"y\" *"', Word(('x "y" *',))),
        ("[2020-01-01T00:00:00Z TO *]", Range("2020-01-01T00:00:00Z", "*", True, True)),
        ('{"a" TO "b"]', Range("a", "b", False, True)),
        ("ORACLE", Word(("ORACLE",))),
        ("nota", Word(("nota",))),
    ],
)
def test_an_operand_is_read(written: str, operand: Operand) -> None:
    seen: list[tuple[str | None, Operand]] = []

    def collect(field: str | None, one: Operand) -> Test[Subject]:
        seen.append((field, one))
        return lambda _subject: True

    parse(f"f:{written}", collect)
    assert seen == [("f", operand)]


SIGNS = [
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    '"',
    "*",
    "?",
    ":",
    "\\",
    "^",
    "~",
    "/",
    "!",
    "+",
    "-",
    "&&",
    "||",
    " TO ",
]
JUNK = st.lists(
    st.sampled_from(
        [*SIGNS, " AND ", " OR ", " NOT ", "name:", "title:", "metadata_modified:", "旭区", "2026-04-01"]
    )
    | st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=4),
    max_size=12,
).map("".join)


@given(JUNK)
def test_junk_has_a_test_or_is_an_error_of_syntax(written: str) -> None:
    with suppress(QuerySyntaxError):
        assert all(parse(written, clause)(subject) in (True, False, None) for subject in SUBJECTS)


@settings(max_examples=200, deadline=None)
@given(JUNK, JUNK)
def test_junk_never_fails_at_the_service_and_never_takes_from_what_is_understood(
    three_plans: TestClient, fq: str, q: str
) -> None:
    answer = three_plans.get(f"{ACTION}/package_search", params={"fq": fq, "q": q, "rows": "0"})
    assert answer.status_code == 200, answer.text
    # A filter that cannot be parsed leaves what the others leave.
    broken = {"fq": [f"({fq}", "name:hoshin-141127-2022"]}
    if fq.count("(") - fq.count(")") >= 0 and not set(fq) & set('"\\'):
        found = three_plans.get(f"{ACTION}/package_search", params=broken).json()["result"]["results"]
        assert [one["name"] for one in found] == NAMES[:1]
