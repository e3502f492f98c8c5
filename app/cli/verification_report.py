"""What people see of a verification: progress, each finding with what to do, the end."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app.cli.console import err, out, print_plain
from app.db.store import Store
from app.importer.findings import Finding
from app.importer.verification import Verification

MAX_FINDINGS: Final = 200


def verify_store(store: Store) -> bool:
    """Verify a store and print what is wrong with it; return whether nothing is. Raises StoreError."""
    verification = Verification(store)
    number = 0
    for finding in _findings(verification):
        number += 1
        if number <= MAX_FINDINGS:
            print_plain(out, str(finding))
    if number > MAX_FINDINGS:
        print_plain(out, f"ほか{number - MAX_FINDINGS:,}件")
    plans = f"計画{len(verification.plan_ids):,}件を調べました。"
    if number:
        print_plain(err, f"{plans}{number:,}件の違いが見つかりました。", "bold red")
    else:
        print_plain(out, f"{plans}違いはありません。")
    return not number


def _findings(verification: Verification) -> Iterator[Finding]:
    steps: list[Callable[[], list[Finding]]] = [
        verification.database,
        *(partial(verification.plan, plan_id) for plan_id in verification.plan_ids),
        verification.whole,
    ]
    columns = TextColumn("調べています"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=err, transient=True) as progress:
        for step in progress.track(steps):
            yield from step()
