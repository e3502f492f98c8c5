"""Schemathesis sends generated requests to every operation of the OpenAPI document."""

from typing import Any

import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import positive_data_acceptance
from starlette.testclient import TestClient

from tests.sampling import sampled

# Plans, pillars and bureaus are known to the database, not to the document: a value that fits its schema
# may be refused.
KNOWN_TO_THE_DATABASE: list[Any] = [positive_data_acceptance]
BOUNDED = settings(
    max_examples=sampled(3, 6),
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


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

            @BOUNDED
            @given(case=cases)
            def ask(case: Case[Any]) -> None:
                nonlocal requests
                requests += 1
                case.call_and_validate(excluded_checks=KNOWN_TO_THE_DATABASE)

            ask()
    assert requests > sampled(100, 200)
