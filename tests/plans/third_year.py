"""The third edition of the tests' ward: 2025 follows 2024 and, where that left something out, 2023. A plan of its
own beside those of PLANS, whose counts other tests spell out."""

from tests.plans.entries import Json, due, entry, header, measure, organisation, plan_file, target
from tests.plans.next_year import P24, SERIES
from tests.world import P23, WARD

P25 = f"{WARD}-2025"


def third_year() -> Json:
    """Four measures and one project of the city under three pillars."""
    p, title = P25, "令和7年度見本市港区運営方針（架空）"
    document = [
        entry("passage", f"{p}-title", line=1, kind="title", text=title),
        entry("pillar", f"{p}-p1", line=2, name="備えと守り"),
        entry("theme", f"{p}-p1-t1", line=3, pillar=f"{p}-p1", name="災害に強いまち"),
        measure(f"{p}-p1-t1-m1", "訓練", "土木局と防災訓練を6か所で行います。", line=4, theme=f"{p}-p1-t1"),
        measure(f"{p}-p1-t1-m2", "備蓄", "備蓄の倉庫を増やします。", line=5, theme=f"{p}-p1-t1"),
        entry("pillar", f"{p}-p2", line=6, name="にぎわい"),
        entry("theme", f"{p}-p2-t1", line=7, pillar=f"{p}-p2", name="港まつり"),
        measure(
            f"{p}-p2-t1-m1", "まつり", "港まつりの来場者を2万5千人にします。", line=8, theme=f"{p}-p2-t1"
        ),
        measure(f"{p}-p2-t1-m2", "花火", "花火を打ち上げます。", line=9, theme=f"{p}-p2-t1"),
        entry("pillar", f"{p}-p3", line=10, name="学び"),
        entry(
            "bureau_project",
            f"{p}-b1",
            line=11,
            name="夜店の広場",
            text="夜店を出せる広場を整えます。",
            organisations=[{"id": "991007-doboku", "role": "responsible", "basis": "layout"}],
        ),
    ]
    return plan_file(
        header(p, title, "2025-04-01", "2026-03-31", series=SERIES),
        [
            organisation(WARD, "見本市港区", "ward"),
            organisation("991007-doboku", "都市土木局", "bureau"),
        ],
        document,
        kpis=[_visitors(p)],
        continues=_continues(p),
    )


def _visitors(p: str) -> Json:
    quoted = {"id": f"{p}-p2-t1-m1", "quote": "来場者を2万5千人に", "role": "commits"}
    when = {**due(2025, ""), "printed": None, "basis": "editorial", "reason": "年度の計画である。"}
    return {
        "id": f"{p}-k1",
        "kind": "quantity",
        "label": "港まつりの来場者",
        "owner": f"{p}-p2-t1-m1",
        "mentions": [quoted],
        "unit": "人",
        "direction": "increase",
        "targets": [target("a", when, 25000, comparator=">=")],
    }


def _continues(p: str) -> list[Json]:
    def said(item: str | None, earlier: str | None, relation: str, reason: str | None = None) -> Json:
        basis = "editorial" if reason else "layout"
        return {"item": item, "earlier": earlier, "relation": relation, "basis": basis, "reason": reason}

    return [
        said(f"{p}-p1", f"{P24}-p1", "renamed", "柱の名称だけが変わった。"),
        said(f"{p}-p1-t1", f"{P24}-p1-t1", "continued"),
        said(f"{p}-p1-t1-m1", f"{P24}-p1-t1-m1", "expanded", "箇所数が加わった。"),
        said(f"{p}-p1-t1-m2", None, "new", "前の年度にない取組である。"),
        said(f"{p}-p2", f"{P24}-p2", "split", "学びが別の柱に戻った。"),
        said(f"{p}-p3", f"{P24}-p2", "split", "にぎわいから分かれた。"),
        said(f"{p}-p2-t1", f"{P24}-p2-t1", "continued"),
        said(f"{p}-p2-t1-m1", f"{P24}-p2-t1-m1", "split", "まつりの取組に戻った。"),
        said(f"{p}-p2-t1-m2", f"{P24}-p2-t1-m1", "split", "花火の取組が分かれた。"),
        said(f"{p}-b1", f"{P24}-p2-t1-m2", "means_changed", "区の取組から局の事業になった。"),
        # The edition between has none.
        said(f"{p}-k1", f"{P23}-k1", "continued"),
    ]
