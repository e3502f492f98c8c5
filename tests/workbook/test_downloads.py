"""What is downloaded of a plan can be imported again."""

import json

import pytest
from starlette.testclient import TestClient

from app.importer.findings import PlanFileError
from app.importer.plan_source import read_workbook
from app.importer.prepare import prepare
from tests.paths import SEED
from tests.world import P22, plan_2022, text_of

R4 = "141127-2022"


@pytest.mark.parametrize(
    ("plan", "given"), [(R4, SEED.read_text("utf-8")), (P22, text_of(plan_2022()))], ids=["seed", "format 1"]
)
def test_plan_file_and_workbook_of_a_plan_are_the_plan(
    three_plans: TestClient, plan: str, given: str
) -> None:
    page = three_plans.get(f"/plans/{plan}").text
    for name in ("workbook.xlsx", "plan.json"):
        assert f'href="/plans/{plan}/files/{name}"' in page
    file = three_plans.get(f"/plans/{plan}/files/plan.json").text
    assert file == prepare(given).file
    assert json.loads(file)["format"] == "hoshin-plan/2"
    content = three_plans.get(f"/plans/{plan}/files/workbook.xlsx").content
    assert read_workbook(content).prepare().file == file


def test_the_copy_for_reading_is_told_from_a_workbook_to_write_in(three_plans: TestClient) -> None:
    content = three_plans.get(f"/plans/{R4}/files/plan.xlsx").content
    with pytest.raises(PlanFileError) as caught:
        read_workbook(content)
    assert [str(one) for one in caught.value.findings] == [
        "ファイル: 閲覧用のExcelのようです。書き込む様式のExcelを使ってください。様式は hoshin workbook new で作れます。"
    ]
