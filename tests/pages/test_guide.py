"""The page of the guide."""

from urllib.parse import unquote

from lxml import html  # type: ignore[import-untyped,unused-ignore]
from starlette.testclient import TestClient

from app.pages.guide import FOLDER, PICTURES


def test_the_guide_is_a_page_with_its_pictures(sheet: TestClient) -> None:
    page = html.fromstring(sheet.get("/guide").text)
    assert page.xpath("//main//h1")[0].text == "計画の書き方"
    anchors = page.xpath("//main//a[starts-with(@href, '#')]")
    ids = page.xpath("//@id")
    assert len(anchors) > 10
    assert {unquote(one.get("href"))[1:] for one in anchors} - set(ids) == set()
    # A heading names the one table below it.
    named = page.xpath("//main//*[@role='region']/@aria-labelledby")
    assert len(named) == len(set(named)) > 20
    assert set(named) <= set(ids)
    shown = page.xpath("//main//img")
    assert {one.get("src") for one in shown} == {f"/static/{name}" for name in PICTURES}
    for picture in shown:
        answer = sheet.get(picture.get("src"))
        assert answer.headers["content-type"] == "image/png"
        assert len(answer.content) < 60_000
        assert int(picture.get("width")) > int(picture.get("height")) > 100
        assert len(picture.get("alt")) > 10
    assert {path.name for path in FOLDER.iterdir()} == {"計画の書き方.md", *PICTURES}


def test_data_and_every_footer_link_to_the_guide(sheet: TestClient) -> None:
    page = html.fromstring(sheet.get("/data").text)
    assert page.xpath("//main//a[@href='/guide']")
    assert page.xpath("//footer//a[@href='/guide']")
    assert "/guide</loc>" in sheet.get("/sitemap.xml").text
