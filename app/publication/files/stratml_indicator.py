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
        {"PerformanceIndicatorType": "Quantitative" if kpi["kind"] == KpiKind.QUANTITY else "Qualitative"},
        E.SequenceIndicator(kpi["id"].removeprefix(f"{kpi['plan']}-")),
        E.MeasurementDimension(kpi["label"]),
        E.UnitOfMeasurement(kpi["unit"] or absent_word(kpi, "unit") or ""),
        E.Identifier(identifier(kpi["id"])),
        *(_relationship(mention, labels) for mention in _elsewhere(kpi, labels)),
        *(E.MeasurementInstance(result) for result in _results(kpi)),
        E.OtherInformation("\n".join(notes.kpi_notes(kpi))),
    )


def _elsewhere(kpi: Item, labels: Mapping[str, str]) -> list[Item]:
    """The mentions in other elements than the one that the indicator stands in. A row of a table has none."""
    return [one for one in kpi["mentions"] if one["id"] != kpi["owner"] and one["id"] in labels]


def _relationship(mention: Item, labels: Mapping[str, str]) -> Element:
    return E.Relationship(
        {"RelationshipType": "Peer_To"},
        E.ReferentIdentifier(identifier(mention["id"])),
        E.Name(labels[mention["id"]]),
        E.Description(mention["quote"]),
    )


def _results(kpi: Item) -> Iterator[Element]:
    """Every target, with those that another replaced; then what was measured, but for what is only expected."""
    if kpi["kind"] != KpiKind.EVENT:  # an outside event is nobody's target
        yield from (_target_result(kpi, target) for target in kpi["targets"])
        if not kpi["targets"] and kpi["kind"] not in (KpiKind.QUANTITY, KpiKind.LEVEL):
            yield E.TargetResult(_descriptor("原文の語句", kpi["mentions"][0]["quote"]))
    expected = notes.forecasts(kpi)
    if (baseline := kpi["baseline"]) and baseline not in expected:
        yield _actual_result(baseline, notes.result_note("基準値", baseline))
    for result in kpi["results"]:
        if result not in expected:
            yield _actual_result(result, notes.result_note("結果", result))


def _target_result(kpi: Item, target: Item) -> Element:
    due = target["due"]
    if target["text"]:
        descriptor = _descriptor("目標の文", target["text"])
    elif target["value"] is None:
        descriptor = _descriptor("原文の語句", kpi["mentions"][0]["quote"])
    else:
        descriptor = None
    return E.TargetResult(
        E.StartDate(due["start"]) if due else None,
        E.EndDate(due["end"]) if due else None,
        _number_of_units(target["value"]),
        descriptor,
        E.Description(notes.target_note(target)),
    )


def _actual_result(result: Item, note: str) -> Element:
    interval = result["as_of_interval"]
    return E.ActualResult(
        E.StartDate(interval["start"]) if interval["start"] != interval["end"] else None,
        E.EndDate(interval["end"]),
        _number_of_units(result["value"]),
        _descriptor("結果の文", result["text"]) if result["text"] else None,
        E.Description(note),
    )


def _number_of_units(value: float | None) -> Element | None:
    """A number as xsd:decimal writes it."""
    return None if value is None else E.NumberOfUnits(plain_number(value))


def _descriptor(name: str, value: str) -> Element:
    return E.Descriptor(E.DescriptorName(name), E.DescriptorValue(value))
