"""The finder in a browser: mouse, keyboard, telephone, no script, Back and Forward."""

from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NARROW, OpenPage


def state(page: Page) -> list[tuple[str, str]]:
    """The query parameters of the address, sorted."""
    return sorted(parse_qsl(urlsplit(page.url).query))


def box(page: Page, name: str, value: str) -> str:
    return f'input[name="{name}"][value="{value}"]'


def found(page: Page) -> list[str]:
    """The titles of the results in their order."""
    return page.locator("#results .card-title a").all_inner_texts()


def chip(page: Page, label: str) -> Locator:
    return page.locator(".chip-remove", has_text=label)


def tick(page: Page, name: str, value: str, total: int) -> None:
    page.check(box(page, name, value))
    expect(page.locator("#results-heading")).to_have_text(f"検索結果 {total}件")


def test_ticking_filters_in_place_and_keeps_the_focus(sheet_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{sheet_url}/initiatives")
    page.evaluate("window.same = true")
    page.evaluate("document.getElementById('filter').same = true")

    tick(page, "pillar", "安全・安心", 9)

    assert state(page) == [("pillar", "安全・安心")]
    assert page.evaluate("window.same && document.getElementById('filter').same")
    assert page.evaluate("document.activeElement.value") == "安全・安心"
    assert page.title() == "安全・安心（9件） | 取組を探す | 令和4年度旭区運営方針 | 方針データ"
    # The counts of the other facets follow.
    goal = page.locator("label", has=page.locator(box(page, "sdg", "11")))
    expect(goal.locator(".option-count")).to_have_text("7件")


def test_ticked_options_combine_and_a_chip_removes_one(sheet_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{sheet_url}/initiatives")
    tick(page, "bureau", "都市整備局", 4)
    tick(page, "bureau", "環境創造局", 7)
    tick(page, "sdg", "17", 1)
    assert state(page) == [("bureau", "環境創造局"), ("bureau", "都市整備局"), ("sdg", "17")]

    chip(page, "環境創造局").click()
    expect(page.locator("#results-heading")).to_have_text("検索結果 0件")
    expect(page.locator("#results-heading")).to_be_focused()
    expect(page.locator(box(page, "bureau", "環境創造局"))).not_to_be_checked()
    expect(page.locator(box(page, "bureau", "都市整備局"))).to_be_checked()

    page.get_by_role("link", name="条件をすべて解除").click()
    expect(page.locator("#results-heading")).to_have_text("検索結果 46件")
    assert state(page) == []
    # The form that was swapped in with the chip filters like the first one.
    tick(page, "kind", "measure", 33)


def test_one_click_shows_only_what_the_plan_states(sheet_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{sheet_url}/initiatives?pillar={quote('安全・安心')}")
    page.get_by_label("原文に記載のあるものだけ").check()
    expect(page.locator("#results-heading")).to_have_text("検索結果 8件")
    assert ("basis", "stated") in state(page)


def test_each_filter_change_is_announced_once(sheet_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{sheet_url}/initiatives")
    assert page.locator("#status").inner_text() == ""
    page.evaluate(
        """() => {
            window.announced = [];
            const status = document.getElementById("status");
            const listen = () => window.announced.push(status.textContent);
            new MutationObserver(listen).observe(status, {childList: true, characterData: true, subtree: true});
        }"""
    )
    tick(page, "pillar", "地域の力", 15)
    tick(page, "sdg", "3", 5)
    assert page.evaluate("window.announced") == [
        "柱が『地域の力』の取組：15件",
        "柱が『地域の力』、かつSDGsが『3 すべての人に健康と福祉を』の取組：5件",
    ]


def test_enter_sends_one_request_without_empty_parameters(sheet_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{sheet_url}/initiatives")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.get_by_label("言葉で探す").fill("防災")
    page.keyboard.press("Enter")
    expect(page.locator("#results-heading")).to_have_text("検索結果 5件")
    assert [urlsplit(address).query for address in requests] == [f"q={quote('防災')}"]
    expect(page.get_by_label("言葉で探す")).to_be_focused()

    page.get_by_label("言葉で探す").fill("  ")
    page.keyboard.press("Enter")
    expect(page.locator("#results-heading")).to_have_text("検索結果 46件")
    assert state(page) == []


def test_typing_sends_no_request(sheet_url: str, open_page: OpenPage) -> None:
    """An input method composes words before they are chosen: nothing may be sent in between."""
    page = open_page(f"{sheet_url}/initiatives")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.get_by_label("言葉で探す").press_sequentially("ぼうさい")
    page.get_by_label("言葉で探す").dispatch_event("compositionend")
    page.keyboard.press("Tab")
    page.wait_for_load_state("networkidle")
    assert requests == []


def test_sorting_keeps_the_conditions(sheet_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{sheet_url}/initiatives?bureau={quote('都市整備局')}")
    page.get_by_label("並び順").focus()
    page.get_by_label("並び順").select_option("due")
    expect(page.locator("#results .card-title a").first).to_have_text("旧上瀬谷通信施設地区整備事業")
    assert state(page) == [("bureau", "都市整備局"), ("sort", "due")]
    expect(page.get_by_label("並び順")).to_be_focused()


def test_back_forward_and_reload_restore_everything(sheet_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{sheet_url}/initiatives")
    tick(page, "pillar", "魅力づくり", 10)
    tick(page, "sdg", "11", 2)

    page.go_back()
    expect(page.locator("#results-heading")).to_have_text("検索結果 10件")
    expect(page.locator(box(page, "sdg", "11"))).not_to_be_checked()
    expect(page.locator(box(page, "pillar", "魅力づくり"))).to_be_checked()
    expect(page.locator("#results-heading")).to_be_focused()
    expect(page).to_have_title("魅力づくり（10件） | 取組を探す | 令和4年度旭区運営方針 | 方針データ")

    page.go_back()
    expect(page.locator("#results-heading")).to_have_text("検索結果 46件")
    page.go_forward()
    page.go_forward()
    expect(page.locator("#results-heading")).to_have_text("検索結果 2件")
    expect(page.locator(box(page, "sdg", "11"))).to_be_checked()

    page.reload()
    expect(page.locator("#results-heading")).to_have_text("検索結果 2件")
    # After the reload the form works as before.
    page.uncheck(box(page, "sdg", "11"))
    expect(page.locator("#results-heading")).to_have_text("検索結果 10件")


def test_back_from_an_initiative_restores_the_filtered_list(sheet_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{sheet_url}/initiatives")
    tick(page, "bureau", "道路局", 3)
    page.get_by_role("link", name="帷子川の河川改修", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("帷子川の河川改修")
    page.go_back()
    expect(page.locator("#results-heading")).to_have_text("検索結果 3件")
    expect(page.locator(box(page, "bureau", "道路局"))).to_be_checked()


def test_without_script_the_results_are_the_same(sheet_url: str, open_page: OpenPage) -> None:
    plain, scripted = (
        open_page(f"{sheet_url}/initiatives", script=False),
        open_page(f"{sheet_url}/initiatives"),
    )
    for page in (plain, scripted):
        page.check(box(page, "pillar", "安全・安心"))
        page.check(box(page, "sdg", "11"))
        page.get_by_label("言葉で探す").fill("地域")
        page.get_by_role("button", name="絞り込む").click()
        expect(page.locator("#results-heading")).to_have_text("検索結果 6件")
    assert found(plain) == found(scripted)
    assert len(found(plain)) == 6
    chip(plain, "検索語").click()
    expect(plain.locator("#results-heading")).to_have_text("検索結果 7件")


def test_on_a_telephone_the_button_applies_all_ticks(sheet_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{sheet_url}/initiatives", width=NARROW)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    expect(page.locator(box(page, "pillar", "安全・安心"))).not_to_be_visible()
    page.locator("#panel > summary").click()
    page.check(box(page, "pillar", "安全・安心"))
    page.check(box(page, "pillar", "地域の力"))
    assert requests == []

    page.get_by_role("button", name="絞り込む").click()
    expect(page.locator("#results-heading")).to_have_text("検索結果 24件")
    expect(page.locator("#results-heading")).to_be_focused()
    assert page.locator("#results-heading").evaluate("e => e.getBoundingClientRect().top") < 100
    expect(page.locator("#panel > summary")).to_have_text("絞り込み（2件適用中）")
    expect(page.locator(box(page, "pillar", "安全・安心"))).not_to_be_visible()
    assert len(requests) == 1


def test_the_keyboard_alone_can_filter_and_remove_a_chip(sheet_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{sheet_url}/initiatives")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="本文へ移動")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("言葉で探す")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="結果へ移動")).to_be_focused()
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("#results-heading")).to_have_text("検索結果 9件")
    expect(page.locator(box(page, "pillar", "安全・安心"))).to_be_focused()

    chip(page, "安全・安心").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#results-heading")).to_have_text("検索結果 46件")
    expect(page.locator("#results-heading")).to_be_focused()


def test_an_invalid_search_is_explained_in_place(sheet_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{sheet_url}/initiatives")
    page.get_by_label("言葉で探す").fill("\u200b")
    page.keyboard.press("Enter")
    expect(page.locator("#results")).to_contain_text(
        "検索語がありません。文字や数字を含む言葉を入れてください。"
    )
    expect(page.locator("#status")).to_contain_text("検索語がありません。")

    page.get_by_label("言葉で探す").fill("花")
    page.keyboard.press("Enter")
    expect(page.locator("#results-heading")).to_have_text("検索結果 5件")


def test_a_failed_request_shows_an_alert_with_a_plain_link(sheet_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{sheet_url}/initiatives")
    page.route("**/initiatives?*", lambda route: route.abort())
    page.locator(box(page, "pillar", "安全・安心")).click()
    banner = page.get_by_role("alert")
    expect(banner).to_be_visible()
    expect(banner).to_be_in_viewport()
    # What is ticked is what is shown.
    expect(page.locator(box(page, "pillar", "安全・安心"))).not_to_be_checked()
    assert state(page) == []
    page.unroute("**/initiatives?*")
    banner.get_by_role("link").click()
    expect(page.locator("#results-heading")).to_have_text("検索結果 9件")
    assert state(page) == [("pillar", "安全・安心")]


@pytest.mark.parametrize("status", [500, 503])
def test_a_server_that_fails_in_between_is_told_where_one_looks_and_the_next_tick_works(
    sheet_url: str, open_page: OpenPage, status: int
) -> None:
    page = open_page(f"{sheet_url}/initiatives")
    tick(page, "pillar", "地域の力", 15)
    page.locator(box(page, "kind", "bureau_project")).scroll_into_view_if_needed()
    page.route("**/initiatives?*", lambda route: route.fulfill(status=status, body="busy"))
    page.locator(box(page, "kind", "measure")).click()
    expect(page.get_by_role("alert")).to_be_in_viewport()
    expect(page.locator(box(page, "kind", "measure"))).not_to_be_checked()
    expect(page.locator(box(page, "pillar", "地域の力"))).to_be_checked()
    page.unroute("**/initiatives?*")
    tick(page, "kind", "bureau_project", 0)
    expect(page.locator("#failure")).to_be_hidden()
    assert state(page) == [("kind", "bureau_project"), ("pillar", "地域の力")]


def test_back_without_a_server_is_told(sheet_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{sheet_url}/initiatives")
    tick(page, "pillar", "地域の力", 15)
    page.route("**/initiatives*", lambda route: route.abort())
    page.evaluate("history.back()")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("alert").get_by_role("link")).to_have_attribute(
        "href", f"{sheet_url}/initiatives"
    )


def test_the_count_and_the_chips_stay_in_view_beside_the_form(sheet_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{sheet_url}/initiatives")
    last = page.locator(box(page, "kind", "measure"))
    last.scroll_into_view_if_needed()
    tick(page, "bureau", "道路局", 3)
    page.locator(box(page, "kind", "bureau_project")).scroll_into_view_if_needed()
    expect(page.locator("#results-heading")).to_be_in_viewport()
    expect(chip(page, "道路局")).to_be_in_viewport()


def test_on_a_telephone_the_button_stays_in_view(sheet_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{sheet_url}/initiatives", width=NARROW)
    page.locator("#panel > summary").click()
    page.check(box(page, "pillar", "安全・安心"))
    expect(page.get_by_role("button", name="絞り込む")).to_be_in_viewport(ratio=1)


def test_a_click_for_a_new_tab_changes_nothing_here(sheet_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{sheet_url}/initiatives?sdg=11")
    for label in ("SDGs", "条件をすべて解除"):
        link = page.locator("#results").get_by_role("link", name=label).first
        with page.context.expect_page() as opened:
            link.click(modifiers=["Control"])
        expect(opened.value.locator("#results-heading")).to_have_text("検索結果 46件")
        assert state(page) == [("sdg", "11")]
        expect(page.locator(box(page, "sdg", "11"))).to_be_checked()


def test_the_canonical_address_is_that_of_what_is_shown(sheet_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{sheet_url}/initiatives")
    canonical = page.locator("link[rel=canonical]")
    tick(page, "sdg", "11", 16)
    expect(canonical).to_have_attribute("href", f"{sheet_url}/initiatives?sdg=11")
    page.go_back()
    expect(canonical).to_have_attribute("href", f"{sheet_url}/initiatives")


def test_emptying_the_field_shows_everything_again(sheet_url: str, open_page: OpenPage) -> None:
    page = open_page(f"{sheet_url}/initiatives?q={quote('防災')}")
    page.get_by_label("言葉で探す").fill("")
    expect(page.locator("#results-heading")).to_have_text("検索結果 46件")
    expect(page.get_by_label("言葉で探す")).to_be_focused()


def test_no_results_show_how_many_each_removed_condition_would_give(
    sheet_url: str, open_page: OpenPage
) -> None:
    page = open_page(f"{sheet_url}/initiatives?sdg=3&basis=stated")
    expect(page.locator("#results-heading")).to_have_text("検索結果 0件")
    page.get_by_role("link", name="根拠「原文に記載のあるものだけ」を外すと 8件").click()
    expect(page.locator("#results-heading")).to_have_text("検索結果 8件")
