"""CKAN's read API as harvesters call it: envelope, identities, paging, filters, refusals."""

import hashlib
import re
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from app.db.store import Store
from app.importer.import_plan import import_text
from app.importer.withdraw import withdraw_plan
from app.main import create_app
from app.settings import Settings
from tests.conftest import BASE, FIRST_MOMENT, Clock
from tests.paths import SEED
from tests.world import P22, P23, entry, plan_2022, plan_2023, signed, text_of

ACTION = "/api/3/action"
NAMES = ["hoshin-141127-2022", f"hoshin-{P22}", f"hoshin-{P23}"]


def result(client: TestClient, call: str) -> Any:
    answer = client.get(f"{ACTION}/{call}")
    assert answer.status_code == 200, answer.text
    document = answer.json()
    action = call.partition("?")[0]
    assert document.keys() == {"help", "success", "result"}
    assert document["success"] is True
    assert document["help"] == f"{BASE}{ACTION}/help_show?name={action}"
    return document["result"]


def found(client: TestClient, **parameters: str | list[str]) -> list[str]:
    answer = client.get(f"{ACTION}/package_search", params=parameters)
    assert answer.status_code == 200, answer.text
    return [one["name"] for one in answer.json()["result"]["results"]]


def test_a_package_has_the_metadata_that_portals_read(sheet: TestClient) -> None:
    package = result(sheet, "package_show?id=hoshin-141127-2022")
    assert package["id"] == "c79a63d0-53ed-5c84-9a7b-0d782a9180be"  # permanent
    assert package["title"] == "令和4年度旭区運営方針（横浜市旭区、2022年度、団体コード141127）"
    assert (package["type"], package["state"], package["private"]) == ("dataset", "active", False)
    assert (package["license_id"], package["isopen"]) == ("notspecified", False)
    assert "license_url" not in package
    assert package["url"] == f"{BASE}/plans/141127-2022"
    assert re.fullmatch("[a-z0-9_-]{2,100}", package["name"])
    assert 50 <= len(package["notes"]) <= 5000
    assert "自治体の公式サービスではありません" in package["notes"]
    assert "editorial のもの（SDGsのタグなど）は編集による推定" in package["notes"]
    assert package["owner_org"] == package["organization"]["id"]
    assert package["organization"]["title"] == "公開者の記載なし"  # not the ward: the service is not its own
    extras = {one["key"]: one["value"] for one in package["extras"]}
    assert len(extras) == len(package["extras"])
    assert extras["municipality_code"] == "141127"
    assert extras["identifier"] == f"urn:uuid:{package['id']}"
    assert (extras["temporal_start"], extras["temporal_end"]) == ("2022-04-01", "2023-03-31")
    assert all(isinstance(value, str) for value in extras.values())
    for name in ("metadata_created", "metadata_modified"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}", package[name])


def test_keywords_are_the_headings_of_the_sheet_and_no_editorial_tag(sheet: TestClient) -> None:
    tags = {one["name"] for one in result(sheet, "package_show?id=hoshin-141127-2022")["tags"]}
    headings = {
        item["name"]
        for path in ("pillars", "themes")
        for item in sheet.get(f"/api/v1/{path}").json()["items"]
    }
    assert tags == headings
    assert result(sheet, "tag_list") == sorted(headings)


def test_every_resource_is_the_file_that_it_describes(sheet: TestClient) -> None:
    package = result(sheet, "package_show?id=hoshin-141127-2022")
    resources = package["resources"]
    assert len(resources) == package["num_resources"] > 10
    assert len({one["id"] for one in resources}) == len(resources)
    for one in resources:
        assert UUID(one["id"]).version == 5
        assert one["url"].startswith(f"{BASE}/plans/141127-2022")
        content = sheet.get(one["url"].removeprefix(BASE)).content
        assert one["size"] == len(content)
        assert one["hash"] == hashlib.sha256(content).hexdigest()
        assert "/" in one["mimetype"] and ";" not in one["mimetype"]
        assert datetime.fromisoformat(one["last_modified"]).tzinfo is None
        assert one["format"] and one["name"] and one["description"]


def test_ids_depend_on_the_plan_and_not_on_the_address(
    sheet: TestClient, store: Store, settings: Settings
) -> None:
    import_text(store, SEED.read_text("utf-8"), clock=Clock())
    moved = Settings.model_validate(
        settings.model_dump() | {"base_url": "http://elsewhere.example:8080/hoshin"}
    )
    with TestClient(create_app(moved, store)) as elsewhere:
        there = elsewhere.get(f"{ACTION}/package_show?id=hoshin-141127-2022").json()["result"]
    here = result(sheet, "package_show?id=hoshin-141127-2022")
    assert there["url"] == "http://elsewhere.example:8080/hoshin/plans/141127-2022"
    for name in ("id", "name", "owner_org"):
        assert there[name] == here[name]
    assert [one["id"] for one in there["resources"]] == [one["id"] for one in here["resources"]]


def test_list_show_and_search_agree(together: TestClient) -> None:
    assert result(together, "package_list") == NAMES
    assert result(together, "package_list?limit=1&offset=1") == NAMES[1:2]
    shown = [result(together, f"package_show?id={name}") for name in NAMES]
    searched = result(together, "package_search?sort=name+asc")
    assert searched["count"] == 3
    for package in shown:
        for one in package["resources"]:
            assert (one["size"] is not None, len(one["hash"])) == (True, 64)
            # For these the files are made; a list makes none.
            one |= {"size": None, "hash": "", "hash_algorithm": None}
    assert searched["results"] == shown
    for package, name in zip(shown, NAMES, strict=True):
        again = result(together, f"package_show?id={package['id']}")
        assert again == result(together, f"package_show?id={name}")


def test_paging_ends_with_an_empty_page(together: TestClient) -> None:
    pages = [result(together, f"package_search?rows=2&start={n}&sort=id+asc") for n in (0, 2, 4)]
    assert [page["count"] for page in pages] == [3, 3, 3]
    assert [len(page["results"]) for page in pages] == [2, 1, 0]
    ids = [one["id"] for page in pages for one in page["results"]]
    assert ids == sorted(ids)
    assert result(together, "package_search?rows=0")["results"] == []
    assert result(together, "package_search?start=2147483647")["results"] == []


# The seed came last in `together`, two minutes after the first plan of the world.
LATE = "2026-04-01T00:02:00"


@pytest.mark.parametrize(
    ("fq", "names"),
    [
        (f"metadata_modified:[{LATE}Z TO *]", NAMES[:1]),
        (f"metadata_modified:[{LATE}.000000 TO *]", NAMES[:1]),
        (f"metadata_modified:[* TO {LATE}Z]", NAMES),
        ('metadata_modified:["2026-04-01T00:01:00Z" TO *]', [NAMES[0], NAMES[2]]),
        (f'(metadata_modified:["{LATE}Z" TO *] OR metadata_created:["{LATE}Z" TO *])', NAMES[:1]),
        ("metadata_modified:[2999-01-01T00:00:00Z TO *]", []),
        ("metadata_modified:[NOW-1DAY TO *]", NAMES),
        ("groups:hoshin-141127", NAMES[:1]),
        ("-groups:hoshin-141127", NAMES[1:]),
        ("groups:hoshin-141127 OR groups:hoshin-991015 -groups:hoshin-991015", NAMES[:1]),
        ("organization:hoshin", NAMES),
        ("-organization:hoshin", []),
        ("organization:nobody", []),
        ('+tags:"守り"', NAMES[1:]),
        (f"name:({NAMES[0]} OR {NAMES[1]})", NAMES[:2]),
        ("dataset_type:dataset +state:active", NAMES),
        ("mystery:x", NAMES),
        ("-mystery:x", NAMES),
        ("mystery:x OR groups:hoshin-141127", NAMES),
        ("((metadata_modified:[", NAMES),
        ("res_format:CSV", NAMES),
        ("OR OR ) ( :", NAMES),
        # what portals send
        ("NOT type:harvest", NAMES),
        ("-type:harvest", NAMES),
        ("!type:harvest +state:active", NAMES),
        ("NOT type:dataset", []),
        ("organization:x || organization:hoshin", NAMES),
        ("organization:x OR organization:hoshin", NAMES),
        ("organization:x or organization:hoshin", NAMES),
        ("organization:(x OR hoshin)", NAMES),
        ("organization:x && organization:hoshin", []),
        ("-(organization:a)", NAMES),
        ("-(organization:a OR organization:hoshin)", []),
        ("NOT NOT organization:hoshin", NAMES),
        ("name:hoshin-141127*", NAMES[:1]),
        ("name:141127*", NAMES[:1]),
        ("name:*141127*", NAMES[:1]),
        ("name:hoshin-991015-202?", NAMES[1:]),
        (r"name:hoshin\-141127\-2022", NAMES[:1]),
        (r"name:hoshin\*", []),
        ("name:*", NAMES),
        ("*:*", NAMES),
        ("", NAMES),
        (f"name:[{NAMES[1]} TO *]", NAMES[1:]),
        (f"name:[{NAMES[0]} TO {NAMES[1]}]", NAMES[:2]),
        (f"name:{{{NAMES[0]} TO {NAMES[1]}]", NAMES[1:2]),
        (f"name:[{NAMES[0]} TO {NAMES[1]}}}", NAMES[:1]),
        (f"-name:[{NAMES[0]} TO {NAMES[1]}]", NAMES[2:]),
        (f"metadata_modified:{{{LATE}Z TO *]", []),
        (f"metadata_modified:[* TO {LATE}Z}}", NAMES[1:]),
        ("metadata_modified:*", NAMES),
        ("title:旭区", NAMES[:1]),
        ("title:(旭区 OR 港区)", NAMES),
        ("title:(+港区 -令和5年度)", NAMES[1:2]),
        ('title:"旭区　運営"', NAMES[:1]),
        ("title:旭*方針", NAMES[:1]),
        ("旭区", NAMES[:1]),
        ("tags:(守り AND 育ち)", NAMES[1:2]),
        ("tags:(守り 育ち)", NAMES[1:2]),
        ("groups:hoshin-141127^2 OR (groups:hoshin-991015 AND name:*2023)", [NAMES[0], NAMES[2]]),
        # what is not understood restricts nothing
        ("NOT (mystery:x AND organization:hoshin)", NAMES),
        ("mystery:x groups:hoshin-141127", NAMES[:1]),
        ("mystery:x AND groups:nobody", []),
        ("metadata_modified:2026-04-01", NAMES),
        ("-metadata_modified:[NOW-1DAY TO *]", NAMES),
        ("name:/hoshin.*/", NAMES),
        ("name:hoshin~2", NAMES),
        ("{!terms f=name}nobody", NAMES),
        ("name:nobody)", NAMES),
        ('name:"nobody', NAMES),
        ("name:", NAMES),
        ("(" * 500 + "name:nobody" + ")" * 500, NAMES),
    ],
)
def test_a_filter_is_served_or_ignored_and_never_fails(
    together: TestClient, fq: str, names: list[str]
) -> None:
    assert sorted(found(together, fq=fq)) == names


@pytest.mark.parametrize(
    ("q", "names"),
    [
        ("", NAMES),
        ("*:*", NAMES),
        ("旭区", NAMES[:1]),
        ("見本市 にぎわい", NAMES[2:]),
        ("そんなものはない", []),
        (f"name:{NAMES[1]}", NAMES[1:2]),
        ("%", []),
        ('"令和4年度"', NAMES[:2]),
        ('"令和 4 年度旭"', NAMES[:1]),
        ("旭区 OR 令和5年度", [NAMES[0], NAMES[2]]),
        ("+旭区 -港区", NAMES[:1]),
        ("令和?年度旭*", NAMES[:1]),
        ("title:旭区", NAMES[:1]),
        ("旭\u533a", NAMES[:1]),
        ("旭区 (", NAMES[:1]),
        (")(", NAMES),
        ("旭区: そんなものはない", []),
    ],
)
def test_q_searches_the_words_of_a_package(together: TestClient, q: str, names: list[str]) -> None:
    assert sorted(found(together, q=q)) == names


def test_several_filters_are_all_needed(together: TestClient) -> None:
    fq = ["groups:hoshin-991015", "name:*2022"]
    assert found(together, fq=fq) == found(together, fq_list=fq) == NAMES[1:2]


def test_results_are_sorted_by_date_and_title(together: TestClient) -> None:
    assert found(together, sort="metadata_modified desc")[0] == NAMES[0]
    assert found(together, sort="metadata_modified asc") == [NAMES[1], NAMES[2], NAMES[0]]
    assert found(together, sort="title asc, id desc") == found(together, sort="title_string asc")


@pytest.mark.parametrize(
    ("call", "status", "kind", "member"),
    [
        ("package_show", 409, "Validation Error", "id"),
        ("package_show?id=nobody", 404, "Not Found Error", "message"),
        ("package_search?rows=-1", 409, "Validation Error", "rows"),
        ("package_search?rows=x", 409, "Validation Error", "rows"),
        ("package_search?start=99999999999999999999", 409, "Validation Error", "start"),
        ("package_search?sort=mystery+asc", 409, "Validation Error", "sort"),
        ("organization_show?id=nobody", 404, "Not Found Error", "message"),
        ("group_show", 409, "Validation Error", "id"),
        ("help_show?name=nobody", 404, "Not Found Error", "message"),
        ("nobody_list", 400, "Bad Request", "message"),
        ("package_show?id=%FF", 400, "Bad Request", "message"),
        ("package_search?q=%00", 400, "Bad Request", "message"),
    ],
)
def test_errors_use_the_ckan_envelope(
    together: TestClient, call: str, status: int, kind: str, member: str
) -> None:
    answer = together.get(f"{ACTION}/{call}")
    document = answer.json()
    assert answer.status_code == status
    assert document.keys() == {"help", "success", "error"}
    assert document["success"] is False
    assert document["error"]["__type"] == kind
    assert document["error"][member]


def test_organisations_groups_and_licences_are_listed_and_shown(together: TestClient) -> None:
    assert result(together, "organization_list") == ["hoshin"]
    assert result(together, "organization_show?id=hoshin")["package_count"] == 3
    assert result(together, "group_list") == [
        "hoshin-141127",
        "hoshin-991015",
        "hoshin-series-141127-unei",
    ]
    (group, *_) = result(together, "group_list?all_fields=true")
    assert group == result(together, f"group_show?id={group['id']}")
    assert {one["id"] for one in result(together, "license_list")} == {"notspecified", "cc-by"}
    assert result(together, "status_show")["site_url"] == BASE
    assert result(together, "help_show?name=package_show")


def test_a_configured_licence_has_the_id_that_portals_know(store: Store, settings: Settings) -> None:
    import_text(store, text_of(plan_2022()), clock=Clock())
    stated = {"license_name": "CC BY 4.0", "license_url": "https://creativecommons.org/licenses/by/4.0/"}
    for extra, license_id, title in (
        (stated, "cc-by", "Creative Commons Attribution"),
        ({"license_name": "独自の利用規約"}, "custom", "独自の利用規約"),
    ):
        stating = Settings.model_validate(settings.model_dump() | extra)
        package = result(TestClient(create_app(stating, store)), f"package_show?id=hoshin-{P22}")
        assert (package["license_id"], package["license_title"]) == (license_id, title)
        assert package.get("license_url") == extra.get("license_url")


def test_only_the_edited_plan_changes(client: TestClient, store: Store) -> None:
    clock = Clock()
    for plan in (plan_2022(), plan_2023()):
        import_text(store, text_of(plan), clock=clock)
    before = {name: result(client, f"package_show?id=hoshin-{name}") for name in (P22, P23)}
    edited = plan_2023()
    entry(edited, f"{P23}-p2-t1-m2")["text"] = "花火を百発打ち上げます。"
    import_text(store, text_of(signed(edited)), clock=clock)
    after = {name: result(client, f"package_show?id=hoshin-{name}") for name in (P22, P23)}
    assert after[P22] == before[P22]
    assert after[P23]["id"] == before[P23]["id"]
    assert after[P23]["metadata_created"] == before[P23]["metadata_created"]
    assert after[P23]["metadata_modified"] > before[P23]["metadata_modified"]
    assert after[P23]["metadata_created"] >= FIRST_MOMENT.replace(tzinfo=None).isoformat()
    assert [one["id"] for one in after[P23]["resources"]] == [one["id"] for one in before[P23]["resources"]]


def test_a_withdrawn_plan_is_gone_at_once(client: TestClient, store: Store) -> None:
    clock = Clock()
    for plan in (plan_2022(), plan_2023()):
        import_text(store, text_of(plan), clock=clock)
    withdraw_plan(store, P22, "誤って登録したため", clock=clock)
    assert result(client, "package_list") == [f"hoshin-{P23}"]
    assert result(client, "package_search")["count"] == 1
    gone = client.get(f"{ACTION}/package_show?id=hoshin-{P22}")
    assert gone.status_code == 404
    assert gone.json()["error"]["__type"] == "Not Found Error"
    assert "取り下げ" in gone.json()["error"]["message"]


def test_an_empty_store_answers_503_in_the_ckan_envelope(empty: TestClient) -> None:
    actions = ("package_list", "package_show?id=x", "package_search", "status_show", "tag_list", "group_list")
    for action in (*actions, "organization_list", "group_show?id=x", "license_list"):
        answer = empty.get(f"{ACTION}/{action}")
        assert answer.status_code == 503
        assert answer.json()["success"] is False
        assert answer.json()["error"]["__type"] == "Service Unavailable"
        assert "retry-after" in answer.headers
