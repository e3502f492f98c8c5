"""What people see of an error that a command expects: a sentence, and for a file every finding."""

import logging

from sqlalchemy.exc import SQLAlchemyError

from app.cli.commands import MAX_FINDINGS
from app.cli.console import err, print_plain
from app.db.database_errors import advice_on
from app.errors import CommandError, Problem
from app.importer.diff import STAGE as COMPARISON
from app.importer.findings import PlanFileError
from app.importer.report_plan_checks import STAGE as PLAN_COMPARISON
from app.settings import SettingsError
from app.workbook.report_merge import STAGE as REPORT_COMPARISON


def print_failure(error: Exception) -> bool:
    """Print what is wrong and how to mend it; False for an error that nobody expects."""
    if isinstance(error, PlanFileError):
        _print_findings(error)
    elif (sentence := _sentence(error)) is not None:
        print_plain(err, sentence, "bold red")
    else:
        return False
    return True


def _sentence(error: Exception) -> str | None:
    match error:
        case SettingsError():
            return f"設定に誤りがあります。\n{error}"
        case SQLAlchemyError():
            logging.getLogger(__name__).debug("database error", exc_info=error)
            return advice_on(error)
        case Problem():
            return error.detail
        case OSError():
            return (
                f"ファイルを読み書きできません（{error.strerror}: {error.filename or '出力'}）。"
                "場所と権限、空き容量を確かめてください。"
            )
        case CommandError():
            return str(error)
        case _:
            return None


def _print_findings(error: PlanFileError) -> None:
    number = len(error.findings)
    print_plain(err, f"{error.stage}で{number}件の誤りが見つかりました。何も書き込んでいません。", "bold red")
    for finding in error.findings[:MAX_FINDINGS]:
        print_plain(err, f"  {finding}")
    if number > MAX_FINDINGS:
        print_plain(err, f"  ほか{number - MAX_FINDINGS}件")
    # Only an import compares with the stored plans.
    compared = error.stage in (COMPARISON, PLAN_COMPARISON, REPORT_COMPARISON)
    command = "hoshin import FILE --dry-run" if compared else "hoshin check FILE"
    print_plain(err, f"直してから、もう一度 {command} で確かめてください。")
