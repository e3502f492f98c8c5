"""The counts of the real sheet, on both engines."""

import pytest
from starlette.testclient import TestClient


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("", 46),
        ("pillar=安全・安心&basis=stated", 8),
        ("bureau=道路局", 3),
        ("bureau=都市整備局&bureau=環境創造局", 7),
        ("bureau=none", 33),
        ("pillar=none&basis=stated", 16),
        ("sdg=none&basis=stated", 46),
        ("kind=measure", 33),
        ("q=防災", 5),
        ("q=花", 5),
    ],
)
def test_the_filter_finds_as_many_as_the_sheet_has(sheet: TestClient, query: str, total: int) -> None:
    answer = sheet.get(f"/api/v1/initiatives?{query}").json()
    assert answer["meta"]["total"] == len(answer["items"]) == total


@pytest.mark.parametrize(
    ("resource", "total"),
    [
        ("plans", 1),
        ("pillars", 3),
        ("themes", 13),
        ("measures", 33),
        ("bureau-projects", 13),
        ("initiatives", 46),
        ("organisations", 8),
        ("sdg-goals", 17),
        ("passages", 40),
        ("corrections", 4),
    ],
)
def test_every_piece_of_the_sheet_is_listed(sheet: TestClient, resource: str, total: int) -> None:
    assert sheet.get(f"/api/v1/{resource}").json()["meta"]["total"] == total
