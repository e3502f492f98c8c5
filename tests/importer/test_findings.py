"""Where an error is, and what follows from it: the findings that the author of a file reads."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.db.store import Store
from app.importer.bulk_import import import_files
from app.importer.findings import Finding, PlanFileError, fold_findings
from app.importer.import_plan import import_text
from app.importer.json_text import read_file
from app.importer.prepare import check_text
from tests.import_refusals import edited
from tests.paths import SEED
from tests.world import P22, Json, plan_2022


def findings_of(content: str) -> tuple[Finding, ...]:
    with pytest.raises(PlanFileError) as caught:
        check_text(content)
    return caught.value.findings


def line_of(content: str, words: str) -> int:
    """The number of the only line with these words."""
    found = [number for number, line in enumerate(content.splitlines(), start=1) if words in line]
    assert len(found) == 1, words
    return found[0]


PRETTY = json.dumps(plan_2022(), ensure_ascii=False, indent=2)


@pytest.mark.parametrize(
    ("written", "instead_of", "where", "item"),
    [
        # one for each stage: text, shape, references
        ('"label": NaN', '"label": "訓練"', "/document/8/label", f"{P22}-p1-t1-m1"),
        (r'"la\/bel": "x\u0000"', '"label": "訓練"', "/document/8/la~1bel", f"{P22}-p1-t1-m1"),
        ('"label": 5', '"label": "訓練"', "/document/8/label", f"{P22}-p1-t1-m1"),
        ('"titel": "x"', '"title": "令和4年度見本市港区運営方針"', "/plan/titel", P22),
        ('"quote": "5箇所で開催"', '"quote": "4箇所で開催"', "/kpis/0/mentions/0/quote", f"{P22}-k1"),
        ('"fiscal_year": 2021', '"fiscal_year": 2022', "/plan/id", P22),
    ],
)
def test_an_error_has_its_line_and_the_id_of_its_entry(
    written: str, instead_of: str, where: str, item: str
) -> None:
    content = PRETTY.replace(instead_of, written)
    found = next(one for one in findings_of(content) if one.where == where)
    assert found.item == item
    words = f'"id": "{P22}",' if where == "/plan/id" else written
    assert found.line == line_of(content, words)
    assert str(found).startswith(f"{where}（{found.line}行目 {item}）: ")


def test_a_missing_key_has_the_line_of_its_entry() -> None:
    file = plan_2022()
    del file["corrections"][0]["reading"]
    content = json.dumps(file, ensure_ascii=False, indent=2)
    (found,) = findings_of(content)
    assert (found.where, found.item) == ("/corrections/0/reading", f"{P22}-r1")
    assert content.splitlines()[found.line - 1].strip() == "{"  # type: ignore[operator]
    assert content.splitlines()[found.line].strip() == f'"id": "{P22}-r1",'  # type: ignore[index]


def test_every_value_of_the_seed_is_found_on_its_line() -> None:
    content = SEED.read_text("utf-8")
    bad = content.replace('"line": ', '"lime": ')
    found = findings_of(bad)
    places = [one for one in found if one.where.endswith("/lime")]
    lines = bad.splitlines()
    assert len(places) > 80
    for one in places:
        assert one.item is not None
        assert one.line is not None
        assert '"lime": ' in lines[one.line - 1]
        entry = json.loads(bad)["document"][int(one.where.split("/")[2])]
        assert one.item == entry["id"]


def _organisation_code(file: Json) -> None:
    for one in file["organisations"]:
        one["municipality_code"] = one["municipality_code"].replace("991007", "991008")


def _every_code(file: Json) -> None:
    text = json.dumps(file).replace("991015", "991016")
    file.clear()
    file.update(json.loads(text))


def _plan_id(file: Json) -> None:
    file["plan"]["id"] = "991016-2022"


def _plan_code(file: Json) -> None:
    file["plan"]["municipality_code"] = "991016"


def _plan_id_and_code(file: Json) -> None:
    _plan_id(file)
    _plan_code(file)


def _last_years_ids(file: Json) -> None:
    file["plan"] |= {"id": "991015-2023", "fiscal_year": 2023}


def _short_code(file: Json) -> None:
    text = json.dumps(file).replace("991015", "99101")
    file.clear()
    file.update(json.loads(text))


def _renamed_organisation(file: Json) -> None:
    file["organisations"][1]["id"] = "991007-dobok"


def _misquoted(file: Json) -> None:
    file["kpis"][1]["mentions"][0]["quote"] = "令和5年4月に橋の耐震工事に着手"


@pytest.mark.parametrize(
    ("edit", "where", "follow"),
    [
        (_organisation_code, "/organisations/1/municipality_code", 3),
        (_every_code, "/plan/municipality_code", 1),
        (_plan_code, "/plan/municipality_code", 2),
        (_plan_id, "/plan/id", 25),
        (_plan_id_and_code, "/plan/municipality_code", 26),
        (_last_years_ids, "/document/0/id", 24),
        (_short_code, "/plan/municipality_code", 46),
        (_renamed_organisation, "/document/19/organisations/0/id", 3),
        (_misquoted, "/kpis/1/mentions/0/quote", 1),
    ],
)
def test_one_slip_is_one_error_with_what_follows_folded(
    edit: Callable[[Json], None], where: str, follow: int
) -> None:
    file = plan_2022()
    edit(file)
    found = findings_of(json.dumps(file, ensure_ascii=False))
    assert [one.where for one in found] == [where]
    assert len(found[0].consequences) == follow
    assert f"この誤りから生じた誤りがほかに{follow}件あります（" in str(found[0])


def test_two_errors_that_have_nothing_to_do_with_each_other_are_two() -> None:
    found = findings_of(edited({"/plan/municipality_code": "991016", "/document/8/sdgs/0/target": "1.5"}))
    assert [one.where for one in found] == ["/plan/municipality_code", "/document/8/sdgs/0/target"]


def test_a_circle_of_causes_ends() -> None:
    circle = [Finding("/a", "x", "/b"), Finding("/b", "x", "/a"), Finding("/c", "x", "/c")]
    found = fold_findings(circle)
    assert sum(1 + len(one.consequences) for one in found) == 3


def test_a_plan_that_contradicts_the_stored_one_is_told_the_line(store: Store, tmp_path: Path) -> None:
    import_text(store, PRETTY)
    content = PRETTY.replace(f'"id": "{P22}-k1"', f'"id": "{P22}-k9"')
    with pytest.raises(PlanFileError) as caught:
        import_text(store, content)
    assert [(one.where, one.line) for one in caught.value.findings] == [("/withdrawn", 1)]
    file = {**plan_2022(), "withdrawn": [{"id": f"{P22}-k7", "reason": "x"}]}
    (tmp_path / "a.json").write_text(json.dumps(file, ensure_ascii=False, indent=2), "utf-8")
    (result,) = import_files(store, [tmp_path / "a.json"])
    assert isinstance(result.result, PlanFileError)
    (found,) = result.result.findings
    assert (found.where, found.item) == ("/withdrawn/0/id", f"{P22}-k7")
    assert found.line == line_of((tmp_path / "a.json").read_text("utf-8"), f"{P22}-k7")


@pytest.mark.parametrize("content", [PRETTY, SEED.read_text("utf-8")])
def test_a_byte_order_mark_is_read(content: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(content, "utf-8-sig")
    assert check_text(read_file(path)).file == check_text(content).file
