"""Any text that people or programs send, in every parameter and place of every route, is answered."""

import io
from urllib.parse import quote

import openpyxl
import pytest
from fastapi.routing import APIRoute
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped,unused-ignore]
from starlette.testclient import TestClient

from app.routers import ALL
from tests.sampling import sampled
from tests.world import P22

ROUTES = sorted({route.path for router in ALL for route in router.routes if isinstance(route, APIRoute)})
NAMES = ("q", "plan", "issuer", "pillar", "theme", "bureau", "sort", "id", "fq", "sort", "since", "x")
# Texts with what breaks formats: signs of markup and formulas, characters that XML cannot hold or that
# are none, marks of direction, parts of composed characters.
TEXT = st.text(
    st.sampled_from(
        "花<>&\"'=+-@;,%_\\ 　\u3099\u2ea0\u200b\u202e\u2028\x85\x9f\ufffe\uffff\ufdd0\U0001fffe\U0010ffff"
    )
    | st.characters(codec="utf-8"),
    min_size=1,
    max_size=8,
)
FORMS = (
    "/initiatives.atom",
    "/initiatives.xlsx",
    "/initiatives",
    "/api/v1/initiatives",
    "/api/v1/initiatives.csv",
)


def address(path: str, text: str, name: str) -> str:
    parts = path.split("{")
    filled = parts[0] + "".join(quote(text, safe="") + part.partition("}")[2] for part in parts[1:])
    return f"{filled}?{name}={quote(text, safe='')}"


@settings(max_examples=sampled(100, 400), deadline=None)
@given(st.sampled_from(ROUTES), TEXT, st.sampled_from(NAMES))
def test_every_route_answers_any_text(three_plans: TestClient, path: str, text: str, name: str) -> None:
    answer = three_plans.get(address(path, text, name), follow_redirects=False)
    assert answer.status_code < 500, answer.text


@settings(max_examples=sampled(30, 100), deadline=None)
@given(TEXT)
@example("\ufffe")
@example("\x85")
@example("_x000B_")
def test_every_form_of_a_result_answers_any_word(together: TestClient, text: str) -> None:
    answers = {path: together.get(path, params={"q": text}) for path in FORMS}
    statuses = {path: answer.status_code for path, answer in answers.items()}
    assert set(statuses.values()) <= {200, 400}
    if statuses["/initiatives.atom"] == 200:
        etree.fromstring(answers["/initiatives.atom"].content)
        book = openpyxl.load_workbook(io.BytesIO(answers["/initiatives.xlsx"].content))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n"}
    elif statuses["/api/v1/initiatives"] == 200:
        assert set(text) & {"\ufffe", "\uffff"}


@pytest.mark.parametrize("character", ["\ufffe", "\uffff"])
def test_a_character_that_xml_cannot_hold_is_refused_by_xml_alone(
    together: TestClient, character: str
) -> None:
    for path in ("/initiatives.atom", "/initiatives.xlsx"):
        for name in ("q", "pillar"):
            answer = together.get(path, params={name: character})
            assert answer.status_code == 400
            assert "U+FFF" in answer.text and "XML" in answer.text
        # What the feed and the file do not know is dropped.
        assert together.get(path, params={"x": character}).status_code == 200
    assert together.get("/initiatives", params={"q": character}).status_code == 200
    for path in ("/api/v1/initiatives", "/api/v1/facets"):
        assert together.get(path, params={"q": character}).status_code == 200
    assert together.get("/api/v1/initiatives", params={"q": character}).json()["meta"]["total"] == 0


def test_a_plan_that_no_xml_could_name_is_not_found(together: TestClient) -> None:
    for ending in (".rdf", ".ttl", "/files/stratml.xml", ""):
        assert together.get(f"/plans/{P22}%EF%BF%BE{ending}").status_code == 404
