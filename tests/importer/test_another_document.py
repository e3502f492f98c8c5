"""A second document with a stored plan's id is refused; a new edition of the same one is not."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.cli.import_report import import_directory, import_one
from app.db.store import Store
from app.importer.findings import PlanFileError
from app.importer.import_plan import import_text
from app.models import Plan
from tests.second_edition import without
from tests.world import P22, Json, plan_2022, signed, text_of

OTHER = "令和4年度見本市港区緑の基本計画"


def another_document() -> Json:
    """Another plan of the same ward and year, with fewer items and ids that mean other things."""
    file = plan_2022()
    file["plan"]["title"] = OTHER
    file["kpis"] = file["kpis"][:1]
    file["document"][3]["name"] = "みどり"
    return signed(file)


@pytest.fixture
def stored(store: Store) -> Store:
    import_text(store, text_of(plan_2022()))
    return store


def test_another_document_is_refused_with_both_titles(stored: Store, client: TestClient) -> None:
    before = client.get(f"/api/v1/plans/{P22}/document").content
    with pytest.raises(PlanFileError) as caught:
        import_text(stored, text_of(another_document()))
    (found,) = caught.value.findings
    assert found.where == "/plan/title"
    assert plan_2022()["plan"]["title"] in found.message
    assert OTHER in found.message
    assert "--replace" in found.message
    # That the other document lacks a KPI follows from it.
    assert [one.where for one in found.consequences] == ["/withdrawn"]
    assert client.get(f"/api/v1/plans/{P22}/document").content == before


def test_a_dry_run_refuses_another_document_too(stored: Store) -> None:
    with pytest.raises(PlanFileError):
        import_text(stored, text_of(another_document()), dry_run=True)


def test_replace_imports_it_but_nothing_vanishes_without_a_reason(stored: Store, client: TestClient) -> None:
    with pytest.raises(PlanFileError) as caught:
        import_text(stored, text_of(another_document()), replace=True)
    assert [one.where for one in caught.value.findings] == ["/withdrawn"]
    file = another_document()
    file["withdrawn"] = [{"id": f"{P22}-k2", "reason": "別の計画に替えたため。"}]
    assert import_text(stored, text_of(file), replace=True).revision == 2
    assert client.get(f"/api/v1/plans/{P22}").json()["title"] == OTHER


@pytest.mark.parametrize("title", ["令和４年度 見本市港区運営方針", "令和4年度見本市港区運営方針"])
def test_a_title_of_another_width_is_the_same(stored: Store, title: str) -> None:
    file = plan_2022()
    file["plan"]["title"] = title
    file["note"] = "表題の表記"
    assert import_text(stored, text_of(file)).title == title


def test_a_new_source_is_a_notice(store: Store) -> None:
    file = plan_2022()
    file["plan"]["source"] |= {"sha256": "a" * 64, "url": "https://example.jp/a.pdf"}
    assert import_text(store, text_of(file)).notice is None
    file["plan"]["source"] |= {"sha256": "b" * 64, "url": "https://example.jp/b.pdf"}
    outcome = import_text(store, text_of(file))
    assert outcome.revision == 2
    assert "https://example.jp/a.pdf → https://example.jp/b.pdf" in str(outcome.notice)
    assert "SHA-256" in str(outcome.notice)
    assert "前の版の「令和4年度の初回登録」のままです" in str(outcome.notice)


def test_the_first_source_of_a_plan_is_no_notice(stored: Store) -> None:
    file = plan_2022()
    file["plan"]["source"]["url"] = "https://example.jp/a.pdf"
    file["note"] = "文書の場所を加えた"
    assert import_text(stored, text_of(file)).notice is None


def test_a_file_given_alone_shows_the_notice(
    stored: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = plan_2022()
    file["plan"]["source"]["document"] = "令和4年度見本市港区運営方針（第2版）"
    (tmp_path / "a.json").write_text(text_of(file), "utf-8")
    import_one(stored, tmp_path / "a.json")
    assert "元の文書が前の版と違います（文書名 " in capsys.readouterr().err


def test_a_directory_refuses_another_document_unless_it_replaces(
    stored: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = without(another_document(), f"{P22}-p2-t1-m1")
    file["withdrawn"].append({"id": f"{P22}-k2", "reason": "別の計画に替えたため。"})
    (tmp_path / "other.json").write_text(text_of(signed(file)), "utf-8")
    assert not import_directory(stored, tmp_path, dry_run=False)
    assert OTHER in capsys.readouterr().err
    assert import_directory(stored, tmp_path, dry_run=False, replace=True)


def test_a_second_file_of_the_same_plan_in_a_directory_is_refused(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Importing the directory again would store one over the other each time: neither is imported."""
    first, second = plan_2022(), plan_2022()
    second["document"][3]["name"] = "まもり"
    (tmp_path / "a.json").write_text(text_of(first), "utf-8")
    (tmp_path / "b.json").write_text(text_of(signed(second)), "utf-8")
    for _ in range(2):
        assert not import_directory(store, tmp_path, dry_run=False)
        out, err = capsys.readouterr()
        assert "誤りのあるファイル2件" in out
        assert err.count("2つあります（a.json、b.json）") == 2
    with store.snapshot() as session:
        assert session.get(Plan, P22) is None


def test_what_is_no_plan_file_is_named_and_passed_over(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "plan.JSON").write_text(text_of(plan_2022()), "utf-8-sig")
    (tmp_path / "._plan.json").write_bytes(b"\0\5\x16\7\0\2\0\0Mac OS X")
    (tmp_path / ".DS_Store").write_bytes(b"\0\0\0\1Bud1")
    (tmp_path / "plan.csv").write_text("a,b\n", "utf-8")
    (tmp_path / "old.json").mkdir()
    assert import_directory(store, tmp_path, dry_run=False)
    out, err = capsys.readouterr()
    assert "登録・更新した計画1件" in out
    assert err.strip().endswith(
        "計画ファイル（*.json、*.xlsx）ではないので飛ばしました: .DS_Store、._plan.json、old.json/、plan.csv"
    )


def test_a_directory_without_plan_files_is_no_success(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "plans").mkdir()
    assert not import_directory(store, tmp_path, dry_run=False)
    assert "計画ファイル（*.json、*.xlsx）がありません" in capsys.readouterr().err
