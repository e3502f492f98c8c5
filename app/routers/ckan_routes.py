"""What the actions of CKAN's API share: their addresses, policies, envelope and numbers."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from sqlmodel import Session

from app.db.revisions import current_revision
from app.db.store import Store
from app.errors import FieldError, Problem
from app.i18n.messages import N_
from app.publication.catalogues.ckan_envelope import ACTION, ALIAS, failure, success
from app.settings import Settings
from app.web.responses import dated_response
from app.web.routing import DATA, DATA_CACHE, Endpoint, RoutePolicy, Router

router = Router()


def _error(request: Request, problem: Problem) -> Response:
    """The problem in CKAN's envelope."""
    envelope = failure(request.app.state.settings.base, request.scope["path"], problem)
    return JSONResponse(envelope, problem.status, problem.headers)


CKAN: Final = replace(DATA, error_form=_error, error_cache_control=DATA_CACHE)
# Actions that read every plan, or make files.
HEAVY_CKAN: Final = replace(CKAN, heavy=True)

_MAX_NUMBER: Final = 2**31 - 1
JSON: Final = "application/json; charset=utf-8"


class InvalidParameter(Problem):
    """A Validation Error of CKAN."""

    status = 409
    title = N_("指定に誤りがあります")

    def __init__(self, parameter: str, detail: str) -> None:
        super().__init__(detail, errors=[FieldError(parameter=parameter, detail=detail)])


def ckan_action(name: str, policy: RoutePolicy) -> Callable[[Endpoint], Endpoint]:
    """An action under both of its addresses."""

    def register(endpoint: Endpoint) -> Endpoint:
        for number, path in enumerate((ACTION, ALIAS)):
            router.serve(path + name, policy, name=f"ckan_{name}{number or ''}")(endpoint)
        return endpoint

    return register


def respond(store: Store, settings: Settings, action: str, read: Callable[[Session], Any]) -> Response:
    """The response of an action. `read` reads its result from a snapshot."""
    with store.snapshot() as session:
        revision = current_revision(session)
        envelope = success(settings.base, action, read(session))
    return dated_response(json.dumps(envelope, ensure_ascii=False), JSON, revision.updated_at)


def action_names() -> list[str]:
    paths = [str(getattr(route, "path", "")) for route in router.routes]
    return sorted(path.removeprefix(ACTION) for path in paths if re.fullmatch(ACTION + r"\w+", path))


def natural_number(parameter: str, written: str | None, default: int) -> int:
    """The number of a parameter, the default for a blank one. Raises InvalidParameter."""
    if written is None or not written.strip():
        return default
    if not (written.isascii() and written.isdigit()) or len(written) > 10 or int(written) > _MAX_NUMBER:
        raise InvalidParameter(parameter, "Must be a natural number")
    return int(written)
