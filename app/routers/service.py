"""The service itself: OpenAPI, the schema of plan files, health, static files."""

import json
import re
from collections.abc import Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

from fastapi import Request, Response
from sqlalchemy.exc import SQLAlchemyError

from app.db.revisions import current_revision
from app.db.schema import is_current
from app.errors import Cause, NotFound, Problem, Unavailable
from app.i18n.messages import _
from app.pages.guide import PICTURES
from app.web.dependencies import StoreDep
from app.web.middleware.request_log import record_cause
from app.web.routing import API, HEALTH, Router

router = Router()

STYLE: Final = "hoshin.css"
# An eighth of the style sheet as it is sent, for its next owner and not for a telephone.
_COMMENT: Final = re.compile(rb"/\*.*?\*/\n?", re.S)
_STATIC: Final = Path(__file__).parent.parent / "static"
ASSETS: Final[dict[str, tuple[Sequence[Traversable], str]]] = {
    # An allow-list, because the static directory of a package holds other files too.
    # The style sheet is the parts in the order of their names; later ones win.
    STYLE: (sorted((_STATIC / "style").glob("*.css")), "text/css; charset=utf-8"),
    "page.js": ([_STATIC / "page.js"], "text/javascript; charset=utf-8"),
    "hoshin.js": ([_STATIC / "hoshin.js"], "text/javascript; charset=utf-8"),
    "htmx.js": ([files("js_lib_htmx").joinpath("static/htmx/htmx.min.js")], "text/javascript; charset=utf-8"),
    **{name: ([path], "image/png") for name, path in PICTURES.items()},
}


@router.serve("/api/v1/openapi.json", API)
def openapi_document(request: Request) -> Response:
    return Response(
        json.dumps(request.app.openapi(), ensure_ascii=False), media_type="application/openapi+json"
    )


@router.serve("/api/v1/schema.json", API)
def file_schema() -> Response:
    return Response(json.dumps(schema(), ensure_ascii=False), media_type="application/schema+json")


def schema() -> dict[str, Any]:
    """The JSON Schema of a plan file."""
    # Imported here, because serving needs none of the many models of a plan file.
    from app.importer.plan_file import PlanFile  # noqa: PLC0415

    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "hoshin 計画ファイル",
        **PlanFile.model_json_schema(),
    }


@router.serve("/api/v1/report-schema.json", API)
def report_file_schema() -> Response:
    return Response(json.dumps(report_schema(), ensure_ascii=False), media_type="application/schema+json")


def report_schema() -> dict[str, Any]:
    """The JSON Schema of a report file."""
    from app.importer.report_file import ReportFile  # noqa: PLC0415 - as above

    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "hoshin 報告ファイル",
        **ReportFile.model_json_schema(),
    }


@router.serve("/health/live", HEALTH)
async def live() -> Response:
    # A coroutine, so that it never waits for a worker thread.
    return Response("ok\n", media_type="text/plain")


@router.serve("/health/ready", HEALTH)
def ready(request: Request, store: StoreDep) -> Response:
    try:
        with store.snapshot() as session:
            if not is_current(session.connection()):
                raise Unavailable("schema is not current", Cause.OLD_SCHEMA)
            # Ready without a plan, too: the ids of the last one answer 410, and its changes are read.
            at = current_revision(session, history=True)
        if store.damaged:
            raise Unavailable("database file is damaged", Cause.DATABASE)
    except (SQLAlchemyError, Unavailable) as error:
        record_cause(request.scope, error)
        reason = error.detail if isinstance(error, Problem) else "database does not answer"
        return Response(f"{reason}\n", 503, media_type="text/plain")
    return Response(f"ok revision {at.revision}\n", media_type="text/plain")


@router.page("/static/{name}")
def asset(name: str) -> Response:
    if name not in ASSETS:
        raise NotFound(_("このファイルはありません。"))
    parts, media_type = ASSETS[name]
    content = b"".join(part.read_bytes() for part in parts)
    return Response(_COMMENT.sub(b"", content) if name == STYLE else content, media_type=media_type)
