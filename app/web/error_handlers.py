"""The one place where an exception becomes an answer, in the error form that its route declares.

Problem            what the application itself refuses (app/errors.py)
RequestValidation  a parameter of the wrong form, reported by FastAPI
HTTPException      no such route, wrong method
SQLAlchemyError    the database does not answer: 503 with Retry-After
anything else      500 without a trace of the inside
"""

import re
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from app.errors import BadRequest, Cause, FieldError, NotFound, Problem, Unavailable
from app.i18n.messages import N_, _
from app.i18n.validation_messages import explain
from app.web.error_forms import error_page
from app.web.middleware.request_log import record_cause
from app.web.routing import policy_of

# The values in Pydantic's list of what a literal may be.
_QUOTED: Final = re.compile(r"'([^']*)'")

HTTP_TITLES: Final = {
    400: (N_("要求の形が正しくありません"), N_("URLの形を確かめてください。")),
    404: (N_("見つかりません"), N_("URLのつづりを確かめるか、一覧から探してください。")),
    405: (N_("この操作はできません"), N_("このURLでは GET と HEAD だけを使えます。")),
    414: (N_("URLが長すぎます"), N_("条件を減らしてください。")),
    431: (N_("要求のヘッダーが長すぎます"), N_("クッキーなどのヘッダーを減らしてください。")),
    503: (N_("ただいま利用できません"), N_("ただいま混み合っています。少し待ってからやり直してください。")),
}


def install(app: FastAPI) -> None:
    """Register the handlers below on the application."""
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(SQLAlchemyError, _database)
    app.add_exception_handler(Exception, _unexpected)


def answer(request: Request, problem: Problem) -> Response:
    """The problem in the error form of the request's route."""
    return policy_of(request.scope).error_form(request, problem)


def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)  # noqa: S101 - the handler is registered for nothing else
    record_cause(request.scope, error)
    return answer(request, error)


def _validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    errors = [
        FieldError(
            parameter=str(item["loc"][1] if len(item["loc"]) > 1 else item["loc"][0]),
            detail=explain(item),
            allowed=_QUOTED.findall(item["ctx"]["expected"]) if item["type"] == "literal_error" else None,
        )
        for item in error.errors()
    ]
    if any(item["loc"][0] == "path" for item in error.errors()):
        return answer(request, NotFound(_("この番号の項目はありません。"), errors=errors))
    return answer(request, BadRequest(errors))


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    title, detail = HTTP_TITLES.get(
        error.status_code, (N_("要求に応じられません"), N_("URLと操作を確かめてください。"))
    )
    headers = dict(error.headers or {})
    if error.status_code == 405:
        # The framework names GET alone; HEAD and the preflight are answered by
        # app/web/middleware/response_headers.py.
        for_people = policy_of(request.scope).error_form is error_page
        headers["Allow"] = "GET, HEAD" if for_people else "GET, HEAD, OPTIONS"
    problem = Problem(_(detail), headers=headers)
    problem.status, problem.title = error.status_code, title
    return answer(request, problem)


def _database(request: Request, error: Exception) -> Response:
    record_cause(request.scope, error)
    request.app.state.store.report_damage(getattr(error, "orig", error))
    detail = _("データベースが応答しません。少し待ってからやり直してください。")
    return answer(request, Unavailable(detail, Cause.DATABASE))


def _unexpected(request: Request, error: Exception) -> Response:
    record_cause(request.scope, error)
    return answer(
        request, Problem(_("思わぬ誤りが起きました。時間をおいてやり直し、続くときはお問い合わせください。"))
    )
