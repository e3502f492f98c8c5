"""The environment of the page templates: filters, globals, and the rendering of a page."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app import __version__
from app.i18n.messages import _
from app.i18n.numbers import amount_in_words, number, percentage
from app.models import report_vocabulary, vocabulary
from app.models.annotation import page_of_words
from app.models.attribution import license_of, source_line
from app.models.edition_vocabulary import ItemKind
from app.models.plan import PlanPublic
from app.pages import jinja_i18n
from app.pages.change_words import marked_sentence
from app.pages.dates import as_of, day, due, fiscal, period, written_date
from app.pages.decoration import hue, strip
from app.pages.highlight import highlight, highlight_segments, in_bold
from app.pages.jinja_i18n import lang_ja
from app.pages.kpi_figures import latest_result
from app.pages.labels import SORTS, parameter_titles
from app.pages.plan_words import held, theme_path
from app.pages.urls import unknown_parameters, url
from app.pages.word_differences import excerpt, word_differences
from app.search.dimension import NONE
from app.search.dimensions import DIMENSIONS
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
    "direction": vocabulary.Direction,
    "figure_status": vocabulary.FigureStatus,
    "mention_role": vocabulary.MentionRole,
    "owner": vocabulary.OwnerKind,
    "progress": vocabulary.ProgressState,
    "precision": vocabulary.Precision,
    "relation": vocabulary.Relation,
    "organisation": vocabulary.OrganisationKind,
    "role": vocabulary.Role,
    "passage": vocabulary.PassageKind,
    "amount": vocabulary.AmountKind,
    "continuation": vocabulary.ContinuationRelation,
    "item": ItemKind,
    "annotation": vocabulary.AnnotationKind,
    "state": report_vocabulary.ItemState,
    "report": report_vocabulary.ReportKind,
    "review_facet": report_vocabulary.ReviewFacet,
}


def code_label(code: str | None, of: str) -> str:
    """The label of a code in the vocabulary `of`; empty where there is none."""
    return "" if code is None else _(_VOCABULARIES[of](code).label)


def plan_period(plan: PlanPublic) -> str:
    """The period of a plan in words."""
    return period(plan.period.model_dump())


def option(label: str, parameter: str, value: str) -> str:
    """The label of an option, marked as Japanese where it is a name of the sheet."""
    from_sheet = parameter in ("plan", "issuer", "series") or (
        parameter in DIMENSIONS and DIMENSIONS[parameter].in_plan_language
    )
    return lang_ja(label) if from_sheet and value != NONE else label


class Segment(NamedTuple):
    """A run of printed text, and its correction, if there is one."""

    text: str
    correction: Mapping[str, Any] | None


def segments(text: str, corrections: Iterable[Mapping[str, Any]]) -> list[Segment]:
    """The printed text split where a correction applies; joined, they are the text."""
    found = [Segment(text, None)]
    for correction in corrections:
        for index, segment in enumerate(found):
            before, printed, after = segment.text.partition(correction["printed"])
            if segment.correction is None and printed:
                parts = (Segment(before, None), Segment(printed, correction), Segment(after, None))
                found[index : index + 1] = [part for part in parts if part.text]
                break
    return found


_MAX_LINES: Final = 30


def example(answer: Any) -> str:
    """An answer as the API page shows it: indented, and cut after _MAX_LINES."""
    lines = json.dumps(answer, ensure_ascii=False, indent=2).splitlines()
    more = [_("…（ほか%(n)s行）", n=len(lines) - _MAX_LINES)] if len(lines) > _MAX_LINES else []
    return "\n".join(lines[:_MAX_LINES] + more)


_FILTERS: Final = {
    "code_label": code_label,
    "day": day,
    "date": written_date,
    "due": due,
    "fiscal": fiscal,
    "latest_result": latest_result,
    "period": plan_period,
    "number": number,
    "amount_in_words": amount_in_words,
    "as_of": as_of,
    "percentage": percentage,
    "option": option,
    "page_of_words": page_of_words,
    "segments": segments,
    "held": held,
    "hue": hue,
    "strip": strip,
    "theme_path": theme_path,
    "example": example,
    "highlight": highlight,
    "in_bold": in_bold,
    "highlight_segments": highlight_segments,
    "word_differences": word_differences,
    "excerpt": excerpt,
    "marked_sentence": marked_sentence,
}


def templates(settings: Settings, *, is_preview: bool = False) -> Jinja2Templates:
    """The page templates; an undefined name in one is an error."""
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        auto_reload=False,  # saves a look at every file of a page, each time
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja_i18n.install(environment)
    environment.filters.update(_FILTERS)
    environment.globals.update(
        settings=settings,
        is_preview=is_preview,
        # Stands in a template before every path of the service.
        root=settings.root_path,
        license=license_of(settings),
        source=source_line(settings, _),
        version=__version__,
        url=url,
        # Of a page that shows an old revision (app/routers/old_revisions.py).
        old=None,
        at_revision="",
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
    """A page: the template with its context, `canonical` and `path`."""
    pages: Jinja2Templates = request.app.state.pages
    return pages.TemplateResponse(request, template, dict(context or {}), headers=headers)


def _canonical(request: Request) -> dict[str, Any]:
    settings: Settings = request.app.state.settings
    path = request.scope["path"]
    unknown = unknown_parameters(path, request.query_params)
    path = quote(path)
    return {"canonical": settings.base + path, "path": path, "unknown_parameters": unknown}
