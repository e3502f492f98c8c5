"""The SDG goals and targets as facts; the sources of each field are in the files' `_meta`."""

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def sdg_goals() -> tuple[dict[str, Any], ...]:
    """The 17 goals: number, name_ja, name_en, title_en, color, uri."""
    return tuple(_read("sdg_goals.json")["goals"])


@cache
def sdg_targets() -> tuple[dict[str, Any], ...]:
    """The 169 targets: code, goal, text_ja (仮訳 of 総務省), text_en, uri."""
    return tuple(_read("sdg_targets.json")["targets"])


@cache
def targets_by_code() -> dict[str, dict[str, Any]]:
    """The targets by their codes. Shared: read only."""
    return {one["code"]: one for one in sdg_targets()}


def un_uris(goal: int, target: str | None) -> dict[str, str | None]:
    """The identifiers of the United Nations for a goal and its target, as members of a tag."""
    return {
        "uri": sdg_goals()[goal - 1]["uri"],
        "target_uri": target and targets_by_code()[target]["uri"],
    }


def _read(name: str) -> Any:
    return json.loads(files(__name__).joinpath(name).read_text("utf-8"))
