"""Preparation of a plan file: its checks and its rows, all of an import that needs no database."""

import json
import re
from dataclasses import dataclass, replace
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.i18n.validation_messages import explain
from app.importer import diff, json_text, reference_checks
from app.importer.cautions import cautions
from app.importer.findings import Finding, PlanFileError, pointer
from app.importer.format_1 import PlanFile1
from app.importer.format_1_upgrade import place_in_format_1, upgrade
from app.importer.kept_files import KeptPlan
from app.importer.locations import locate, with_places
from app.importer.plan_file import PlanFile
from app.importer.plan_index import PlanIndex
from app.importer.report_file import ReportFile
from app.importer.reports import Reports
from app.importer.table_rows import PlanRows, RowWriter

SHAPE_STAGE: Final = "形の検査"


@dataclass(frozen=True, slots=True)
class PreparedPlan:
    """One checked plan. `file` is its canonical text and `sha256` the digest of its content. `findings`
    and `changes` are those of a plan that has no revision yet."""

    plan_id: str
    title: str
    note: str
    file: str
    sha256: str
    rows: PlanRows
    findings: list[Finding]
    changes: list[diff.ItemChange]
    cautions: tuple[Finding, ...] = ()
    # The beginning of the digest of the revision that a workbook was made from.
    base: str | None = None


def check_text(content: str) -> PlanIndex:
    """Stages 1 to 3 on a file's text. Raises PlanFileError with every finding of the failing stage."""
    content = content.removeprefix("\ufeff")
    try:
        json_text.check(content)
        sheet = PlanIndex(parse(content), is_format_1=_is_format_1(content))
        if findings := reference_checks.check(sheet):
            if sheet.is_format_1:
                # An owner is the first mention, which is wrong with it.
                placed = (
                    replace(one, where=place_in_format_1(one.where), cause=place_in_format_1(one.cause))
                    for one in findings
                )
                findings = list(dict.fromkeys(placed))
            raise PlanFileError(reference_checks.STAGE, findings)
    except PlanFileError as error:
        raise locate(error, content) from error
    return sheet


# A file that names no known format is read as what it looks like: only format 2 has a period.
_FORMAT: Final = re.compile(r'"format"\s*:\s*"hoshin-plan/([12])"')
_PERIOD: Final = re.compile(r'"period"\s*:')


def _is_format_1(content: str) -> bool:
    if named := _FORMAT.search(content):
        return named[1] == "1"
    return _PERIOD.search(content) is None


def parse(content: str) -> PlanFile:
    """Stage 2. Raises PlanFileError."""
    try:
        if _is_format_1(content):
            return PlanFile.model_validate_json(json.dumps(upgrade(PlanFile1.model_validate_json(content))))
        return PlanFile.model_validate_json(content)
    except ValidationError as error:
        places = [(pointer(_path(one["loc"])), one) for one in error.errors(include_url=False)]
        wrong: dict[str, str] = {}
        for where, one in places:
            if _is_id(one):
                wrong.setdefault(one["input"], where)
        findings = [
            Finding(where, explain(one), _wrong_beginning(one["input"], wrong) if _is_id(one) else "")
            for where, one in places
        ]
        raise PlanFileError(SHAPE_STAGE, findings) from error


def shape_findings(error: ValidationError) -> list[Finding]:
    """One finding for each error of a shape without unions."""
    return [Finding(pointer(one["loc"]), explain(one)) for one in error.errors(include_url=False)]


def _is_id(error: ErrorDetails) -> bool:
    """Whether the error is a code or an id in the wrong form."""
    return bool(str(error.get("ctx", {}).get("pattern", "")).startswith("^[0-9]{6}"))


def _wrong_beginning(value: str, wrong: dict[str, str]) -> str:
    """Where the shortest wrong part of an id stands first: a code is in its plan's id, and that in every
    item's."""
    parts = value.split("-")
    beginnings = ("-".join(parts[:end]) for end in range(1, len(parts) + 1))
    return next(wrong[part] for part in beginnings if part in wrong)


def _path(location: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Drop the member of the `document` union that Pydantic names: the file has no such key."""
    return location[:2] + location[3:] if location[:1] == ("document",) else location


def plain(file: PlanFile) -> dict[str, Any]:
    """A file as plain JSON, its goals in the order of their numbers."""
    dumped = file.model_dump(mode="json")
    for entry in (dumped["plan"], *dumped["document"]):
        if "sdgs" in entry:
            entry["sdgs"].sort(key=lambda tag: tag["goal"])
    return dumped


def prepare(content: str) -> PreparedPlan:
    """The checked file as rows. Raises PlanFileError."""
    sheet = check_text(content)
    return replace(prepared(sheet), cautions=cautions_of(sheet, content))


def cautions_of(sheet: PlanIndex, content: str) -> tuple[Finding, ...]:
    """What the author of a checked file should look at, with its places in the file as it was written."""
    found = cautions(sheet)
    if sheet.is_format_1:
        found = [replace(one, where=place_in_format_1(one.where)) for one in found]
    return with_places(tuple(found), content)


def prepared(sheet: PlanIndex) -> PreparedPlan:
    """A file that needs no more checks as rows."""
    dumped = plain(sheet.file)
    stored = diff.compact(dumped)
    file = diff.canonical(stored)
    findings = list(diff.check_withdrawals(None, stored, {}))
    return PreparedPlan(
        plan_id=sheet.file.plan.id,
        title=sheet.file.plan.title,
        note=sheet.file.note,
        file=file,
        sha256=diff.content_sha256(stored),
        rows=RowWriter(sheet, dumped, Reports()).rows(),
        findings=findings,
        changes=[] if findings else diff.compare(None, stored, {}),
    )


def stored_sheet(content: str) -> PlanIndex:
    """A stored file, which was checked by its import. Raises PlanFileError where its shape is not that of
    this version."""
    return PlanIndex(parse(content))


def derive_rows(kept: KeptPlan) -> PlanRows:
    """The rows of stored files. Raises PlanFileError as `stored_sheet` does."""
    sheet = stored_sheet(kept.file)
    reports = Reports(stored_report(content) for content in kept.reports)
    return RowWriter(sheet, plain(sheet.file), reports).rows()


def stored_report(content: str) -> dict[str, Any]:
    """A stored report as plain JSON. Raises PlanFileError where its shape is not that of this version."""
    try:
        return ReportFile.model_validate_json(content).model_dump(mode="json")
    except ValidationError as error:
        raise PlanFileError(SHAPE_STAGE, shape_findings(error)) from error
