"""Preparation of a report file: its checks that need no plan, and its canonical text."""

import re
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from app.importer import diff, json_text, report_checks
from app.importer.findings import PlanFileError
from app.importer.locations import locate
from app.importer.prepare import SHAPE_STAGE, shape_findings, stored_report
from app.importer.report_file import ReportFile

_FORMAT: Final = re.compile(r'"format"\s*:\s*"hoshin-report/')


class Merged(NamedTuple):
    """What a store had of a report when its workbook was read, None where it had none."""

    stored: str | None


@dataclass(frozen=True, slots=True)
class PreparedReport:
    """One checked report. `text` is its canonical text, `sha256` the digest of its content, `plain` itself as
    plain JSON. `content` is the file as it was written, for the places of findings; `merged` the stored text
    that a workbook was merged with."""

    file: ReportFile
    plain: dict[str, Any]
    text: str
    sha256: str
    content: str
    merged: Merged | None = None

    @property
    def title(self) -> str:
        return self.file.title or f"{self.file.kind.label}の報告"


def is_report(content: str) -> bool:
    """Whether a file names the format of reports. What names none is read as a plan."""
    return _FORMAT.search(content) is not None


def prepare_report(content: str) -> PreparedReport:
    """Text, shape and what the report says of itself. Raises PlanFileError with every finding of the failing
    stage."""
    content = content.removeprefix("\ufeff")
    try:
        json_text.check(content)
        try:
            file = ReportFile.model_validate_json(content)
        except ValidationError as error:
            raise PlanFileError(SHAPE_STAGE, shape_findings(error)) from error
        if findings := report_checks.check(file):
            raise PlanFileError(report_checks.STAGE, findings)
    except PlanFileError as error:
        raise locate(error, content) from error
    plain = file.model_dump(mode="json")
    stored = diff.compact(plain)
    return PreparedReport(file, plain, diff.canonical(stored), diff.content_sha256(stored), content)


def report_sha256(text: str) -> str:
    """The digest of a stored report's content as this version writes it."""
    return diff.content_sha256(diff.compact(stored_report(text)))
