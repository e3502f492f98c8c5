"""`?revision=`: what a route asks for that can be read as an old revision had it."""

from typing import Annotated

from fastapi import Depends, Query, Request

from app.importer.revision_stores import OldRevision, RevisionStores
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


def old_context(old: OldRevision | None) -> dict[str, object]:
    """What the templates take of an old revision (app/pages/templating.py has the defaults)."""
    return {} if old is None else {"old": old, "at_revision": old.query}
