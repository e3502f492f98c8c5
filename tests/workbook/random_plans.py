"""Random plans with hostile strings: every shape of format 2, as plain JSON."""

from random import Random
from typing import Any, Final

from app.i18n.characters import unfit_text
from app.models.vocabulary import PassageKind

Json = dict[str, Any]
PLAN: Final = "995002-2022"
CODE: Final = "995002"

# Words that look like what the workbook means by itself, and what Excel would alter.
_HOSTILE: Final = (
    "=1+1",
    "+1",
    "-1",
    "@x",
    "#N/A",
    "TRUE",
    "1-1",
    "17.10",
    "0012",
    "1e5",
    "3、11",
    "なし",
    "計画",
    "全期間",
    "最初の出典",
    "柱",
    "取組",
    "p1",
    "m1 取組",
    "t1",
    "令和4年度",
    "2023-03-31",
    "_x0041_",
    "_x000D_",
    "x005F_",
    "'a",
    '"',
    "<a>&amp;",
    "a\nb",
    "、",
    "a、b",
    "道路局",
    "道路 局",
    "メモ",
    "表題＊",
    "１２",
    "が",
    "か\u3099",
    "葛\U000e0100",
    "𠮷",
    "×" * 40,
    "{{ root }}",
    "1,200千円",
    "995002",
    "995002-2022-m1",
    "…",
    "あ" * 41,
    "・始め",
    "%s",
    "\\",
    "~",
    "　全角 空白　x",
)
_LETTERS: Final = "あいうカキク漢字令和年度月日、。・ー（）「」①Ⅳ㍻ａＢ１２ aZ09_<>&'\"=+-@#%{}|~^`…〜～𠮷é"


def _fit(text: str) -> str:
    text = text.strip()
    return text if text and unfit_text(text, one_line=True) is None else "語"


class _Draw:
    """Random words and choices."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def one(self, *options: Any) -> Any:
        return self.random.choice(options)

    def odds(self, number: int = 3) -> bool:
        return self.random.randint(0, number) == 0

    def number(self, most: int, least: int = 0) -> int:
        return self.random.randint(least, most)

    def words(self, size: int = 40) -> str:
        """A name: one line without white space at its ends."""
        if self.odds(1):
            return _fit(self.one(*_HOSTILE).replace("\n", " ")[:size])
        return _fit("".join(self.random.choices(_LETTERS, k=self.number(size, 1))))

    def text(self) -> str:
        return "\n".join(self.words(60) for _ in range(self.number(3, 1)))

    def maybe(self, value: str) -> str | None:
        return None if self.odds(1) else value

    def time(self) -> Json:
        year = self.number(2030, 2019)
        start, end, precision = self.one(
            (f"{year}-04-01", f"{year + 1}-03-31", "fiscal_year"),
            (f"{year}-04-01", f"{year + 3}-03-31", "fiscal_years"),
            (f"{year}-10-01", f"{year + 1}-03-31", "fiscal_half"),
            (f"{year}-01-01", f"{year}-12-31", "year"),
            (f"{year}-02-01", f"{year}-02-28" if year % 4 else f"{year}-02-29", "month"),
            (f"{year}-05-06", f"{year}-05-06", "day"),
            (f"{year}-05-06", f"{year}-06-07", "day"),
        )
        return {"start": start, "end": end, "precision": precision}


def compact(value: Any) -> Any:
    """Without what says nothing, as in the canonical form."""
    if isinstance(value, dict):
        return {name: compact(one) for name, one in value.items() if one is not None and one != []}
    return [compact(one) for one in value] if isinstance(value, list) else value


def random_plan(seed: int) -> Json:
    d = _Draw(seed)
    names = list(dict.fromkeys(d.words() for _ in range(d.number(4, 1))))
    organisations: list[Json] = [
        {"id": f"{CODE}-o{n}" if n else CODE, "name": name, "kind": "bureau", "municipality_code": CODE}
        for n, name in enumerate(names)
    ]
    if len(organisations) > 2:
        organisations[2]["parent"] = CODE
        organisations[1]["successor_of"] = [
            {"id": one["id"], "on": "2023-04-01", "source": d.words()} for one in organisations[2:]
        ]
    document = _document(d, [one["id"] for one in organisations])
    open_end = d.odds(4)
    file = {
        "format": "hoshin-plan/2",
        "note": d.text(),
        "plan": {
            "id": PLAN,
            "municipality_code": CODE,
            "issuer": d.one(*(one["id"] for one in organisations)),
            "title": d.words(),
            "status": d.one("draft", "adopted"),
            "period": {
                "start": "2022-04-01",
                "end": None if open_end else d.one("2023-03-31", "2025-03-31"),
                "printed": d.maybe(d.words()),
            },
            "terms": {
                "pillar": d.maybe(d.words()),
                "theme": [d.words() for _ in range(d.number(3))],
                "measure": d.maybe(d.words()),
            },
            "transcription": {
                "extent": d.one("whole", "partial"),
                "wording": d.one("verbatim", "summary"),
                "note": d.maybe(d.text()),
            },
            "sources": [
                {"key": "main", "document": d.words()},
                {"key": "b", "document": d.words(), "published": "2022-12-20"},
            ],
            "sdgs": [{"goal": 3, "basis": "stated", "quote": d.text()}] if d.odds() else [],
            "amounts": [_amount(d)] if d.odds() else [],
        },
        "organisations": organisations,
        "document": document,
        "kpis": [_kpi(d, n, document) for n in range(d.number(3, 0))],
        **_sides(d, [one["id"] for one in document]),
    }
    made: Json = compact(file)
    return made


def _sides(d: _Draw, items: list[str]) -> Json:
    measures = [one for one in items if "-m" in one] or items
    kinds = ("continued", "merged")
    return {
        "annotations": [{"id": f"{PLAN}-a1", "item": d.one(*items), "kind": "place", "words": d.words()}]
        if d.odds()
        else [],
        "emphasis": [{"item": d.one(*items), "words": d.text()}] if d.odds() else [],
        "corrections": [
            {
                "id": f"{PLAN}-r1",
                "item": d.one(*items),
                "printed": d.words(),
                "reading": d.words(),
                "reason": d.text(),
            }
        ],
        "links": [
            {
                "id": f"{PLAN}-l1",
                "items": [measures[0], measures[-1]],
                "relation": "same_place",
                "basis": "stated",
                "reason": d.text(),
            }
        ],
        "continues": [
            {
                "item": one,
                "earlier": f"{CODE}-2021-m1",
                "relation": d.one(*kinds),
                "basis": "editorial",
                "reason": d.one("前の計画の番号を作成者が記入", "続く。"),
            }
            for one in items[:3]
            if d.odds(1)
        ],
        "withdrawn": [{"id": f"{PLAN}-z1", "replaced_by": d.one(None, items[0]), "reason": d.text()}]
        if d.odds()
        else [],
    }


def _amount(d: _Draw) -> Json:
    printed = d.one("1,200千円", "1.5億円", "450億円以内", "約3億円", d.words())
    return {
        "label": d.maybe(d.words()),
        "fiscal_year": d.one(None, 2022, 2023),
        "kind": d.one("budget", "settlement", "cost"),
        "comparator": d.one(None, "<=", ">=", "="),
        "value": d.one(1_200_000, 150_000_000, 0.1, 0.30000000000000004, 45_000_000_000, -3.5),
        "unit": d.one("円", "千円"),
        "printed": printed,
        "basis": d.one("stated", "editorial"),
    }


def _said(d: _Draw) -> Json:
    basis = d.one("stated", "layout", "editorial")
    extra = {"reason": d.text(), "evidence": d.text()} if basis == "editorial" or d.odds() else {}
    return {"basis": basis, **extra}


def _level(d: _Draw, bureaus: list[str]) -> Json:
    goals = sorted({d.number(17, 1) for _ in range(d.number(3))})
    tags = [
        {"goal": goal, "target": d.one(None, f"{goal}.1", f"{goal}.10", f"{goal}.a"), **_said(d)}
        for goal in goals
    ]
    for tag in tags:
        tag["review"] = d.one("unreviewed", "disputed") if tag["basis"] == "editorial" else None
    return {
        "number": d.maybe(d.words(10)),
        "sdgs": tags,
        "organisations": [
            {
                "id": d.one(*bureaus),
                "role": d.one("responsible", "responsible", "joint"),
                "part": d.one(None, None, d.words()),
                **d.one({"basis": "layout"}, _said(d)),
            }
            for _ in range(d.number(3, 0))
        ],
        "amounts": [_amount(d) for _ in range(d.number(2, 0))],
    }


def _document(d: _Draw, bureaus: list[str]) -> list[Json]:
    document: list[Json] = []
    known: dict[str, list[str]] = {name: [] for name in ("pillar", "theme", "passage", "viewpoint")}
    letters = {
        "pillar": "p",
        "theme": "t",
        "measure": "m",
        "bureau_project": "b",
        "passage": "x",
        "viewpoint": "v",
        "table": "tb",
        "direction": "d",
    }
    kinds = ("pillar", "theme", "measure", "bureau_project", "passage", "viewpoint", "table", "direction")
    for number in range(d.number(9, 1)):
        kind = d.one(*kinds)
        if kind == "direction" and not known["pillar"]:
            continue
        entry = {
            "type": kind,
            "id": f"{PLAN}-{letters[kind]}{number}",
            "line": d.one(None, number + 1),
            "page": d.one(None, 3),
            "source": d.one(None, None, "b"),
            **_entry(d, kind, known, bureaus),
        }
        document.append(entry)
        known.setdefault(kind, []).append(entry["id"])
    document.append({"type": "measure", "id": f"{PLAN}-m99", "label": d.words(), "text": d.text()})
    return document


def _entry(  # noqa: PLR0911 - one for each type
    d: _Draw, kind: str, known: dict[str, list[str]], bureaus: list[str]
) -> Json:
    pillar, theme, passage = (d.one(None, *known[name]) for name in ("pillar", "theme", "passage"))
    match kind:
        case "pillar":
            return {"name": d.maybe(d.words()), **_level(d, bureaus)}
        case "direction":
            return {"pillar": d.one(*known["pillar"]), "text": d.text()}
        case "theme":
            return {"name": d.words(), "pillar": pillar, "parent": theme, **_level(d, bureaus)}
        case "viewpoint":
            return {"name": d.words(), "number": d.maybe(d.words(10))}
        case "table":
            width = d.number(4, 1)
            rows = [
                {
                    "id": f"{PLAN}-tb{len(known.get('table', []))}-r{n}",
                    "cells": [d.one("", d.words()) for _ in range(width)],
                }
                for n in range(1, 3)
            ]
            return {
                "pillar": pillar,
                "theme": theme,
                "caption": d.maybe(d.text()),
                "columns": [d.one("", d.words()) for _ in range(width)],
                "rows": rows,
            }
        case "passage":
            return {
                "kind": d.one(*(one.value for one in PassageKind)),
                "text": d.text(),
                "pillar": pillar,
                "theme": theme,
                "parent": passage,
            }
        case "bureau_project":
            place = {"id": pillar, **_said(d)} if pillar else None
            return {
                "name": d.words(),
                "text": d.text(),
                "pillar": place,
                "viewpoints": _views(d, known),
                **_level(d, bureaus),
            }
    title = d.maybe(d.words())
    text = title if title and d.odds(2) else d.text()
    return {
        "title": title,
        "label": d.words(),
        "text": text,
        "pillar": pillar,
        "theme": theme,
        "viewpoints": _views(d, known),
        **_level(d, bureaus),
    }


def _views(d: _Draw, known: dict[str, list[str]]) -> list[Json]:
    return [{"id": one, **d.one({"basis": "layout"}, _said(d))} for one in known["viewpoint"] if d.odds(1)]


def _kpi(d: _Draw, number: int, document: list[Json]) -> Json:
    owners = [one for one in document if one["type"] in ("pillar", "theme", "measure", "bureau_project")]
    owner = d.one(*owners)
    quotes = [owner.get("text") or owner.get("name") or "語", d.words(), "令和4年度に行います"]
    mentions = [
        {"id": owner["id"], "quote": d.one(*quotes)[:4000], "role": d.one("commits", "commits", "refers")}
    ]
    mentions += [
        {"id": d.one(*document)["id"], "quote": d.words(), "role": "refers"} for _ in range(d.number(2, 0))
    ]
    made = {
        "id": f"{PLAN}-k{number}",
        "kind": d.one("level", "milestone", "event"),
        "label": d.words(),
        "owner": d.one(PLAN, owner["id"]),
        "definition": d.one(
            None,
            {
                "key": "abc",
                "name": d.words(),
                "unit": d.maybe(d.words(10)),
                "method": d.maybe(d.text()),
            },
        ),
        "mentions": mentions,
        "unit": d.words(10),
        "direction": d.one(None, "increase", "keep"),
        "cumulative": d.one(None, True, False),
        "baseline": d.one(None, {**_figure(d), "as_of": _interval(d), "status": d.one(None, "estimate")}),
        "targets": [
            {
                "key": d.one("abc"[n], f"x{n}"),
                **_figure(d),
                "comparator": d.one(None, ">="),
                "due": d.one(None, _due(d)),
            }
            for n in range(d.number(3, 0))
        ],
        "results": [
            {
                **_figure(d),
                "as_of": _interval(d),
                "status": d.one(None, "actual"),
                "evaluation": d.maybe(d.words()),
            }
            for _ in range(d.number(2, 0))
        ],
    }
    figures = [*made["targets"], *made["results"], *filter(None, [made["baseline"]])]
    if any(one["value"] is not None for one in figures):
        made["kind"] = "quantity"
    return made


def _figure(d: _Draw) -> Json:
    value, text = d.one(None, 6, 0.1, 1234567.891, 1e15), d.maybe(d.text())
    return {
        "value": 5 if value is None and text is None else value,
        "text": text,
        "source": d.one(None, None, "b"),
    }


def _interval(d: _Draw) -> Json:
    time = d.time()
    return {"start": time["start"], "end": time["end"], "printed": d.one(None, "令和4年度", d.words())}


def _due(d: _Draw) -> Json:
    basis = d.one("stated", "layout", "editorial")
    return {
        **d.time(),
        "certainty": d.one(None, "planned", "considered"),
        "printed": d.one(None, "令和4年度", d.words()),
        "basis": basis,
        "reason": d.text() if basis == "editorial" or d.odds() else None,
    }
