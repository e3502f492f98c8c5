"""Where the commands print: results on `out`, progress and errors on `err`."""

from typing import Final

from rich.console import Console

out: Final = Console()
err: Final = Console(stderr=True)


def print_plain(console: Console, message: str, style: str | None = None) -> None:
    """Print a message literally: no markup, no highlighting, no line breaks of its own."""
    console.print(message, style=style, markup=False, highlight=False, soft_wrap=True)
