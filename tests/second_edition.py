"""Edited second files of the world's plan of 2022, and the answers of the API after their import."""

from collections.abc import Callable
from typing import Any

from starlette.testclient import TestClient

from app.importer.outcome import Outcome
from tests.world import P22, Json, plan_2022

M1 = f"{P22}-p1-t1-m1"
M2 = f"{P22}-p1-t1-m2"

Load = Callable[..., Outcome]


def second(note: str = "年度途中の見直し") -> Json:
    """The plan of 2022 with another note, to be edited."""
    file = plan_2022()
    file["note"] = note
    return file


def without(file: Json, item_id: str, replaced_by: str | None = None) -> Json:
    """The file with one printed item withdrawn."""
    file["document"] = [one for one in file["document"] if one["id"] != item_id]
    withdrawal = {"id": item_id, "replaced_by": replaced_by, "reason": "事業を取りやめたため。"}
    file.setdefault("withdrawn", []).append(withdrawal)
    return file


def answer(client: TestClient, path: str) -> Any:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 200, response.text
    return response.json()


def listed_changes(client: TestClient, since: int = 2) -> list[tuple[str, str, str]]:
    """Action, type and id of every change record after a revision."""
    found = answer(client, f"changes?since={since}&limit=1000")["items"]
    return [(one["action"], one["type"], one["id"]) for one in found]
