"""A KPI as a StratML PerformanceIndicator."""

from collections.abc import Iterator, Mapping

from app.i18n.numbers import plain_number
from app.models.columns import Item, absent_word
from app.models.vocabulary import KpiKind
from app.publication.files import stratml_notes as notes
from app.publication.files.stratml_element import E, Element, identifier


def indicator(kpi: Item, labels: Mapping[str, str]) -> Element:
    """The PerformanceIndicator of a KPI. `labels` has the label of each initiative by id."""
    return E.PerformanceIndicator(
        {"PerformanceIndicatorType": "Qualitative" if kpi["value"] is None else "Quantitative"},
        E.SequenceIndicator(kpi["id"].removeprefix(f"{kpi['plan']}-")),
        E.MeasurementDimension(kpi["label"]),
        E.UnitOfMeasurement(kpi["unit"] or absent_word(kpi, "unit") or ""),
        E.Identifier(identifier(kpi["id"])),
        *(_relationship(mention, labels) for mention in kpi["mentions"][1:]),
        *(E.MeasurementInstance(result) for result in _results(kpi)),
        E.OtherInformation("\n".join(notes.kpi_notes(kpi))),
    )


def _relationship(mention: Item, labels: Mapping[str, str]) -> Element:
    return E.Relationship(
        {"RelationshipType": "Peer_To"},
        E.ReferentIdentifier(identifier(mention["id"])),
        E.Name(labels.get(mention["id"], mention["id"])),
        E.Description(mention["quote"]),
    )


def _results(kpi: Item) -> Iterator[Element]:
    if kpi["kind"] != KpiKind.EVENT:  # an outside event is nobody's target
        yield _target_result(kpi)
    if baseline := kpi["baseline"]:
        yield _actual_result(baseline, baseline["text"], f"基準値。出典：{baseline['source']}")
    for result in kpi["results"]:
        yield _actual_result(result, result["text"], f"結果。出典：{result['source']}")


def _target_result(kpi: Item) -> Element:
    due = kpi["due"]
    if kpi["target_text"]:
        descriptor = _descriptor("目標の文", kpi["target_text"])
    elif kpi["value"] is None:
        descriptor = _descriptor("原文の語句", kpi["mentions"][0]["quote"])
    else:
        descriptor = None
    return E.TargetResult(
        E.StartDate(due["start"]) if due else None,
        E.EndDate(due["end"]) if due else None,
        _number_of_units(kpi["value"]),
        descriptor,
        E.Description(notes.due_note(due)) if due else None,
    )


def _actual_result(result: Item, text: str | None, source: str) -> Element:
    return E.ActualResult(
        E.EndDate(result["as_of"]),
        _number_of_units(result["value"]),
        _descriptor("結果の文", text) if text else None,
        E.Description(source),
    )


def _number_of_units(value: float | None) -> Element | None:
    """A number as xsd:decimal writes it."""
    return None if value is None else E.NumberOfUnits(plain_number(value))


def _descriptor(name: str, value: str) -> Element:
    return E.Descriptor(E.DescriptorName(name), E.DescriptorValue(value))
