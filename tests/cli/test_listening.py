"""Where `hoshin serve` listens: both families of addresses, a Unix socket, sockets handed over by systemd."""

import os
import re
import shlex
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.cli.listening import ListeningError, listen
from app.settings import Settings
from tests.cli.test_server import Running, free_port, running_server
from tests.command_line import ENVIRONMENT
from tests.paths import ROOT

BASE = "https://hoshin.example.jp/"
# As systemd does: opens the sockets, hands them over from descriptor 3 on, and becomes the program.
LAUNCHER = """
import os, socket, sys
tcp = socket.create_server(("127.0.0.1", int(sys.argv[1])))
unix = socket.socket(socket.AF_UNIX)
unix.bind(sys.argv[2])
unix.listen()
os.dup2(os.dup(tcp.fileno()), 13)
os.dup2(os.dup(unix.fileno()), 14)
os.dup2(13, 3)
os.dup2(14, 4)
os.environ |= {"LISTEN_FDS": "2", "LISTEN_PID": str(os.getpid())}
os.execv(sys.executable, [sys.executable, "-m", "app", "serve"])
"""


def settings_of(**values: object) -> Settings:
    return Settings.model_validate({"port": free_port(), "base_url": BASE, **values})


def answers(family: socket.AddressFamily, address: object) -> bool:
    with socket.socket(family) as client:
        try:
            client.connect(address)  # type: ignore[arg-type]
        except OSError:
            return False
        return True


def test_every_address_means_both_families() -> None:
    settings = settings_of(host="::")
    with listen(settings):
        assert answers(socket.AF_INET6, ("::1", settings.port))
        assert answers(socket.AF_INET, ("127.0.0.1", settings.port))


def test_one_address_means_itself() -> None:
    settings = settings_of(host="::1")
    with listen(settings):
        assert answers(socket.AF_INET6, ("::1", settings.port))
        assert not answers(socket.AF_INET, ("127.0.0.1", settings.port))


def test_where_both_families_cannot_be_had_the_start_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.has_dualstack_ipv6", lambda: False)
    with pytest.raises(ListeningError, match=r"両方.*HOSHIN_HOST=0\.0\.0\.0"), listen(settings_of(host="::")):
        pass


@pytest.mark.parametrize(
    ("host", "port", "says"),
    [("192.0.2.1", None, "アドレスか確かめて"), ("127.0.0.1", "taken", "ほかのプログラムが使っています")],
)
def test_a_refusal_says_what_to_do(host: str, port: str | None, says: str) -> None:
    settings = settings_of(host=host)
    with (
        socket.create_server(("127.0.0.1", settings.port if port else 0)),
        pytest.raises(ListeningError, match=says),
        listen(settings),
    ):
        pass


@pytest.fixture(scope="module")
def unix_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Path]]:
    directory = tmp_path_factory.mktemp("unix")
    path = directory / "s"
    with running_server(
        directory, HOSHIN_SEED="false", HOSHIN_SOCKET=str(path), HOSHIN_BASE_URL=BASE
    ) as running:
        yield running, path


def get_over(path: Path, target: str) -> httpx.Response:
    with httpx.Client(transport=httpx.HTTPTransport(uds=str(path))) as client:
        return client.get(f"http://hoshin{target}")


def test_a_unix_socket_is_served_and_removed_at_the_end(unix_server: tuple[Running, Path]) -> None:
    running, path = unix_server
    assert stat.S_IMODE(path.stat().st_mode) == 0o660
    assert running.url == BASE
    assert get_over(path, "/health/live").text == "ok\n"
    with (
        pytest.raises(ListeningError, match="ほかのプログラムが使っているか"),
        listen(settings_of(socket=path)),
    ):
        pass
    assert get_over(path, "/health/live").text == "ok\n"
    assert running.end() in (0, -signal.SIGTERM)
    assert not path.exists()
    assert not any("Traceback" in line for line in running.lines)


def test_a_socket_that_a_killed_process_left_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(path))
    with listen(settings_of(socket=path)):
        assert answers(socket.AF_UNIX, str(path))
    assert not path.exists()


def test_the_socket_of_a_successor_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with listen(settings_of(socket=path)):
        path.unlink()
        path.touch()
    assert path.exists()


@pytest.mark.parametrize(
    ("name", "says"),
    [("file", "ソケットでないファイル"), ("no/s", "ディレクトリがあるか"), ("a" * 120, "107バイト")],
)
def test_a_path_that_is_no_place_for_a_socket_is_refused(tmp_path: Path, name: str, says: str) -> None:
    (tmp_path / "file").write_text("kept")
    with pytest.raises(ListeningError, match=says), listen(settings_of(socket=tmp_path / name)):
        pass
    assert (tmp_path / "file").read_text() == "kept"


def test_a_unix_socket_needs_a_public_address(tmp_path: Path) -> None:
    settings = Settings(socket=tmp_path / "s")
    with pytest.raises(ListeningError, match="HOSHIN_BASE_URL も設定してください"), listen(settings):
        pass
    assert not (tmp_path / "s").exists()


def launched(cwd: Path, *, base: str = BASE) -> tuple["subprocess.Popen[str]", int, Path]:
    port, path = free_port(), cwd / "s"
    process = subprocess.Popen(
        [sys.executable, "-c", LAUNCHER, str(port), str(path)],
        cwd=cwd,
        env=ENVIRONMENT
        | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "HOSHIN_SEED": "false", "HOSHIN_BASE_URL": base},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return process, port, path


def test_sockets_of_systemd_are_served_and_stay(tmp_path: Path) -> None:
    process, port, path = launched(tmp_path)
    running = Running(process)
    try:
        assert httpx.get(f"http://127.0.0.1:{port}/health/live").text == "ok\n"
        assert get_over(path, "/health/live").text == "ok\n"
        assert running.end() in (0, -signal.SIGTERM)
        assert path.exists(), "systemd listens on"
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def test_sockets_of_systemd_need_a_public_address(tmp_path: Path) -> None:
    process, _, _ = launched(tmp_path, base="")
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "HOSHIN_BASE_URL も設定してください" in out
    assert "Traceback" not in out


def test_sockets_for_another_process_are_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LISTEN_PID", "1")
    monkeypatch.setenv("LISTEN_FDS", "1")
    settings = settings_of()
    with listen(settings) as (only,):
        assert only.getsockname() == ("127.0.0.1", settings.port)
    assert "LISTEN_FDS" not in os.environ


def test_what_is_no_listening_socket_is_refused() -> None:
    program = (
        "import os; os.environ |= {'LISTEN_PID': str(os.getpid()), 'LISTEN_FDS': '1'}\n"
        "from app.cli.listening import listen; from app.settings import read_settings\n"
        "os.dup2(0, 3); listen(read_settings()).__enter__()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=ENVIRONMENT | {"PYTHONPATH": str(ROOT), "HOSHIN_BASE_URL": BASE},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "3 番は、待ち受けのソケットではありません" in done.stderr


def unit(name: str) -> dict[str, dict[str, list[str]]]:
    """The sections of a unit file; a key may stand in it several times."""
    sections: dict[str, dict[str, list[str]]] = {}
    for line in (ROOT / "deploy" / name).read_text("utf-8").splitlines():
        if found := re.fullmatch(r"\[(\w+)\]", line):
            section = sections.setdefault(found[1], {})
        elif line and not line.startswith("#"):
            key, _, value = line.partition("=")
            section.setdefault(key, []).append(value)
    return sections


def test_the_units_name_settings_and_commands_that_exist() -> None:
    service, listening = unit("hoshin.service"), unit("hoshin.socket")
    assert shlex.split(service["Service"]["ExecStart"][0])[1:] == ["serve"]
    known = {f"HOSHIN_{name.upper()}" for name in Settings.model_fields}
    names = {one.partition("=")[0] for one in service["Service"]["Environment"]}
    assert names <= known
    assert "HOSHIN_BASE_URL" in names
    assert listening["Socket"]["ListenStream"] == ["/run/hoshin/hoshin.sock"]
    assert listening["Socket"]["SocketMode"] == ["0660"]
