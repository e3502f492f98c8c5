"""The public JSON of each report, made by the import."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.importer.plan_index import PlanIndex, initiative_label
from app.importer.report_file import report_id
from app.importer.reports import Reports, office_public, review_of
from app.importer.review_json import goal_names
from app.models.report import ReportDocument
from app.models.report_vocabulary import ItemState, ReviewFacet
from app.models.vocabulary import RESPONSIBLE_ROLES, Absence

Json = dict[str, Any]

_NOT_REPORTED: Final = ItemState.NOT_REPORTED.value


class ReportWriter:
    """Builds the documents of one plan's reports. `initiatives` are the plan's initiatives in printed order, as
    the API shows them."""

    def __init__(self, sheet: PlanIndex, initiatives: Sequence[Mapping[str, Any]]) -> None:
        self._sheet = sheet
        self._initiatives = initiatives
        self._kpis = {kpi.id: kpi for kpi in sheet.file.kpis}

    def rows(self, reports: Reports) -> list[Json]:
        """The rows of the reports, the earliest first."""
        return [
            {
                "id": report_id(file["plan"], file["key"]),
                "position": position,
                **{name: file[name] for name in ("key", "kind", "dated")},
                "document": self.document(file),
            }
            for position, file in enumerate(reports.files)
        ]

    def document(self, file: Json) -> Json:
        states = {entry["item"]: entry["state"] for entry in file["states"]}
        # A report without any state is none of what became of the initiatives.
        given = [states.get(one["id"], _NOT_REPORTED) for one in self._initiatives] if states else []
        unreported = [
            one for one, state in zip(self._initiatives, given, strict=bool(given)) if state == _NOT_REPORTED
        ]
        absent = {
            "title": None if file["title"] else Absence.NOT_STATED,
            "counts": None if states else Absence.NOT_APPLICABLE,
        }
        counted = Counter(given)
        fields = {
            **{name: file[name] for name in ("plan", "key", "kind", "title", "dated", "sources", "words")},
            "id": report_id(file["plan"], file["key"]),
            "office": office_public(file["office"]),
            "counts": {state.value: counted[state.value] for state in ItemState} if states else None,
            "states": [self._state(file, entry) for entry in file["states"]],
            "results": [self._result(file, entry) for entry in file["results"]],
            "reviews": [self._review(file, entry) for entry in file["reviews"]],
            "unreported": [_unreported(one) for one in unreported],
            "absent": {name: reason.value for name, reason in absent.items() if reason},
        }
        return ReportDocument.model_validate(fields).model_dump(mode="json")

    def _label(self, item: str) -> str | None:
        """The label of an initiative or the name of a level, None where the plan has it no more."""
        if item in self._sheet.initiatives_by_id:
            return initiative_label(self._sheet.initiatives_by_id[item])
        if item in self._sheet.themes:
            return self._sheet.themes[item].name
        return self._sheet.pillar_name(item) if item in self._sheet.pillars else None

    def _state(self, file: Json, entry: Json) -> Json:
        return {**entry, **_source(file, entry), "label": self._label(entry["item"])}

    def _result(self, file: Json, entry: Json) -> Json:
        kpi = self._kpis.get(entry["kpi"])
        known = {"label": kpi and kpi.label, "unit": kpi and kpi.unit}
        time = {"as_of": entry["as_of"]["end"], "as_of_interval": entry["as_of"]}
        return {**entry, **_source(file, entry), **known, **time}

    def _review(self, file: Json, entry: Json) -> Json:
        value, goal = entry["value"], entry["facet"] == ReviewFacet.SDG
        name = goal_names()[int(value.partition(".")[0])] if goal else self._label(value)
        return {**review_of(file, entry), "label": self._label(entry["item"]), "name": name}


def _source(file: Json, entry: Json) -> Json:
    key = entry["source"] or file["sources"][0]["key"]
    document = next(one["document"] for one in file["sources"] if one["key"] == key)
    return {"source": document, "source_key": key}


def _unreported(initiative: Mapping[str, Any]) -> Json:
    named = [one["name"] for one in initiative["organisations"] if one["role"] in RESPONSIBLE_ROLES]
    return {
        "item": initiative["id"],
        "label": initiative["label"],
        "organisations": list(dict.fromkeys(named)),
    }
