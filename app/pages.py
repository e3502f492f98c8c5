"""What every page template can use: the settings, words for codes, dates as people write them."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Final, NamedTuple

from fastapi import Request
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app import __version__, template_language
from app.finder import PARAMETER_TITLES, address
from app.fiscal import era_year, fiscal_label
from app.highlight import marked, marked_segments
from app.listing import license_of, source_line
from app.models import vocabulary
from app.settings import Settings

_HERE: Final = Path(__file__).parent
_TOKYO: Final = timezone(timedelta(hours=9))

_VOCABULARIES: Final = {
    "basis": vocabulary.Basis,
    "review": vocabulary.Review,
    "kind": vocabulary.InitiativeKind,
    "kpi": vocabulary.KpiKind,
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
    """The Japanese word for a code of the vocabulary `of`."""
    return _VOCABULARIES[of](code).label


def day(moment: datetime | str) -> str:
    """令和8年11月24日（2026年11月24日）, in Tokyo."""
    when = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return _both(when.astimezone(_TOKYO).date())


def written_date(iso: date | str) -> str:
    """令和4年5月1日（2022年5月1日） for a date without a time."""
    return _both(date.fromisoformat(str(iso)))


def _both(when: date) -> str:
    return f"{era_year(when.year)}{when.month}月{when.day}日（{when.year}年{when.month}月{when.day}日）"


def due(interval: Mapping[str, Any]) -> str:
    """A KPI's due as it is known, never sharper: 令和4年10月～令和5年3月（2022年10月～2023年3月）."""
    start, end = (date.fromisoformat(str(interval[name])) for name in ("start", "end"))
    match interval["precision"]:
        case "day":
            form = "{year}{month}月{day}日"
        case "year":
            form = "{year}"
        case "fiscal_year":
            return fiscal_label(start.year)
        case _:
            form = "{year}{month}月"

    def written(day_: date, year: str) -> str:
        return form.format(year=year, month=day_.month, day=day_.day)

    def span(first: str, last: str) -> str:
        return first if first == last else f"{first}～{last}"

    era = span(written(start, era_year(start.year)), written(end, era_year(end.year)))
    western = span(written(start, f"{start.year}年"), written(end, f"{end.year}年"))
    return f"{era}（{western}）"


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
    more = [f"…（ほか{len(lines) - _MOST_LINES}行）"] if len(lines) > _MOST_LINES else []
    return "\n".join(lines[:_MOST_LINES] + more)


def templates(settings: Settings) -> Jinja2Templates:
    """The page templates; an undefined name in one is an error."""
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template_language.install(environment)
    environment.filters.update(
        word=word,
        day=day,
        date=written_date,
        due=due,
        segments=segments,
        example=example,
        marked=marked,
        marked_segments=marked_segments,
    )
    environment.globals.update(
        settings=settings,
        license=license_of(settings),
        source=source_line(settings),
        version=__version__,
        address=address,
        parameter_titles=PARAMETER_TITLES,
    )
    return Jinja2Templates(env=environment, context_processors=[_canonical])


def _canonical(request: Request) -> dict[str, Any]:
    settings: Settings = request.app.state.settings
    return {"canonical": settings.base + request.url.path, "path": request.url.path}
