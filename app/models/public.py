"""Public shapes: what every one shares. An output field has no default: nullable means the plan may lack it."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class Public(BaseModel):
    """Public shape of an item in the API."""

    # Validators are built on first use: to build all of them at import takes a tenth of the start.
    model_config = ConfigDict(frozen=True, defer_build=True, from_attributes=True)

    @classmethod
    def of(cls, row: object, prefix: str = "", **values: Any) -> Self:
        """The shape of a table row: `values` are given, every other field is read from the attribute of
        its name, after `prefix`."""
        read = {name: getattr(row, prefix + name) for name in cls.__pydantic_fields__ if name not in values}
        return cls.model_validate(read | values)


class SourceRef(Public):
    """Where on the sheet it stands: the line of the source text and the section heading above it."""

    document: str
    line: int
    section: str | None


class Named(Public):
    id: str
    name: str
