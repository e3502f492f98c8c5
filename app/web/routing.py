"""The routes of the application: FastAPI's, which check each request before its parameters are read."""

from collections.abc import Callable, Coroutine, Iterator
from enum import Enum
from typing import Any, TypeVar, get_origin

from fastapi import APIRouter, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from app.web.strict_parameters import check_request

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


class CheckedRoute(APIRoute):
    """A route that raises BadRequest for what FastAPI would ignore or repair (app/web/strict_parameters.py)."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        declared = {name: get_origin(field.annotation) is list for name, field in _parameters(self.dependant)}

        async def checked(request: Request) -> Response:
            check_request(request, declared)
            return await handle(request)

        return checked


class Router(APIRouter):
    """A router of checked routes. Operations are named after their endpoints."""

    def __init__(self, *, tags: list[str | Enum] | None = None, include_in_schema: bool = True) -> None:
        super().__init__(
            tags=tags,
            include_in_schema=include_in_schema,
            route_class=CheckedRoute,
            generate_unique_id_function=lambda route: route.name,
        )

    def page(self, path: str) -> Callable[[Endpoint], Endpoint]:
        """A page for people: no operation of the API."""
        return self.get(path, include_in_schema=False)


def _parameters(dependant: Dependant) -> Iterator[tuple[str, FieldInfo]]:
    """The query parameters of an endpoint by name; those of a model are its fields."""
    for parameter in dependant.query_params:
        declared = parameter.field_info.annotation
        if isinstance(declared, type) and issubclass(declared, BaseModel):
            yield from declared.model_fields.items()
        else:
            yield parameter.alias, parameter.field_info
