"""The public JSON of each KPI and the rows of its figures, made by the import."""

from typing import Any

from app.i18n.fiscal import fiscal_year_of
from app.importer.kpi_progress import progress_of
from app.importer.plan_index import PlanIndex, initiative_label
from app.importer.reports import Reports
from app.models.kpi import DuePublic, KpiDocument
from app.models.vocabulary import Absence, KpiKind, OwnerKind

Json = dict[str, Any]


class KpiWriter:
    """Builds the documents and figures of one plan's KPIs. An entry is one of its file, as plain JSON; the
    results of its reports come after its own."""

    def __init__(self, sheet: PlanIndex, reports: Reports) -> None:
        self._reports = reports
        self.plan_id = sheet.file.plan.id
        self._documents = {key: source.document for key, source in sheet.sources.items()}
        self._first_source = sheet.file.plan.sources[0].key
        self._sheet = sheet

    def document(self, entry: Json) -> Json:
        """The public shape of one KPI, without its address."""
        entry = self._reported(entry)
        target = current_target(entry)
        replaced_by = {one["replaces"]: one["key"] for one in entry["targets"] if one["replaces"]}
        fields = {
            **entry,
            "plan": self.plan_id,
            **self._owner(entry["owner"]),
            "value": target and target["value"],
            "comparator": target and target["comparator"],
            "target_text": target and target["text"],
            "due": target and _due(target["due"]),
            "baseline": entry["baseline"] and self._dated(entry["baseline"]),
            "targets": [
                {
                    **self._sourced(one),
                    "due": _due(one["due"]),
                    "replaced_by": replaced_by.get(one["key"]),
                }
                for one in entry["targets"]
            ],
            "results": [self._dated(one) for one in entry["results"]],
            "progress": progress_of(entry, target)._asdict(),
            "absent": {},
        }
        fields["absent"] = _absent(fields)
        return KpiDocument.model_validate(fields).model_dump(mode="json")

    def _owner(self, owner: str) -> Json:
        """Name and kind of the item that makes the commitment."""
        sheet = self._sheet
        if owner in sheet.pillars:
            return {"owner_name": sheet.pillar_name(owner), "owner_kind": OwnerKind.PILLAR}
        if owner in sheet.themes:
            return {"owner_name": sheet.themes[owner].name, "owner_kind": OwnerKind.THEME}
        if owner == self.plan_id:
            return {"owner_name": sheet.file.plan.title, "owner_kind": OwnerKind.PLAN}
        entry = sheet.initiatives_by_id[owner]
        return {"owner_name": initiative_label(entry), "owner_kind": OwnerKind(entry.type)}

    def figures(self, entry: Json) -> list[Json]:
        """The rows of a KPI's figures: baseline, targets, results."""
        entry = self._reported(entry)
        figures = [{"figure": "baseline", **entry["baseline"]}] if entry["baseline"] else []
        figures += [{"figure": "target", **one} for one in entry["targets"]]
        figures += [{"figure": "result", **one} for one in entry["results"]]
        return [self._figure(figure) for figure in figures]

    def _figure(self, figure: Json) -> Json:
        time = (figure["due"] if figure["figure"] == "target" else figure["as_of"]) or {}
        empty = dict.fromkeys(("key", "comparator", "status", "evaluation", "replaces"))
        times = {name: time.get(name) for name in ("start", "end", "printed")}
        return {**empty, **figure, **times, "source_key": figure["source"] or self._first_source}

    def _reported(self, entry: Json) -> Json:
        """An entry with the results of the reports."""
        reported = self._reports.results.get(entry["id"], [])
        return {**entry, "results": [*entry["results"], *reported]} if reported else entry

    def _sourced(self, figure: Json) -> Json:
        """A figure with its source, which may be one of a report."""
        key, report = figure["source"] or self._first_source, figure.get("report")
        document = self._documents[key] if report is None else figure["document"]
        return {**figure, "source": document, "source_key": key, "report": report}

    def _dated(self, figure: Json) -> Json:
        interval = figure["as_of"]
        return {**self._sourced(figure), "as_of": interval["end"], "as_of_interval": interval}


def current_target(entry: Json) -> Json | None:
    """The last target that no other replaces."""
    replaced = {one["replaces"] for one in entry["targets"]}
    holding: list[Json] = [one for one in entry["targets"] if one["key"] not in replaced]
    return holding[-1] if holding else None


def _due(due: Json | None) -> Json | None:
    if due is None:
        return None
    read = DuePublic.model_validate({**due, "fiscal_years": []})
    years = range(fiscal_year_of(read.start), fiscal_year_of(read.end) + 1)
    return {**due, "fiscal_years": list(years)}


def _absent(fields: Json) -> dict[str, str]:
    """Why a KPI lacks a field. Only quantities have figures; results come from reports, and what happens
    outside has none."""
    kind = fields["kind"]
    no_figure = Absence.NOT_STATED if kind == KpiKind.QUANTITY else Absence.NOT_APPLICABLE
    reasons = {
        **dict.fromkeys(("value", "unit", "comparator", "direction"), no_figure),
        **dict.fromkeys(("target_text", "baseline", "due", "definition"), Absence.NOT_STATED),
        "cumulative": no_figure,
        "results": Absence.NOT_APPLICABLE if kind == KpiKind.EVENT else Absence.NOT_REPORTED,
    }
    return {name: reason.value for name, reason in reasons.items() if fields[name] in (None, [])}
