"""`hoshin suggest-links` and `hoshin accept-links`: continuations proposed to a person, and what came back."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.console import err, out, print_plain
from app.cli.japanese import Commands

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.models import Plan
    from app.settings import Settings

cli = Commands()


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
    from app.cli.opening import open_complete
    from app.db.revisions import current_revision
    from app.importer import link_suggestions
    from app.settings import read_settings

    settings = read_settings()
    store = open_complete(settings, only_read=True)
    with store.snapshot() as session:
        current_revision(session)
        plans = _plan(session, earlier, settings), _plan(session, later, settings)
        _check_order(*plans)
        found = link_suggestions.suggest(session, *plans)
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


def _plan(session: "Session", plan_id: str, settings: "Settings") -> "Plan":
    from app.models import Plan
    from app.search.lookup import plan_of

    plan_of(session, plan_id, settings)  # raises for one that is not stored or withdrawn
    return session.get_one(Plan, plan_id)


def _check_order(earlier: "Plan", later: "Plan") -> None:
    """Raises CommandError for a plan and itself, and for a plan and one that begins before it."""
    from app.errors import CommandError

    if earlier.id == later.id:
        raise CommandError("前の計画と後の計画に、同じ計画が書かれています。別の計画のIDを書いてください。")
    if earlier.period_start > later.period_start:
        raise CommandError(
            f"「{earlier.id}」は「{later.id}」より後に始まる計画です。"
            f"前の計画を先に書いてください（hoshin suggest-links {later.id} {earlier.id}）。"
        )


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
    from app.cli.opening import open_complete
    from app.importer import link_suggestions
    from app.importer.json_text import decode, read_bytes
    from app.importer.kept_files import newest_revision
    from app.search.lookup import plan_of
    from app.settings import read_settings

    content = read_bytes(file)
    is_json = file.suffix.lower() == ".json"
    found = (
        link_suggestions.read_json(decode(content)) if is_json else link_suggestions.read_workbook(content)
    )
    links = link_suggestions.accepted(found)
    if not links:
        print_plain(err, "「採用」の行がありません。何も書き出していません。")
        raise typer.Exit(1)
    settings = read_settings()
    with open_complete(settings, only_read=True).snapshot() as session:
        plan_of(session, found.later, settings)
        revision = newest_revision(session.connection(), found.later)
    written, new = _with_links(revision.file if revision else "{}", links, note)
    target = output or Path(f"{found.later}-links.plan.json")
    with target.open("x", encoding="utf-8") as opened:
        opened.write(written)
    undecided = sum(row.decision is None for row in found.rows)
    print_plain(
        out,
        f"{target} に、つながり{new}件を加えた計画ファイルを書き出しました（採否の空欄{undecided}件）。",
    )
    print_plain(out, f"hoshin import {target} で登録してください。")


def _with_links(stored: str, links: list[dict[str, Any]], note: str | None) -> tuple[str, int]:
    """The plan file with those of the links that it lacks, and their number. Raises PlanFileError."""
    from app.importer.kept_files import current_form
    from app.importer.prepare import check_text

    file: dict[str, Any] = json.loads(current_form(stored))
    known = file.get("continues", [])
    new = [link for link in links if not any(_same(link, one) for one in known)]
    file["continues"] = [*known, *new]
    file["note"] = note or f"前の計画とのつながり{len(new)}件を加えた"
    written = json.dumps(file, ensure_ascii=False, indent=1) + "\n"
    check_text(written)
    return written, len(new)


def _same(link: dict[str, Any], other: dict[str, Any]) -> bool:
    return (link["item"], link["earlier"]) == (other.get("item"), other.get("earlier"))
