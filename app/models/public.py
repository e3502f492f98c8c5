"""Public shapes: what every one shares. An output field has no default: nullable means the plan may lack it."""

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, PlainSerializer


class Public(BaseModel):
    """Public shape of an item in the API."""

    # Validators are built on first use: to build all of them at import takes a tenth of the start.
    # An alias is the public name of a field whose own is a Python keyword.
    model_config = ConfigDict(
        frozen=True,
        defer_build=True,
        from_attributes=True,
        serialize_by_alias=True,
        validate_by_name=True,
        validate_by_alias=True,
    )

    @classmethod
    def of(cls, row: object, prefix: str = "", **values: Any) -> Self:
        """The shape of a table row: `values` are given, every other field is read from the attribute of
        its name, after `prefix`."""
        read = {name: getattr(row, prefix + name) for name in cls.__pydantic_fields__ if name not in values}
        return cls.model_validate(read | values)


class SourceRef(Public):
    """Where it is printed: the line of the source text or the page, and the section heading above it. `key` is
    that of one of the plan's sources."""

    document: str
    line: int | None
    section: str | None
    page: int | None
    key: str


def whole(value: float) -> int | float:
    return int(value) if value.is_integer() else value


# A figure without `.0` where it is whole: the sheet says 6箇所.
Number = Annotated[float, PlainSerializer(whole)]


class Named(Public):
    id: str
    name: str
