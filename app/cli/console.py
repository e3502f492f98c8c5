"""Where the commands print: results on `out`, progress and errors on `err`."""

import sys
from io import TextIOWrapper
from typing import Final

from rich.console import Console

out: Final = Console()
err: Final = Console(stderr=True)


def print_plain(console: Console, message: str, style: str | None = None) -> None:
    """Print a message literally: no markup, no highlighting, no line breaks of its own."""
    console.print(message, style=style, markup=False, highlight=False, soft_wrap=True)


def escape_unencodable() -> None:
    """Have both streams escape what their encoding lacks, instead of ending the command: a terminal need
    not know Japanese, and a file name need not be text."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
