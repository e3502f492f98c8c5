"""Routes that declare how their answers may be used, and that check each request strictly."""

from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar, get_origin

from fastapi import APIRouter, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from starlette.routing import BaseRoute, Match
from starlette.types import Scope

from app.errors import Problem
from app.web.error_forms import error_page, problem_document
from app.web.strict_parameters import REVISION, check_request, known_parameters, refuse_revision

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
DATA_CACHE: Final = "public, max-age=60, stale-while-revalidate=300, stale-if-error=86400"


@dataclass(frozen=True, slots=True)
class RoutePolicy:
    """How long the answers of a route may be cached, who may read them, and how its errors look."""

    cache_control: str
    # Whether scripts of every origin may read the answers (CORS). A page never lets them.
    cross_origin: bool
    error_form: Callable[[Request, Problem], Response]
    error_cache_control: str = "no-cache"
    # Whether an undeclared parameter, or a repeated scalar, is an error.
    strict_parameters: bool = False
    # Whether an undeclared parameter is dropped before the cache, or else is part of the question. The
    # names are those of `parameters`, where the endpoint reads the query itself.
    drops_parameters: bool = False
    parameters: frozenset[str] | None = None
    # Whether the answer repeats the query in XML.
    is_xml: bool = False
    # Whether an answer may take seconds or megabytes; they are made one after the other.
    heavy: bool = False
    # Whether a part of an answer may be asked for (app/web/middleware/byte_ranges.py).
    ranges: bool = False


PAGE: Final = RoutePolicy("no-cache", cross_origin=False, error_form=error_page)
API: Final = RoutePolicy(DATA_CACHE, cross_origin=True, error_form=problem_document, strict_parameters=True)
# Catalogues, feeds and files, which machines fetch outside the API, some with parameters of their own.
DATA: Final = RoutePolicy(
    DATA_CACHE, cross_origin=True, error_form=problem_document, drops_parameters=True, ranges=True
)
# Those that are made of many plans, or of whole files.
HEAVY_DATA: Final = replace(DATA, heavy=True)
WHOLE_LIST: Final = replace(API, heavy=True, ranges=True)
# A file that a page offers: people read its errors.
DOWNLOAD: Final = replace(DATA, error_form=error_page)
HEALTH: Final = RoutePolicy(
    "no-store", cross_origin=False, error_form=error_page, error_cache_control="no-store"
)


class CheckedRoute(APIRoute):
    """Raises BadRequest for what FastAPI would ignore or repair (app/web/strict_parameters.py)."""

    policy = API
    declared: Mapping[str, bool] = {}

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        # Of each parameter whether it may be repeated.
        self.declared = {
            name: get_origin(field.annotation) is list for name, field in _parameters(self.dependant)
        }

        async def checked(request: Request) -> Response:
            checked_names = self.declared if self.policy.strict_parameters else None
            check_request(request, checked_names, for_xml=self.policy.is_xml)
            if self.policy.drops_parameters and REVISION not in self.declared:
                refuse_revision(request.query_params)
            return await handle(request)

        return checked


class Router(APIRouter):
    """Operations of the API by `get`, named after their endpoints; everything else by `page` or `serve`."""

    def __init__(self, *, tags: list[str] | None = None) -> None:
        super().__init__(
            tags=[*(tags or [])],
            route_class=CheckedRoute,
            generate_unique_id_function=lambda route: route.name,
        )

    def page(self, path: str) -> Callable[[Endpoint], Endpoint]:
        """A page for people."""
        return self.serve(path, PAGE)

    def serve(
        self, path: str, policy: RoutePolicy, name: str | None = None
    ) -> Callable[[Endpoint], Endpoint]:
        """What is no documented operation of the API, under a policy of its own."""

        def register(endpoint: Endpoint) -> Endpoint:
            self.add_api_route(path, endpoint, methods=["GET"], name=name, include_in_schema=False)
            self._declare(policy)
            return endpoint

        return register

    def whole_list(self, path: str, **documented: Any) -> Callable[[Endpoint], Endpoint]:
        """An operation of the API that answers with a whole list; `documented` is for OpenAPI."""

        def register(endpoint: Endpoint) -> Endpoint:
            self.get(path, response_class=Response, **documented)(endpoint)
            self._declare(WHOLE_LIST)
            return endpoint

        return register

    def _declare(self, policy: RoutePolicy) -> None:
        """Give the route that was registered last its policy."""
        route = self.routes[-1]
        assert isinstance(route, CheckedRoute)  # noqa: S101 - the class given above
        route.policy = policy


def find_route(routes: Iterable[BaseRoute], scope: Scope) -> BaseRoute | None:
    """The route whose path the request has, for an answer that is given before routing."""
    return next((route for route in routes if route.matches(scope)[0] is not Match.NONE), None)


def known_query(route: BaseRoute | None, query: bytes) -> bytes:
    """A query without what its route ignores: with it the question would only look new."""
    if not isinstance(route, CheckedRoute) or not route.policy.drops_parameters:
        return query
    names = route.declared if route.policy.parameters is None else route.policy.parameters
    return known_parameters(query, {*names, REVISION})


def policy_of(scope: Scope) -> RoutePolicy:
    """The policy of the route that the request matched. Without a route, /api/ is data and the rest pages."""
    default = API if scope["path"].startswith("/api/") else PAGE
    policy: RoutePolicy = getattr(scope.get("route"), "policy", default)
    return policy


def _parameters(dependant: Dependant) -> Iterator[tuple[str, FieldInfo]]:
    """The query parameters of an endpoint by name; those of a model are its fields."""
    for parameter in dependant.query_params:
        declared = parameter.field_info.annotation
        if isinstance(declared, type) and issubclass(declared, BaseModel):
            yield from ((field.alias or name, field) for name, field in declared.model_fields.items())
        else:
            yield parameter.alias, parameter.field_info
