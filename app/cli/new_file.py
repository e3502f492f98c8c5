"""A file that a command makes, over no other."""

from itertools import count
from pathlib import Path


def write_new(path: Path, content: bytes) -> Path:
    """Write a file under its name, or under one with a number where another file has that name."""
    for number in count(1):
        one = path if number == 1 else path.with_stem(f"{path.stem}{number}")
        try:
            with one.open("xb") as file:
                file.write(content)
        except FileExistsError:
            if one.read_bytes() != content:
                continue
        return one
    raise AssertionError
