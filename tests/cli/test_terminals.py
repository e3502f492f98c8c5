"""Terminals that are not UTF-8: each command shows its message as well as the terminal can."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line import ENVIRONMENT
from tests.paths import ROOT, SEED

READABLE = {"cp932": "登録しました", "ascii": r"\u767b\u9332\u3057\u307e\u3057\u305f"}


def printed(cwd: Path, *arguments: str | Path, **environment: str) -> tuple[int, bytes]:
    """The status and all output of a command."""
    done = subprocess.run(
        [sys.executable, "-m", "app", *map(str, arguments)],
        cwd=cwd,
        env=ENVIRONMENT | {"PYTHONPATH": str(ROOT)} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        timeout=100,
    )
    assert b"Traceback" not in done.stdout
    assert b"PYTHONIOENCODING" not in done.stdout
    return done.returncode, done.stdout


@pytest.mark.parametrize("encoding", ["ascii", "cp932"])
def test_commands_print_what_the_terminal_can_show(encoding: str, tmp_path: Path) -> None:
    def run(*arguments: str | Path) -> tuple[int, str]:
        status, output = printed(tmp_path, *arguments, PYTHONIOENCODING=encoding)
        return status, output.decode(encoding)

    status, output = run("--help")
    assert (status, "hoshin serve" in output) == (0, True)
    status, output = run("import", SEED)
    assert (status, READABLE[encoding] in output) == (0, True)
    status, output = run("check", "nothing.json")
    assert (status, "nothing.json" in output) == (1, True)
    status, output = run("schema")
    assert (status, "この版を作った理由" in json.dumps(json.loads(output), ensure_ascii=False)) == (0, True)


def test_settings_in_a_locale_without_japanese_are_read_as_utf_8(tmp_path: Path) -> None:
    c_locale = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    status, output = printed(
        tmp_path,
        "serve",
        HOSHIN_PUBLISHER="旭区役所",
        HOSHIN_SEED="false",
        HOSHIN_HOST="192.0.2.1",
        **c_locale,
    )
    assert (status, b"192.0.2.1" in output, b"HOSHIN_PUBLISHER" in output) == (1, True, False)


def test_a_file_name_that_is_not_text_is_shown_escaped(tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    folder.mkdir()
    Path(str(folder) + "/\udcff.json").write_bytes(b"{")
    status, output = printed(tmp_path, "import", folder)
    assert (status, rb"\udcff.json" in output) == (1, True)
