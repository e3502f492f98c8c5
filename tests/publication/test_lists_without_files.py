"""Catalogues and lists of plans make no file: with a thousand plans that would take minutes."""

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from app.publication.catalogues.rdf_formats import FORMATS
from app.publication.files import contents, packages
from app.publication.files.contents import CurrentForm
from app.settings import Settings
from tests.world import P22

LISTS = (
    *(f"/catalog.{ending}" for ending in FORMATS),
    "/data.json",
    "/data",
    "/sitemap.xml",
    "/api/v1/plans",
    "/api/v1/plans.csv",
    "/api/3/action/package_list",
    "/api/3/action/package_search?rows=1000",
    # One plan: its page and its links name the files without their sizes.
    f"/plans/{P22}",
    f"/plans/{P22}/linkset.json",
)


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The plans whose files were made; none was before."""
    plans: list[str] = []
    build = contents.build

    def note(
        session: Session, plan_id: str, settings: Settings, current_form: CurrentForm
    ) -> dict[str, bytes]:
        plans.append(plan_id)
        return build(session, plan_id, settings, current_form)

    monkeypatch.setattr(packages, "build", note)
    for cache in (packages._CONTENTS, packages._MEASURES):
        monkeypatch.setattr(cache, "size", 0)
        cache.clear()
    return plans


@pytest.mark.parametrize("path", LISTS)
def test_a_list_makes_no_file(three_plans: TestClient, built: list[str], path: str) -> None:
    assert three_plans.get(path).status_code == 200
    assert built == []


@pytest.mark.parametrize(
    "path",
    [f"/plans/{P22}.ttl", f"/api/3/action/package_show?id=hoshin-{P22}", f"/plans/{P22}/files/plan.zip"],
)
def test_the_files_of_a_plan_are_made_once(three_plans: TestClient, built: list[str], path: str) -> None:
    for _ in range(2):
        assert three_plans.get(path).status_code == 200
    assert built == [P22]


def test_the_sizes_of_a_plan_outlive_its_files(
    three_plans: TestClient, built: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages._CONTENTS, "max_size", 1)
    plans = (P22, "141127-2022", P22)
    first, other, again = (three_plans.get(f"/plans/{plan}.ttl").content for plan in plans)
    assert first == again != other
    assert built == [P22, "141127-2022"]
    assert next(iter(packages._CONTENTS))[0] == "141127-2022"
    assert len(packages._CONTENTS) == 1


def test_an_unknown_file_is_refused_before_any_is_made(three_plans: TestClient, built: list[str]) -> None:
    assert three_plans.get(f"/plans/{P22}/files/none.csv").status_code == 404
    assert three_plans.get("/plans/none/files/plan.zip").status_code == 404
    assert built == []
