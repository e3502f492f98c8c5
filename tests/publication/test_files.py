"""The files of a plan, read by the programs that people and portals use."""

import csv
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from fastapi import FastAPI
from frictionless import Package, system
from starlette.testclient import TestClient

from app.db.schema import open_store
from app.db.store import Store
from app.importer import json_text
from app.importer.import_plan import import_text
from app.importer.kept_files import current_form
from app.main import create_app
from app.models.columns import GUARD_NOTE, Column, csv_bytes
from app.publication.files.packages import distributions, measured_distributions, package
from app.publication.files.tables import TABLES
from app.publication.record import plan_record
from app.workbook.sheets import COVER, DICTIONARY
from tests.conftest import BASE, Clock, MakeSettings
from tests.world import P22, P23, entry, plan_2022, plan_2023, signed, text_of

R4 = "141127-2022"
HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1")


def get(client: TestClient, plan: str, name: str) -> bytes:
    answer = client.get(f"/plans/{plan}/files/{name}")
    assert answer.status_code == 200, (name, answer.text[:300])
    return bytes(answer.content)


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def api_items(client: TestClient, name: str, plan: str) -> list[dict[str, Any]]:
    query = {"plan": plan, "limit": "1000"}
    found: list[dict[str, Any]] = client.get(f"/api/v1/{name}", params=query).json()["items"]
    return found


@pytest.fixture
def hostile(store: Store, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """A plan whose texts look like formulas and whose title looks like markup, stored before characters
    were checked."""
    monkeypatch.setattr(json_text, "check", lambda _text: None)
    file = plan_2022()
    title = "令和4年度</script>方針/=1"
    file["plan"]["title"] = title
    ids = ("p1-t1-m2", "p2-t1-m1", "c1-m1", "p1-d1", "p1-t2-cap1", "s3")
    for code, text in zip(ids, HOSTILE, strict=True):
        entry(file, f"{P22}-{code}")["text"] = text
    import_text(store, text_of(signed(file)), clock=Clock())
    return client


def unpack(content: bytes, directory: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(directory)


def check_package(directory: Path) -> None:
    with system.use_context(trusted=False):
        report = Package(str(directory / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "type", "rowNumber", "fieldName", "note"])
    assert len(report.tasks) == len(TABLES)


# The command csvwvalidate, for several files in one process: starting it takes longer than validating.
CSVWVALIDATE = """
import sys
from argparse import Namespace
from csvw.__main__ import csvwvalidate
for url in sys.argv[1:]:
    print(url, csvwvalidate(Namespace(url=url, lax=False, verbose=True), test=True))
"""


def check_csvw(directory: Path) -> None:
    files = [f"{table.name}.csv-metadata.json" for table in TABLES]
    done = subprocess.run(
        [sys.executable, "-c", CSVWVALIDATE, *files],
        cwd=directory,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == [word for file in files for word in ("OK", file, "0")], (
        done.stdout + done.stderr
    )


def test_the_package_of_the_sheet_is_valid_in_every_table(sheet: TestClient, tmp_path: Path) -> None:
    unpack(get(sheet, R4, "plan.zip"), tmp_path)
    check_package(tmp_path)
    check_csvw(tmp_path)


@pytest.mark.parametrize("plan", [P22, P23])
def test_the_packages_of_the_world_are_valid(world: TestClient, tmp_path: Path, plan: str) -> None:
    unpack(get(world, plan, "plan.zip"), tmp_path)
    check_package(tmp_path)


def test_a_package_of_hostile_texts_is_valid(hostile: TestClient, tmp_path: Path) -> None:
    unpack(get(hostile, P22, "plan.zip"), tmp_path)
    check_package(tmp_path)
    check_csvw(tmp_path)


def test_the_descriptor_names_licence_digests_and_every_field(sheet: TestClient) -> None:
    found = json.loads(get(sheet, R4, "datapackage.json"))
    assert found["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert found["id"].startswith("urn:uuid:")
    assert "profile" not in found
    assert "licenses" not in found
    assert "記載されていません" in found["description"]
    assert [one["name"] for one in found["resources"]] == [table.name for table in TABLES]
    for resource in found["resources"]:
        content = get(sheet, R4, resource["path"])
        assert resource["type"] == "table"
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        heading = next(csv.reader([content.decode("utf-8-sig").splitlines()[0]]))
        assert [field["name"] for field in resource["schema"]["fields"]] == heading
        assert all(field["description"] and field["title"] for field in resource["schema"]["fields"])


def test_a_configured_licence_is_in_the_descriptor_and_the_workbook(make_settings: MakeSettings) -> None:
    settings = make_settings("sqlite").model_copy(
        update={"license_name": "CC-BY-4.0", "license_url": "https://creativecommons.org/licenses/by/4.0/"}
    )
    store = open_store(settings)
    import_text(store, text_of(plan_2022()), clock=Clock())
    with TestClient(create_app(settings, store), base_url=BASE) as client:
        (stated,) = json.loads(get(client, P22, "datapackage.json"))["licenses"]
        assert (stated["name"], stated["path"]) == ("CC-BY-4.0", str(settings.license_url))
        cover = openpyxl.load_workbook(io.BytesIO(get(client, P22, "plan.xlsx")))[COVER]
        assert "CC-BY-4.0" in [cell.value for row in cover for cell in row]


@pytest.mark.parametrize("table", [table.name for table in TABLES])
def test_a_csv_opens_in_excel_and_names_the_municipality_first(sheet: TestClient, table: str) -> None:
    content = get(sheet, R4, f"{table}.csv")
    assert content.startswith("\ufeff全国地方公共団体コード,".encode())
    assert content.count(b"\r\n") == content.count(b"\n")
    assert {row["全国地方公共団体コード"] for row in rows(content)} <= {"141127", "141003"}


def test_csv_guards_texts_that_look_like_formulas_and_ndjson_keeps_them_raw(hostile: TestClient) -> None:
    texts = {row["本文"] for row in rows(get(hostile, P22, "initiatives.csv"))}
    assert {f"'{text}" for text in HOSTILE[:3]} <= texts
    raw = [json.loads(line) for line in get(hostile, P22, "initiatives.ndjson").splitlines()]
    assert set(HOSTILE[:3]) <= {item["text"] for item in raw}
    assert "'\t=1" in {row["本文"] for row in rows(get(hostile, P22, "passages.csv"))}
    assert "'@SUM(A1)" in {row["柱の方針"] for row in rows(get(hostile, P22, "directions.csv"))}
    (resource, *_) = json.loads(get(hostile, P22, "datapackage.json"))["resources"]
    assert resource["name"] == "initiatives"
    assert "先頭には" in json.loads(get(hostile, P22, "datapackage.json"))["description"]


@pytest.mark.parametrize(
    "text", ["\n=1", "\r=1", " =1", "\u3000＝1", "\u00a0\t@x", "\n文", "\t文", "－1", "+81", "'=1"]
)
def test_csv_guards_what_a_spreadsheet_reads_as_a_formula(text: str) -> None:
    content = csv_bytes([Column("本文", "text", "")], [{"text": text}])
    (row,) = csv.reader(io.StringIO(content.decode("utf-8-sig").partition("\r\n")[2], newline=""))
    assert row == [text if text == "'=1" else f"'{text}"]


def test_csv_never_guards_numbers_and_codes(client: TestClient, store: Store) -> None:
    file = plan_2023()
    (kpi,) = file["kpis"]
    kpi |= {"value": -20000, "comparator": "=", "direction": "decrease"}
    kpi["results"] = [kpi["results"][0] | {"value": -5}, kpi["results"][0] | {"value": -1.5, "text": "-"}]
    for table in (plan_2022(), signed(file)):
        import_text(store, text_of(table), clock=Clock())
    (row,) = rows(get(client, P23, "kpis.csv"))
    assert (row["目標値"], row["比較"], row["結果の値"]) == ("-20000", "=", "-5;-1.5")
    assert (row["基準値"], row["結果の時点"]) == ("15000.5", "2023-10-01;2023-10-01")
    by_api = client.get(f"/api/v1/kpis.csv?plan={P23}").content
    assert rows(by_api) == rows(get(client, P23, "kpis.csv"))
    fields = json.loads(get(client, P23, "datapackage.json"))["resources"]
    (compared,) = (
        one
        for each in fields
        if each["name"] == "kpis"
        for one in each["schema"]["fields"]
        if one["name"] == "比較"
    )
    assert compared["constraints"] == {"enum": ["=", ">=", "<="]}


def test_the_note_on_guarded_cells_stands_wherever_csv_is_offered(sheet: TestClient) -> None:
    assert GUARD_NOTE.replace("'", "&#39;") in sheet.get("/data").text
    assert GUARD_NOTE in get(sheet, R4, "datapackage.json").decode()
    assert GUARD_NOTE in get(sheet, R4, "initiatives.csv-metadata.json").decode()


def test_an_absent_value_is_written_in_words(sheet: TestClient) -> None:
    kpis = rows(get(sheet, R4, "kpis.csv"))
    assert {row["結果の値"] for row in kpis} == {"報告なし", "対象外"}  # an outside event has no result
    assert {row["基準値"] for row in kpis} == {"記載なし"}
    assert {row["施策"] for row in rows(get(sheet, R4, "bureau-projects.csv"))} == {"対象外"}


def test_the_workbook_holds_texts_and_numbers_and_no_formula(hostile: TestClient) -> None:
    book = openpyxl.load_workbook(io.BytesIO(get(hostile, P22, "plan.xlsx")))
    # The list for people first; measures and bureau projects are rows of it.
    long = ["取組の所管組織", "SDGsタグ", "指標の数値"]
    rest = [one.title for one in TABLES if one.title not in ("区の取組", "局事業", *long)]
    assert book.sheetnames == ["取組の一覧", *long, *rest, COVER, DICTIONARY]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert all(cell.hyperlink is None for cell in cells)
    values = {cell.value for cell in cells}
    assert set(HOSTILE) <= values
    lines = [cell for row in book["取組"].iter_rows(min_row=2) for cell in row]
    assert any(cell.data_type == "n" and isinstance(cell.value, int) for cell in lines)
    assert {row[0].value for row in book["取組"].iter_rows(min_row=2)} == {"991015"}


def test_the_cover_shows_licence_status_revision_and_source(sheet: TestClient) -> None:
    cover = openpyxl.load_workbook(io.BytesIO(get(sheet, R4, "plan.xlsx")))[COVER]
    cells = {str(row[0].value): str(row[1].value) for row in cover.iter_rows()}
    assert cells["ライセンス"] == "記載なし"
    assert "公式サービスではありません" in cells["公式かどうか"]
    assert cells["改訂番号"] == "1"
    assert cells["URL"] == f"{BASE}/plans/{R4}"
    assert "令和4年度旭区運営方針" in cells["出典"]


@pytest.mark.parametrize(
    "name",
    [
        "initiatives",
        "measures",
        "bureau-projects",
        "kpis",
        "pillars",
        "themes",
        "passages",
        "corrections",
        "changes",
    ],
)
@pytest.mark.parametrize("plan", [P22, P23])
def test_ndjson_is_what_the_api_shows(world: TestClient, name: str, plan: str) -> None:
    lines = get(world, plan, f"{name}.ndjson").decode().splitlines()
    # What continues an item, a later plan says, and its page may change with another plan: no file of this one does.
    others = {"continued_by", "updated_at"}
    shown = [{key: one[key] for key in one if key not in others} for one in api_items(world, name, plan)]
    assert [json.loads(line) for line in lines] == shown


def test_long_tables_hold_every_tag_link_and_direction(sheet: TestClient) -> None:
    items = api_items(sheet, "initiatives", R4)
    tags = [json.loads(line) for line in get(sheet, R4, "sdg-tags.ndjson").splitlines()]
    assert len(tags) == sum(len(item["sdgs"]) for item in items)
    assert {tag["basis"] for tag in tags} == {"editorial"}
    assert all(tag["reason"] and tag["evidence"] and tag["review"] == "unreviewed" for tag in tags)
    links = rows(get(sheet, R4, "initiative-organisations.csv"))
    assert len(links) == 14
    assert len(rows(get(sheet, R4, "directions.csv"))) == 8


def fastapi_app(client: TestClient) -> FastAPI:
    """The application inside its middleware."""
    layer: Any = client.app
    while not isinstance(layer, FastAPI):
        layer = layer.app
    return layer


def test_listed_sizes_and_digests_are_those_of_the_files(sheet: TestClient) -> None:
    state = fastapi_app(sheet).state
    with state.store.snapshot() as session:
        plan = plan_record(session, state.settings, R4).plan
        files = measured_distributions(session, plan, state.settings, current_form)
        unmeasured = [file._replace(size=None, sha256=None) for file in files]
        assert distributions(plan) == unmeasured
        assert {file.name for file in files} == {
            name
            for name in package(session, R4, state.settings, current_form)
            if not name.endswith("-metadata.json")
        }
    for file in files:
        answer = sheet.head(file.path, headers={"Accept-Encoding": "identity"})
        assert answer.status_code == 200
        assert int(answer.headers["content-length"]) == file.size
        content = sheet.get(file.path).content
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file.size, file.sha256)
        assert answer.headers["content-type"].partition(";")[0] == file.media_type
        assert answer.headers["access-control-allow-origin"] == "*"
        assert file.name.isascii()
        assert file.title and file.description


def test_a_download_has_an_ascii_and_a_utf_8_file_name(hostile: TestClient) -> None:
    disposition = hostile.get(f"/plans/{P22}/files/initiatives.csv").headers["content-disposition"]
    assert disposition.startswith(f"attachment; filename=\"{P22}-initiatives.csv\"; filename*=UTF-8''")
    encoded = disposition.rpartition("''")[2]
    assert not set(encoded) & set("<>/\"' ;")
    link = hostile.get(f"/plans/{P22}/files/initiatives.csv").headers["link"]
    assert (
        f'<{BASE}/plans/{P22}/files/initiatives.csv-metadata.json>; rel="describedby"; type="application/csvm+json"'
    ) in link


def test_two_plans_with_the_same_title_have_separate_files(store: Store, client: TestClient) -> None:
    clock = Clock()
    other = plan_2023()
    other["plan"]["title"] = plan_2022()["plan"]["title"]
    for file in (plan_2022(), other):
        import_text(store, text_of(file), clock=clock)
    found = [json.loads(get(client, plan, "datapackage.json")) for plan in (P22, P23)]
    assert found[0]["title"] != found[1]["title"]
    assert found[0]["id"] != found[1]["id"]
    assert found[0]["name"] != found[1]["name"]
    ids = [{row["計画ID"] for row in rows(get(client, plan, "initiatives.csv"))} for plan in (P22, P23)]
    assert ids == [{P22}, {P23}]


@pytest.mark.parametrize("name", ["initiatives.csv", "plan.zip", "datapackage.json"])
def test_unknown_plans_and_files_are_404(world: TestClient, name: str) -> None:
    assert world.get(f"/plans/991015-1999/files/{name}").status_code == 404
    assert world.get("/plans/991015-1999.stratml.xml").status_code == 404
    missing = world.get(f"/plans/{P22}/files/x-{name}")
    assert missing.status_code == 404
    assert missing.headers["content-type"] == "application/problem+json"
    assert "plan.zip" in missing.json()["detail"]
    assert world.get(f"/plans/{P22}/files/stratml.xml").status_code == 404


def test_an_empty_store_answers_503_for_files(empty: TestClient) -> None:
    assert empty.get(f"/plans/{P22}/files/plan.zip").status_code == 503
    assert empty.get(f"/plans/{P22}.stratml.xml").status_code == 503
