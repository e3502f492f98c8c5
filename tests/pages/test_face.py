"""What a plan shows at once: its goal in its own words, colours, tiles, bars, and what other services preview."""

from datetime import date
from typing import Any

import pytest
from lxml import html  # type: ignore[import-untyped]
from starlette.testclient import TestClient

from app.models.reference import sdg_goals
from app.pages.decoration import hue, strip
from tests.conftest import BASE

MIN_CONTRAST = 4.5


def tree(client: TestClient, address: str) -> Any:
    return html.fromstring(client.get(address).content)


def test_the_home_page_opens_with_the_goal_of_the_plan(sqlite_sheet: TestClient) -> None:
    (quoted,) = tree(sqlite_sheet, "/").xpath("//figure[contains(@class, 'goal-words')]//blockquote")
    passages = sqlite_sheet.get("/api/v1/passages?limit=100").json()["items"]
    goals = [one["text"] for one in passages if one["kind"] in ("goal_headline", "goal_statement")]
    assert [one.text_content().strip() for one in quoted.xpath("./p")] == goals
    assert len(goals) == 4


def test_pages_are_described_for_those_who_preview_them(sqlite_sheet: TestClient) -> None:
    page = tree(sqlite_sheet, "/initiatives/141127-2022-b04")
    said = {one.get("property") or one.get("name"): one.get("content") for one in page.xpath("//meta")}
    assert (
        said["description"] == said["og:description"] == "令和4年度旭区運営方針：川井本町付近の護岸改修工事等"
    )
    assert said["og:url"] == f"{BASE}/initiatives/141127-2022-b04"
    assert said["og:title"] == "".join(page.xpath("//title/text()"))


def test_the_colour_of_a_pillar_is_that_of_its_id() -> None:
    assert [hue(one) for one in ("x-p1", "x-p8", "x-p9", "x-p12", "x")] == [1, 8, 1, 4, 8]


@pytest.mark.parametrize(
    ("start", "end", "place"),
    [
        ("2022-04-01", "2023-03-31", (0, 100)),
        ("2023-03-01", "2023-03-31", (91, 9)),
        ("2021-01-01", "2022-04-01", (0, 2)),
        ("2027-01-01", "2027-12-31", None),
    ],
)
def test_a_due_has_its_place_in_the_period(start: str, end: str, place: tuple[int, int] | None) -> None:
    due = {"start": start, "end": end}
    assert strip(due, date(2022, 4, 1), date(2023, 3, 31)) == place
    assert strip(due, date(2022, 4, 1), None) is None


def test_every_number_on_a_tile_can_be_read(sqlite_sheet: TestClient) -> None:
    style = sqlite_sheet.get("/static/hoshin.css").text
    (line,) = [one for one in style.splitlines() if one.startswith(".tile.sdg-") and "color: #fff" in one]
    white = {int(one) for one in line.partition("{")[0].replace(".tile.sdg-", " ").replace(",", " ").split()}
    for goal in sdg_goals():
        light = _luminance(goal["color"])
        contrast = 1.05 / (light + 0.05) if goal["number"] in white else (light + 0.05) / 0.05
        assert contrast >= MIN_CONTRAST, goal["number"]


def _luminance(color: str) -> float:
    parts = [int(color.lstrip("#")[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
