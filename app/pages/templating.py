"""What every page template can use: the settings, words for codes, names and dates as people write them."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from fastapi import Request, Response
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app import __version__
from app.i18n.messages import _
from app.models import vocabulary
from app.models.attribution import license_of, source_line
from app.pages import jinja_i18n
from app.pages.dates import day, due, fiscal, written_date
from app.pages.highlight import marked, marked_segments
from app.pages.jinja_i18n import ja
from app.pages.labels import SORTS, parameter_titles
from app.pages.urls import url
from app.search.dimensions import DIMENSIONS, NONE
from app.settings import Settings

_HERE: Final = Path(__file__).parents[1]

_VOCABULARIES: Final = {
    "basis": vocabulary.Basis,
    "review": vocabulary.Review,
    "kind": vocabulary.InitiativeKind,
    "kpi_kind": vocabulary.KpiKind,
    "absence": vocabulary.Absence,
    "action": vocabulary.Action,
    "certainty": vocabulary.Certainty,
    "precision": vocabulary.Precision,
    "relation": vocabulary.Relation,
    "organisation": vocabulary.OrganisationKind,
    "role": vocabulary.Role,
    "passage": vocabulary.PassageKind,
}


def word(code: str, of: str) -> str:
    """The word for a code of the vocabulary `of`."""
    return _(_VOCABULARIES[of](code).label)


def _is_named_by_data(parameter: str) -> bool:
    """Whether the options of a parameter are called as the plans call them."""
    return parameter in ("plan", "issuer") or (
        parameter in DIMENSIONS and DIMENSIONS[parameter].in_plan_language
    )


def option(label: str, parameter: str, value: str) -> str:
    """The label of an option: Japanese on every page where it is a name of the sheet."""
    return ja(label) if _is_named_by_data(parameter) and value != NONE else label


class Segment(NamedTuple):
    """A run of printed text, and the correction that reads it, if one does."""

    text: str
    correction: Mapping[str, Any] | None


def segments(text: str, corrections: Iterable[Mapping[str, Any]]) -> list[Segment]:
    """The printed text cut where a correction applies: nothing is left out and nothing replaced."""
    found = [Segment(text, None)]
    for correction in corrections:
        for index, segment in enumerate(found):
            before, printed, after = segment.text.partition(correction["printed"])
            if segment.correction is None and printed:
                parts = (Segment(before, None), Segment(printed, correction), Segment(after, None))
                found[index : index + 1] = [part for part in parts if part.text]
                break
    return found


_MOST_LINES: Final = 30


def example(answer: Any) -> str:
    """An answer as the API page shows it: readable, and cut where it is long."""
    lines = json.dumps(answer, ensure_ascii=False, indent=2).splitlines()
    more = [_("…（ほか%(n)s行）", n=len(lines) - _MOST_LINES)] if len(lines) > _MOST_LINES else []
    return "\n".join(lines[:_MOST_LINES] + more)


def templates(settings: Settings) -> Jinja2Templates:
    """The page templates; an undefined name in one is an error."""
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        auto_reload=False,  # it would ask the disk for the age of every file of a page, each time
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja_i18n.install(environment)
    environment.filters.update(
        word=word,
        day=day,
        date=written_date,
        due=due,
        fiscal=fiscal,
        option=option,
        segments=segments,
        example=example,
        marked=marked,
        marked_segments=marked_segments,
    )
    environment.globals.update(
        settings=settings,
        license=license_of(settings),
        source=source_line(settings, _),
        version=__version__,
        url=url,
        sorts=SORTS,
        parameter_titles={name: _(title) for name, title in parameter_titles().items()},
    )
    return Jinja2Templates(env=environment, context_processors=[_canonical])


def render(
    request: Request,
    template: str,
    context: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A page: the template with its context."""
    pages: Jinja2Templates = request.app.state.pages
    return pages.TemplateResponse(request, template, dict(context or {}), headers=headers)


def _canonical(request: Request) -> dict[str, Any]:
    settings: Settings = request.app.state.settings
    return {"canonical": settings.base + request.url.path, "path": request.url.path}
