"""The OpenAPI document: valid, complete, in Japanese, and in agreement with every answer.

After a change of an answer run `make examples`.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import validate
from starlette.testclient import TestClient

from app import __version__
from app.web.openapi_schemas import VOCABULARIES, field_descriptions
from tests.paths import SEED
from tests.write_examples import FILE, IDS, REPORTS, live_examples

JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
Json = dict[str, Any]


@pytest.fixture(scope="module")
def document(sheet: TestClient) -> Json:
    answer = sheet.get("/api/v1/openapi.json")
    assert answer.headers["content-type"] == "application/openapi+json"
    found: Json = answer.json()
    return found


def operations(document: Json) -> Iterator[tuple[str, Json]]:
    for path, methods in document["paths"].items():
        assert set(methods) == {"get"}, path
        yield path, methods["get"]


def test_the_document_is_valid_openapi_3_1(document: Json) -> None:
    validate(document)
    assert document["openapi"] == "3.1.0"
    assert document["info"]["version"] == __version__
    assert document["servers"] == [{"url": "https://hoshin.example.jp"}]
    assert JAPANESE.search(document["info"]["description"])


def test_the_document_has_every_path_of_the_contract(document: Json) -> None:
    resources = [*IDS, "/api/v1/changes"]
    wanted = [*resources, *(f"{one}.csv" for one in resources), *(f"{one}/{{id}}" for one in IDS)]
    wanted += ["/api/v1/plans/{id}/document", "/api/v1/facets", "/api/v1/matrix"]
    assert set(wanted) <= set(document["paths"])


def test_every_operation_says_in_japanese_what_it_does(document: Json) -> None:
    for path, operation in operations(document):
        assert JAPANESE.search(operation["summary"]), path
        assert len(operation["tags"]) == 1
        for parameter in operation.get("parameters", ()):
            assert parameter.get("description"), (path, parameter["name"])
            assert JAPANESE.search(parameter["description"]) or parameter["name"] == "id"
        for status, answer in operation["responses"].items():
            assert JAPANESE.search(answer["description"]), (path, status)


def test_operation_ids_are_unique_and_plain(document: Json) -> None:
    ids = [operation["operationId"] for _, operation in operations(document)]
    assert len(ids) == len(set(ids)) > 35
    assert [name for name in ids if not re.fullmatch(r"(list|get|download)([A-Z][a-z]+)+", name)] == []
    assert {"listInitiatives", "getInitiative", "downloadInitiativesCsv", "getSdgGoal"} <= set(ids)


def test_tags_are_declared_with_their_titles(document: Json) -> None:
    declared = {tag["name"]: tag["x-displayName"] for tag in document["tags"]}
    assert declared["initiatives"] == "取組"
    assert {tag for _, operation in operations(document) for tag in operation["tags"]} == set(declared)
    assert all(re.fullmatch("[a-z]+", name) for name in declared)
    assert document["security"] == []


def test_every_field_says_in_japanese_what_it_is(document: Json) -> None:
    schemas = document["components"]["schemas"]
    fields = {
        (name, field): found for name, one in schemas.items() for field, found in one["properties"].items()
    }
    assert len(fields) > 500
    assert [key for key, found in fields.items() if not JAPANESE.search(found.get("description", ""))] == []
    words = field_descriptions()
    assert set(words["of_every_schema"]) <= {field for _, field in fields}
    assert {(name, field) for name, own in words["of_one_schema"].items() for field in own} <= set(fields)
    assert {key for key in VOCABULARIES if "." in key} <= {f"{name}.{field}" for name, field in fields}


def test_codes_are_enumerations_with_words(document: Json) -> None:
    kind = document["components"]["schemas"]["Initiative"]["properties"]["kind"]
    assert kind["enum"] == ["measure", "bureau_project"]
    assert kind["x-enum-varnames"] == ["MEASURE", "BUREAU_PROJECT"]
    assert kind["x-enum-descriptions"] == ["区の取組", "局事業"]
    parameters = document["paths"]["/api/v1/initiatives"]["get"]["parameters"]
    sdg = next(one["schema"]["items"] for one in parameters if one["name"] == "sdg")
    assert sdg["x-enum-varnames"][10:] == [
        "SDG_11",
        "SDG_12",
        "SDG_13",
        "SDG_14",
        "SDG_15",
        "SDG_16",
        "SDG_17",
        "NONE",
    ]


def test_a_generator_finds_bounds_and_one_type_a_field(document: Json) -> None:
    text = json.dumps(document["components"]["schemas"])
    assert '{"type": "integer"}, {"type": "number"}' not in text
    for path, operation in operations(document):
        for parameter in operation.get("parameters", ()):
            assert "anyOf" not in parameter["schema"], (path, parameter["name"])
            if parameter["schema"]["type"] == "integer":
                assert parameter["schema"].keys() >= {"minimum", "maximum"}, (path, parameter["name"])
    limit = next(
        one["schema"]
        for one in document["paths"]["/api/v1/plans"]["get"]["parameters"]
        if one["name"] == "limit"
    )
    assert (limit["minimum"], limit["maximum"], limit["default"]) == (1, 1000, 100)


def test_every_operation_names_every_status_that_it_can_give(document: Json) -> None:
    for path, operation in operations(document):
        wanted = {"200", "304", "400", "500", "503"} | ({"404", "410"} if "{id}" in path else set())
        assert set(operation["responses"]) == wanted, path
        for status, answer in operation["responses"].items():
            kinds = {"200": ["text/csv"] if path.endswith(".csv") else ["application/json"], "304": []}
            assert list(answer.get("content", {})) == kinds.get(status, ["application/problem+json"]), path


def test_the_validation_errors_of_the_framework_are_not_documented(document: Json) -> None:
    assert "422" not in json.dumps(document)
    assert not any("ValidationError" in name for name in document["components"]["schemas"])


def test_every_example_is_a_real_answer(sheet: TestClient, reported: TestClient, document: Json) -> None:
    stored = json.loads(FILE.read_text("utf-8"))
    assert stored == live_examples(sheet, reported)
    for path, operation in operations(document):
        assert [media["example"] for media in operation["responses"]["200"]["content"].values()] == [
            stored[path]
        ]


def schema_of(document: Json, path: str, status: int) -> Json:
    """The documented schema of one answer, without additional properties."""
    answer = document["paths"][path]["get"]["responses"][str(status)]["content"]
    components = json.loads(json.dumps(document["components"]))
    for schema in components["schemas"].values():
        if "properties" in schema:
            schema["additionalProperties"] = False
    (media,) = answer.values()
    return {**media["schema"], "components": components}


def check(document: Json, path: str, status: int, answer: Any) -> None:
    assert answer.status_code == status, (path, answer.text)
    validator = Draft202012Validator(schema_of(document, path, status), format_checker=FormatChecker())
    validator.validate(answer.json())


def test_every_answer_has_the_documented_shape(together: TestClient, document: Json) -> None:
    for path, operation in operations(document):
        if path.endswith(".csv"):
            assert together.get(path).headers["content-type"].startswith("text/csv")
            continue
        if path.startswith(REPORTS):
            continue  # the next test
        names = {parameter["name"] for parameter in operation.get("parameters", ())}
        address = path.replace("{id}", IDS.get(path.partition("/{id}")[0], ""))
        check(document, path, 200, together.get(address + ("?limit=1000" if "limit" in names else "")))


def test_every_answer_about_what_was_reported_has_the_documented_shape(
    reported: TestClient, document: Json
) -> None:
    for listing in (REPORTS, "/api/v1/initiatives", "/api/v1/kpis", "/api/v1/changes"):
        check(document, listing, 200, reported.get(f"{listing}?limit=1000"))
    for item in reported.get(REPORTS).json()["items"]:
        answer = reported.get(f"{REPORTS}/{item['id']}")
        check(document, f"{REPORTS}/{{id}}", 200, answer)
        assert answer.json() == item


def test_every_item_of_every_list_has_the_documented_shape_alone(
    together: TestClient, document: Json
) -> None:
    for listing in IDS:
        for item in together.get(f"{listing}?limit=1000").json()["items"]:
            address = f"{listing}/{item.get('id') or item['goal']}"
            answer = together.get(address)
            check(document, f"{listing}/{{id}}", 200, answer)
            assert answer.json() == item


def test_every_refusal_has_the_documented_shape(
    together: TestClient, empty: TestClient, document: Json
) -> None:
    for path, _ in operations(document):
        address = path.replace("{id}", "zzz")
        check(document, path, 400, together.get(f"{address}?unknown=1"))
        check(document, path, 503, empty.get(address))
        if "{id}" in path:
            check(document, path, 404, together.get(address))


def test_every_documented_field_is_required(document: Json) -> None:
    """An output field has no default: nullable means that the plan may lack it."""
    for name, schema in document["components"]["schemas"].items():
        if "properties" in schema:
            assert set(schema.get("required", ())) == set(schema["properties"]), name


def test_the_docs_page_has_a_link_to_try_for_every_operation(sheet: TestClient, document: Json) -> None:
    shown = sheet.get("/api").context["operations"]
    assert [operation.path for operation in shown] == list(document["paths"])
    for operation in shown:
        assert sheet.get(operation.link).status_code == 200, operation.link
        assert operation.example
        assert operation.statuses["200"]


def test_the_schema_of_the_plan_file_accepts_the_plan_file(sheet: TestClient) -> None:
    answer = sheet.get("/api/v1/schema.json")
    assert answer.headers["content-type"] == "application/schema+json"
    Draft202012Validator.check_schema(answer.json())
    file = json.loads(SEED.read_text("utf-8"))
    Draft202012Validator(answer.json()).validate(file)
    assert not Draft202012Validator(answer.json()).is_valid({**file, "unknown": 1})
