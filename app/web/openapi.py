"""The OpenAPI 3.1 document: FastAPI's, with our errors in place of its 422 and an example per answer."""

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

from fastapi import FastAPI
from fastapi.openapi.models import Schema
from fastapi.openapi.utils import get_openapi

from app import __version__
from app.settings import Settings
from app.web.error_handlers import ProblemDocument

_ABOUT: Final = """区の運営方針を、そのままの文章とその出典とともに返します。

- 認証は要りません。使えるのは GET と HEAD です。
- 絞り込みの名前は画面と同じです。画面のURLの `/initiatives` を `/api/v1/initiatives` に変えるとJSONになります。
- 事実には根拠（`basis`）があります。`stated` は原文に記載、`layout` は紙面の配置、`editorial` は編集による推定です。
- 値がない項目は `null` で、`absent` に理由があります。
- 誤りは RFC 9457 の形で返し、直し方を日本語で示します。
- v1 では項目を増やすことはあっても、減らしたり意味を変えたりしません。廃止は12か月以上前に予告します。
"""


def install(app: FastAPI) -> None:
    """Make `app.openapi()` answer our document."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def _document(app: FastAPI) -> dict[str, Any]:
    settings: Settings = app.state.settings
    made = get_openapi(
        title=app.title,
        version=__version__,
        openapi_version="3.1.0",
        description=_ABOUT,
        routes=app.routes,
        servers=[{"url": settings.base}],
        contact=_contact(settings),
    )
    for path, operation in _gets(made):
        operation["responses"].pop("422", None)
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "path":
                parameter["example"] = _shown_id(examples().get(path))
        for status, response in operation["responses"].items():
            content = response.get("content", {})
            if int(status) < 400 and (example := examples().get(path)):
                for media in content.values():
                    media["example"] = example
    schemas = made["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    made["components"]["schemas"] = dict(sorted((schemas | _problems()).items()))
    return made


def _problems() -> dict[str, Any]:
    """The shape of every error and the shapes that it is made of, written as the framework writes them."""
    reference = "#/components/schemas/{model}"
    whole = ProblemDocument.model_json_schema(mode="serialization", ref_template=reference)
    shapes = {**whole.pop("$defs"), ProblemDocument.__name__: whole}
    return {
        name: Schema.model_validate(shape).model_dump(mode="json", by_alias=True, exclude_none=True)
        for name, shape in shapes.items()
    }


def _contact(settings: Settings) -> dict[str, Any] | None:
    given = {
        "name": settings.contact_name,
        "url": str(settings.contact_url) if settings.contact_url else None,
        "email": settings.contact_email,
    }
    return {name: value for name, value in given.items() if value} or None


def _gets(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, operations_ in document["paths"].items():
        yield path, operations_["get"]


@cache
def examples() -> dict[str, Any]:
    """One true answer per path, kept equal to the service's own by a test."""
    found: dict[str, Any] = json.loads(
        files("app.models.reference").joinpath("examples.json").read_text("utf-8")
    )
    return found


def _shown_id(example: Any) -> str:
    """The id that an item's example was asked for; a document says it in its plan."""
    if not isinstance(example, dict):
        return "{id}"  # an address without an example yet, see tests/write_examples.py
    return str(example.get("id") or example.get("goal") or example["plan"]["id"])


class Operation(NamedTuple):
    """One address of the API as the page shows it."""

    path: str
    tag: str
    summary: str
    parameters: list[dict[str, Any]]
    statuses: dict[str, str]
    example: Any
    link: str


def operations(app: FastAPI) -> list[Operation]:
    """Every address of the API with a link to try."""
    found = []
    for path, operation in _gets(app.openapi()):
        shown = examples().get(path)
        found.append(
            Operation(
                path=path,
                tag=operation["tags"][0],
                summary=operation["summary"],
                parameters=operation.get("parameters", []),
                statuses={code: one["description"] for code, one in operation["responses"].items()},
                example=shown,
                link=path.replace("{id}", _shown_id(shown)) if "{id}" in path else path,
            )
        )
    return found


PROBLEMS: Final[dict[int, str]] = {
    400: "パラメータの誤り。errors に直し方と使える値がある",
    500: "サーバー内部の誤り",
    503: "計画が未登録、またはデータベースが応答しない",
}
ITEM_PROBLEMS: Final = PROBLEMS | {
    404: "その ID の項目はない",
    410: "取り下げられた項目。replaced_by に後継がある",
}
PROBLEM: Final = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}}
"""Named, not given as a model: the framework would build a serializer for each status of each address."""
NOT_MODIFIED: Final = "前回の ETag から変わっていない（本文なし）"


def answers(model: Any, problems: dict[int, str]) -> dict[int | str, dict[str, Any]]:
    """The documented answers of one JSON operation."""
    return {
        200: {"model": model, "description": "成功"},
        304: {"description": NOT_MODIFIED},
        **{status: {"description": text, "content": PROBLEM} for status, text in sorted(problems.items())},
    }


def csv_answers() -> dict[int | str, dict[str, Any]]:
    """The documented answers of one CSV operation."""
    text = {"schema": {"type": "string"}}
    return answers(None, PROBLEMS) | {
        200: {"content": {"text/csv": text}, "description": "CSV（BOM付きUTF-8）"}
    }
