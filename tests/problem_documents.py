"""Checks of a refusal: as a problem document, as a page."""

import re
from typing import Any

from tests.raw_http import Answer

JAPANESE = re.compile(r"[ぁ-ん]")


def problem(answer: Answer, *statuses: int) -> dict[str, Any]:
    """The problem document of a refusal, after a check of its parts."""
    assert answer.status in statuses, (answer.status, answer.text[:300])
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert document["status"] == answer.status
    assert JAPANESE.search(document["title"])
    assert JAPANESE.search(document["detail"])
    assert document["request_id"] == answer.headers["x-request-id"]
    assert answer.status != 400 or document["errors"]
    assert all(error["parameter"] and JAPANESE.search(error["detail"]) for error in document["errors"])
    assert "Traceback" not in answer.text
    assert "sqlalchemy" not in answer.text.lower()
    return document


def page_of_error(answer: Answer, *statuses: int) -> None:
    assert answer.status in statuses, (answer.status, answer.text[:300])
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert JAPANESE.search(answer.text)
    assert "Traceback" not in answer.text
