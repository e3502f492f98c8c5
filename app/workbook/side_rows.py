"""The rows of the sheets beside 本文 that repeat entries of a plan file."""

from collections.abc import Iterator
from typing import Any

from app.workbook.declaration import Row, filled
from app.workbook.defaults import default_sources
from app.workbook.references import References, short, short_any
from app.workbook.side_sheets import (
    ANNOTATIONS,
    CONTINUATIONS,
    CORRECTIONS,
    EMPHASIS,
    LINKS,
    ORGANISATIONS,
    SOURCES,
    WITHDRAWN,
)
from app.workbook.words import ANNOTATION_KIND, BASIS, CONTINUATION, ORGANISATION_KIND, RELATION

Json = dict[str, Any]


def _basis(basis: str) -> str | None:
    return BASIS.word(basis) if basis != "editorial" else None


def side_rows(
    file: Json, items: References, organisations: References, everything: References, carried_on: int
) -> dict[str, list[Row]]:
    """`everything` refers to entries and indicators; `carried_on` of the continuations are said elsewhere."""
    plan_id: str = file["plan"]["id"]
    sources = file["plan"]["sources"]

    return {
        CORRECTIONS.title: [
            {**one, "number": short(one["id"], plan_id), "item": items.write(one["item"])}
            for one in file.get("corrections", ())
        ],
        LINKS.title: [
            filled(
                number=short(one["id"], plan_id),
                first=items.write(one["items"][0]),
                second=items.write(one["items"][1]),
                relation=RELATION.word(one["relation"]),
                basis=_basis(one["basis"]),
                reason=one["reason"],
            )
            for one in file.get("links", ())
        ],
        CONTINUATIONS.title: [
            filled(
                item=everything.write(one["item"]) if "item" in one else None,
                earlier=one.get("earlier"),
                relation=CONTINUATION.word(one["relation"]),
                basis=_basis(one["basis"]),
                reason=one.get("reason"),
            )
            for one in file.get("continues", [])[carried_on:]
        ],
        WITHDRAWN.title: [_withdrawal(one, plan_id) for one in file.get("withdrawn", ())],
        ORGANISATIONS.title: [
            row for one in file["organisations"] for row in _organisation(one, organisations)
        ],
        SOURCES.title: []
        if sources == default_sources(file["plan"]["title"])
        else [dict(one) for one in sources],
        ANNOTATIONS.title: [_annotation(one, plan_id, items) for one in file.get("annotations", ())],
        EMPHASIS.title: [{**one, "item": items.write(one["item"])} for one in file.get("emphasis", ())],
    }


def _withdrawal(one: Json, plan_id: str) -> Row:
    replaced_by = one.get("replaced_by")
    return filled(
        number=short_any(one["id"], plan_id),
        replaced_by=short_any(replaced_by, plan_id) if replaced_by else None,
        reason=one["reason"],
    )


def _annotation(one: Json, plan_id: str, items: References) -> Row:
    return filled(
        number=short(one["id"], plan_id),
        item=items.write(one["item"]),
        kind=ANNOTATION_KIND.word(one["kind"]),
        words=one["words"],
    )


def _organisation(one: Json, organisations: References) -> Iterator[Row]:
    row = filled(
        number=one["id"],
        name=one["name"],
        kind=ORGANISATION_KIND.word(one["kind"]),
        municipality_code=one["municipality_code"] if one["municipality_code"] != one["id"][:6] else None,
        parent=organisations.write(one["parent"]) if "parent" in one else None,
        parent_basis=BASIS.word(one["parent_basis"]) if "parent_basis" in one else None,
        parent_source=one.get("parent_source"),
    )
    past = [
        {
            "predecessor": organisations.write(before["id"]),
            "predecessor_on": before["on"],
            "predecessor_source": before["source"],
        }
        for before in one.get("successor_of", ())
    ]
    yield row | (past[0] if past else {})
    yield from ({"number": one["id"], **before} for before in past[1:])
