"""Plan files of format 1, read as format 2: the same content under the names of today."""

from typing import Any, Final

from app.i18n.fiscal import fiscal_period
from app.importer.format_1 import PlanFile1
from app.models.vocabulary import Extent, MentionRole, PlanStatus, Wording

_MAIN: Final = "main"
_TARGET: Final = "a"

Json = dict[str, Any]

# Pointers of format 2 by those of format 1 that they come from, each within its entry.
_PLACES: Final = (
    ("/targets/0/due", "/due"),
    ("/targets/0/value", "/value"),
    ("/targets/0/text", "/target_text"),
    ("/targets/0/comparator", "/comparator"),
    ("/targets/0", "/value"),
    ("/targets", "/value"),
    ("/owner", "/mentions/0/id"),
)


def upgrade(file: PlanFile1) -> Json:
    """The file in format 2."""
    content: Json = file.model_dump(mode="json")
    sources = {_MAIN: content["plan"]["source"]}
    kpis = [_kpi(kpi, sources) for kpi in content["kpis"]]
    return {
        **content,
        "format": "hoshin-plan/2",
        "plan": _plan(content["plan"], sources),
        "kpis": kpis,
    }


def place_in_format_1(where: str) -> str:
    """The pointer in the file as it was written, for one in its upgrade."""
    if where.startswith("/plan/sources/0"):
        return where.replace("/plan/sources/0", "/plan/source", 1)
    if where.startswith("/plan/period"):
        return "/plan/fiscal_year"
    if where.startswith("/kpis/"):
        for new, old in _PLACES:
            if new in where:
                return where.replace(new, old, 1)
    return where


def _plan(header: Json, sources: dict[str, Json]) -> Json:
    start, end = fiscal_period(header["fiscal_year"])
    kept = {name: header[name] for name in ("id", "municipality_code", "issuer", "title")}
    return {
        **kept,
        "status": PlanStatus.ADOPTED,
        "period": {"start": start.isoformat(), "end": end.isoformat()},
        "terms": {"pillar": header["pillar_term"]},
        "transcription": {"extent": Extent.WHOLE, "wording": Wording.VERBATIM},
        "sources": [{"key": key, **source} for key, source in sources.items()],
    }


def _kpi(kpi: Json, sources: dict[str, Json]) -> Json:
    target = {
        "value": kpi.pop("value"),
        "comparator": kpi.pop("comparator"),
        "text": kpi.pop("target_text"),
        "due": kpi.pop("due"),
    }
    # A comparison compares with a value.
    has_target = any(target[name] is not None for name in ("value", "text", "due"))
    return {
        **kpi,
        "owner": kpi["mentions"][0]["id"],
        "mentions": [{**mention, "role": MentionRole.COMMITS} for mention in kpi["mentions"]],
        "baseline": kpi["baseline"] and _figure(kpi["baseline"], sources),
        "targets": [{"key": _TARGET, **target}] if has_target else [],
        "results": [_figure(result, sources) for result in kpi["results"]],
    }


def _figure(figure: Json, sources: dict[str, Json]) -> Json:
    """A figure with its source among those of the plan, each document once."""
    day, document = figure["as_of"], figure["source"]
    key = next((key for key, one in sources.items() if one["document"] == document), None)
    if key is None:
        key = f"source{len(sources) + 1}"
        sources[key] = {"document": document}
    return {**figure, "as_of": {"start": day, "end": day}, "source": key}
