"""What a page shows decides when it changed: the dates of the site map and of the feed against the pages."""

import re
from collections.abc import Callable, Iterable
from typing import Any

import feedparser  # type: ignore[import-untyped]
import pytest
from lxml import html  # type: ignore[import-untyped]
from starlette.testclient import TestClient

from app.db.store import Store
from app.importer.import_plan import import_text
from app.importer.rebuild import rebuild
from app.importer.withdraw import withdraw_plan
from tests.conftest import BASE, Clock
from tests.sampling import on_engines, sampled
from tests.world import P22, P23, Json, entry, organisation_entries, plan_2022, plan_2023, signed, text_of

M1, B01, B02 = f"{P22}-p1-t1-m1", f"{P22}-b01", f"{P22}-b02"


def site_dates(client: TestClient) -> dict[str, str]:
    root = html.fromstring(client.get("/sitemap.xml").content)
    places = {url.find("loc").text.removeprefix(BASE): url.find("lastmod") for url in root.iter("url")}
    return {path: one.text if one is not None else "" for path, one in places.items()}


def feed_dates(client: TestClient) -> dict[str, str]:
    parsed = feedparser.parse(client.get("/initiatives.atom?limit=1000").content)
    return {one.link.removeprefix(BASE): one.updated for one in parsed.entries}


def contents(client: TestClient, paths: Iterable[str]) -> dict[str, str]:
    """Each page without the date and number of the store's newest revision, which every one prints."""
    return {path: re.sub(r"[^>]{0,30}改訂番号\d+", "", client.get(path).text) for path in paths}


def changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    return {path for path in before.keys() & after.keys() if before[path] != after[path]}


def rename(item_id: str, **values: Any) -> Callable[[Json], None]:
    return lambda plan: entry(plan, item_id).update(values)


def rename_organisation(number: int, name: str) -> Callable[[Json], None]:
    return lambda plan: plan["organisations"][number].update(name=name)


def evidence(plan: Json) -> None:
    entry(plan, M1)["sdgs"][0]["evidence"] = "防災"


def pillar_reason(plan: Json) -> None:
    entry(plan, B01)["pillar"]["reason"] = "橋の備えである。"


def document_name(plan: Json) -> None:
    plan["plan"]["source"]["document"] = "令和4年度 見本市港区 運営方針"


def address(plan: Json) -> None:
    plan["plan"]["source"]["url"] = "https://city.example.jp/plan.pdf"


EDITS: dict[str, Callable[[Json], None]] = {
    "a bureau": rename_organisation(1, "土木整備局"),
    "the issuer": rename_organisation(0, "見本市みなと区"),
    "a pillar": rename(f"{P22}-p1", name="守る"),
    "a theme": rename(f"{P22}-p1-t1", name="災害に備える"),
    "a KPI": rename(f"{P22}-k1", label="訓練の箇所数"),
    "the due of a KPI": lambda plan: entry(plan, f"{P22}-k2")["due"].update(
        certainty="planned", printed="令和5年3月に"
    ),
    "a correction": rename(f"{P22}-r1", reason="混ぜ書き"),
    "a link": rename(f"{P22}-l1", reason="どちらも緑を扱う。"),
    "the label of a linked one": rename(B02, name="みなと中央公園"),
    "the text of one": rename(M1, text="防災訓練を4箇所で開催します！"),
    "evidence": evidence,
    "the reason of a pillar": pillar_reason,
    "a section": rename(f"{P22}-s2", text="主な取り組み"),
    "the plan": lambda plan: plan["plan"].update(title="見本市港区運営方針"),
    "the word for pillars": lambda plan: plan["plan"].update(pillar_term="政策"),
    "the document": document_name,
    "the address of the document": address,
    "a passage": rename(f"{P22}-g0", text="みんなで育てる港区"),
}

# One for each kind of page that may change.
TRIED = sampled(
    [
        "a bureau",
        "a theme",
        "a KPI",
        "a correction",
        "a link",
        "evidence",
        "a section",
        "the word for pillars",
    ],
    list(EDITS),
)


@pytest.mark.parametrize(("engine", "edit"), on_engines(TRIED, ["evidence"]), indirect=["engine"])
def test_the_pages_that_changed_are_those_that_show_something_else(
    client: TestClient, store: Store, edit: str
) -> None:
    clock = Clock()
    import_text(store, text_of(plan_2022()), clock=clock)
    dates, entries = site_dates(client), feed_dates(client)
    pages = contents(client, dates)
    edited = plan_2022()
    EDITS[edit](edited)
    assert import_text(store, text_of(signed(edited)), clock=clock, replace=True).revision == 2
    different = changed(pages, contents(client, dates))
    new = changed(dates, site_dates(client))
    assert different <= new
    initiatives = {path for path in different if path.startswith("/initiatives/")}
    assert {path for path in new if path.startswith("/initiatives/")} == initiatives
    assert changed(entries, feed_dates(client)) == initiatives


def test_a_page_has_its_date_also_after_a_rebuild_and_a_second_import(
    client: TestClient, store: Store
) -> None:
    clock = Clock()
    import_text(store, text_of(plan_2022()), clock=clock)
    edited = plan_2022()
    rename_organisation(1, "土木整備局")(edited)
    import_text(store, text_of(signed(edited)), clock=clock)
    dates = site_dates(client)
    assert dates[f"/initiatives/{M1}"] < dates[f"/initiatives/{B01}"]
    list(rebuild(store, force=True))
    assert site_dates(client) == dates
    entry(edited, M1)["label"] = "訓練の開催"
    import_text(store, text_of(signed(edited)), clock=clock)
    assert changed(dates, site_dates(client)) & {f"/initiatives/{one}" for one in (M1, B01, B02)} == {
        f"/initiatives/{M1}"
    }


def test_the_page_of_an_organisation_changes_with_a_plan_that_no_longer_names_it(
    client: TestClient, store: Store
) -> None:
    clock = Clock()
    for plan in (plan_2022(), plan_2023()):
        plan["organisations"] = organisation_entries()
        import_text(store, text_of(signed(plan)), clock=clock)
    dates = site_dates(client)
    pages = contents(client, dates)
    withdraw_plan(store, P22, "誤って登録したため", clock=clock)
    after = site_dates(client)
    different = changed(pages, contents(client, after))
    assert "/organisations/991007-midori" in different <= changed(dates, after)
    assert not [path for path in changed(dates, after) if path.startswith(f"/initiatives/{P23}")]
