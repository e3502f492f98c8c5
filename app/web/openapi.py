"""The OpenAPI 3.1 document: FastAPI's, with our errors in place of its 422 and an example per answer."""

import json
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

from fastapi import FastAPI
from fastapi.openapi.models import Schema
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from app import __version__
from app.models.attribution import license_of
from app.settings import Settings
from app.web.error_forms import MEDIA_TYPE, ProblemDocument
from app.web.openapi_schemas import describe_parameter, describe_schemas, renamed

_ABOUT: Final = """区の運営方針を、そのままの文章とその出典とともに返します。

- 認証は要りません。使えるのは GET と HEAD です。
- 絞り込みの名前は画面と同じです。画面のURLの `/initiatives` を `/api/v1/initiatives` に変えるとJSONになります。
- 事実には根拠（`basis`）があります。`stated` は原文に記載、`layout` は紙面の配置、`editorial` は編集による推定です。
- 値がない項目は `null` で、`absent` に理由があります。
- 誤りは RFC 9457 の形で返し、直し方を日本語で示します。
- v1 では項目を増やすことはあっても、減らしたり意味を変えたりしません。廃止は12か月以上前に予告します。
"""


# The tags of the routers, which the pages show, by the names that programs take.
TAGS: Final = {
    "計画": "plans",
    "取組": "initiatives",
    "集計": "counts",
    "柱": "pillars",
    "施策": "themes",
    "指標": "kpis",
    "報告": "reports",
    "組織": "organisations",
    "SDGs": "sdgs",
    "文章": "passages",
    "注釈": "annotations",
    "読み替え": "corrections",
    "比較": "comparison",
    "変更履歴": "changes",
}
_SINGULAR: Final = {
    "plans": "plan",
    "pillars": "pillar",
    "themes": "theme",
    "kpis": "kpi",
    "reports": "report",
    "organisations": "organisation",
    "goals": "goal",
    "passages": "passage",
    "annotations": "annotation",
    "corrections": "correction",
}


def install(app: FastAPI) -> None:
    """Make `app.openapi()` return this document."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _document(app: FastAPI) -> dict[str, Any]:
    settings: Settings = app.state.settings
    contact = {"name": settings.contact_name, "url": settings.contact_url, "email": settings.contact_email}
    document = get_openapi(
        title=app.title,
        version=__version__,
        openapi_version="3.1.0",
        description=_ABOUT,
        routes=app.routes,
        servers=[{"url": settings.base}],
        contact=contact if any(contact.values()) else None,
    )
    for path, methods in document["paths"].items():
        methods["get"].setdefault("description", _description(path))
        _complete_operation(methods["get"], examples().get(path))
    schemas = document["components"]["schemas"] | _problem_schemas()
    unused = ("HTTPValidationError", "ValidationError")
    document["components"]["schemas"] = {
        name: schemas[name] for name in sorted(schemas) if name not in unused
    }
    document = renamed(document)
    describe_schemas(document["components"]["schemas"])
    document["tags"] = [
        {"name": name, "description": title, "x-displayName": title} for title, name in TAGS.items()
    ]
    document["security"] = []
    if license_ := license_of(settings):
        document["info"]["license"] = license_.model_dump(exclude_none=True)
    return document


def _description(path: str) -> str:
    """What is common to the operations of one form."""
    if path.endswith(".csv"):
        return (
            "条件に合うすべてを、1行目を見出しとするCSV（BOM付きUTF-8）で返します。値がないセルは空か、"
            "理由（記載なし・報告なし・対象外）です。Range で一部だけを取り出せます。"
        )
    if "{id}" in path:
        return "IDの1件を返します。取り下げられたものは410で、後継があればそのIDを示します。"
    return (
        "条件に合うものを返します。一覧は1ページずつで、続きのURLは links.next と Link ヘッダーにあります。"
    )


def _complete_operation(operation: dict[str, Any], example: Any) -> None:
    """Remove the 422 of the framework; add the example to successful answers and its id to the path."""
    operation["responses"].pop("422", None)
    operation["operationId"] = _operation_id(operation["operationId"])
    operation["tags"] = [TAGS[title] for title in operation["tags"]]
    for parameter in operation.get("parameters", ()):
        describe_parameter(parameter)
        if parameter["in"] == "path":
            parameter["example"] = _example_id(example)
    for status, response in operation["responses"].items():
        if int(status) < 400 and example:
            for media_type in response.get("content", {}).values():
                media_type["example"] = example


def _operation_id(name: str) -> str:
    """`get_plans` in the style of generated clients, where an item is one: getPlan."""
    verb, *nouns = name.split("_")
    if verb == "get" and nouns[-1] in _SINGULAR:
        nouns[-1] = _SINGULAR[nouns[-1]]
    verb, ending = ("download", "Csv") if verb == "csv" else (verb, "")
    return verb + "".join(noun.capitalize() for noun in nouns) + ending


def _problem_schemas() -> dict[str, Any]:
    """The schemas of an error and of its parts, as the framework writes them."""
    template = "#/components/schemas/{model}"
    _, schema = models_json_schema([(ProblemDocument, "serialization")], ref_template=template)
    return {
        name: Schema.model_validate(part).model_dump(mode="json", by_alias=True, exclude_none=True)
        for name, part in schema["$defs"].items()
    }


@cache
def examples() -> dict[str, Any]:
    """One answer of each path. Source: examples.json, which a test compares with the service's answers."""
    path = files("app.models.reference").joinpath("examples.json")
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return content


def _example_id(example: Any) -> str:
    """The id of an item's example. A document has it in its plan."""
    if not isinstance(example, dict):
        return "{id}"  # a path without an example yet, see tests/write_examples.py
    if "meta" in example:  # a list of what belongs to the item
        return str(example["items"][0]["plan"])
    return str(example.get("id") or example.get("goal") or example["plan"]["id"])


class Operation(NamedTuple):
    """One operation of the API as the pages show it. `link` is a URL to try it."""

    path: str
    tag: str
    summary: str
    parameters: list[dict[str, Any]]
    statuses: dict[str, str]
    example: Any
    link: str


def operations(app: FastAPI) -> list[Operation]:
    """All operations of the API."""
    titles = {name: title for title, name in TAGS.items()}
    return [
        Operation(
            path=path,
            tag=titles[methods["get"]["tags"][0]],
            summary=methods["get"]["summary"],
            parameters=methods["get"].get("parameters", []),
            statuses={code: answer["description"] for code, answer in methods["get"]["responses"].items()},
            example=examples().get(path),
            link=_link(path),
        )
        for path, methods in app.openapi()["paths"].items()
    ]


# Resources that a store may have none of: the example of an item is of an invented plan.
_MAY_BE_EMPTY: Final = ("/api/v1/reports",)


def _link(path: str) -> str:
    """A URL to try an operation."""
    collection, of_item, _rest = path.partition("/{id}")
    if not of_item or collection in _MAY_BE_EMPTY:
        return collection
    return path.replace("{id}", _example_id(examples().get(path)))


PROBLEMS: Final[dict[int, str]] = {
    400: "パラメータの誤り。errors に直し方と使える値がある",
    500: "サーバー内部の誤り",
    503: "計画が未登録、またはデータベースが応答しない",
}
ITEM_PROBLEMS: Final = PROBLEMS | {
    404: "その ID の項目はない",
    410: "取り下げられた項目。replaced_by に後継がある",
}
# By reference: for a model the framework would build a serializer for each status of each path.
_PROBLEM: Final = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}}


def answers(model: Any, problems: dict[int, str]) -> dict[int | str, dict[str, Any]]:
    """The documented answers of one JSON operation."""
    return {
        200: {"model": model, "description": "成功"},
        304: {"description": "前回の ETag から変わっていない（本文なし）"},
        **{status: {"description": text, "content": _PROBLEM} for status, text in sorted(problems.items())},
    }


def csv_answers() -> dict[int | str, dict[str, Any]]:
    """The documented answers of one CSV operation."""
    content = {"text/csv": {"schema": {"type": "string"}}}
    return answers(None, PROBLEMS) | {200: {"content": content, "description": "CSV（BOM付きUTF-8）"}}
