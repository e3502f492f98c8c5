"""Writes app/models/reference/examples.json and the fields in docs/api.md: `make examples`, after a change of an
answer.

Each example is an answer of the service on the real sheet, with the base address and the clock of the
tests. Lists are cut to one item, CSV to its heading and first row.
"""

import json
import tempfile
from pathlib import Path
from typing import Any, Final

from pydantic import AnyHttpUrl
from starlette.testclient import TestClient

from app.models import reference
from app.settings import Settings
from tests import api_fields
from tests.conftest import BASE, served
from tests.paths import SEED
from tests.report_files import FINAL, REPORTED
from tests.world import text_of

FILE: Final = Path(reference.__file__).parent / "examples.json"
QUERIES: Final = {
    "/api/v1/matrix": "?rows=pillar&columns=kind",
    "/api/v1/matrix.csv": "?rows=pillar&columns=kind",
}
REPORTS: Final = "/api/v1/reports"
# The resources of the real sheet, each with the id of its example.
IDS: Final = {
    "/api/v1/plans": "141127-2022",
    "/api/v1/pillars": "141127-2022-p1",
    "/api/v1/themes": "141127-2022-p3-t3",
    "/api/v1/initiatives": "141127-2022-b03",
    "/api/v1/measures": "141127-2022-p3-t3-m2",
    "/api/v1/bureau-projects": "141127-2022-b07",
    "/api/v1/kpis": "141127-2022-k03",
    "/api/v1/organisations": "141003-doro",
    "/api/v1/sdg-goals": "11",
    "/api/v1/passages": "141127-2022-g0",
    "/api/v1/annotations": "141127-2022-a101",
    "/api/v1/corrections": "141127-2022-r4",
}


def live_examples(client: TestClient, reported: TestClient) -> dict[str, Any]:
    """One shortened answer for each path of the OpenAPI document, by path. Reports are those of an invented
    plan: the real sheet has none."""
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    return {
        path: _example(reported if path.startswith(REPORTS) else client, path, paths[path]["get"])
        for path in sorted(paths)
    }


def _example(client: TestClient, path: str, operation: dict[str, Any]) -> Any:
    address = (
        path.replace("{id}", (IDS | {REPORTS: FINAL})[path.partition("/{id}")[0]]) if "{id}" in path else path
    )
    names = {parameter["name"] for parameter in operation.get("parameters", ())}
    answer = client.get(address + QUERIES.get(path, "?limit=1" if "limit" in names else ""))
    assert answer.status_code == 200, (path, answer.text)
    if path.endswith(".csv"):
        return "".join(answer.content.decode("utf-8-sig").splitlines(keepends=True)[:2])
    return _cut(answer.json())


def _cut(shown: dict[str, Any]) -> dict[str, Any]:
    for one in [shown, *shown.get("items", ())]:
        if "targets" in one:
            one["targets"] = one["targets"][:1]
    if shown.get("facets"):
        shown["facets"] = {name: options[:2] for name, options in shown["facets"].items()}
    if "plan" in shown and "items" in shown:
        shown["items"] = shown["items"][:1]
        shown["corrections"] = dict(list(shown["corrections"].items())[:1])
    return shown


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=f"sqlite:///{folder}/examples.db", base_url=AnyHttpUrl(BASE))
        invented = settings.model_copy(update={"database_url": f"sqlite:///{folder}/reports.db"})
        with (
            served(settings, SEED.read_text("utf-8")) as client,
            served(invented, *map(text_of, REPORTED)) as reported,
        ):
            found = live_examples(client, reported)
            api_fields.write(client.get("/api/v1/openapi.json").json())
    FILE.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
