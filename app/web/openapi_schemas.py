"""Names, words and types of the OpenAPI document, for those who generate a client from it.

The framework's schemas say how a field is built; here they get what it means: a description of each
(app/models/reference/field_descriptions.json), the words of each code, names without the framework's parts.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from app.models import edition_vocabulary, report_vocabulary, vocabulary
from app.models.vocabulary import Labelled

Json = dict[str, Any]

# The vocabulary of a field in every schema, or in one: "Schema.field".
VOCABULARIES: Final[Mapping[str, type[Labelled]]] = {
    "action": vocabulary.Action,
    "basis": vocabulary.Basis,
    "label_basis": vocabulary.Basis,
    "name_basis": vocabulary.Basis,
    "certainty": vocabulary.Certainty,
    "comparator": vocabulary.Comparator,
    "decision": vocabulary.Review,
    "review": vocabulary.Review,
    "direction": vocabulary.Direction,
    "extent": vocabulary.Extent,
    "facet": report_vocabulary.ReviewFacet,
    "figure": vocabulary.FigureKind,
    "owner_kind": vocabulary.OwnerKind,
    "plan_status": vocabulary.PlanStatus,
    "precision": vocabulary.Precision,
    "wording": vocabulary.Wording,
    "Amount.kind": vocabulary.AmountKind,
    "AnnotationOfInitiative.kind": vocabulary.AnnotationKind,
    "ComparedItem.kind": edition_vocabulary.ItemKind,
    "ComparedPair.kind": edition_vocabulary.ItemKind,
    "ComparedPair.state": edition_vocabulary.PairState,
    "ContinuationOfItem.relation": vocabulary.ContinuationRelation,
    "Initiative.kind": vocabulary.InitiativeKind,
    "Kpi.kind": vocabulary.KpiKind,
    "KpiDocument.kind": vocabulary.KpiKind,
    "Mention.role": vocabulary.MentionRole,
    "Observation.kind": vocabulary.KpiKind,
    "Observation.status": vocabulary.FigureStatus,
    "Organisation.kind": vocabulary.OrganisationKind,
    "OrganisationOfItem.role": vocabulary.Role,
    "Passage.kind": vocabulary.PassageKind,
    "Plan.status": vocabulary.PlanStatus,
    "Progress.state": vocabulary.ProgressState,
    "RelatedInitiative.relation": vocabulary.Relation,
    "Report.kind": report_vocabulary.ReportKind,
    "StateInReport.state": report_vocabulary.ItemState,
    "StateOfInitiative.kind": report_vocabulary.ReportKind,
    "StateOfInitiative.state": report_vocabulary.ItemState,
    "Word.state": report_vocabulary.ItemState,
}
# Parameters whose codes have words; the others are numbers or names of parameters.
PARAMETERS: Final[Mapping[str, type[Labelled]]] = {
    "review": vocabulary.Review,
    "state": report_vocabulary.ItemState,
    "progress": vocabulary.ProgressState,
    "kpi": vocabulary.KpiKind,
    "relation": vocabulary.ContinuationRelation,
}
_REFERENCE: Final = "#/components/schemas/"
_LISTING: Final = re.compile(r"Listing_(\w+?)(?:Public)?_")
# What `check_request` lets through (app/web/strict_parameters.py).
_NO_CONTROLS: Final = r"^[^\x00-\x1F\x7F]*$"
_SIGNS: Final = {"=": "EQUAL", ">=": "AT_LEAST", "<=": "AT_MOST"}


@cache
def field_descriptions() -> dict[str, Any]:
    """What each field means, `of_every_schema` by its name and `of_one_schema` where it means something else."""
    path = files("app.models.reference").joinpath("field_descriptions.json")
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return content


def renamed(document: Json) -> Json:
    """The document with schemas named after what they hold: PlanList, Plan."""
    names = {name: _plain_name(name) for name in document["components"]["schemas"]}
    text = json.dumps(document, ensure_ascii=False)
    pattern = re.compile(f'"{_REFERENCE}({"|".join(map(re.escape, sorted(names, key=len, reverse=True)))})"')
    text = pattern.sub(lambda found: f'"{_REFERENCE}{names[found[1]]}"', text)
    changed: Json = json.loads(text)
    schemas = changed["components"]["schemas"]
    changed["components"]["schemas"] = {names[name]: schema for name, schema in schemas.items()}
    return changed


def _plain_name(name: str) -> str:
    found = _LISTING.fullmatch(name)
    return f"{found[1]}List" if found else name.removesuffix("Public")


def describe_schemas(schemas: Json) -> None:
    """Give every field of every schema its description, its type in one form, and its codes with their words."""
    words = field_descriptions()
    for name, schema in schemas.items():
        schema.setdefault("description", schema.get("title", name))
        for field, found in schema.get("properties", {}).items():
            _simplify(found)
            own = words["of_one_schema"].get(name, {}).get(field)
            found.setdefault("description", own or words["of_every_schema"].get(field, ""))
            codes = VOCABULARIES.get(f"{name}.{field}") or VOCABULARIES.get(field)
            if codes is not None:
                _add_codes(found, codes)


def describe_parameter(parameter: Json) -> None:
    """A parameter that may be left out is not therefore null; its bounds and the words of its codes."""
    schema = parameter["schema"]
    if "anyOf" in schema:
        (only,) = (one for one in schema.pop("anyOf") if one != {"type": "null"})
        schema |= only
    for name, standard in (("ge", "minimum"), ("le", "maximum")):
        if name in schema:
            schema[standard] = schema.pop(name)
    for part in (schema, schema.get("items", {})):
        if "enum" in part:
            part["x-enum-varnames"] = [_constant(parameter["name"], value) for value in part["enum"]]
            labels = {one.value: one.label for one in PARAMETERS.get(parameter["name"], ())}
            if set(labels) <= set(part["enum"]) and labels:
                part["x-enum-descriptions"] = [labels.get(value, value) for value in part["enum"]]
        elif part.get("type") == "string":
            part.setdefault("pattern", _NO_CONTROLS)


def _simplify(schema: Json) -> None:
    """A figure is a number: whether it is written without `.0` is no type of its own."""
    for part in _parts(schema):
        kinds = [one.get("type") for one in part.get("anyOf", ())]
        if "integer" in kinds and "number" in kinds:
            part["anyOf"] = [one for one in part["anyOf"] if one.get("type") != "integer"]
            if len(part["anyOf"]) == 1:
                part.update(part.pop("anyOf")[0])


def _parts(schema: Json) -> Iterator[Json]:
    yield schema
    if "items" in schema:
        yield from _parts(schema["items"])


def _add_codes(schema: Json, codes: type[Labelled]) -> None:
    """The codes where the string is, which may stand beside null."""
    part = next((one for one in schema.get("anyOf", ()) if one.get("type") == "string"), schema)
    if part.get("type") != "string":
        return
    part["enum"] = [one.value for one in codes]
    part["x-enum-varnames"] = [_constant("", one.value) for one in codes]
    part["x-enum-descriptions"] = [one.label for one in codes]
    schema["description"] += "（" + "、".join(f"{one.value} {one.label}" for one in codes) + "）"


def _constant(of: str, value: str) -> str:
    """A name for a code in a program."""
    return _SIGNS.get(value) or (f"{of}_{value}" if value.isdigit() else value).upper()
