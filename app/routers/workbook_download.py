"""Excel files of lists: the lines above a list, the cover, and the name of the file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from fastapi import Response
from sqlmodel import Session

from app.db.revisions import CurrentRevision
from app.errors import BadRequest, FieldError
from app.i18n.messages import _
from app.models.attribution import license_of, source_line
from app.pages.active_filters import chips, heading, sentence
from app.pages.dates import day
from app.pages.groups import plan_titles
from app.pages.plan_words import PlanWords, only_plan
from app.search.filters import InitiativeQuery
from app.search.query import SearchResult
from app.settings import Settings
from app.web.responses import attachment, dated_response
from app.web.routing import DOWNLOAD, RoutePolicy
from app.workbook.sheets import Sheet

_MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Characters of a plan and of the rest in the name of a file, which has 255 bytes at most.
_MAX_OWNER: Final = 30
_MAX_REST: Final = 48


def workbook_policy(parameters: Iterable[str]) -> RoutePolicy:
    return replace(DOWNLOAD, is_xml=True, heavy=True, parameters=frozenset(parameters))


class Listed(NamedTuple):
    """What a file lists: of which plan (None of several), under which condition, how many, from which page.
    `short` is the condition for the name of a file, empty without any."""

    plan: str | None
    condition: str
    total: int
    page: str
    revision: CurrentRevision
    short: str = ""

    @property
    def owner(self) -> str:
        return self.plan or _("方針データ")

    def head(self, what: str = "") -> list[str]:
        """The lines above the list."""
        day_ = day(self.revision.updated_at)
        counted = _("%(condition)s　%(n)s件", condition=self.condition, n=self.total)
        return [
            self.owner,
            _("%(what)s：%(condition)s", what=what, condition=counted) if what else counted,
            _("%(address)s　データの更新日 %(day)s", address=self.page, day=day_),
        ]


def listed(
    session: Session, query: InitiativeQuery, found: SearchResult, words: PlanWords, page: str
) -> Listed:
    """What a filtered page lists; `found` has every facet. The one plan shown is no condition beside its title."""
    plan = only_plan(found)
    title = plan_titles(session, [plan])[plan] if plan else None
    active = [one for one in chips(query, found, words=words) if not (title and one.parameter == "plan")]
    condition = sentence(active, words.own.get("initiative"))
    return Listed(title, condition, found.total, page, found.revision, heading(active, found.total))


def check_size(total: int, most: int) -> None:
    """Workbooks are written in memory. Raises BadRequest for a larger result, which is not cut."""
    if total > most:
        detail = _(
            "%(n)s件あり、Excelのファイルは%(most)s件までです。絞り込むか、CSVを使ってください。",
            n=total,
            most=most,
        )
        raise BadRequest([FieldError(parameter="query", detail=detail)])


def download(
    settings: Settings,
    shown: Listed,
    ascii_name: str,
    what: str,
    sheets: Sequence[Sheet],
    lines: Mapping[str, str] | None = None,
) -> Response:
    """The file of some sheets. `what` they hold is in its name, `lines` are more of its cover."""
    # Imported on the first request, because the writer of Excel files makes the start slower.
    from app.publication.files.reading_copy import READING, UNOFFICIAL, book  # noqa: PLC0415

    license_ = license_of(settings)
    cover = {
        "計画": shown.plan or "複数の計画",
        "条件": shown.condition,
        "件数": f"{shown.total}件",
        **(lines or {}),
        "URL": shown.page,
        "出典": source_line(settings),
        "ライセンス": license_.name if license_ else "記載なし",
        "公式かどうか": "公式の公開です。" if settings.official else UNOFFICIAL,
        "改訂番号": str(shown.revision.revision),
        "更新日時": shown.revision.updated_at.isoformat(),
        **READING,
    }
    modified = shown.revision.updated_at
    content = book(f"{shown.owner} {what}", modified, sheets, cover)
    rest = "_".join(dict.fromkeys(filter(None, [what, shown.short])))
    name = f"{shown.owner[:_MAX_OWNER]}_{rest[:_MAX_REST]}.xlsx"
    headers = {"Content-Disposition": attachment(f"hoshin-{ascii_name}.xlsx", name)}
    return dated_response(content, _MEDIA_TYPE, modified, headers)
