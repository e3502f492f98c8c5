"""A ward's plan of one year with five 政策 and no themes: measures stand directly under the pillars."""

from tests.plans.entries import Json, entry, header, measure, organisation, plan_file, responsible

WARD = "991023"
WARD_PLAN = f"{WARD}-2024"
P = WARD_PLAN
# The third has no printed name.
PILLARS = ["健やかな暮らし", "にぎわい", None, "学び", "区役所"]


def ward_plan() -> Json:
    """Six measures; the last pillar has none, and one project of the city stands beside them."""
    title = "令和6年度見本市山区運営方針（架空）"
    document = [entry("passage", f"{P}-title", line=1, kind="title", text=title)]
    line = 2
    for number, name in enumerate(PILLARS, 1):
        pillar = f"{P}-p{number}"
        document.append(entry("pillar", pillar, line=line, number=f"政策{number}", name=name))
        line += 1
        for place, (label, text) in enumerate(MEASURES.get(number, []), 1):
            document.append(measure(f"{pillar}-m{place}", label, text, line=line, pillar=pillar))
            line += 1
    document.append(
        entry(
            "bureau_project",
            f"{P}-b1",
            line=line,
            name="山の道の補修",
            text="登山道を直します。",
            organisations=[responsible("991007-doboku")],
        )
    )
    return plan_file(
        header(
            P,
            title,
            "2024-04-01",
            "2025-03-31",
            series={"key": "unei", "name": "山区運営方針"},
            terms={"pillar": "政策", "theme": [], "measure": "取組"},
            announced={"pillars": 5},
        ),
        [
            organisation(
                WARD,
                "見本市山区",
                "ward",
                parent="991007",
                parent_basis="stated",
                parent_source="見本市区の設置条例（架空）",
            ),
            organisation("991007", "見本市", "municipality"),
            organisation("991007-doboku", "都市土木局", "bureau"),
        ],
        document,
    )


MEASURES = {
    1: [("健診", "健診のよびかけを続けます。"), ("体操", "公園で体操をひろめます。")],
    2: [("山の市", "山の市をひらきます。")],
    3: [("坂の手すり", "坂道に手すりを付けます。"), ("街灯", "街灯を明るくします。")],
    4: [("山の学校", "山の学校をひらきます。")],
}
