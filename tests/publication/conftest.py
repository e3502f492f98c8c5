"""Services with plans of other shapes than the world's."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.conftest import MakeSettings, served
from tests.publication.shapes import draft, edition, midterm, text_of


@pytest.fixture(scope="session")
def catalogued_shapes(engine: str, make_settings: MakeSettings) -> Iterator[TestClient]:
    """A five-year plan, a summary of a draft, and three editions of a series, of which one is also a draft."""
    editions = (edition(2023), edition(2025, "draft"), edition(2025), edition(2026))
    with served(make_settings(engine), *map(text_of, (midterm(), draft(), *editions))) as client:
        yield client
