"""/data/machine-readability says of the tables what is true of them."""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

from lxml import html  # type: ignore[import-untyped]
from starlette.testclient import TestClient

from app.models.vocabulary import Absence
from tests.world import P22

REASONS = {one.label for one in Absence}


def tables(client: TestClient) -> Iterator[tuple[str, list[dict[str, Any]], list[list[str]]]]:
    """Name, fields and lines of every CSV of a plan."""
    package = json.loads(client.get(f"/plans/{P22}/files/datapackage.json").content)
    for resource in package["resources"]:
        text = client.get(f"/plans/{P22}/files/{resource['path']}").content.decode("utf-8-sig")
        yield resource["name"], resource["schema"]["fields"], list(csv.reader(io.StringIO(text)))


def test_the_rules_of_the_page_hold_for_every_table(three_plans: TestClient) -> None:
    for name, fields, (heading, *lines) in tables(three_plans):
        assert len(set(heading)) == len(heading), name  # 1-6
        assert all(len(line) == len(heading) and any(line) for line in lines), name  # 2-1
        if name != "organisations":  # 1-12
            own = heading.index("ID") if "ID" in heading[:2] else 0
            assert heading[: own + 2] == ["全国地方公共団体コード", *["ID"] * own, "地方公共団体名"], name
        for place, field in enumerate(fields):  # 1-3, 1-11
            cells = {line[place] for line in lines} - REASONS - {""}
            if field["type"] in ("integer", "number"):
                assert all(re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", cell) for cell in cells), (
                    name,
                    field["name"],
                )
            if field["type"] == "date":
                assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", cell) for cell in cells), (name, field["name"])


def test_every_code_of_a_table_is_on_the_page(three_plans: TestClient) -> None:
    page = html.fromstring(three_plans.get("/data/machine-readability").text)
    rules = page.xpath("//table[contains(@class, 'rules')]/tbody/tr/th/text()")
    assert [rule.split()[0] for rule in rules] == [*(f"1-{n}" for n in range(1, 14)), "2-1", "2-2"]
    shown = set(page.xpath("//h2[@id='codes']/..//tbody//code/text()"))
    for name, fields, _lines in tables(three_plans):
        for field in fields:
            codes = set(field.get("constraints", {}).get("enum", ()))
            assert codes <= shown, (name, field["name"])
