"""The envelope of CKAN's API. Its clients look into the envelope, not at the status."""

from typing import Any, Final

from app.errors import Problem

ACTION: Final = "/api/3/action/"
# The same without a version, as CKAN's own client asks.
ALIAS: Final = "/api/action/"
_TYPES: Final = {
    400: "Bad Request",
    404: "Not Found Error",
    405: "Method Not Allowed",
    409: "Validation Error",
    410: "Not Found Error",
    503: "Service Unavailable",
}


def success(base: str, action: str, result: Any) -> dict[str, Any]:
    """The answer of an action."""
    return {"help": _help_address(base, action), "success": True, "result": result}


def failure(base: str, path: str, problem: Problem) -> dict[str, Any]:
    """The answer where an action of this path failed."""
    error: dict[str, Any] = {"__type": _TYPES.get(problem.status, "Internal Server Error")}
    if problem.status == 409:
        error |= {field.parameter: [field.detail] for field in problem.errors}
    else:
        error["message"] = problem.detail
    return {
        "help": _help_address(base, path.removeprefix(ACTION).removeprefix(ALIAS)),
        "success": False,
        "error": error,
    }


def _help_address(base: str, action: str) -> str:
    return f"{base}{ACTION}help_show?name={action[:100]}"
