"""What every public shape shares. An output field has no default: nullable means the plan may lack it."""

from pydantic import BaseModel, ConfigDict


class Public(BaseModel):
    """A shape that leaves the house; the mapping to and from tables is explicit. What checks and writes
    it is made with the first use: all of them at once would be a tenth of the start."""

    model_config = ConfigDict(frozen=True, defer_build=True)


class SourceRef(Public):
    """Where on the sheet it stands: the line of the source text and the section heading above it."""

    document: str
    line: int
    section: str | None


class Named(Public):
    id: str
    name: str
