"""How CKAN's API wraps an answer and a refusal. Its clients look into the envelope, not at the status."""

from typing import Any, Final, Protocol

ACTION: Final = "/api/3/action/"
_TYPES: Final = {
    400: "Bad Request",
    404: "Not Found Error",
    405: "Method Not Allowed",
    409: "Validation Error",
    410: "Not Found Error",
    503: "Service Unavailable",
}


class Field(Protocol):
    parameter: str
    detail: str


class Refusal(Protocol):
    status: int
    detail: str

    @property
    def errors(self) -> list[Any]: ...


def success(base: str, action: str, result: Any) -> dict[str, Any]:
    return {"help": _help(base, action), "success": True, "result": result}


def failure(base: str, path: str, refusal: Refusal) -> dict[str, Any]:
    error: dict[str, Any] = {"__type": _TYPES.get(refusal.status, "Internal Server Error")}
    if refusal.status == 409:
        fields: list[Field] = refusal.errors
        error |= {one.parameter: [one.detail] for one in fields}
    else:
        error["message"] = refusal.detail
    return {"help": _help(base, path.removeprefix(ACTION)), "success": False, "error": error}


def _help(base: str, action: str) -> str:
    return f"{base}{ACTION}help_show?name={action[:100]}"
