"""Bad input on every route, over a real socket and on both engines, gets a 4xx with an explanation.

The routes and their parameters come from the OpenAPI document, so that new ones are included.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from tests.conftest import MakeSettings, served
from tests.paths import SEED
from tests.problem_documents import page_of_error, problem
from tests.raw_http import Wire, on_a_socket
from tests.report_files import REPORTED
from tests.world import text_of

NINES = "9" * 30
BEYOND = str(2**63)

PAGES = (
    "/",
    "/initiatives",
    "/initiatives/141127-2022-b01",
    "/pillars/141127-2022-p1",
    "/sdgs/11",
    "/organisations/141127",
    "/plans/141127-2022",
    "/matrix",
    "/data",
    "/api",
    "/about",
)
UNREADABLE = {
    "NUL": "%00",
    "a control character": "%0D%0AX-Injected:1",
    "half a surrogate pair": "%ED%A0%80",
    "no UTF-8": "%FF%FE",
    "an overlong letter": "%C0%AF",
    "no hexadecimal digits": "%zz",
    "a percent sign": "100%",
    "half an escape": "%E",
}


@pytest.fixture(scope="module")
def wire(engine: str, make_settings: MakeSettings) -> Iterator[Wire]:
    """The service with something of every kind: plans of two wards and reports."""
    files = [SEED.read_text("utf-8"), *map(text_of, REPORTED)]
    with served(make_settings(engine), *files) as client, on_a_socket(client.app) as opened:
        yield opened


Operations = dict[str, dict[str, dict[str, Any]]]


@pytest.fixture(scope="module")
def operations(wire: Wire) -> Operations:
    """The query parameters by name of each path, with an existing id in it."""
    found: Operations = {}

    @cache
    def an_id(listing: str) -> str:
        item = wire.send(f"{listing}?limit=1").json()["items"][0]
        return str(item.get("id") or item["goal"])

    for path, methods in wire.send("/api/v1/openapi.json").json()["paths"].items():
        parameters = methods["get"].get("parameters", [])
        address = path.replace("{id}", an_id(path.partition("/{id}")[0])) if "{id}" in path else path
        found[address] = {one["name"]: one for one in parameters if one["in"] == "query"}
    assert len(found) > 35
    return found


def test_every_route_answers_200_to_a_valid_request(wire: Wire, operations: Operations) -> None:
    for address in [*operations, "/api/v1/openapi.json", "/api/v1/schema.json", *PAGES]:
        assert wire.send(address).status == 200, address


@pytest.mark.parametrize("text", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_an_undecodable_query_is_refused(wire: Wire, operations: Operations, text: str) -> None:
    for address, parameters in operations.items():
        for name in [*parameters, "unknown"]:
            errors = problem(wire.send(f"{address}?{name}={text}"), 400)["errors"]
            assert [error["parameter"] for error in errors] == ["query"], address
        problem(wire.send(f"{address}?{text}=1"), 400)
    for address in PAGES:
        page_of_error(wire.send(f"{address}?q={text}"), 400)


@pytest.mark.parametrize("text", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_an_undecodable_id_is_refused(wire: Wire, operations: Operations, text: str) -> None:
    for address in operations:
        if not address.endswith((".csv", ".json")) and address.count("/") > 3:
            base = (
                "/api/v1/plans"
                if address.endswith(("/document", "/revisions"))
                else address.rpartition("/")[0]
            )
            problem(wire.send(f"{base}/{text}"), 400)
            problem(wire.send(f"{base}/{text}/document"), 400, 404)
    for address in PAGES:
        if address.count("/") > 1:
            page_of_error(wire.send(f"{address.rpartition('/')[0]}/{text}"), 400)


@pytest.mark.parametrize(
    "wrong",
    [
        BEYOND,
        NINES,
        str(2**31),
        "1_0",
        "1.0",
        "-1",
        "+1",
        "0",
        "01",
        "0x1",
        "%EF%BC%91",
        "1%20",
        "none",
        "null",
        "*",
        "%25",
        "141127-2022-zzz",
        "141127-2022%20",
        "1'%20OR%20'1'='1",
        "%F0%9F%98%80",
        "x" * 101,
        "x" * 4000,
        "..%2F..%2Fetc",
    ],
)
def test_an_unknown_id_is_404(wire: Wire, operations: Operations, wrong: str) -> None:
    tried = 0
    for address in operations:
        if address.endswith((".csv", ".json", "/document")) or address.count("/") != 4:
            continue
        problem(wire.send(f"{address.rpartition('/')[0]}/{wrong}"), 404)
        tried += 1
    assert tried > 10
    problem(wire.send(f"/api/v1/plans/{wrong}/document"), 404)
    for address in PAGES:
        if address.count("/") > 1:
            page_of_error(wire.send(f"{address.rpartition('/')[0]}/{wrong}"), 404)


WRONG: dict[str, list[str]] = {
    "limit": ["-1", "0", "1001", BEYOND, NINES, "abc", "1_0", "1.0", "%2B1", "1e2", "１", "", "%20", "null"],
    "offset": ["-1", "1" + "0" * 20, BEYOND, NINES, "abc", "1_0", "1.0", "", "10000001"],
    "since": ["-1", str(2**31), BEYOND, NINES, "abc", "1_0", "1.0", ""],
    "q": ["", "%20", "%E3%80%80", "x" * 201],
    "year": ["", "2030", "22", "0", "-2022", "R0", "R99", "平成4年度", "abc", NINES, "2_022", "2022.0"],
    "sdg": ["", "0", "18", "01", "1.0", "1_0", "11.5", "-1", NINES, "None"],
    "kind": ["", "none", "Measure", "measures"],
    "kpi": ["", "NONE", "event%20"],
    "basis": ["", "layout", "editorial"],
    "sort": ["", "id", "label%20desc", "-label"],
    "rows": ["", "plan", "none"],
    "columns": ["", "year", "none"],
}
NAMES = ["", "zzz", NINES, BEYOND, "%25", "_", "x" * 201, "%F0%9F%98%80", "1'%20OR%20'1'='1"]


def test_an_invalid_parameter_value_is_refused(wire: Wire, operations: Operations) -> None:
    tried = 0
    for address, parameters in operations.items():
        for name in parameters:
            for value in WRONG.get(name, NAMES):
                document = problem(wire.send(f"{address}?{name}={quoted(value)}"), 400)
                assert document["errors"][0]["parameter"] == name, (address, name, value)
                tried += 1
    assert tried > 500


def quoted(value: str) -> str:
    """The value with non-ASCII bytes percent-encoded; existing escapes are unchanged."""
    return "".join(c if c.isascii() else "".join(f"%{byte:02X}" for byte in c.encode()) for c in value)


def test_an_unknown_value_is_refused_with_the_allowed_ones(wire: Wire, operations: Operations) -> None:
    for address, parameters in operations.items():
        for name in parameters:
            if name in ("q", "limit", "offset", "since"):
                continue
            errors = problem(wire.send(f"{address}?{name}=1999"), 400)["errors"]
            assert errors[0]["allowed"], (address, name)
            assert "1999" not in errors[0]["allowed"]


def test_an_unknown_parameter_is_refused_with_the_allowed_ones(wire: Wire, operations: Operations) -> None:
    for address, parameters in [
        *operations.items(),
        ("/api/v1/schema.json", {}),
        ("/api/v1/openapi.json", {}),
    ]:
        for name in ("unknown", "Q", "limit%5B%5D", "utm_source", "", "%E6%9F%B1", "__class__"):
            errors = problem(wire.send(f"{address}?{name}=1"), 400)["errors"]
            assert errors[0]["allowed"] == sorted(parameters), (address, name)


def test_a_repeated_single_parameter_is_refused(wire: Wire, operations: Operations) -> None:
    for address, parameters in operations.items():
        for name, parameter in parameters.items():
            if parameter["schema"].get("type") != "array":
                errors = problem(wire.send(f"{address}?{name}=2022&{name}=2022"), 400)["errors"]
                assert [error["parameter"] for error in errors] == [name], address


def test_oversized_queries_are_refused(wire: Wire, operations: Operations) -> None:
    for address in operations:
        for much in (
            "q=" + "x" * 60_000,
            "q=" + "%E8%8A%B1" * 6_000,
            "&".join(["a=1"] * 10_000),
            "&".join(f"a{n}=1" for n in range(6_000)),
            "pillar=" + "&pillar=".join(["none"] * 1_000),
        ):
            problem(wire.send(f"{address}?{much}"), 400)
    errors = problem(wire.send("/api/v1/initiatives?" + "&".join(["sdg=1"] * 101)), 400)["errors"]
    assert errors[0]["parameter"] == "sdg"
    for address in PAGES:
        page_of_error(wire.send(f"{address}?q=" + "x" * 60_000), 400)


@pytest.mark.parametrize(
    "query",
    [
        "limit=-1",
        "limit=abc",
        "offset=100000000000000000000",
        "sdg=18",
        "pillar=zzz",
        "year=2030",
        "plan=zzz",
    ],
)
def test_the_finder_refuses_an_invalid_value_with_a_page(wire: Wire, query: str) -> None:
    answer = wire.send(f"/initiatives?{query}")
    page_of_error(answer, 400)


@pytest.mark.parametrize("query", ["utm_source=mail", "q=&pillar=&limit=", "sort=label&sort=due", "fbclid=1"])
def test_the_finder_ignores_what_links_and_forms_add(wire: Wire, query: str) -> None:
    assert wire.send(f"/initiatives?{query}").status == 200


@pytest.mark.parametrize(
    "target",
    [
        "/api/v1/",
        "/api/v1/nothing",
        "/api/v2/initiatives",
        "/api/v1/initiatives/",
        "/api/v1//initiatives",
        "/api/v1/initiatives.xml",
        "/api/v1/plans/141127-2022/",
        "/api/v1/plans/141127-2022/document/",
        "/api/v1/%69nitiatives/..",
    ],
)
def test_an_unknown_api_address_is_a_404_problem(wire: Wire, target: str) -> None:
    problem(wire.send(target), 404)


@pytest.mark.parametrize(
    "target",
    [
        "/initiatives/",
        "/nothing",
        "//evil.test/%2e%2e",
        "/static/",
        "/static/..%2F..%2Fpyproject.toml",
        "/static/%2e%2e/main.py",
        "/static/__init__.py",
        "/.env",
    ],
)
def test_an_unknown_page_is_a_404_page(wire: Wire, target: str) -> None:
    page_of_error(wire.send(target), 404)
