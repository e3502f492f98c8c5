"""Workbooks that LibreOffice has saved again: every plan comes back as it was. `make conformance` runs it.

Without LibreOffice (`soffice`) nothing is tried, and it says so.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from app.importer.prepare import prepare
from app.workbook.findings import WorkbookError
from app.workbook.plan_reader import read_plan
from app.workbook.plan_workbook import plan_workbook
from tests.paths import SEED
from tests.plans import PLANS
from tests.plans.everything import everything
from tests.workbook.random_plans import Json, compact, random_plan

RANDOM = range(5000, 5030)


def plans() -> dict[str, Json]:
    """The seed, the plans of the tests and random ones, in the canonical form."""
    given = {"seed": json.loads(SEED.read_text("utf-8")), "everything": everything()}
    given |= {name: made() for name, made in PLANS.items()}
    files = {name: json.loads(prepare(json.dumps(file)).file) for name, file in given.items()}
    return files | {f"random-{seed}": random_plan(seed) for seed in RANDOM}


def differs(content: bytes, plan: Json) -> str | None:
    try:
        read = json.loads(json.dumps(read_plan(content).file))
    except WorkbookError as error:
        return str(error.findings[0])
    return None if compact(read) == compact(plan) else "読み直すと、元の計画と違います。"


def main() -> int:
    program = shutil.which("soffice")
    if program is None:
        print("LibreOffice（soffice）がないので、Excelの保存し直しは確かめていません。")
        return 0
    files = plans()
    with tempfile.TemporaryDirectory() as folder:
        given, saved = Path(folder) / "given", Path(folder) / "saved"
        given.mkdir()
        for name, plan in files.items():
            (given / f"{name}.xlsx").write_bytes(plan_workbook(plan))
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        paths = sorted(map(str, given.iterdir()))
        command = [
            program,
            "--headless",
            profile,
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(saved),
        ]
        subprocess.run([*command, *paths], check=True, capture_output=True, timeout=600)  # noqa: S603
        wrong = {name: differs((saved / f"{name}.xlsx").read_bytes(), plan) for name, plan in files.items()}
    for name, message in wrong.items():
        if message:
            print(f"{name}: {message}")
    bad = sum(message is not None for message in wrong.values())
    print(
        f"LibreOffice が保存し直したExcel {len(files)}件: 元の計画と同じ {len(files) - bad}件、違う {bad}件"
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
