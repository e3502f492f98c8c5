"""A plan file checked and turned into rows: all of an import that needs no database.

So that many files can be prepared in other processes while one process writes.
"""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from pydantic import ValidationError
from sqlmodel import SQLModel

from app.db.bulk_insert import Values
from app.i18n.validation_messages import explain
from app.importer import diff, json_text, reference_checks
from app.importer.facet_rows import PlanFacets
from app.importer.findings import Finding, PlanFileError, pointer
from app.importer.plan_file import PlanFile
from app.importer.plan_index import PlanIndex
from app.importer.table_rows import Row, RowWriter
from app.models.reference import sdg_goals
from app.search import index

SHAPE_STAGE: Final = "形の検査"


@dataclass(frozen=True, slots=True)
class PlanRows:
    """A plan as rows. They lack only what the writing gives them: revision, moments and numbers. `terms`
    are those of each initiative for the search index, `facets` the rows of the facet index."""

    plan_id: str
    organisations: list[Row]
    plan: Row
    tables: dict[type[SQLModel], list[Values]]
    terms: list[str]
    facets: PlanFacets


@dataclass(frozen=True, slots=True)
class PreparedPlan:
    """One checked plan. `file` is its canonical text and `sha256` the digest of what that says.
    `findings` and `changes` are those of the comparison with the last revision, for a plan that has
    none."""

    plan_id: str
    title: str
    note: str
    file: str
    sha256: str
    rows: PlanRows
    findings: list[Finding]
    changes: list[Values]


def check_text(content: str) -> PlanIndex:
    """Stages 1 to 3 on a file's text. Raises PlanFileError with every finding of the failing stage."""
    json_text.parse(content)
    sheet = PlanIndex(_shape(content))
    if findings := reference_checks.check(sheet):
        raise PlanFileError(reference_checks.STAGE, findings)
    return sheet


def _shape(content: str) -> PlanFile:
    try:
        return PlanFile.model_validate_json(content)
    except ValidationError as error:
        findings = [
            Finding(pointer(_location(item["loc"])), explain(item))
            for item in error.errors(include_url=False, include_input=False)
        ]
        raise PlanFileError(SHAPE_STAGE, findings) from error


def _location(parts: tuple[str | int, ...]) -> list[str | int]:
    """Pydantic names the chosen member of the `document` union in the path; the file has no such key."""
    if len(parts) > 2 and parts[0] == "document":
        return [*parts[:2], *parts[3:]]
    return list(parts)


def prepare(content: str) -> PreparedPlan:
    """The checked file as rows. Raises PlanFileError."""
    sheet = check_text(content)
    said = sheet.file.model_dump(mode="json")
    file = diff.canonical(said)
    kept = json.loads(file)
    findings = list(diff.check_withdrawals(None, kept, {}))
    return PreparedPlan(
        plan_id=sheet.file.plan.id,
        title=sheet.file.plan.title,
        note=sheet.file.note,
        file=file,
        sha256=diff.content_sha256(kept),
        rows=_rows(sheet, said),
        findings=findings,
        # Plain tuples: they travel from one process to another faster than objects.
        changes=[] if findings else list(map(tuple, diff.difference(None, kept, {}))),
    )


def kept_rows(content: str) -> PlanRows:
    """The rows of a file that was checked when it was imported. Raises PlanFileError where its shape is
    not that of this version."""
    sheet = PlanIndex(_shape(content))
    return _rows(sheet, sheet.file.model_dump(mode="json"))


def _rows(sheet: PlanIndex, said: dict[str, Any]) -> PlanRows:
    writer = RowWriter(sheet, said, _goals())
    return PlanRows(
        plan_id=sheet.file.plan.id,
        organisations=_organisations(sheet),
        plan=writer.plan(),
        tables=writer.rows(),
        terms=[index.terms(row["folded"], row["folded_stated"]) for row in writer.initiatives()],
        facets=writer.facets(),
    )


@cache
def _goals() -> dict[int, str]:
    return {goal["number"]: goal["name_ja"] for goal in sdg_goals()}


def _organisations(sheet: PlanIndex) -> list[Row]:
    """The organisations as rows in the order of the file; `above` says how many stand above each."""
    return [
        {
            "id": entry.id,
            "name": entry.name,
            "kind": entry.kind.value,
            "municipality_code": entry.municipality_code,
            "parent_id": entry.parent,
            "above": sheet.above(entry.id) or 0,
        }
        for entry in sheet.file.organisations
    ]
