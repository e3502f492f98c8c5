"""Schemathesis sends generated requests to every operation of the OpenAPI document, with every check on."""

from typing import Any

import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok
from starlette.testclient import TestClient

from tests.sampling import sampled
from tests.world import P22, P23

BOUNDED = settings(
    max_examples=sampled(3, 6),
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
# What the database knows and the document does not: a valid request has one of these values, all of one plan.
KNOWN: dict[str, list[str]] = {
    "plan": [P22],
    "year": ["2022", "R4", "令和4年度"],
    "issuer": ["991015"],
    "series": [],
    "pillar": [f"{P22}-p1", "none"],
    "theme": ["none"],
    "viewpoint": ["none"],
    "bureau": ["土木局", "none"],
    "owner": [f"{P22}-p1-t1-m1"],
    # The plans of these tests name nothing.
    "place": [],
    "target_group": [],
    "partner": [],
    "programme": [],
    "item": [],
    "words": [],
    "from": [P22],
    "to": [P23],
    "since": ["0", "1"],
    "store": [],
    "revision": [],
}
FIGURES = "/api/v1/kpi-observations"


def with_known_values(case: Case[Any]) -> Case[Any]:
    """Replace what the database would refuse by what it knows, and leave out what it knows nothing of."""
    query = case.query
    # Elsewhere a kind of KPIs.
    of_figures = {"kpi": [f"{P22}-k1"]} if case.operation.path.startswith(FIGURES) else {}
    for name, known in (KNOWN | of_figures).items():
        if name not in query:
            continue
        if not known:
            del query[name]
        elif isinstance(query[name], list):
            query[name] = known[: len(query[name])]
        else:
            query[name] = known[len(str(query[name])) % len(known)]
    if "rows" in query and query["rows"] == query.get("columns"):
        query["columns"] = "pillar" if query["rows"] == "sdg" else "sdg"
    return case


def test_every_operation_conforms_to_the_openapi_document(together: TestClient) -> None:
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", together.app)
    requests = 0
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()
        # Without a query parameter no invalid request can be generated.
        modes = [GenerationMode.POSITIVE, *[GenerationMode.NEGATIVE] * bool(list(operation.query))]
        for mode in modes:
            cases = operation.as_strategy(generation_mode=mode)
            if mode is GenerationMode.POSITIVE:
                cases = cases.map(with_known_values)

            @BOUNDED
            @given(case=cases)
            def ask(case: Case[Any]) -> None:
                nonlocal requests
                requests += 1
                case.call_and_validate()

            ask()
    assert requests > sampled(100, 200)
