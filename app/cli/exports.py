"""What `hoshin export` writes: the mirror, and the tables of all plans as one SQLite file."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app.cli import mirror
from app.cli.console import err, out, print_plain
from app.db.revisions import current_revision
from app.db.store import Store
from app.publication.files.sqlite_file import write_all
from app.settings import Settings


def export_mirror(settings: Settings, store: Store, directory: Path) -> None:
    with _progress() as update:
        copied = mirror.export(settings, store, directory, update)
    size = sum(one.bytes for one in copied)
    print_plain(out, f"{directory} に{len(copied):,}件（{size:,}バイト）を書き出しました。")


def export_tables(settings: Settings, store: Store, file: Path) -> None:
    """Write a new file beside it and put it in its place: one that fails leaves the old one."""
    part = file.with_name(f".{file.name}.{uuid4().hex}")
    try:
        with _progress() as update, store.snapshot() as session:
            current_revision(session)
            number = write_all(session, settings, part, update)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    print_plain(out, f"{file} に計画{number:,}件（{file.stat().st_size:,}バイト）を書き出しました。")


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    with Progress(
        TextColumn("書き出しています"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=err
    ) as progress:
        task = progress.add_task("", total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
