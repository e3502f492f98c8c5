"""Workbooks to write in: an empty one, and a plan as a draft of a later one."""

import copy
from datetime import date
from typing import Any, Final

from app.i18n.fiscal import fiscal_era, fiscal_year_of, parse_fiscal_year
from app.workbook.declaration import Row
from app.workbook.defaults import default_plan_id, default_sources
from app.workbook.figure_sheets import KPIS
from app.workbook.findings import TemplateError
from app.workbook.periods import period_words
from app.workbook.plan_rows import Rows, plan_rows
from app.workbook.plan_sheets import DOCUMENT, HEADER, TABLES, VERSION
from app.workbook.plan_workbook import rendered
from app.workbook.references import WHOLE_PLAN, References
from app.workbook.render import SPARE_ROWS
from app.workbook.side_sheets import ANNOTATIONS, LINKS

Json = dict[str, Any]

# What continues in the next plan, besides indicators.
_CARRIED: Final = frozenset(("pillar", "theme", "measure", "bureau_project"))
# Members that say something of the old document or year alone.
_OLD_LISTS: Final = ("continues", "corrections", "withdrawn", "emphasis")
_OLD_MEMBERS: Final = ("line", "page", "source", "amounts")


def empty_workbook() -> bytes:
    rows: Rows = {
        HEADER.title: [{"version": VERSION}],
        DOCUMENT.title: [{"order": number * 10} for number in range(1, SPARE_ROWS + 1)],
    }
    return rendered("計画の様式", rows)


def draft_of_next(file: Json, year: str) -> tuple[str, bytes]:
    """The id of the plan of a year and its workbook, from the canonical file of an earlier one. The words
    stay; numbers, dates that were only inferred, sums, results and reviews do not. Raises TemplateError."""
    old = file["plan"]
    first = fiscal_year_of(date.fromisoformat(old["period"]["start"]))
    try:
        later = parse_fiscal_year(year)
    except ValueError as error:
        raise TemplateError(str(error)) from error
    if later <= first:
        message = (
            f"計画「{old['id']}」は{fiscal_era(first)}からです。--year には、その後の年度を書いてください。"
        )
        raise TemplateError(message)
    made = _without_old(file)
    _rename(made, fiscal_era(first), fiscal_era(later))
    kinds = {entry["id"]: entry["type"] for entry in made["document"]}
    carried = {item for item, kind in kinds.items() if kind in _CARRIED} | {one["id"] for one in made["kpis"]}
    rows = plan_rows(made, lambda plan_id: _DraftReferences(plan_id, carried))
    start, end = (_later(old["period"].get(name), later - first) for name in ("start", "end"))
    plan_id = default_plan_id(old["municipality_code"], str(start)) + "".join(old["id"].partition("_")[1:])
    header: Row = rows[HEADER.title][0]
    del header["note"], header["base"]
    header["period"] = period_words(str(start), end)
    if "_" in plan_id:
        header["id"] = plan_id
    for row, entry in zip(
        (*rows[DOCUMENT.title], *rows[KPIS.title]), (*made["document"], *made["kpis"]), strict=True
    ):
        if entry["id"] in carried:
            row["earlier"] = entry["id"]
    for title in (DOCUMENT.title, KPIS.title, TABLES.title, ANNOTATIONS.title, LINKS.title):
        for row in rows[title]:
            row.pop("number", None)
    return plan_id, rendered(made["plan"]["title"], rows)


def _rename(made: Json, old: str, new: str) -> None:
    """The next plan's title, where it has the year."""
    title = made["plan"]["title"].replace(old, new)
    made["plan"] |= {"title": title, "sources": default_sources(title)}
    for entry in made["document"]:
        if entry["type"] == "passage" and entry["kind"] == "title":
            entry["text"] = entry["text"].replace(old, new)


def _later(day: str | None, years: int) -> str | None:
    if day is None:
        return None
    one = date.fromisoformat(day)
    # A period that ends in a February ends in the next one.
    last = 28 if (one.month, one.day) == (2, 29) else one.day
    return str(one.replace(year=one.year + years, day=last))


def _without_old(file: Json) -> Json:
    """A copy without what was said of the old document or its year alone."""
    made: Json = copy.deepcopy({name: value for name, value in file.items() if name not in _OLD_LISTS})
    made.setdefault("kpis", [])
    plan = made["plan"]
    for name in ("announced", "amounts"):
        plan.pop(name, None)
    plan["period"].pop("printed", None)
    plan["status"] = "adopted"
    levels = {entry["id"] for entry in made["document"] if entry["type"] in _CARRIED}
    for entry in made["document"]:
        for name in _OLD_MEMBERS:
            entry.pop(name, None)
        for tag in entry.get("sdgs", ()):
            if "review" in tag:
                tag["review"] = "unreviewed"
    made["annotations"] = [one for one in made.get("annotations", ()) if one["item"] in levels]
    for kpi in made["kpis"]:
        _renew(kpi)
    return made


def _renew(kpi: Json) -> None:
    """An indicator without its results, and without dates that the text does not print."""
    kpi.pop("results", None)
    for figure in (*filter(None, [kpi.get("baseline")]), *kpi.get("targets", ())):
        # A date of another document is not printed in this one.
        if figure.pop("source", None) or figure.get("due", {}).get("basis") == "editorial":
            figure.pop("due", None)
    kpi["targets"] = [one for one in kpi.get("targets", ()) if {"value", "text", "due"} & one.keys()]


class _DraftReferences(References):
    """References to rows that have no number yet: by heading, else by the number in the earlier plan."""

    def __init__(self, plan_id: str, carried: set[str]) -> None:
        super().__init__(plan_id, whole_plan=True)
        self._plan, self._carried = plan_id, carried

    def write(self, item: str) -> str:
        if item == self._plan:
            return WHOLE_PLAN
        return self.name(item) or (item if item in self._carried else "")
