"""Single entries of a plan file, from which the plans of the tests are built."""

from typing import Any

Json = dict[str, Any]


def tag(goal: int, target: str | None, evidence: str, reason: str) -> Json:
    """An editorial SDG tag."""
    return {
        "goal": goal,
        "target": target,
        "basis": "editorial",
        "evidence": evidence,
        "reason": reason,
        "review": "unreviewed",
    }


def passage_entry(plan: str, code: str, line: int, kind: str, text: str, **more: Any) -> Json:
    return {"type": "passage", "id": f"{plan}-{code}", "line": line, "kind": kind, "text": text, **more}


def measure_entry(plan: str, theme: str, code: str, line: int, label: str, text: str, **more: Any) -> Json:
    return {
        "type": "measure",
        "id": f"{plan}-{theme}-{code}",
        "line": line,
        "theme": f"{plan}-{theme}",
        "label": label,
        "text": text,
        **more,
    }
