"""`hoshin preview`: the service on this machine, with a plan file in a store that goes when it ends."""

import signal
import socket
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.cli import server
from app.cli.console import err, out, print_plain
from app.cli.import_report import print_cautions
from app.cli.listening import ListeningError
from app.cli.opening import open_complete
from app.db import engines, sqlite_file
from app.db.publication import register_publication
from app.importer.import_plan import import_file
from app.importer.report_file import is_report_id
from app.main import create_app
from app.models.vocabulary import Action
from app.settings import Settings

# A larger store is not copied: it would take a minute and the disk.
MAX_COPY_MB: Final = 500
_HOST: Final = "127.0.0.1"


class NotListed:
    """Wraps the application: tells search engines of every answer that it is not to be listed."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Robots-Tag"] = "noindex, nofollow"
            await send(message)

        await self.app(scope, receive, marked)


def preview_file(settings: Settings, file: Path, port: int, *, replace: bool) -> None:
    """Serve a plan file on loopback until a signal comes. Raises PlanFileError, StoreError, ListeningError."""
    with (
        _ended_by_signals(),
        TemporaryDirectory(prefix="hoshin-preview-") as folder,
        _socket(port) as listener,
    ):
        own = _own_settings(settings, Path(folder) / "preview.db", listener.getsockname()[1])
        print_plain(err, _copied(settings, own))
        store = open_complete(own, create=True)
        outcome = import_file(store, file, replace=replace)
        register_publication(store)
        print_cautions(outcome.cautions)
        if outcome.notice:
            print_plain(err, outcome.notice, "bold yellow")
        numbers = "、".join(f"{action.label}{outcome.count(action)}件" for action in Action)
        is_plan = not is_report_id(outcome.plan_id)
        address = f"{own.base}/{'plans' if is_plan else 'reports'}/{outcome.plan_id}"
        print_plain(out, f"{outcome.title}（{outcome.plan_id}）: {numbers}")
        print_plain(out, f"確認用の画面: {address}  （止めるには Ctrl+C）")
        if is_plan:
            print_plain(out, f"変わるところ: {address}/history")
        server.run(NotListed(create_app(own, store, is_preview=True)), [listener])
    print_plain(err, "確認用の写しを消しました。登録されているデータは変わっていません。")


def _own_settings(settings: Settings, database: Path, port: int) -> Settings:
    """The operator's settings, on loopback and with a database of their own."""
    return Settings.model_validate(
        settings.model_dump()
        | {"host": _HOST, "port": port, "base_url": None, "socket": None, "seed": False}
        | {"database_url": f"sqlite:///{database}"}
    )


def _copied(settings: Settings, own: Settings) -> str:
    """Copy what is stored, where that is cheap; say what was done."""
    source, alone = settings.sqlite_file, "このファイルの計画だけを表示します。"
    if source is None:
        return f"登録されているデータは PostgreSQL にあるので写していません。{alone}"
    if not source.is_file():
        return f"登録されているデータはまだありません。{alone}"
    size = source.stat().st_size / 1024 / 1024
    if size > MAX_COPY_MB:
        return f"登録されているデータが大きい（{size:,.0f} MB）ので写していません。{alone}"
    sqlite_file.check_ours(source)
    assert own.sqlite_file is not None  # noqa: S101 - given above
    with (
        closing(engines.connect(source, engines.file_identity(source))) as stored,
        closing(sqlite3.connect(own.sqlite_file)) as copy,
    ):
        stored.backup(copy)
    return "登録されているデータの写しに、このファイルを加えて表示します。"


def _socket(port: int) -> socket.socket:
    try:
        return socket.create_server((_HOST, port))
    except OSError as error:
        raise ListeningError(
            f"ポート {port} で待ち受けられません。--port を変えるか、付けずに実行してください。"
        ) from error


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Have signals end the process by an exception, so that nothing is left behind. The server ends in its own
    way first, and then raises them again."""

    def leave(number: int, _frame: object) -> None:
        sys.exit(128 + number)

    names = [signal.SIGTERM, signal.SIGHUP]
    before = [signal.signal(one, leave) for one in names]
    try:
        with suppress(KeyboardInterrupt):
            yield
    finally:
        for one, handler in zip(names, before, strict=True):
            signal.signal(one, handler)
