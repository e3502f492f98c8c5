"""The errors of the application: BadRequest, NotFound, Gone, Unavailable; CommandError on the command line.

How they look is declared at the route (app/web/routing.py).
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from app.i18n.messages import N_

RETRY_AFTER: Final = "2"
ALWAYS_THERE: Final = ConfigDict(json_schema_serialization_defaults_required=True, defer_build=True)


class Cause(StrEnum):
    """Why an answer failed or took long, in the request log (app/web/middleware/request_log.py)."""

    QUEUE_FULL = "queue_full"
    LONG_QUEUE = "long_queue"
    WAITED = "waited_too_long"
    CLIENT_LEFT = "client_left"
    NO_PLAN = "no_plan"
    REBUILDING = "rebuilding"
    NEWER_STORE = "newer_store"
    OLD_SCHEMA = "old_schema"
    DATABASE = "database"
    ERROR = "error"
    # Below 500.
    STALE = "stale_answer"
    SLOW_QUEUE = "slow_queue"
    SLOW = "slow"


class FieldError(BaseModel):
    """One thing that is wrong with a request."""

    model_config = ALWAYS_THERE

    parameter: str = Field(description="誤りのあるパラメータ")
    detail: str = Field(description="何が誤りで、どう直せばよいか")
    allowed: list[str] | None = Field(default=None, description="使える値")


class CommandError(Exception):
    """A command cannot do what it was asked; the message says why and what to do."""


class Problem(Exception):  # noqa: N818 - RFC 9457 calls it a problem
    """A refusal that says how to mend it."""

    status = 500
    title = N_("サーバー内部の誤り")
    cause: Cause | None = None

    def __init__(
        self,
        detail: str,
        *,
        errors: Sequence[FieldError] = (),
        headers: dict[str, str] | None = None,
        replaced_by: str | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = list(errors)
        self.headers = headers or {}
        self.replaced_by = replaced_by


class BadRequest(Problem):
    status = 400
    title = N_("指定に誤りがあります")

    def __init__(self, errors: Sequence[FieldError]) -> None:
        super().__init__(
            " ".join(f"{error.parameter}: {error.detail}" for error in errors[:5]), errors=errors
        )


class NotFound(Problem):
    status = 404
    title = N_("見つかりません")


class Gone(Problem):
    status = 410
    title = N_("取り下げられました")


class Unavailable(Problem):
    status = 503
    title = N_("ただいま利用できません")

    def __init__(self, detail: str, cause: Cause) -> None:
        super().__init__(detail, headers={"Retry-After": RETRY_AFTER})
        self.cause = cause
