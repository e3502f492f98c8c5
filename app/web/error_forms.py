"""How errors look: RFC 9457 problem documents for machines, pages for people."""

from typing import Any, Final
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from app.errors import ALWAYS_THERE, FieldError, Problem
from app.i18n.messages import _, current_language

MEDIA_TYPE: Final = "application/problem+json"


class ProblemDocument(BaseModel):
    """RFC 9457. Every error under /api has this shape."""

    model_config = ALWAYS_THERE

    type: str = Field(description="この種類の誤りの説明があるURL", examples=["about:blank"])
    title: str
    status: int
    detail: str
    instance: str
    request_id: str | None
    errors: list[FieldError]
    replaced_by: str | None = None


def problem_document(request: Request, problem: Problem) -> Response:
    root_path: str = request.app.state.settings.root_path
    document = ProblemDocument(
        type="about:blank",
        title=_(problem.title),
        status=problem.status,
        detail=problem.detail,
        instance=root_path + quote(request.scope["path"], errors="replace"),
        request_id=_request_id(request),
        errors=problem.errors,
        replaced_by=problem.replaced_by,
    )
    headers = {**problem.headers, "Content-Language": current_language()}
    return JSONResponse(document.model_dump(), problem.status, headers, MEDIA_TYPE)


def error_page(request: Request, problem: Problem) -> Response:
    context: dict[str, Any] = {"problem": problem, "request_id": _request_id(request)}
    return request.app.state.pages.TemplateResponse(  # type: ignore[no-any-return]
        request, "error.html", context, status_code=problem.status, headers=problem.headers
    )


def _request_id(request: Request) -> str | None:
    request_id: str | None = request.scope.get("state", {}).get("request_id")
    return request_id
