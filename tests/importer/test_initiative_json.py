"""The stored document of an initiative equals its serialised public shape, byte by byte."""

import pytest
from sqlmodel import col, select

from app.db.store import Store
from app.importer.import_plan import import_text
from app.models import Initiative
from app.models.initiative import InitiativeDocument
from benchmarks.plan_generator import PER_PLAN, plans
from tests.paths import SEED
from tests.world import plan_2022, plan_2023, signed, text_of


def _documents(store: Store) -> list[str]:
    with store.snapshot() as session:
        return list(session.scalars(select(col(Initiative.document))))


def _reserialised(document: str) -> str:
    return InitiativeDocument.model_validate_json(document).model_dump_json()


def test_every_stored_document_equals_its_public_shape_serialised(store: Store) -> None:
    files = [SEED.read_text("utf-8"), *map(text_of, [plan_2022(), plan_2023(), *plans(2 * PER_PLAN)])]
    for content in files:
        import_text(store, content)
    documents = _documents(store)
    assert len(documents) > 150
    assert [_reserialised(document) for document in documents] == documents


@pytest.mark.parametrize("figure", [0, -0.0, 12.0, 0.1 + 0.2, 1e-7, -2.5, 123456789.125, 1e15])
def test_every_number_is_stored_as_its_public_shape_serialises_it(store: Store, figure: float) -> None:
    file = plan_2023()
    for kpi in file["kpis"]:
        kpi |= {"value": figure, "unit": "件"}
        kpi["baseline"] = {"value": figure, "as_of": "2022-03-31", "source": "事業概要"}
        kpi["results"] = [{"as_of": "2023-09-30", "value": figure, "source": "実績報告"}]
    import_text(store, text_of(signed(file)))
    documents = _documents(store)
    assert any('"baseline":{' in document for document in documents)
    assert [_reserialised(document) for document in documents] == documents
