"""The kinds of values that fields of a plan file take, with their bounds."""

import re
from datetime import date
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, FiniteFloat

from app.i18n.fiscal import parse_fiscal_year


class Strict(BaseModel):
    """Base of the parts of a plan file. Unknown keys are refused and nothing is converted: a file says what
    it means. A key may be missing where it would be null or an empty list."""

    # Built with the first file: most commands read one of the shapes at most.
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)


def _day(written: object) -> object:
    # Pydantic also reads a number of seconds as a day: "1648771200".
    if not (isinstance(written, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written)):
        raise ValueError("日付は 2022-04-01 の形で書いてください。")
    return written


# White space alone says nothing. Stage 1 checks the characters of all strings, and that names have one line:
# the model does not, because stores hold older files, but its schema says so.
_NAME: Final = {"pattern": r"^\S(.*\S)?$"}
Text = Annotated[str, Field(min_length=1, max_length=4000, pattern=r"\S")]
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S", json_schema_extra=_NAME)]
Label = Annotated[str, Field(min_length=1, max_length=40, pattern=r"\S", json_schema_extra=_NAME)]
Reason = Annotated[str, Field(min_length=1, max_length=400, pattern=r"\S")]
Day = Annotated[date, Field(strict=False, ge=date(1868, 1, 1), le=date(2300, 12, 31)), BeforeValidator(_day)]
# Bounded to what every JSON reader holds exactly, whole numbers included.
Figure = Annotated[FiniteFloat, Field(ge=-1e15, le=1e15)]
# A further plan of the same code and fiscal year has a name after an underscore.
_PLAN: Final = "[0-9]{6}-[0-9]{4}(_[a-z][a-z0-9]*)?"
PlanId = Annotated[str, Field(pattern=f"^{_PLAN}$", max_length=60)]
ItemId = Annotated[str, Field(pattern=f"^{_PLAN}(-[a-z0-9]+)+$", max_length=80)]
# A plan or one of its items.
OwnerId = Annotated[str, Field(pattern=f"^{_PLAN}(-[a-z0-9]+)*$", max_length=80)]
# A letter after the code: an organisation's id can never be that of a plan or of a plan's item.
OrganisationId = Annotated[str, Field(pattern=r"^[0-9]{6}(-[a-z][a-z0-9]*(-[a-z0-9]+)*)?$", max_length=60)]
AnyId = Annotated[
    str, Field(pattern=r"^[0-9]{6}(-[a-z0-9]+(_[a-z][a-z0-9]*)?)?(-[a-z0-9]+)*$", max_length=80)
]
MunicipalityCode = Annotated[str, Field(pattern=r"^[0-9]{6}$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Line = Annotated[int, Field(ge=1, le=1_000_000)]
Page = Annotated[int, Field(ge=1, le=100_000)]
# The key of a source, a target, a series or an indicator's definition within its plan or municipality.
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Unit = Annotated[str, Field(min_length=1, max_length=20)]
# The printed number of a pillar, theme, measure or bureau project: 1, (2), ①.
Number = Annotated[str, Field(min_length=1, max_length=20, pattern=r"\S", json_schema_extra=_NAME)]
Url = Annotated[str, Field(pattern=r"^https?://", max_length=2000)]
Cell = Annotated[str, Field(max_length=4000)]


def _fiscal_year(written: object) -> object:
    return parse_fiscal_year(written) if isinstance(written, str) else written


FiscalYear = Annotated[
    int, BeforeValidator(_fiscal_year, json_schema_input_type=int | str), Field(ge=1947, le=2200)
]
