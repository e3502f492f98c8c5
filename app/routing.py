"""How an address is answered: parameters are read once, then one worker thread does everything else, or
the event loop itself where that is quicker (app/at_once.py).

FastAPI works out what an endpoint takes and describes it in OpenAPI. Its own handler would walk the tree
of dependencies and look at the type of every parameter again with each request, which costs more than the
database does; here that is done once, with the first request for an address.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from inspect import iscoroutinefunction
from typing import Any, get_origin

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import request_params_to_args
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from app.at_once import AtOnce, NotAtOnceError, is_at_once
from app.checked import check_request


class Router(APIRouter):
    """FastAPI's router; its routes are those below."""

    def add_api_route(self, path: str, endpoint: Callable[..., Any], **declared: Any) -> None:
        self.routes.append(Address(self, path, endpoint, declared))


class Address(Route):
    """One address that is read with GET. The endpoint is a plain function, which runs in a worker thread,
    or a coroutine that waits for nothing."""

    def __init__(
        self, router: Router, path: str, endpoint: Callable[..., Any], declared: dict[str, Any]
    ) -> None:
        listed = router.include_in_schema and declared.get("include_in_schema", True)
        super().__init__(path, endpoint, name=declared.get("name"), include_in_schema=listed)
        self.methods = {"GET"}  # HEAD is answered by app/delivery.py
        self._router = router
        self._declared = declared
        self._waits_for_nothing = iscoroutinefunction(endpoint)
        self._at_once = is_at_once(endpoint)

    @cached_property
    def described(self) -> APIRoute:
        """The same as FastAPI knows it. Made when it is asked for: all of them at once would be a third
        of the start."""
        alone = APIRouter(tags=self._router.tags, generate_unique_id_function=lambda route: route.name)
        alone.add_api_route(self.path, self.endpoint, **self._declared)
        (made,) = alone.routes
        assert isinstance(made, APIRoute)  # noqa: S101 - that is what it makes
        return made

    @cached_property
    def _arguments(self) -> "_Arguments":
        return _Arguments(self.described.dependant)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "GET":
            raise HTTPException(405)
        request = Request(scope, receive, send)
        if self._waits_for_nothing:
            response = await self._call(request)
        else:
            response = self._answered_at_once(request) or await run_in_threadpool(self._answered, request)
        await response(scope, receive, send)

    def _answered(self, request: Request) -> Any:
        quick: AtOnce = request.app.state.at_once
        if self._at_once and quick.possible and not quick.ready:
            quick.open()  # for those that come after it
        return self._call(request)

    def _answered_at_once(self, request: Request) -> Any:
        """The answer, or None where a worker thread has to make it."""
        quick: AtOnce = request.app.state.at_once
        if not (self._at_once and quick.possible):
            return None
        request.scope["readable"] = quick
        try:
            return self._call(request)
        except NotAtOnceError:
            return None
        finally:
            del request.scope["readable"]

    def _call(self, request: Request) -> Any:
        check_request(request, self._arguments.query)
        return self.endpoint(**self._arguments.read(request))


class _Arguments:
    """How the arguments of one endpoint are read from a request."""

    def __init__(self, taken: Dependant) -> None:
        self._request = taken.request_param_name
        self._handed = [(one.name, one.call) for one in taken.dependencies if one.name and one.call]
        self._path = taken.path_params
        self._query = taken.query_params
        model = taken.query_params[0].field_info.annotation if len(taken.query_params) == 1 else None
        self._model = model if isinstance(model, type) and issubclass(model, BaseModel) else None
        fields = (
            self._model.model_fields
            if self._model
            else {field.alias: field.field_info for field in taken.query_params}
        )
        self.query: Mapping[str, bool] = {
            name: get_origin(field.annotation) is list for name, field in fields.items()
        }
        """The names of its query parameters, and whether each may be repeated."""

    def read(self, request: Request) -> dict[str, Any]:
        """The arguments by name. Raises RequestValidationError as FastAPI does."""
        found: dict[str, Any] = {}
        errors: list[Any] = []
        if self._request:
            found[self._request] = request
        for name, call in self._handed:
            found[name] = call(request)
        if self._path:
            values, errors = request_params_to_args(self._path, request.path_params)
            found |= values
        if self._model is not None:
            try:
                found[self._query[0].name] = self._model.model_validate(self._given(request.query_params))
            except ValidationError as error:
                errors += [one | {"loc": ("query", *one["loc"])} for one in error.errors(include_url=False)]
        elif self._query:
            values, wrong = request_params_to_args(self._query, request.query_params)
            found |= values
            errors += wrong
        if errors:
            raise RequestValidationError(errors)
        return found

    def _given(self, parameters: QueryParams) -> dict[str, Any]:
        """What a model reads: lists of what may be repeated, the last of anything else."""
        given: dict[str, Any] = {}
        for name, value in parameters.multi_items():
            many = self.query.get(name)
            if many:
                given.setdefault(name, []).append(value)
            elif many is not None:
                given[name] = value
        return given
