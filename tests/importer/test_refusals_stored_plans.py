"""A plan file that contradicts the stored plans is refused."""

from pathlib import Path

import pytest

from tests.import_refusals import COMPARISON, WorldService, edited, refused
from tests.world import P22, Json, plan_2022, signed, text_of


def without(item_id: str) -> Json:
    file = plan_2022()
    file["document"] = [one for one in file["document"] if one["id"] != item_id]
    return signed(file)


@pytest.mark.parametrize(
    ("content", "where", "says"),
    [
        (text_of(without(f"{P22}-p2-t1-m1")), "/withdrawn", f"{P22}-p2-t1-m1"),
        (edited({"/corrections": []}), "/withdrawn", f"{P22}-r1"),
        (
            edited({"/withdrawn": [{"id": f"{P22}-b09", "reason": "取りやめ"}]}),
            "/withdrawn/0/id",
            "これまでの版にありません",
        ),
        (edited({"/organisations/1/kind": "board_office"}), "/organisations/1/kind", "bureau"),
    ],
)
def test_what_contradicts_the_stored_plans_is_refused(
    world_service: WorldService, content: str, where: str, says: str, tmp_path: Path
) -> None:
    findings = refused(world_service, content, COMPARISON, tmp_path)
    assert [at for at, _ in findings] == [where]
    assert says in findings[0][1]
