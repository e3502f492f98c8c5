"""Plan files of both formats as format 2, written for the tests without the code of the service."""

from copy import deepcopy
from typing import Any

Json = dict[str, Any]


def as_format_2(file: Json) -> Json:
    """A copy of the file in format 2. It has only keys that say something."""
    if file["format"] == "hoshin-plan/2":
        return deepcopy(file)
    plan = file["plan"]
    year = fiscal_year(plan["fiscal_year"])
    sources = [{"key": "main", **plan["source"]}]
    copied = deepcopy(file)
    for entry in copied["document"]:
        if "sdgs" in entry:
            entry["sdgs"].sort(key=lambda tag: int(tag["goal"]))
    return {
        **copied,
        "format": "hoshin-plan/2",
        "plan": {
            **{name: plan[name] for name in ("id", "municipality_code", "issuer", "title")},
            "status": "adopted",
            "period": {"start": f"{year}-04-01", "end": f"{year + 1}-03-31"},
            "terms": {"pillar": plan.get("pillar_term", "柱")},
            "transcription": {"extent": "whole", "wording": "verbatim"},
            "sources": sources,
        },
        "kpis": [_kpi(kpi, sources) for kpi in file.get("kpis", [])],
    }


def fiscal_year(written: int | str) -> int:
    """The year that the tests write as 2022 or as 令和4年度."""
    if isinstance(written, int):
        return written
    return 2018 + int(written.removeprefix("令和").removesuffix("年度"))


def _kpi(kpi: Json, sources: list[Json]) -> Json:
    target = {name: kpi[name] for name in ("value", "comparator", "due") if kpi.get(name) is not None}
    if kpi.get("target_text") is not None:
        target["text"] = kpi["target_text"]
    kept = ("id", "kind", "label", "unit", "direction")
    return {
        **{name: kpi[name] for name in kept if name in kpi},
        "owner": kpi["mentions"][0]["id"],
        "mentions": [{**one, "role": "commits"} for one in kpi["mentions"]],
        "targets": [{"key": "a", **target}] if target else [],
        **({"baseline": _figure(kpi["baseline"], sources)} if kpi.get("baseline") else {}),
        "results": [_figure(one, sources) for one in kpi.get("results", [])],
    }


def _figure(figure: Json, sources: list[Json]) -> Json:
    key = next((one["key"] for one in sources if one["document"] == figure["source"]), None)
    if key is None:
        key = f"source{len(sources) + 1}"
        sources.append({"key": key, "document": figure["source"]})
    day = figure["as_of"]
    return {**figure, "as_of": {"start": day, "end": day}, "source": key}
