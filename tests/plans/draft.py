"""A draft, transcribed in part and in other words; and another plan of the same ward and year."""

from tests.plans.entries import Json, entry, header, measure, organisation, plan_file, responsible

WARD = "991031"
DRAFT = f"{WARD}-2025"
MIDORI = f"{WARD}-2025_midori"
P = DRAFT


def draft() -> Json:
    """Four measures under themes three deep, with viewpoints; of 38 that the plan announces."""
    title = "見本市川区まちづくり計画（素案・架空）"
    return plan_file(
        header(
            P,
            title,
            "2025-04-01",
            None,
            status="draft",
            series={"key": "machi", "name": "川区まちづくり計画"},
            terms={"pillar": "基本目標", "theme": ["政策", "施策", "事業群"], "measure": "事業"},
            transcription={"extent": "partial", "wording": "summary", "note": "第1章だけを要約した。"},
            announced={"pillars": 4, "themes": 20, "measures": 38, "kpis": 12},
            sources=[
                {
                    "key": "soan",
                    "document": "まちづくり計画素案の要約（架空）",
                    "url": "https://example.test/soan.pdf",
                },
                {"key": "shiryo", "document": "審議会資料3（架空）", "published": "2025-01-15"},
            ],
        ),
        [organisation(WARD, "見本市川区", "ward"), organisation(f"{WARD}-kikaku", "企画課", "bureau")],
        _document(),
        annotations=[
            {"id": f"{P}-a1", "item": f"{P}-m1", "kind": "place", "words": "大川"},
            {"id": f"{P}-a2", "item": f"{P}-m2", "kind": "target_group", "words": "こども"},
            {"id": f"{P}-a3", "item": f"{P}-x1", "kind": "place", "words": "川"},
            {"id": f"{P}-a4", "item": f"{P}-m1", "kind": "facility", "words": "案内板"},
            {"id": f"{P}-a5", "item": f"{P}-m2", "kind": "facility", "words": "案内板"},
        ],
        emphasis=[{"item": f"{P}-x1", "words": "川とともに"}],
        corrections=[
            {
                "id": f"{P}-r1",
                "item": f"{P}-m4",
                "printed": "みどり",
                "reading": "緑",
                "reason": "ほかの章は漢字である。",
            }
        ],
        links=[
            {
                "id": f"{P}-l1",
                "items": [f"{P}-m1", f"{P}-m4"],
                "relation": "same_place",
                "basis": "editorial",
                "reason": "どちらも大川の岸である。",
            }
        ],
        kpis=[
            {
                "id": f"{P}-k1",
                "kind": "deliverable",
                "label": "計画の策定",
                "owner": P,
                "mentions": [{"id": f"{P}-x1", "quote": "計画をつくる", "role": "commits"}],
                "targets": [
                    {
                        "key": "a",
                        "due": {
                            "start": "2025-04-01",
                            "end": "2026-03-31",
                            "precision": "fiscal_year",
                            "basis": "stated",
                        },
                    }
                ],
            }
        ],
    )


def _document() -> list[Json]:
    t1, t2, t3 = f"{P}-t1", f"{P}-t1-s1", f"{P}-t1-s1-j1"
    views = [{"id": f"{P}-v1", "basis": "layout"}]
    return [
        entry("viewpoint", f"{P}-v1", page=3, number="視点1", name="多様性"),
        entry("viewpoint", f"{P}-v2", page=3, number="視点2", name="脱炭素"),
        entry("passage", f"{P}-x1", page=4, kind="heading", text="川とともに。計画をつくる。"),
        entry("pillar", f"{P}-p1", page=5, number="1", name="川の守り"),
        entry("theme", t1, page=6, pillar=f"{P}-p1", number="1", name="岸辺"),
        entry("theme", t2, page=7, parent=t1, number="1-1", name="岸辺の道"),
        entry("passage", f"{P}-x2", page=7, kind="theme_lead", text="歩きやすい道にする。", theme=t2),
        entry(
            "theme",
            t3,
            page=8,
            parent=t2,
            number="1-1-1",
            name="案内板",
            organisations=[responsible(f"{WARD}-kikaku")],
        ),
        measure(f"{P}-m1", "大川の案内板", "大川に案内板を置く。", page=8, theme=t3, viewpoints=views),
        measure(
            f"{P}-m2",
            "こどもの案内板",
            "こどもが読める案内板にする。",
            page=8,
            source="shiryo",
            theme=t3,
            viewpoints=[
                *views,
                {
                    "id": f"{P}-v2",
                    "basis": "editorial",
                    "reason": "紙を減らす板である。",
                    "evidence": "案内板",
                },
            ],
        ),
        measure(f"{P}-m3", "道の手入れ", "道を手入れする。", page=9, theme=t2),
        measure(f"{P}-m4", "岸の木", "みどりの木を植える。", page=9, theme=t1),
    ]


def midori() -> Json:
    """Another plan of the ward and year of the draft, of one measure."""
    return plan_file(
        header(MIDORI, "見本市川区緑の計画（架空）", "2025-04-01", "2027-03-31"),
        [organisation(WARD, "見本市川区", "ward")],
        [
            entry("pillar", f"{MIDORI}-p1", line=1, name="川の守り"),
            measure(f"{MIDORI}-p1-m1", "苗木", "苗木を配ります。", line=2, pillar=f"{MIDORI}-p1"),
        ],
    )
