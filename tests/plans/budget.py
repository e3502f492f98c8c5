"""A plan like a budget: amounts on every level, and organisations in four roles for parts of one item."""

from tests.plans.entries import (
    Json,
    amount,
    entry,
    header,
    interval,
    measure,
    organisation,
    plan_file,
    target,
)

CITY = "993000"
BUDGET = f"{CITY}-2024_yosan"
P = BUDGET


def _has(name: str, role: str, part: str | None = None) -> Json:
    return {"id": f"{CITY}-{name}", "role": role, "part": part, "basis": "layout"}


def budget_plan() -> Json:
    """Three measures and two bureau projects."""
    title = "令和6年度幻市予算の考え方（架空）"
    amounts = [
        amount("450億円以内", 45_000_000_000, "cost", label="総事業費", comparator="<="),
        amount("150億円", 15_000_000_000, "budget", 2024, label="令和6年度予算額"),
    ]
    return plan_file(
        header(P, title, "2024-04-01", "2025-03-31", amounts=amounts, terms={"pillar": "分野"}),
        [
            organisation(CITY, "幻市", "municipality"),
            organisation(f"{CITY}-michi", "みち局", "bureau"),
            organisation(
                f"{CITY}-machi",
                "まち局",
                "bureau",
                successor_of=[
                    {"id": f"{CITY}-kyumachi", "on": "2023-04-01", "source": "幻市事務分掌条例（架空）"}
                ],
            ),
            organisation(f"{CITY}-kyumachi", "旧まち局", "bureau"),
            organisation(f"{CITY}-kikaku", "企画本部", "headquarters"),
            organisation(f"{CITY}-kyoi", "教育委員会事務局", "board_office"),
        ],
        _document(title),
        kpis=[
            {
                "id": f"{P}-k1",
                "kind": "quantity",
                "label": "借入れの上限",
                "owner": P,
                "mentions": [
                    {"id": f"{P}-x1", "quote": "借入れは年度末に100億円以内とします", "role": "commits"}
                ],
                "unit": "億円",
                "targets": [
                    target(
                        "a",
                        {**interval(2024, printed="年度末"), "precision": "fiscal_year", "basis": "stated"},
                        100,
                        comparator="<=",
                    )
                ],
            }
        ],
    )


def _document(title: str) -> list[Json]:
    budget = amount("2億円", 200_000_000, "budget", 2024)
    return [
        entry("passage", f"{P}-title", kind="title", text=title),
        entry("passage", f"{P}-x1", kind="note", text="借入れは年度末に100億円以内とします。"),
        entry(
            "pillar", f"{P}-p1", name="みちとまち", amounts=[amount("80億円", 8_000_000_000, "budget", 2024)]
        ),
        entry(
            "theme",
            f"{P}-p1-t1",
            pillar=f"{P}-p1",
            name="みちの手入れ",
            amounts=[amount("30億円", 3_000_000_000, "budget", 2024)],
            organisations=[
                _has("michi", "responsible"),
                _has("machi", "joint"),
                _has("kikaku", "cooperating"),
            ],
        ),
        measure(
            f"{P}-p1-t1-m1",
            "舗装",
            "傷んだ舗装を直します。",
            theme=f"{P}-p1-t1",
            amounts=[budget, amount("1億8,000万円", 180_000_000, "settlement", 2023, label="前年度決算額")],
        ),
        measure(
            f"{P}-p1-t1-m2",
            "歩道橋",
            "歩道橋の塗装と案内をします。",
            theme=f"{P}-p1-t1",
            organisations=[
                _has("michi", "responsible", "塗装"),
                _has("machi", "responsible", "案内"),
                _has("machi", "cooperating", "塗装"),
                _has("kyoi", "partner"),
            ],
        ),
        measure(
            f"{P}-p1-m3",
            "窓口",
            "窓口をひとつにします。",
            pillar=f"{P}-p1",
            organisations=[_has("kyoi", "partner")],
        ),
        entry(
            "bureau_project",
            f"{P}-b1",
            number="①",
            name="橋の点検",
            text="橋を点検します。",
            pillar={"id": f"{P}-p1", "basis": "layout"},
            amounts=[amount("5,000万円", 50_000_000, "budget", 2024)],
            organisations=[_has("michi", "joint"), _has("kyoi", "joint")],
        ),
        entry(
            "bureau_project",
            f"{P}-b2",
            name="図書館",
            text="図書館を開きます。",
            organisations=[_has("machi", "partner"), _has("kikaku", "cooperating")],
        ),
    ]
