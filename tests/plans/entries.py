"""Parts of a plan file of format 2, from which the plans of this folder are built. All of them are invented
(架空): their municipality codes are unassigned (prefecture 99), with the right check digit."""

from typing import Any

Json = dict[str, Any]
NOTE = "架空の計画。試験のための初回登録"
BY_LAYOUT = {"basis": "layout"}


def plan_file(header: Json, organisations: list[Json], document: list[Json], **more: Any) -> Json:
    return {
        "format": "hoshin-plan/2",
        "note": NOTE,
        "plan": header,
        "organisations": organisations,
        "document": document,
        **more,
    }


def header(plan: str, title: str, start: str, end: str | None, **more: Any) -> Json:
    """The header of a plan that the municipality of its id issues itself."""
    code = plan[:6]
    return {
        "id": plan,
        "municipality_code": code,
        "issuer": code,
        "title": title,
        "status": "adopted",
        "period": {"start": start, "end": end, "printed": None},
        "transcription": {"extent": "whole", "wording": "verbatim"},
        "sources": [{"key": "honbun", "document": title}],
        **more,
    }


def organisation(id_: str, name: str, kind: str, **more: Any) -> Json:
    return {"id": id_, "name": name, "kind": kind, "municipality_code": id_[:6], **more}


def entry(entry_type: str, id_: str, **more: Any) -> Json:
    return {"type": entry_type, "id": id_, **more}


def measure(id_: str, label: str, text: str, **more: Any) -> Json:
    return entry("measure", id_, label=label, text=text, **more)


def responsible(id_: str, **more: Any) -> Json:
    return {"id": id_, "role": "responsible", "basis": "layout", **more}


def stated_goal(goal: int, **more: Any) -> Json:
    return {"goal": goal, "basis": "layout", **more}


def amount(printed: str, value: int, kind: str, year: int | None = None, **more: Any) -> Json:
    return {
        "kind": kind,
        "fiscal_year": year,
        "value": value,
        "unit": "円",
        "printed": printed,
        "basis": "stated",
        **more,
    }


def interval(first: int, last: int | None = None, printed: str | None = None) -> Json:
    """The fiscal years from the first to the last."""
    return {"start": f"{first}-04-01", "end": f"{(last or first) + 1}-03-31", "printed": printed}


def due(first: int, printed: str, last: int | None = None) -> Json:
    precision = "fiscal_year" if last is None else "fiscal_years"
    return {**interval(first, last, printed), "precision": precision, "certainty": None, "basis": "stated"}


def target(key: str, when: Json | None, value: float | None = None, **more: Any) -> Json:
    return {"key": key, "value": value, "due": when, **more}
