"""Refused imports: their stages, edited plan files, and a check that the stored data stay unchanged."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from starlette.testclient import TestClient

from app.db.store import Store
from app.importer.findings import PlanFileError
from app.importer.import_plan import import_file
from tests.world import P22, P23, Json, plan_2022, text_of

JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠].*。$", re.DOTALL)

TEXT = "文字列の検査"
SHAPE = "形の検査"
REFERENCES = "参照の検査"
COMPARISON = "前の版との照合"


class WorldService(NamedTuple):
    """The service with both plans of the world, and its answers before any test."""

    store: Store
    client: TestClient
    before: dict[str, bytes]

    def answers(self) -> dict[str, bytes]:
        paths = [f"plans/{P22}/document", f"plans/{P23}/document", "initiatives", "organisations", "kpis"]
        paths += ["changes?limit=1000"]
        return {path: self.client.get(f"/api/v1/{path}").content for path in paths}


def refused(
    world_service: WorldService, content: str | bytes | Path, stage: str, tmp_path: Path
) -> list[tuple[str, str]]:
    """The (place, message) pairs of an import that is refused in a stage and changes no answer: each
    error before those that follow from it."""
    if isinstance(content, Path):
        path = content
    else:
        path = tmp_path / "plan.json"
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    with pytest.raises(PlanFileError) as caught:
        import_file(world_service.store, path)
    assert caught.value.stage == stage
    findings = [one for head in caught.value.findings for one in (head, *head.consequences)]
    for finding in findings:
        assert JAPANESE.search(finding.message), finding
        assert str(finding).isprintable() or "\n" in finding.message, finding
    assert world_service.answers() == world_service.before
    return [(finding.where, finding.message) for finding in findings]


Edits = dict[str, Any]
# As a value of an edit: removes the key.
GONE = object()


def edited(edits: Edits, base: Callable[[], Json] = plan_2022) -> str:
    """The text of a plan file with some values replaced, by JSON pointer."""
    file = base()
    for pointer, value in edits.items():
        *path, last = (int(part) if part.isdigit() else part for part in pointer.split("/")[1:])
        at: Any = file
        for part in path:
            at = at[part]
        if value is GONE:
            del at[last]
        elif isinstance(at, list) and last == len(at):
            at.append(value)
        else:
            at[last] = value
    return text_of(file)
