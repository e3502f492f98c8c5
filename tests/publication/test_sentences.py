"""No text of a catalogue or a file says one thing twice, and none runs into the next."""

import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from lxml import etree, html  # type: ignore[import-untyped]
from rdflib import Literal
from starlette.testclient import TestClient

from tests.conftest import MakeSettings, served
from tests.rdf_graphs import graph
from tests.world import P22, plan_2022, text_of

FILES = f"/plans/{P22}/files"
JSON = (
    f"{FILES}/datapackage.json",
    f"{FILES}/initiatives.csv-metadata.json",
    "/data.json",
    "/api/3/action/package_search",
    "/api/3/action/organization_list?all_fields=true",
    "/api/3/action/group_list?all_fields=true",
    "/api/3/action/status_show",
    "/api/v1/plans",
)
XML = (f"/plans/{P22}.stratml.xml", "/changes.atom", "/initiatives.atom")
WORKBOOKS = (f"{FILES}/plan.xlsx", "/initiatives.xlsx")
STATED: dict[str, dict[str, Any]] = {
    "nothing": {},
    "all": {"official": True, "publisher": "見本市", "license_name": "CC BY 4.0"},
}


@pytest.fixture(scope="module", params=list(STATED.values()), ids=list(STATED))
def published(request: pytest.FixtureRequest, make_settings: MakeSettings) -> Iterator[TestClient]:
    """The service of an operator who has stated nothing, and of one who has."""
    settings = make_settings("sqlite").model_copy(update=request.param)
    with served(settings, text_of(plan_2022())) as client:
        yield client


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings(one)


def texts(client: TestClient) -> Iterator[tuple[str, str]]:
    for path in JSON:
        yield from ((path, text) for text in strings(client.get(path).json()))
    for path in (f"/plans/{P22}", "/data"):
        (data,) = html.fromstring(client.get(path).content).xpath(
            "//script[@type='application/ld+json']/text()"
        )
        yield from ((path, text) for text in strings(json.loads(data)))
    for path in XML:
        yield from ((path, text) for text in etree.fromstring(client.get(path).content).itertext())
    for path in (f"/plans/{P22}.ttl", "/catalog.ttl"):
        yield from ((path, str(one)) for one in graph(client, path).objects() if isinstance(one, Literal))
    for path in WORKBOOKS:
        book = openpyxl.load_workbook(io.BytesIO(client.get(path).content))
        for sheet in (book.worksheets[0], book["表紙"]):
            yield from (
                (path, str(cell)) for row in sheet.iter_rows(values_only=True) for cell in row if cell
            )


def test_no_text_says_a_sentence_twice(published: TestClient) -> None:
    found = list(texts(published))
    assert len({path for path, _ in found}) == len(JSON) + len(XML) + len(WORKBOOKS) + 4
    for path, text in found:
        sentences = Counter(one.strip() for one in re.split(r"。|\. |\.$|\n", text))
        assert [one for one, times in sentences.items() if one and times > 1] == [], (path, text)


def test_the_description_of_a_package_is_made_of_whole_sentences(published: TestClient) -> None:
    description = published.get(f"{FILES}/datapackage.json").json()["description"]
    (rights,) = re.findall("元の文書のライセンス[^。]*。", description)
    assert rights in ("元の文書のライセンスは記載されていません。", "元の文書のライセンス：CC BY 4.0。")
    record = published.get(f"/api/3/action/package_show?id=hoshin-{P22}").json()["result"]
    assert description.startswith(record["notes"])
    assert record["notes"].endswith("。")
