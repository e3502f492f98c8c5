"""The sockets that `hoshin serve` listens on: handed over by systemd, a Unix socket, or host and port."""

import errno
import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

from app.errors import CommandError
from app.settings import Settings

BACKLOG: Final = 2048
# The first descriptor that systemd hands over (sd_listen_fds(3)).
_FIRST_DESCRIPTOR: Final = 3
# Owner and group: a proxy in the group of the service may connect.
_SOCKET_MODE: Final = 0o660
# Bytes that wait in the kernel beside those under way. What a slow client has not taken stays visible to the
# service (app/cli/connections.py), and hundreds of them hold little memory of the kernel.
_NOT_SENT: Final = 256 * 1024

_NO_LISTENER: Final = (
    "systemd から受け取った {} 番は、待ち受けのソケットではありません。"
    ".socket ユニットに ListenStream= を書き、Accept=no にしてください。"
)


class ListeningError(CommandError):
    """Nothing can listen there; the message says what to do."""


@contextmanager
def listen(settings: Settings) -> Iterator[list[socket.socket]]:
    """The listening sockets, closed at the end. Raises ListeningError."""
    with ExitStack() as stack:
        sockets = _activated()
        if settings.base_url is None and (sockets or settings.socket):
            raise ListeningError(
                "HOSHIN_SOCKET や systemd のソケットで待ち受けるときは、公開URLがわかりません。HOSHIN_BASE_URL も設定してください。"
            )
        if not sockets and settings.socket:
            sockets = [_unix_socket(settings.socket)]
        elif not sockets:
            sockets = [_tcp_socket(settings.host, settings.port)]
        for one in sockets:
            stack.enter_context(one)
            if one.family != socket.AF_UNIX and hasattr(socket, "TCP_NOTSENT_LOWAT"):
                # Connections inherit it.
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _NOT_SENT)
        yield sockets


def _activated() -> list[socket.socket]:
    """The sockets that systemd opened for this process; none where it was started otherwise."""
    # No child may take them for its own.
    pid, number = os.environ.pop("LISTEN_PID", ""), os.environ.pop("LISTEN_FDS", "")
    os.environ.pop("LISTEN_FDNAMES", None)
    if pid != str(os.getpid()) or not number.isdecimal() or number == "0":
        return []
    sockets = []
    for descriptor in range(_FIRST_DESCRIPTOR, _FIRST_DESCRIPTOR + int(number)):
        try:
            one = socket.socket(fileno=descriptor)
            listening = one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
        except OSError as error:
            raise ListeningError(_NO_LISTENER.format(descriptor)) from error
        if one.type != socket.SOCK_STREAM or not listening:
            raise ListeningError(_NO_LISTENER.format(descriptor))
        os.set_inheritable(descriptor, False)
        sockets.append(one)
    return sockets


class _UnixSocket(socket.socket):
    """Removes its file when it is closed, which the server does before it waits for the last answers."""

    path: Path
    # Device and inode: another process may have put its own file there.
    file: tuple[int, int] | None = None

    def close(self) -> None:
        super().close()
        with suppress(OSError):
            if self.file is not None and self.file == _identity(self.path):
                self.path.unlink()
        self.file = None


def _identity(path: Path) -> tuple[int, int]:
    status = path.lstat()
    return status.st_dev, status.st_ino


def _unix_socket(path: Path) -> socket.socket:
    _remove_stale(path)
    one = _UnixSocket(socket.AF_UNIX, socket.SOCK_STREAM)
    one.path = path
    try:
        # Never open to everybody, not even until chmod.
        mask = os.umask(0o777 & ~_SOCKET_MODE)
        try:
            one.bind(str(path))
        finally:
            os.umask(mask)
        one.file = _identity(path)
        one.listen(BACKLOG)
    except OSError as error:
        one.close()
        raise ListeningError(
            f"HOSHIN_SOCKET の {path} で待ち受けられません（{error.strerror or error}）。"
            "ディレクトリがあるか、書き込めるか、パスが長すぎないか（107バイトまで）を確かめてください。"
        ) from error
    return one


def _remove_stale(path: Path) -> None:
    """Remove the socket that a killed process left. Raises ListeningError if it is none or is in use."""
    if not os.path.lexists(path):
        return
    if not path.is_socket():
        raise ListeningError(
            f"HOSHIN_SOCKET の {path} には、ソケットでないファイルがあります。ほかのパスにしてください。"
        )
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe, suppress(OSError):
        if probe.connect_ex(str(path)) == errno.ECONNREFUSED:
            path.unlink()
            return
    raise ListeningError(
        f"HOSHIN_SOCKET の {path} は、ほかのプログラムが使っているか、消す権限がありません。"
        "先にそのプログラムを止めるか、ほかのパスにしてください。"
    )


def _tcp_socket(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    every = host == "::"
    if every and not socket.has_dualstack_ipv6():
        raise ListeningError(
            "このコンピューターでは、HOSHIN_HOST=:: で IPv6 と IPv4 の両方を待ち受けることができません。"
            "IPv4 だけなら HOSHIN_HOST=0.0.0.0 にしてください。"
        )
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG, dualstack_ipv6=every)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            advice = "ほかのプログラムが使っています。それを止めるか、HOSHIN_PORT を変えてください。"
        elif error.errno == errno.EACCES:
            advice = "このポートを使う権限がありません。HOSHIN_PORT を1024以上にしてください。"
        else:
            advice = "HOSHIN_HOST が、このコンピューターのアドレスか確かめてください。"
        raise ListeningError(f"{host} のポート {port} で待ち受けられません。{advice}") from error
