"""The tables of fields in docs/api.md, made of the OpenAPI document by `make examples`."""

from pathlib import Path
from typing import Any, Final

from tests.paths import APP

Json = dict[str, Any]
FILE: Final = APP.parent / "docs/api.md"
_BEGIN, _END = "<!-- fields:begin -->\n", "<!-- fields:end -->\n"
SHAPES: Final = {
    "Plan": "計画",
    "PlanPeriod": "計画の期間",
    "Municipality": "団体",
    "Pillar": "柱",
    "Theme": "施策",
    "Initiative": "取組",
    "PillarOfInitiative": "取組の柱",
    "OrganisationOfItem": "取組の組織",
    "SdgTag": "SDGsのタグ",
    "Kpi": "指標",
    "Due": "期日",
    "Target": "目標",
    "Result": "結果",
    "Observation": "指標の数値",
    "Organisation": "組織",
    "Passage": "文章",
    "Correction": "読み替え",
    "Report": "報告",
    "SdgGoal": "SDGsの目標",
    "Change": "変更",
    "Meta": "一覧についての情報",
    "ProblemDocument": "誤り",
    "FieldError": "誤りの1件",
}
_TYPES: Final = {
    "integer": "整数",
    "number": "数",
    "boolean": "真偽",
    "object": "名前と値の組",
    "string": "文字列",
}
_FORMATS: Final = {"date": "日付", "date-time": "日時"}


def with_fields(text: str, document: Json) -> str:
    """The guide with the fields of a document."""
    before, _, rest = text.partition(_BEGIN)
    return before + _BEGIN + _tables(document["components"]["schemas"]) + _END + rest.partition(_END)[2]


def write(document: Json, file: Path = FILE) -> None:
    file.write_text(with_fields(file.read_text("utf-8"), document), "utf-8")


def _tables(schemas: Json) -> str:
    parts = []
    for name, title in SHAPES.items():
        rows = [
            f"| `{field}` | {_type(found)} | {found['description']} |"
            for field, found in schemas[name]["properties"].items()
        ]
        head = [f"### {title}（`{name}`）", "", "| 項目 | 型 | 意味 |", "|---|---|---|"]
        parts.append("\n".join([*head, *rows]))
    return "\n" + "\n\n".join(parts) + "\n\n"


def _type(schema: Json) -> str:
    if "anyOf" in schema:
        (only,) = (one for one in schema["anyOf"] if one != {"type": "null"})
        return f"{_type(only)}、null"
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return SHAPES.get(name, f"`{name}`")
    if schema.get("type") == "array":
        return f"{_type(schema['items'])}の一覧"
    return _FORMATS.get(schema.get("format", "")) or _TYPES[schema["type"]]
