"""The real nginx, on loopback and as the current user, with the site that the project ships or another."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.paths import ROOT

SHIPPED = ROOT / "deploy/nginx.conf"
# Debian's nginx.conf, as far as it matters to answers, in a folder of its own.
_AROUND = """\
{user}
daemon off;
pid nginx.pid;
events {{ worker_connections 256; }}
http {{
    access_log off;
    gzip on;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    {site}
}}
"""
# What nginx does without any setting.
DEBIAN = "server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://127.0.0.1:{service}; }} }}"


def shipped(port: int, service: int, changes: Mapping[str, str] | None = None) -> str:
    """The site of the project on a port, in front of a service on another one, with other values."""
    text = SHIPPED.read_text("utf-8")
    ports = {
        "listen 80;": f"listen 127.0.0.1:{port};",
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{service};",
    }
    for old, new in (ports | dict(changes or {})).items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def below_a_path(slash: str) -> dict[str, str]:
    """The change that puts the shipped site below /hoshin: with a slash the path is taken away."""
    return {
        "location / {\n        proxy_pass http://hoshin;": f"location /hoshin/ {{\n        proxy_pass http://hoshin{slash};"
    }


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


@contextmanager
def nginx(directory: Path, port: int, site: str) -> Iterator[str]:
    """The address of a running nginx with this site, which listens on the port."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI must have nginx: install the system package nginx-light")
        pytest.skip("no nginx on this machine")
    # As root nginx would work as another user, who cannot read the folder.
    user = "user root;" if os.geteuid() == 0 else ""
    (directory / "nginx.conf").write_text(_AROUND.format(user=user, site=site), "utf-8")
    command = [program, "-p", str(directory), "-c", "nginx.conf", "-e", "error.log"]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False, timeout=30)
    assert checked.returncode == 0, checked.stderr
    assert "[warn]" not in checked.stderr, checked.stderr
    process = subprocess.Popen(command)
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.01)
        else:
            return
    pytest.fail("nginx did not start")
