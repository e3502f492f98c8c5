"""The one place where an exception becomes a problem document (for machines) or an error page.

Problem            what the application itself refuses (app/errors.py)
RequestValidation  a parameter of the wrong form, told by FastAPI
HTTPException      no such route, wrong method
SQLAlchemyError    the database does not answer: 503 with Retry-After
anything else      500 without a trace of the inside
"""

import logging
import re
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from app.errors import ALWAYS_THERE, BadRequest, FieldError, NotFound, Problem, Unavailable
from app.i18n.messages import N_, _, current_language
from app.i18n.validation_messages import explain
from app.web.middleware.headers import is_data

log = logging.getLogger(__name__)

# The values in Pydantic's list of what a literal may be.
_QUOTED: Final = re.compile(r"'([^']*)'")


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


_HTTP_TITLES: Final = {
    400: (N_("要求の形が正しくありません"), N_("URLの形を確かめてください。")),
    404: (N_("見つかりません"), N_("URLのつづりを確かめるか、一覧から探してください。")),
    405: (N_("この操作はできません"), N_("このURLでは GET と HEAD だけを使えます。")),
    414: (N_("URLが長すぎます"), N_("条件を減らしてください。")),
}


# The form of an error for the paths that begin so: the public address, the path and the problem go in.
ErrorForm = Callable[[str, str, Problem], dict[str, Any]]


def install(app: FastAPI, forms: Mapping[str, ErrorForm]) -> None:
    """Register the handlers below on the application. `forms` are those of paths with a form of their
    own."""
    app.state.error_forms = forms
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(SQLAlchemyError, _database)
    app.add_exception_handler(Exception, _unexpected)


def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)  # noqa: S101 - the handler is registered for nothing else
    return answer(request, error)


def _validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    found = [
        FieldError(
            parameter=str(item["loc"][1] if len(item["loc"]) > 1 else item["loc"][0]),
            detail=explain(item),
            allowed=_QUOTED.findall(item["ctx"]["expected"]) if item["type"] == "literal_error" else None,
        )
        for item in error.errors()
    ]
    if any(item["loc"][0] == "path" for item in error.errors()):
        return answer(request, NotFound(_("この番号の項目はありません。"), errors=found))
    return answer(request, BadRequest(found))


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    title, detail = _HTTP_TITLES.get(
        error.status_code, (N_("要求に応じられません"), N_("URLと操作を確かめてください。"))
    )
    headers = dict(error.headers or {})
    if error.status_code == 405:
        # The framework names GET alone; HEAD and the preflight are answered by app/web/middleware/headers.py.
        headers["Allow"] = "GET, HEAD, OPTIONS" if _is_data(request) else "GET, HEAD"
    problem = Problem(_(detail), headers=headers)
    problem.status, problem.title = error.status_code, title
    return answer(request, problem)


def _database(request: Request, error: Exception) -> Response:
    log.error("database error", exc_info=error)
    return answer(request, Unavailable(_("データベースが応答しません。少し待ってからやり直してください。")))


def _unexpected(request: Request, error: Exception) -> Response:
    log.error("unexpected error", exc_info=error)
    return answer(
        request, Problem(_("思わぬ誤りが起きました。時間をおいてやり直し、続くときはお問い合わせください。"))
    )


_OFFERED: Final = ("/initiatives.xlsx",)
"""Files that people ask for by a link of a page: a refusal is read by them, not by a machine."""


def _is_data(request: Request) -> bool:
    # Not request.url: that is built from the Host header too.
    return is_data(request.scope["path"]) and request.scope["path"] not in _OFFERED


def answer(request: Request, problem: Problem) -> Response:
    """The problem as JSON where machines read, in the form of the path where it has one, as a page
    elsewhere."""
    request_id = request.scope.get("state", {}).get("request_id")
    path = request.scope["path"]
    for prefix, form in getattr(request.app.state, "error_forms", {}).items():
        if path.startswith(prefix):
            refusal = form(request.app.state.settings.base, path, problem)
            return JSONResponse(refusal, problem.status, headers=problem.headers)
    if not _is_data(request):
        return _page(request, problem, request_id)
    document = ProblemDocument(
        type="about:blank",
        title=_(problem.title),
        status=problem.status,
        detail=problem.detail,
        instance=quote(request.scope["path"], errors="replace"),
        request_id=request_id,
        errors=problem.errors,
        replaced_by=problem.replaced_by,
    )
    return JSONResponse(
        document.model_dump(),
        problem.status,
        headers={**problem.headers, "Content-Language": current_language()},
        media_type="application/problem+json",
    )


def _page(request: Request, problem: Problem, request_id: str | None) -> Response:
    context: dict[str, Any] = {"problem": problem, "request_id": request_id}
    return request.app.state.pages.TemplateResponse(  # type: ignore[no-any-return]
        request, "error.html", context, status_code=problem.status, headers=problem.headers
    )
