"""`hoshin suggest-links` and `hoshin accept-links`: continuations proposed to a person, and what came back."""

import io
import json
import zipfile
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from sqlmodel import Session

from app.cli.console import err, out, print_plain
from app.cli.opening import open_complete
from app.db.revisions import current_revision
from app.importer import link_suggestions
from app.importer.json_text import read_file
from app.importer.kept_files import newest_revision
from app.importer.link_suggestions import Suggestions, refused
from app.importer.prepare import check_text, current_form
from app.models import Plan
from app.search.lookup import plan_of
from app.settings import Settings, read_settings
from app.workbook.findings import WorkbookError
from app.workbook.limits import MAX_BYTES, check_limits

cli = typer.Typer()

# What a workbook of suggestions never needs.
MAX_ROWS: Final = 20_100
_COLUMNS: Final = 60


@cli.command("suggest-links")
def suggest_links(
    earlier: Annotated[str, typer.Argument(metavar="EARLIER", help="前の計画のID（例 141127-2022）")],
    later: Annotated[str, typer.Argument(metavar="LATER", help="後の計画のID（登録済みのもの）")],
    output: Annotated[
        Path | None,
        typer.Option("--output", help="書き出すファイル（.xlsx か .json）。省くと LATER-links.xlsx"),
    ] = None,
) -> None:
    """前の計画と後の計画の項目の、つながりの候補を書き出します。

    語の近さから求めた候補を、人が採否を決めるためのファイルにします。計画には何も書き込みません。
    すでに計画ファイルにつながりが書かれている項目は除きます。

    例: hoshin suggest-links 141127-2022 141127-2023
    """
    settings = read_settings()
    store = open_complete(settings, only_read=True)
    with store.snapshot() as session:
        current_revision(session)
        found = link_suggestions.suggest(
            session, _plan(session, earlier, settings), _plan(session, later, settings)
        )
    target = output or Path(f"{later}-links.xlsx")
    with target.open("xb") as file:
        if target.suffix.lower() == ".json":
            file.write(link_suggestions.as_json(found).encode())
        else:
            file.write(link_suggestions.as_workbook(found))
    proposed = sum(row.score is not None for row in found.rows)
    print_plain(
        out,
        f"{target} に、候補{proposed}件と、相手の見つからない項目{len(found.rows) - proposed}件を書き出しました。",
    )
    print_plain(out, f"採否を書いてから hoshin accept-links {target} を実行してください。")


def _plan(session: Session, plan_id: str, settings: Settings) -> Plan:
    plan_of(session, plan_id, settings)  # raises for one that is not stored or withdrawn
    return session.get_one(Plan, plan_id)


@cli.command("accept-links")
def accept_links(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="採否を書いた候補のファイル（.xlsx か .json）")
    ],
    output: Annotated[
        Path | None, typer.Option("--output", help="書き出す計画ファイル。省くと LATER-links.plan.json")
    ] = None,
    note: Annotated[
        str | None, typer.Option("--note", help="この版を作った理由（変更履歴に残ります）")
    ] = None,
) -> None:
    """採用したつながりを加えた、後の計画の計画ファイルを作ります。

    登録されている版の計画ファイルに、採用した行をつながりとして書き足します。登録は hoshin import で行います。

    例: hoshin accept-links 141127-2023-links.xlsx && hoshin import 141127-2023-links.plan.json
    """
    is_json = file.suffix.lower() == ".json"
    found = link_suggestions.read_json(read_file(file)) if is_json else read_workbook(file)
    links = link_suggestions.accepted(found)
    if not links:
        print_plain(err, "「採用」の行がありません。何も書き出していません。")
        raise typer.Exit(1)
    settings = read_settings()
    with open_complete(settings, only_read=True).snapshot() as session:
        plan_of(session, found.later, settings)
        revision = newest_revision(session.connection(), found.later)
    stored: dict[str, Any] = json.loads(current_form(revision.file)) if revision else {}
    known = stored.get("continues", [])
    new = [link for link in links if not any(_same(link, one) for one in known)]
    stored["continues"] = [*known, *new]
    stored["note"] = note or f"前の計画とのつながり{len(new)}件を加えた"
    content = json.dumps(stored, ensure_ascii=False, indent=1) + "\n"
    check_text(content)
    target = output or Path(f"{found.later}-links.plan.json")
    with target.open("x", encoding="utf-8") as opened:
        opened.write(content)
    undecided = sum(row.decision is None for row in found.rows)
    print_plain(
        out,
        f"{target} に、つながり{len(new)}件を加えた計画ファイルを書き出しました（採否の空欄{undecided}件）。",
    )
    print_plain(out, f"hoshin import {target} で登録してください。")


def _same(link: dict[str, Any], other: dict[str, Any]) -> bool:
    return (link["item"], link["earlier"]) == (other.get("item"), other.get("earlier"))


def read_workbook(file: Path) -> Suggestions:
    """What stands in the cells of a workbook. Raises PlanFileError for what is none, or too large."""
    from openpyxl import load_workbook  # noqa: PLC0415 - heavy

    with file.open("rb") as opened:
        content = opened.read(MAX_BYTES + 1)
    try:
        check_limits(content)
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        sheets = [
            [
                row[:_COLUMNS]
                for row in book[name].iter_rows(max_row=MAX_ROWS, max_col=_COLUMNS, values_only=True)
            ]
            for name in (link_suggestions.SHEET, link_suggestions.ABOUT)
        ]
    except WorkbookError as error:
        raise refused("", error.findings[0].message) from error
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise refused(
            "",
            "hoshin suggest-links の作ったExcelのファイルとして読めません。元のファイルに採否を書いて渡してください。",
        ) from error
    about = {
        str(row[0]).strip(): str(row[1]).strip() for row in sheets[1] if len(row) > 1 and row[0] and row[1]
    }
    return link_suggestions.read_rows(about, sheets[0])
