"""docs/mapping.md agrees with the code, and every public field has a column."""

import json
import re
from collections.abc import Collection, Iterator
from typing import Any, get_args

import pytest
from lxml import etree  # type: ignore[import-untyped,unused-ignore]
from pydantic import BaseModel
from rdflib import Graph, URIRef
from starlette.testclient import TestClient

from app.models.correction import CorrectionPublic
from app.models.initiative import InitiativePublic
from app.models.kpi import KpiPublic
from app.models.organisation import OrganisationPublic
from app.models.passage import PassagePublic
from app.models.pillar import PillarPublic
from app.models.plan import PLANS, PlanPublic
from app.models.revision import ChangePublic
from app.models.sdg import SDG_GOALS
from app.models.theme import ThemePublic
from app.publication.files.stratml_element import NAMESPACE
from app.publication.files.tables import TABLES
from app.workbook.sheets import Sheet, dictionary
from tests.conftest import BASE
from tests.paths import ROOT
from tests.publication.shapes import MIDTERM
from tests.publication.test_files import R4, get
from tests.world import P22, P23

DOCUMENT = (ROOT / "docs/mapping.md").read_text("utf-8")
SAME_COLUMNS = {"measures": "initiatives", "bureau-projects": "initiatives"}

NO_COLUMN = {
    "updated_at": "depends on other plans and the settings, in the JSON",
    "absent": "stands in the cells themselves, as a word",
    "directions.id": "is a row of the table directions",
    "directions.line": "is a row of the table directions",
    "corrections": "is one readable column here and a table of its own",
    "kpis": "is named here and a table of its own",
    "related": "is named here and a row of the table links",
    "targets.text_en": "is a code list of its own, in the JSON",
    "targets.uri": "is a code list of its own, in the JSON",
    "plans": "depends on other plans, see app/publication/files/tables.py",
    "names": "depends on other plans, see app/publication/files/tables.py",
    "directions.page": "is a row of the table directions",
    "amounts": "is named here and a table of its own",
    "annotations": "is a table of its own",
    "emphasis": "is words of the text itself, in the JSON",
    "viewpoints.basis": "is in the JSON",
    "viewpoints.reason": "is in the JSON",
    "viewpoints.evidence": "is in the JSON",
    "source.key": "tells apart the sources in the JSON; the document has a column",
    "successor_of.on": "is in the JSON",
    "successor_of.source": "is in the JSON",
    "baseline.as_of_interval": "is one date here, and both in the JSON",
    "results.as_of_interval": "is one date here, and both in the JSON",
    "baseline.source_key": "tells apart the sources in the JSON; the document has a column",
    "results.source_key": "tells apart the sources in the JSON; the document has a column",
    "due.fiscal_years": "follows from the due",
    "targets.due": "is that of the target which holds here, and of each in the JSON",
    "targets.comparator": "is that of the target which holds here, and of each in the JSON",
    "targets.replaced_by": "is the other side of replaces",
    "targets.source": "is in the JSON",
    "targets.source_key": "is in the JSON",
    "continues": "is a list of facts, in the JSON and in the CSV of continuations",
    "continued_by": "is what later plans say, in the JSON and in the CSV of continuations",
    "state.source": "is in the table report-states",
    "state.source_key": "is in the JSON",
    "state.office.id": "is in the JSON",
    "state.kind": "is in the table report-states",
    "states": "is one readable column here and a table of its own",
    "reviews": "is one readable column here and a table of its own",
    "terms.pillar": "is pillar_term, with the usual word where the plan has none",
}
# The plan's own goals have no row each in its table; those of items do.
NO_PLAN_COLUMN = {
    "counts": "is a column for each count",
    "sdgs": "is a list of facts, in the JSON",
    "municipality.code": "is the column of municipality_code",
}

SHAPES: dict[str, type[BaseModel]] = {
    "initiatives": InitiativePublic,
    "measures": InitiativePublic,
    "bureau-projects": InitiativePublic,
    "kpis": KpiPublic,
    "pillars": PillarPublic,
    "themes": ThemePublic,
    "organisations": OrganisationPublic,
    "passages": PassagePublic,
    "corrections": CorrectionPublic,
    "changes": ChangePublic,
}


def section(name: str) -> list[list[str]]:
    """The cells of the table between two marks."""
    marked = re.search(rf"<!-- {name}:begin -->\n(.*?)<!-- {name}:end -->", DOCUMENT, re.S)
    assert marked is not None
    lines = [line for line in marked[1].splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def named(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def leaves(shape: type[BaseModel], before: str = "") -> Iterator[str]:
    """Every field of a public shape; nested names are joined by dots."""
    for name, field in shape.model_fields.items():
        inner = [
            one
            for one in (field.annotation, *get_args(field.annotation))
            if isinstance(one, type) and issubclass(one, BaseModel)
        ]
        public = field.alias or name
        if inner:
            yield from leaves(inner[0], f"{before}{public}.")
        else:
            yield f"{before}{public}"


def excused(field: str, reasons: Collection[str] = frozenset(NO_COLUMN)) -> bool:
    parts = field.split(".")
    return any(".".join(parts[:length]) in reasons for length in range(1, len(parts) + 1))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_document_lists_every_column(table: Any) -> None:
    name = SAME_COLUMNS.get(table.name, table.name)
    part = re.search(rf"^### {name}（.*?(?=^###|^<!--)", DOCUMENT, re.S | re.M)
    assert part is not None
    rows = [line.strip("| ").split(" | ") for line in part[0].splitlines() if line.startswith("| `")]
    assert [row[:3] for row in rows] == [
        [f"`{column.name}`", column.heading, column.type + ("（;）" if column.many else "")]
        for column in table.columns
    ]


@pytest.mark.parametrize("name", SHAPES)
def test_no_public_field_is_missing_from_the_columns(name: str) -> None:
    columns = {column.name for table in TABLES if table.name == name for column in table.columns}
    assert [field for field in leaves(SHAPES[name]) if field not in columns and not excused(field)] == []


def test_no_field_of_a_plan_or_a_goal_is_missing_from_its_csv() -> None:
    for resource in (PLANS, SDG_GOALS):
        columns = {column.name for column in resource.columns}
        missing = [f for f in leaves(resource.shape) if f not in columns and not excused(f)]
        assert [f for f in missing if not excused(f, NO_PLAN_COLUMN)] == []
    counted = {column.name for column in PLANS.columns if column.name.startswith("counts.")}
    assert len(counted) == 15


@pytest.mark.parametrize("name", SHAPES)
def test_every_column_is_a_field_of_the_api(name: str) -> None:
    known = set(leaves(SHAPES[name]))
    for table in TABLES:
        if table.name == name:
            read = [column.name for column in table.columns if column.value is None]
            assert [one for one in read if one not in known] == []


def test_the_dictionary_and_the_descriptor_explain_every_column(sheet: TestClient) -> None:
    explained = dictionary([Sheet(table.title, table.columns, ()) for table in TABLES]).rows
    dictionary_texts = {(row["sheet"], row["heading"]): row["explanation"] for row in explained}
    resources = json.loads(get(sheet, R4, "datapackage.json"))["resources"]
    for table, resource in zip(TABLES, resources, strict=True):
        fields = {field["name"]: field["description"] for field in resource["schema"]["fields"]}
        metadata = json.loads(get(sheet, R4, f"{table.name}.csv-metadata.json"))
        columns = {one["titles"]: one["dc:description"] for one in metadata["tableSchema"]["columns"]}
        for column in table.columns:
            assert (
                dictionary_texts[table.title, column.heading]
                == fields[column.heading]
                == columns[column.heading]
            )
        assert len({column.heading for column in table.columns}) == len(table.columns)
        assert len({column.name for column in table.columns}) == len(table.columns)


def test_every_field_of_a_plan_is_mapped() -> None:
    rows = section("plan")[1:]
    assert [named(row[0])[0] for row in rows] == [field for field in leaves(PlanPublic)]
    headings = {column.name: column.heading for column in PLANS.columns}
    for row in rows:
        (field,) = named(row[0])
        if field in headings:
            assert row[1] == headings[field]


def plan_cells(index: int) -> set[str]:
    return {name for row in section("plan")[1:] for name in named(row[index])}


def test_the_data_package_has_what_the_document_says(sheet: TestClient) -> None:
    found = json.loads(get(sheet, R4, "datapackage.json"))
    assert plan_cells(2) - {"licenses"} <= set(found)
    assert set(found) - plan_cells(2) == {"$schema", "resources", "keywords"}
    assert {name for row in section("file")[1:] for name in named(row[1])} <= set(found["resources"][0])


def test_dcat_has_what_the_document_says(sheet: TestClient) -> None:
    graph = Graph().parse(data=sheet.get(f"/plans/{R4}.ttl").text, format="turtle")
    names = graph.namespace_manager

    def said(subject: URIRef) -> set[str]:
        short = {names.normalizeUri(str(one)) for one in graph.predicates(subject)}
        return {one.replace("dcterms:", "dct:") for one in short}

    dataset = said(URIRef(f"{BASE}/plans/{R4}#dataset"))
    assert plan_cells(3) - {"dct:license", "dcat:theme"} <= dataset
    distribution = said(URIRef(f"{BASE}/plans/{R4}/files/initiatives.csv#distribution"))
    assert {name for row in section("file")[1:] for name in named(row[2])} <= distribution


def test_ckan_has_what_the_document_says(sheet: TestClient) -> None:
    (found,) = sheet.get("/api/3/action/package_search").json()["result"]["results"]
    assert plan_cells(4) <= set(found)
    assert {name for row in section("file")[1:] for name in named(row[3])} <= set(found["resources"][0])


def test_schema_org_has_what_the_document_says(sheet: TestClient) -> None:
    page = sheet.get(f"/plans/{R4}").text
    script = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert script is not None
    found = json.loads(script[1])
    assert plan_cells(5) - {"license"} <= set(found)
    assert {name for row in section("file")[1:] for name in named(row[4])} <= set(found["distribution"][0])


def test_stratml_has_every_place_that_the_document_names(
    sheet: TestClient, world: TestClient, catalogued_shapes: TestClient
) -> None:
    documents = [
        etree.fromstring(client.get(f"/plans/{plan}.stratml.xml").content)
        for client, plan in ((sheet, R4), (world, P22), (world, P23), (catalogued_shapes, MIDTERM))
    ]
    places = plan_cells(6) | {name for row in section("tables") for name in named(row[-1])}
    places -= {"AdministrativeInformation/PublicationDate"}
    assert len(places) > 25
    for place in places:
        steps = [f"{{{NAMESPACE}}}{step}" for step in place.split("/")]
        # Children of the root are found by name, all other elements at any depth.
        path = steps[1] if place.startswith("PerformancePlanOrReport/") else ".//" + "/".join(steps)
        assert any(one.find(path) is not None for one in documents), place
