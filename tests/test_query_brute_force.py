"""Random combinations of every filter, compared with a plain filter over the plan files themselves.

Nothing of the service's own query code is used here: the files are read, folded and filtered anew.
"""

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from typing import Any, Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.conftest import SEED
from tests.world import Json, plan_2022, plan_2023

FILES: Final[list[Json]] = sorted(
    [json.loads(SEED.read_text("utf-8")), plan_2022(), plan_2023()], key=lambda file: str(file["plan"]["id"])
)
FACETS: Final = ("pillar", "theme", "sdg", "bureau", "kind", "kpi")
GOALS: Final = [str(number) for number in range(1, 18)]
KINDS: Final = ["measure", "bureau_project"]
KPI_KINDS: Final = ["quantity", "milestone", "period", "deliverable", "event"]
ISSUERS: Final = {"141127": "横浜市旭区", "991015": "見本市港区"}
YEARS: Final = {2022: ["2022", "R4", "令和4年度"], 2023: ["2023", "R5", "令和5年度"]}


@cache
def fold(text: str) -> str:
    """Spellings that count as one, the plain way."""
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    text = "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in text)
    for variants, one in (("ゖ", "け"), ("ゕ", "か"), ("步", "歩"), ("〜～∼∿〰", "~"), ("‐‑‒–—―−", "-")):
        text = re.sub(f"[{variants}]", one, text)
    return re.sub(r"\s", "", text)


@dataclass(frozen=True)
class Item:
    """One initiative of a plan file. Every relation is (its names and ids, whether the sheet states it)."""

    id: str
    plan: Json
    label: str
    due: str
    relations: dict[str, list[tuple[set[str], bool]]]
    printed: list[str]
    readings: list[str]


def stated(relation: Json) -> bool:
    return relation["basis"] in ("stated", "layout")


def items_of(file: Json) -> list[Item]:
    by_id = {entry["id"]: entry for entry in [*file["organisations"], *file["document"]]}
    found = []
    for entry in file["document"]:
        if entry["type"] not in KINDS:
            continue
        measure = entry["type"] == "measure"
        theme = by_id[entry["theme"]] if measure else None
        pillars = []
        if theme is not None and theme["pillar"]:
            pillars = [({theme["pillar"], by_id[theme["pillar"]]["name"]}, True)]
        elif entry.get("pillar"):
            given = entry["pillar"]
            pillars = [({given["id"], by_id[given["id"]]["name"]}, stated(given))]
        owners = [one for one in entry.get("organisations", []) if one.get("role") != "partner"]
        kpis = [one for one in file["kpis"] if any(m["id"] == entry["id"] for m in one["mentions"])]
        own = [entry["text"]] if measure else [entry["name"], entry["text"]]
        around = [theme["name"]] if theme is not None else []
        around += [
            one["text"]
            for one in file["document"]
            if theme is not None
            and one.get("theme") == theme["id"]
            and one.get("kind") in ("theme_lead", "caption")
        ]
        readings = []
        for text in own:
            read = text
            for one in file.get("corrections", []):
                if one["item"] == entry["id"]:
                    read = read.replace(one["printed"], one["reading"])
            readings += [read] if read != text else []
        found.append(
            Item(
                id=entry["id"],
                plan=file["plan"],
                label=entry["label"] if measure else entry["name"],
                due=min((one["due"]["start"] for one in kpis if one.get("due")), default="9999"),
                relations={
                    "pillar": pillars,
                    "theme": [({theme["id"], theme["name"]}, True)] if theme is not None else [],
                    "sdg": [({str(tag["goal"])}, stated(tag)) for tag in entry.get("sdgs", [])],
                    "bureau": [({one["id"], by_id[one["id"]]["name"]}, stated(one)) for one in owners],
                    "kind": [({entry["type"]}, True)],
                    "kpi": [({one["kind"]}, True) for one in kpis],
                },
                printed=[fold(t) for t in [*own, *around, *(by_id[one["id"]]["name"] for one in owners)]],
                readings=[fold(text) for text in readings],
            )
        )
    return found


ITEMS: Final = [item for file in FILES for item in items_of(file)]


@dataclass(frozen=True)
class Asked:
    """One query: `facets` holds the values of each parameter that may be repeated."""

    plan: str | None = None
    year: str | None = None
    issuer: str | None = None
    words: tuple[str, ...] = ()
    basis: str = "any"
    sort: str = "document"
    facets: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def narrowed(self, **to: str) -> "Asked":
        """The same query with some parameters set to one value alone."""
        facets = dict(self.facets) | {name: (value,) for name, value in to.items() if name in FACETS}
        scope: dict[str, Any] = {name: value for name, value in to.items() if name not in FACETS}
        return replace(self, facets=tuple(facets.items()), **scope)

    def pairs(self) -> list[tuple[str, str]]:
        single = {name: getattr(self, name) for name in ("plan", "year", "issuer", "basis")}
        single["q"] = " ".join(self.words) or None
        return [(name, value) for name, value in single.items() if value is not None] + [
            (name, value) for name, values in self.facets for value in values
        ]


def in_scope(plan: Json, asked: Asked) -> bool:
    year = 2022 if plan["fiscal_year"] == 2022 else 2023
    return (
        asked.plan in (None, plan["id"], plan["title"])
        and (asked.year is None or asked.year in YEARS[year])
        and asked.issuer in (None, plan["issuer"], ISSUERS[plan["issuer"]])
    )


def matches(item: Item, asked: Asked) -> bool:
    only_stated = asked.basis == "stated"
    fields = item.printed if only_stated else item.printed + item.readings
    if not in_scope(item.plan, asked):
        return False
    if not all(any(fold(word) in field for field in fields) for word in asked.words):
        return False
    for name, values in asked.facets:
        has = [names for names, is_stated in item.relations[name] if is_stated or not only_stated]
        if not any((value == "none" and not has) or any(value in names for names in has) for value in values):
            return False
    return True


def total(asked: Asked) -> int:
    return sum(matches(item, asked) for item in ITEMS)


def ids(asked: Asked) -> list[str]:
    orders: dict[str, Callable[[Item], Any]] = {
        "document": lambda _item: 0,
        "label": lambda item: (item.label, item.id),
        "due": lambda item: item.due,
    }
    return [item.id for item in sorted(ITEMS, key=orders[asked.sort]) if matches(item, asked)]


TEXTS: Final = [
    text
    for file in FILES
    for entry in file["document"]
    for text in (entry.get("text"), entry.get("name"))
    if text
] + [one["reading"] for file in FILES for one in file.get("corrections", [])]


def half_width(text: str) -> str:
    kana = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン"
    half = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ"
    return text.translate({ord(one): other for one, other in zip(kana, half, strict=True)})


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def katakana(text: str) -> str:
    return "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in text)


SPELLINGS: Final[list[Callable[[str], str]]] = [
    str,
    str.upper,
    half_width,
    full_width,
    katakana,
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: text.translate(str.maketrans("～歩步-ヶ", "〜步歩―ケ")),
]


@st.composite
def word(draw: st.DrawFn) -> str:
    """A part of a text in some spelling, a single letter, or punctuation."""
    if draw(st.integers(0, 4)) == 0:
        return str(
            draw(st.sampled_from([*"花水区の。、・（）「」%_\\～ー1R", "防災", "無い言葉", "100%", "l'"]))
        )
    text = draw(st.sampled_from(TEXTS))
    start = draw(st.integers(0, len(text) - 1))
    part = re.sub(r"\s", "", text[start : start + draw(st.integers(1, 6))]) or "区"
    spelling: Callable[[str], str] = draw(st.sampled_from(SPELLINGS))
    return spelling(part)


def options(asked: Asked, name: str) -> list[str]:
    """The values that a parameter may take among the plans in scope: names and ids."""
    fixed = {"sdg": [*GOALS, "none"], "kind": KINDS, "kpi": [*KPI_KINDS, "none"]}
    if name in fixed:
        return fixed[name]
    found: dict[str, None] = {}
    for file in FILES:
        if in_scope(file["plan"], asked):
            of_type = [one for one in file["document"] if one["type"] == name]
            bureaus = [one for one in file["organisations"] if one["id"] != file["plan"]["issuer"]]
            for one in bureaus if name == "bureau" else of_type:
                found |= {one["name"]: None, one["id"]: None}
    return [*found, "none"]


@st.composite
def query(draw: st.DrawFn) -> Asked:
    plan, year, issuer = draw(
        st.sampled_from(
            [
                *[(None, None, None)] * 6,
                ("141127-2022", None, None),
                ("令和4年度見本市港区運営方針", None, None),
                ("991015-2023", "R5", "見本市港区"),
                (None, "2022", None),
                (None, "令和5年度", None),
                (None, "R4", "991015"),
                (None, None, "横浜市旭区"),
            ]
        )
    )
    scope = Asked(plan, year, issuer)
    names = draw(st.lists(st.sampled_from(FACETS), max_size=3, unique=True))
    return replace(
        scope,
        words=tuple(draw(st.lists(word(), max_size=2)) if draw(st.booleans()) else ()),
        basis=draw(st.sampled_from(["any", "stated"])),
        sort=draw(st.sampled_from(["document", "label", "due"])),
        facets=tuple(
            (name, tuple(draw(st.lists(st.sampled_from(options(scope, name)), min_size=1, max_size=3))))
            for name in names
        ),
    )


AXES: Final = [pair for pair in product(FACETS, FACETS) if pair[0] != pair[1]]


@given(query(), st.sampled_from(AXES))
@settings(
    max_examples=150,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_query_finds_and_counts_what_the_plan_files_say(
    together: TestClient, asked: Asked, axes: tuple[str, str]
) -> None:
    shown = [*asked.pairs(), ("sort", asked.sort), ("limit", "1000")]
    listed = together.get("/api/v1/initiatives", params=shown)
    assert listed.status_code == 200, listed.text
    assert [item["id"] for item in listed.json()["items"]] == ids(asked)
    assert listed.json()["meta"]["total"] == total(asked)

    counted = together.get("/api/v1/facets", params=asked.pairs()).json()
    assert counted["total"] == total(asked)
    for name, found in counted["facets"].items():
        for one in found:
            alone = asked.narrowed(**{name: one["value"]})
            assert one["count"] == total(alone), (name, one)
            assert one["count_stated"] == total(replace(alone, basis="stated")), (name, one)
        if name in ("pillar", "theme", "bureau"):
            named = {value for value in options(asked, name) if not re.match(r"[0-9]{6}", value)}
            assert {one["value"] for one in found} == named

    rows, columns = axes
    crossed = together.get(
        "/api/v1/matrix", params=[*asked.pairs(), ("rows", rows), ("columns", columns)]
    ).json()
    for row, cells in zip(crossed["rows"], crossed["cells"], strict=True):
        for column, cell in zip(crossed["columns"], cells, strict=True):
            both = asked.narrowed(**{rows: row["value"], columns: column["value"]})
            assert cell == total(both), (row, column)


def test_the_plain_filter_reads_the_files_rightly() -> None:
    """The filter above is itself held to the numbers of the sheet."""
    asahi = Asked(plan="141127-2022")
    assert len(ITEMS) == 56
    assert total(asahi) == 46
    assert total(asahi.narrowed(bureau="道路局")) == 3
    assert total(replace(asahi, words=("防災",))) == 5
    assert total(replace(asahi.narrowed(pillar="安全・安心"), basis="stated")) == 8
    assert total(replace(asahi.narrowed(pillar="none"), basis="stated")) == 16
