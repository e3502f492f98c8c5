"""`?revision=`: what a route asks for that can be read as an old revision had it."""

from typing import Annotated

from fastapi import Depends, Query, Request

from app.importer.revision_stores import OldRevision, Reading, RevisionStores
from app.pages.item_line import Year, item_line
from app.search.filters import WholeNumber


async def _revisions(request: Request) -> RevisionStores:
    revisions: RevisionStores = request.app.state.revisions
    return revisions


RevisionsDep = Annotated[RevisionStores, Depends(_revisions)]
RevisionParam = Annotated[
    WholeNumber | None,
    Query(
        ge=1,
        le=2**31 - 1,
        description="計画がこの改訂だったときの内容を返す。番号は /api/v1/plans/{id}/revisions にある。既定はいまの内容",
    ),
]


def line_of(revisions: RevisionStores, reading: Reading, item_id: str, kind: str) -> list[Year]:
    """The line of an item through the editions as it is now: a store of an old revision has one edition."""
    if reading.old is None or reading.old.is_newest:
        return item_line(reading.session, item_id, kind)
    with revisions.store.snapshot() as session:
        return item_line(session, item_id, kind)


def old_context(old: OldRevision | None) -> dict[str, object]:
    """What the templates take of an old revision (app/pages/templating.py has the defaults)."""
    return {} if old is None else {"old": old, "at_revision": old.query}
