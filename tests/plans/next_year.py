"""Two editions of the tests' ward in one series: that of 2023 (tests/world.py) in format 2, and the next year
with renamed, merged, split and ended items."""

from tests.format_2 import as_format_2
from tests.plans.entries import Json, entry, header, measure, organisation, plan_file
from tests.world import P22, P23, WARD, plan_2023

P24 = f"{WARD}-2024"
SERIES = {"key": "unei", "name": "港区運営方針"}


def last_year() -> Json:
    file = as_format_2(plan_2023())
    file["plan"]["series"] = SERIES
    return file


def next_year() -> Json:
    """Three measures under the pillars of the year before."""
    p, title = P24, "令和6年度見本市港区運営方針（架空）"
    document = [
        entry("passage", f"{p}-title", line=1, kind="title", text=title),
        entry("pillar", f"{p}-p1", line=2, name="守り"),
        entry("theme", f"{p}-p1-t1", line=3, pillar=f"{p}-p1", name="災害に強いまち"),
        measure(f"{p}-p1-t1-m1", "訓練", "土木局と防災訓練を行います。", line=4, theme=f"{p}-p1-t1"),
        entry("pillar", f"{p}-p2", line=5, name="にぎわいと学び"),
        entry("theme", f"{p}-p2-t1", line=6, pillar=f"{p}-p2", name="港まつり"),
        measure(f"{p}-p2-t1-m1", "まつりと花火", "港まつりと花火をひらきます。", line=7, theme=f"{p}-p2-t1"),
        measure(f"{p}-p2-t1-m2", "夜店", "夜店を出します。", line=8, theme=f"{p}-p2-t1"),
    ]
    return plan_file(
        header(p, title, "2024-04-01", "2025-03-31", series=SERIES),
        [
            organisation(WARD, "見本市港区", "ward"),
            organisation("991007-doboku", "都市土木局", "bureau"),
        ],
        document,
        continues=_continues(p),
    )


def _continues(p: str) -> list[Json]:
    def said(item: str | None, earlier: str | None, relation: str, reason: str | None = None) -> Json:
        basis = "editorial" if reason else "layout"
        return {"item": item, "earlier": earlier, "relation": relation, "basis": basis, "reason": reason}

    return [
        said(f"{p}-p1", f"{P23}-p1", "continued"),
        said(f"{p}-p1-t1", f"{P23}-p1-t1", "renamed", "名称が変わり、内容は続いている。"),
        said(f"{p}-p1-t1-m1", f"{P23}-p1-t1-m1", "reworded", "文の言い方だけが変わった。"),
        said(f"{p}-p2", f"{P23}-p2", "merged", "にぎわいの柱を引き継ぐ。"),
        said(f"{p}-p2", f"{P23}-p3", "merged", "学びの柱を引き継ぐ。"),
        said(f"{p}-p2-t1-m1", f"{P23}-p2-t1-m1", "merged", "まつりの取組を引き継ぐ。"),
        said(f"{p}-p2-t1-m1", f"{P23}-p2-t1-m2", "merged", "花火の取組を引き継ぐ。"),
        said(f"{p}-p2-t1-m2", None, "new", "前の年度にない取組である。"),
        said(None, f"{P22}-b01", "completed", "着手して終わった。"),
        said(None, f"{P23}-k1", "ended", "来場者の目標は掲げられていない。"),
    ]
