"""Checks of an open page: axe, reflow, layout shifts, forced colours."""

from collections.abc import Iterable
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
# The text spacing of WCAG 1.4.12.
SPACED = """
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
    p { margin-bottom: 2em !important; }
"""


def axe(page: Page) -> dict[str, list[tuple[str, list[str]]]]:
    """Violations and undecided rules of axe, each with its places."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    answer = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})",
        RULES,
    )
    return {
        kind: [(one["id"], [str(node["target"]) for node in one["nodes"]]) for one in answer[kind]]
        for kind in ("violations", "incomplete")
    }


# Width of the window, text size, and additional style.
READINGS = {
    "on a telephone": (375, "100%", ""),
    "narrow": (320, "100%", ""),
    "narrow, text at 200%": (320, "200%", ""),
    "narrow, wide text spacing": (320, "100%", SPACED),
}


def sideways(page: Page, readings: Iterable[str] = READINGS) -> dict[str, list[str]]:
    """By reading mode: what makes the page scroll sideways, and faults of the scrolling frames."""
    found = {}
    for name in readings:
        width, size, style = READINGS[name]
        page.set_viewport_size({"width": width, "height": 812})
        if faults := page.evaluate(SIDEWAYS, [size, style]):
            found[name] = faults
    return found


SIDEWAYS = """([size, css]) => {
    const root = document.documentElement, said = [];
    const named = element => `${element.localName}.${element.className}`;
    const brought = new CSSStyleSheet();
    brought.replaceSync(css);
    document.adoptedStyleSheets = [brought];
    root.style.fontSize = size;
    if (root.scrollWidth > innerWidth) {
        const out = [...document.querySelectorAll("body *")].filter(element =>
            element.getBoundingClientRect().right > innerWidth && !element.closest(".scroll, pre"));
        said.push("the page, by " + (out.length ? named(out.at(-1)) : "something that has no box"));
    }
    // A table that fits in this browser may be too wide in another: every one has its frame.
    for (const table of document.querySelectorAll("table"))
        if (!table.parentElement.matches(".scroll")) said.push("no frame: " + named(table));
    for (const frame of document.querySelectorAll(".scroll, pre")) {
        if (!frame.checkVisibility()) continue;
        const content = frame.firstElementChild, complain = what => said.push(`${what}: ${named(content)}`);
        const labels = (frame.getAttribute("aria-labelledby") ?? "").split(" ").map(id =>
            document.getElementById(id)?.textContent ?? "");
        if (frame.getAttribute("role") !== "region") complain("no region");
        if (!(frame.getAttribute("aria-label") ?? labels.join("")).trim()) complain("no name");
        frame.focus({focusVisible: true, preventScroll: true});
        if (document.activeElement !== frame) complain("out of the keyboard's reach");
        else if (getComputedStyle(frame).outlineStyle !== "solid") complain("no focus ring");
        frame.blur();
        if (getComputedStyle(frame).overflowX !== "auto") complain("does not scroll");
        // To the end and back: all that is wider than the frame comes into it.
        frame.scrollLeft = frame.scrollWidth;
        if (content.getBoundingClientRect().right > frame.getBoundingClientRect().right + 1) complain("cut");
        frame.scrollLeft = 0;
    }
    return said;
}"""


# A tenth of the limit of a good page: the browser may draw a page that it has not read to the end.
NEGLIGIBLE_SHIFT = 0.01


def unsteady(page: Page) -> list[dict[str, Any]]:
    """The layout shifts, empty if their sum is negligible."""
    found = shifts(page)
    return found if sum(one["value"] for one in found) >= NEGLIGIBLE_SHIFT else []


def shifts(page: Page) -> list[dict[str, Any]]:
    """Every layout shift since the page was opened, with the elements that moved."""
    # The first frame delivers the recorded shifts, the second those that the first frame caused.
    found: list[dict[str, Any]] = page.evaluate(
        """() => new Promise(resolve => {
            const seen = [];
            const take = entries => {
                for (const entry of entries)
                    seen.push({
                        value: entry.value,
                        at: entry.startTime,
                        moved: entry.sources.map(({node}) => {
                            const element = node?.nodeType === 3 ? node.parentElement : node;
                            if (!element) return "(gone)";
                            return (element.closest("[id]")?.id ?? "") + " " + element.tagName;
                        }),
                    });
            };
            const observer = new PerformanceObserver(list => take(list.getEntries()));
            observer.observe({type: "layout-shift", buffered: true});
            const frame = next => requestAnimationFrame(() => setTimeout(next));
            frame(() => frame(() => { take(observer.takeRecords()); resolve(seen); }));
        })"""
    )
    return found


def lost_in_forced_colours(page: Page) -> list[str]:
    """Elements that cannot be distinguished when the system's colours replace those of the page."""
    page.emulate_media(forced_colors="active")
    lost: list[str] = page.evaluate(
        """() => {
            const seen = element => element.checkVisibility({visibilityProperty: true});
            const lined = style => ["Top", "Right", "Bottom", "Left"].some(side =>
                parseFloat(style["border" + side + "Width"]) > 0 && style["border" + side + "Style"] !== "none");
            const named = element => element.outerHTML.slice(0, 80);
            const lost = [];
            const boxes = ".chip, .basis, .kind, .review, .method, .brand-mark, .button, .swatch, mark,"
                + " .switch a, .notice, .editorial-box, .tag, .side, .form-basis, .original, .card .quote,"
                + " input, select, [class^=heat-]";
            for (const element of document.querySelectorAll(boxes))
                if (seen(element) && !element.textContent.trim() && !element.matches("input[type=checkbox]")
                    && !lined(getComputedStyle(element)))
                    lost.push("neither text nor border: " + named(element));
            const framed = ".chip, .basis, .button, .notice, .editorial-box, .tag, .swatch, input, select";
            for (const element of document.querySelectorAll(framed))
                if (seen(element) && !lined(getComputedStyle(element)) && element.type !== "checkbox")
                    lost.push("no border: " + named(element));
            for (const element of document.querySelectorAll("mark, .switch, .site-nav, .goal-nav")) {
                const here = element.matches("mark") ? element : element.querySelector("[aria-current]");
                if (!here || !seen(here)) continue;
                const style = getComputedStyle(here);
                if (!style.textDecorationLine.includes("underline") && parseInt(style.fontWeight) < 700)
                    lost.push("marked by its colour alone: " + named(here));
            }
            const link = document.querySelector("main a") ?? document.querySelector(".brand");
            link.focus({focusVisible: true});
            const ring = getComputedStyle(link);
            if (ring.outlineStyle !== "solid" || ring.outlineWidth !== "4px"
                || ring.outlineColor === getComputedStyle(document.body).backgroundColor)
                lost.push("no focus ring: " + named(link));
            return lost;
        }"""
    )
    return lost
