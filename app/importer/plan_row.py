"""The row of a plan: what its header says, and how much it has."""

from collections.abc import Mapping
from typing import Any

from app.i18n.fiscal import fiscal_year_of
from app.importer.plan_index import PlanIndex
from app.models.reference import sdg_goals, un_uris
from app.models.types import json_text


def plan_row(sheet: PlanIndex, file: Mapping[str, Any], counts: Mapping[str, int]) -> dict[str, Any]:
    """The columns of a plan but those that the transaction gives. `file` is its file as plain JSON."""
    header, plan = file["plan"], sheet.file.plan
    series, period = header["series"] or {}, header["period"]
    names = {goal["number"]: goal["name_ja"] for goal in sdg_goals()}
    announced = {name: number for name, number in (header["announced"] or {}).items() if number is not None}
    as_json = {
        **{name: header[name] for name in ("terms", "transcription", "sources", "amounts")},
        "announced": announced,
        "sdgs": [
            {**tag, "name": names[tag["goal"]], **un_uris(tag["goal"], tag["target"])}
            for tag in header["sdgs"]
        ],
        "counts": counts,
    }
    return {
        **header,
        **{name: json_text(value) for name, value in as_json.items()},
        **{f"series_{name}": series.get(name) for name in ("key", "name")},
        **{f"period_{name}": period[name] for name in ("start", "end", "printed")},
        "issuer_id": header["issuer"],
        "issuer_name": sheet.organisations[header["issuer"]].name,
        "fiscal_year": plan.fiscal_year,
        "last_fiscal_year": plan.period.end and fiscal_year_of(plan.period.end),
    }
