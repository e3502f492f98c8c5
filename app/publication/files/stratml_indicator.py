"""A KPI as a StratML PerformanceIndicator."""

from collections.abc import Mapping
from decimal import Decimal

from app.models.columns import Item, absent_word
from app.models.vocabulary import KpiKind
from app.publication.files import stratml_notes as notes
from app.publication.files.stratml_element import Element, add, add_if, identifier


def add_indicator(objective: Element, kpi: Item, labels: Mapping[str, str]) -> None:
    """The KPI under the objective of its first mention; `labels` name the others."""
    kind = "Qualitative" if kpi["value"] is None else "Quantitative"
    indicator = add(objective, "PerformanceIndicator", PerformanceIndicatorType=kind)
    add(indicator, "SequenceIndicator", kpi["id"].removeprefix(f"{kpi['plan']}-"))
    add(indicator, "MeasurementDimension", kpi["label"])
    add(indicator, "UnitOfMeasurement", kpi["unit"] or absent_word(kpi, "unit") or "")
    add(indicator, "Identifier", identifier(kpi["id"]))
    for mention in kpi["mentions"][1:]:
        relation = add(indicator, "Relationship", RelationshipType="Peer_To")
        add(relation, "ReferentIdentifier", identifier(mention["id"]))
        add(relation, "Name", labels[mention["id"]])
        add(relation, "Description", mention["quote"])
    if kpi["kind"] != KpiKind.EVENT:  # an outside event is nobody's target
        _target(add(indicator, "MeasurementInstance"), kpi)
    if kpi["baseline"]:
        baseline = kpi["baseline"]
        _actual(indicator, baseline["as_of"], baseline["value"], None, f"基準値。出典：{baseline['source']}")
    for result in kpi["results"]:
        _actual(
            indicator, result["as_of"], result["value"], result["text"], f"結果。出典：{result['source']}"
        )
    add_if(indicator, "OtherInformation", "\n".join(notes.of_kpi(kpi)))


def _target(instance: Element, kpi: Item) -> None:
    target = add(instance, "TargetResult")
    if due := kpi["due"]:
        add(target, "StartDate", due["start"])
        add(target, "EndDate", due["end"])
    if kpi["value"] is not None:
        add(target, "NumberOfUnits", decimal(kpi["value"]))
    text = kpi["target_text"] or (kpi["mentions"][0]["quote"] if kpi["value"] is None else None)
    if text:
        _descriptor(target, "原文の語句" if kpi["target_text"] is None else "目標の文", text)
    if due:
        add(target, "Description", notes.due(due))


def _actual(indicator: Element, as_of: str, value: float | None, text: str | None, source: str) -> None:
    actual = add(add(indicator, "MeasurementInstance"), "ActualResult")
    add(actual, "EndDate", as_of)
    if value is not None:
        add(actual, "NumberOfUnits", decimal(value))
    if text:
        _descriptor(actual, "結果の文", text)
    add(actual, "Description", source)


def _descriptor(result: Element, name: str, value: str) -> None:
    descriptor = add(result, "Descriptor")
    add(descriptor, "DescriptorName", name)
    add(descriptor, "DescriptorValue", value)


def decimal(value: float) -> str:
    """A number as xsd:decimal writes it: never 1e+22."""
    return f"{Decimal(str(value)):f}"
