"""Every sentence of the pages is in the catalogue, shown by a made-up language that brackets messages.

In it every message is ⟦message⟧, and every value in it ⟪value⟫. Japanese text outside a message is missing
from the catalogue, unless it is the sheet's own text, which the page marks as Japanese. Titles, attributes
and sentences may also hold names of the data.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from httpx import Response
from lxml import html  # type: ignore[import-untyped,unused-ignore]
from lxml.html import HtmlElement  # type: ignore[import-untyped,unused-ignore]
from starlette.testclient import TestClient

from app.pages import templating
from app.settings import Settings
from tests.bracket_language import (
    PSEUDO,
    UntranslatedReader,
    names_in,
    translated_service,
    untranslated,
    write_pseudo,
)
from tests.conftest import MakeSettings
from tests.kpi_plan import OTHER, city_plan, former_plan
from tests.paths import SEED
from tests.plans import draft, last_year, next_year
from tests.plans.draft import DRAFT
from tests.plans.next_year import P24
from tests.plans.third_year import P25, third_year
from tests.report_files import REPORTED
from tests.second_edition import M1, revised_plan
from tests.world import P22, P23, plan_2022, plan_2023, text_of
from tests.write_messages import FILE, template

PLAN = "141127-2022"
FILTERED = (
    "q=" + quote("防災"),
    "sdg=11&basis=stated",
    "pillar=none&bureau=none",
    "year=2022&kind=measure&kpi=period",
)
NOTHING = "sdg=1&kind=bureau_project&q=" + quote("存在しない言葉")
MANY_CONDITIONS = "sdg=3&sdg=11&pillar=none&kind=measure&kpi=none"

ADDRESSES = {
    "overview.html": ("/",),
    "initiatives.html": tuple(
        f"/initiatives?{condition}"
        for condition in (
            *FILTERED,
            NOTHING,
            MANY_CONDITIONS,
            "",
            "limit=10",
            "limit=10&offset=10",
            "view=table",
        )
    ),
    "initiative.html": tuple(
        f"/initiatives/{PLAN}-{code}" for code in ("p1-t3-m2", "p1-t2-m1", "b03", "b07")
    ),
    "brief.html": (
        *(f"/initiatives/{PLAN}-{code}/brief" for code in ("p1-t3-m2", "p1-t2-m1", "b03", "b07")),
        "/brief",
        f"/brief?item={PLAN}-b03&item={PLAN}-p1-t3-m2&item=x",
    ),
    "history.html": (f"/plans/{PLAN}/history",),
    "pillar.html": (f"/pillars/{PLAN}-p1", f"/pillars/{PLAN}-p3"),
    "sdg.html": ("/sdgs/11", "/sdgs/7"),
    "organisation.html": ("/organisations/141003-doro", "/organisations/141127"),
    "plans.html": ("/plans?year=2022",),
    "plan.html": (f"/plans/{PLAN}", f"/plans/{PLAN}?reading=corrected"),
    "matrix.html": ("/matrix", "/matrix?rows=bureau&columns=kind", "/matrix?rows=kpi&columns=theme"),
    "timeline.html": ("/timeline",),
    "compare.html": ("/compare",),
    "kpis.html": (
        "/kpis",
        "/kpis?limit=3&offset=3",
        "/kpis?kind=level",
        f"/kpis?plan={PLAN}&year=2022&kind=event&progress=not_assessable",
    ),
    "kpi.html": tuple(f"/kpis/{PLAN}-{code}" for code in ("k03", "k04", "k06")),
    "gaps.html": ("/gaps", "/gaps?missing=date&missing=sdg", f"/gaps?missing=sdg&{NOTHING}"),
    "reports.html": ("/reports",),
    "report.html": (),  # the real sheet has no report; see the test of reports
    "tags.html": ("/tags", "/tags?limit=10&offset=10"),
    "names.html": ("/names", f"/names?plan={PLAN}"),
    "name.html": tuple(f"/names/{quote(one)}" for one in ("鶴ヶ峰", "区民", "若葉台")),
    "data.html": ("/data",),
    "machine_readability.html": ("/data/machine-readability",),
    "api.html": ("/api",),
    "guide.html": ("/guide",),
    "about.html": ("/about",),
    "accessibility.html": ("/accessibility",),
}
for name_ in ("matrix", "timeline", "gaps", "tags"):
    ADDRESSES[f"{name_}.html"] += tuple(f"/{name_}?{one}" for one in (*FILTERED, NOTHING, MANY_CONDITIONS))
REFUSED = {
    "/nowhere": 404,
    "/initiatives?pillar=x&year=R0": 400,
    "/initiatives?limit=x&sdg=99&q=%23": 400,
    "/initiatives?q=%zz": 400,
    "/gaps?missing=x": 400,
    "/kpis?kind=x&owner=x": 400,
    "/kpis?owner=x": 400,
    f"/compare?from={PLAN}&to={PLAN}": 400,
    f"/compare?from={PLAN}": 400,
    "/compare?to=x&relation=x": 400,
    "/compare?to=x": 400,
    f"/kpis/{PLAN}-x": 404,
    "/matrix?rows=x": 400,
    "/matrix?rows=pillar&columns=pillar": 400,
    f"/initiatives/{PLAN}-x": 404,
    "/sdgs/99": 404,
    "/names/x": 404,
    "/names?plan=x": 400,
    "/api/v1/nowhere": 404,
    "/api/v1/initiatives?limit=0&offset=x": 400,
    "/api/v1/initiatives?kind=x&kind=measure": 400,
    "/api/v1/initiatives?bureau=x": 400,
    "/api/v1/kpis?owner=x": 400,
    "/api/v1/kpi-observations?kpi=x": 400,
    "/api/v1/initiatives?colour=red": 400,
    "/api/v1/initiatives?limit=1&limit=2": 400,
    "/api/v1/initiatives?q=%00": 400,
    "/api/v1/initiatives?q=" + "a" * 9000: 400,
    "/api/v1/initiatives?year=" + quote("明治3"): 400,
    "/api/v1/changes?plan=x": 400,
    "/api/v1/matrix?rows=kind&columns=kind": 400,
    f"/api/v1/plans/{PLAN}x": 404,
    f"/plans/{PLAN}?revision=9": 400,
    f"/api/v1/plans/{PLAN}?revision=9": 400,
}
PARTIALS = {
    "passages_found.html",
    "no_results.html",
    "results.html",
    "result_table.html",
    "base.html",
    "brief_item.html",
    "card.html",
    "differences.html",
    "editions.html",
    "filter_bar.html",
    "line.html",
    "machine.html",
    "macros.html",
    "of_plan.html",
    "report_parts.html",
    "old_revision.html",
    "plan_editions.html",
    "shares.html",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pseudo(tmp_path_factory.mktemp("locale"))


@pytest.fixture(scope="module")
def bracketed_sheet(make_settings: MakeSettings, folder: Path) -> Iterator[TestClient]:
    """The service with the real sheet in the bracketing language."""
    given = {"language": PSEUDO, "locale": folder}
    settings = Settings.model_validate(make_settings("sqlite").model_dump() | given)
    with translated_service(settings, SEED.read_text("utf-8")) as client:
        yield client


@pytest.fixture(scope="module")
def names(bracketed_sheet: TestClient) -> list[str]:
    """Names in the sheet and in the OpenAPI document, and the words of the queries."""
    described = bracketed_sheet.get("/api/v1/openapi.json").text
    return [*names_in(SEED.read_text("utf-8"), described), "防災", "存在しない言葉"]


def seen(answer: Response) -> HtmlElement:
    root = html.fromstring(answer.text)
    assert root.get("lang") == PSEUDO
    return root


def test_the_message_template_is_up_to_date_with_the_code() -> None:
    assert FILE.read_bytes() == template(), "run `make messages`"


def test_every_template_is_covered_by_these_tests() -> None:
    files = {path.name for path in (Path(templating.__file__).parents[1] / "templates").glob("*.html")}
    assert files == {*ADDRESSES, *PARTIALS, "error.html"}


@pytest.mark.parametrize("address", [one for addresses in ADDRESSES.values() for one in addresses])
def test_every_sentence_of_a_page_is_in_the_catalogue(
    bracketed_sheet: TestClient, names: list[str], address: str
) -> None:
    answer = bracketed_sheet.get(address)
    assert answer.status_code == 200
    assert "⟦方針データ⟧" in answer.text
    assert untranslated(seen(answer), names) == []


@pytest.mark.parametrize("address", REFUSED)
def test_every_sentence_about_an_error_is_in_the_catalogue(
    bracketed_sheet: TestClient, names: list[str], address: str
) -> None:
    answer = bracketed_sheet.get(address)
    assert answer.status_code == REFUSED[address]
    if not address.startswith("/api/"):
        assert untranslated(seen(answer), names) == []
        return
    assert answer.headers["content-language"] == PSEUDO
    problem = answer.json()
    sentences = [problem["title"], problem["detail"], *(one["detail"] for one in problem["errors"])]
    assert all("⟦" in one for one in sentences)
    reading = UntranslatedReader([*names, "明治3"])
    for one in sentences:
        reading.read(one)
    assert reading.found == []


def test_the_check_reports_japanese_outside_the_catalogue(
    bracketed_sheet: TestClient, names: list[str]
) -> None:
    page = bracketed_sheet.get("/initiatives").text
    assert page.count("⟦取組を探す⟧</h1>") == 1
    changed = page.replace("⟦取組を探す⟧</h1>", "取組を探す</h1>").replace(
        'aria-label="⟦主なページ⟧"', 'aria-label="主なページ"'
    )
    assert untranslated(html.fromstring(changed), names) == ["aria-label=主なページ", "取組を探す"]
    assert page.count('⟦検索結果 <span class="number">⟪46⟫</span>件⟧') == 1
    changed = page.replace("⟪46⟫", "⟪全部⟫")
    assert "全部" in untranslated(html.fromstring(changed), names)
    text = bracketed_sheet.get(f"/initiatives/{PLAN}-b03").text
    assert "災害用ハマッコトイレの整備" in untranslated(
        html.fromstring(text.replace(' lang="ja"', "")), names
    )


def test_every_sentence_about_results_and_several_plans_is_in_the_catalogue(
    make_settings: MakeSettings, folder: Path
) -> None:
    given = {"language": PSEUDO, "locale": folder, "official": True, "contact_email": "a@example.jp"}
    settings = Settings.model_validate(make_settings("sqlite").model_dump() | given)
    texts = text_of(plan_2022()), text_of(plan_2023()), text_of(revised_plan())
    known = [*names_in(*texts), "港"]
    with translated_service(settings, *texts, restore=(PSEUDO, folder)) as client:
        found = [one["id"] for one in client.get("/api/v1/initiatives").json()["items"]]
        addresses = [f"/initiatives/{one}{more}" for one in found for more in ("", "/brief")]
        for address in (
            "/",
            "/plans",
            "/initiatives",
            "/initiatives?q=" + quote("港"),
            "/sdgs/11",
            "/organisations/991007-doboku",
            "/gaps",
            "/timeline",
            "/matrix",
            "/tags",
            f"/plans/{P23}",
            f"/plans/{P22}/history",
            f"/plans/{P22}?revision=1",
            f"/plans/{P22}?revision=3",
            f"/initiatives/{M1}?revision=1",
            *addresses,
        ):
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert untranslated(seen(answer), known) == [], address


def test_every_sentence_about_several_years_is_in_the_catalogue(
    make_settings: MakeSettings, folder: Path
) -> None:
    given = {"language": PSEUDO, "locale": folder}
    settings = Settings.model_validate(make_settings("sqlite").model_dump() | given)
    # Not that of 2022, which is spoken of but not stored.
    texts = text_of(last_year()), text_of(next_year()), text_of(third_year()), text_of(draft())
    known = [*names_in(*texts), "まつり", "柱"]
    with translated_service(settings, *texts, restore=(PSEUDO, folder)) as client:
        for address in (
            "/compare",
            f"/compare?from={P23}&to={P24}",
            f"/compare?from={P23}&to={P25}&kind=kpi&kind=measure",
            f"/compare?from={P24}&to={P25}&relation=merged&sdg=none&basis=stated&bureau=none&q="
            + quote("まつり"),
            f"/compare?from={P25}&to={DRAFT}",
            f"/compare?from={P23}&to={DRAFT}&limit=5&offset=5",
            f"/initiatives/{P25}-p2-t1-m1",
            f"/pillars/{P24}-p2",
            f"/kpis/{P25}-k1",
            f"/plans/{P24}",
        ):
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert untranslated(seen(answer), known) == [], address


def test_every_sentence_about_figures_is_in_the_catalogue(make_settings: MakeSettings, folder: Path) -> None:
    given = {"language": PSEUDO, "locale": folder}
    settings = Settings.model_validate(make_settings("sqlite").model_dump() | given)
    texts = text_of(city_plan()), text_of(former_plan())
    known = names_in(*texts)
    with translated_service(settings, *texts, restore=(PSEUDO, folder)) as client:
        addresses = [f"/kpis/{one['id']}" for one in client.get("/api/v1/kpis").json()["items"]]
        for address in (
            "/kpis",
            "/timeline",
            f"/initiatives/{OTHER}",
            f"/initiatives/{OTHER}/brief",
            *addresses,
        ):
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert untranslated(seen(answer), known) == [], address


def test_every_sentence_about_reports_is_in_the_catalogue(make_settings: MakeSettings, folder: Path) -> None:
    given = {"language": PSEUDO, "locale": folder}
    settings = Settings.model_validate(make_settings("sqlite").model_dump() | given)
    texts = [text_of(file) for file in REPORTED]
    said = [report["office"]["name"] for report in REPORTED[2:]]
    known = [*names_in(*texts), *said, "土木局橋りょう課"]
    with translated_service(settings, *texts, restore=(PSEUDO, folder)) as client:
        found = [one["id"] for one in client.get("/api/v1/reports").json()["items"]]
        for address in (
            "/reports",
            f"/reports?plan={P22}",
            *(f"/reports/{one}" for one in found),
            *(f"/initiatives/{P22}-{one}" for one in ("p1-t1-m1", "p1-t2-m1", "b01", "p2-t1-m1")),
            f"/kpis/{P22}-k1",
            f"/plans/{P22}",
            "/tags",
            f"/initiatives?plan={P22}&state=done&review=rejected",
        ):
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert untranslated(seen(answer), known) == [], address


def test_data_stay_japanese_in_every_language(
    bracketed_sheet: TestClient, make_settings: MakeSettings, folder: Path
) -> None:
    addresses = [
        "/api/v1/initiatives",
        f"/api/v1/plans/{PLAN}/document",
        *(
            f"/api/v1/{name}.csv"
            for name in ("plans", "initiatives", "kpis", "kpi-observations", "gaps", "organisations")
        ),
        "/api/v1/openapi.json",
    ]
    translated = [bracketed_sheet.get(address).text for address in addresses]
    translated = [re.sub(r"20\d\d-\d\d-\d\dT[0-9:.]+(Z|\+00:00)", "", text) for text in translated]
    with translated_service(
        make_settings("sqlite"), SEED.read_text("utf-8"), restore=(PSEUDO, folder)
    ) as client:
        plain = [client.get(address).text for address in addresses]
    assert [re.sub(r"20\d\d-\d\d-\d\dT[0-9:.]+(Z|\+00:00)", "", text) for text in plain] == translated
    assert "⟦" not in "".join(translated)
