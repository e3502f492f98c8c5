"""/api/v1/corrections."""

from fastapi import APIRouter
from sqlmodel import col

from app.collection import Resource, add_routes
from app.listing import Column
from app.models import Correction
from app.models.correction import CorrectionPublic
from app.models.vocabulary import Basis
from app.settings import Settings

router = APIRouter(tags=["読み替え"])


def public(correction: Correction, settings: Settings) -> CorrectionPublic:
    return CorrectionPublic(
        id=correction.id,
        plan=correction.plan_id,
        item=correction.item_id,
        printed=correction.printed,
        reading=correction.reading,
        basis=Basis.EDITORIAL.value,
        reason=correction.reason,
    )


COLUMNS = (
    Column("ID", "id", lambda item: item["id"]),
    Column("計画ID", "plan", lambda item: item["plan"]),
    Column("対象ID", "item", lambda item: item["item"]),
    Column("原文の語", "printed", lambda item: item["printed"]),
    Column("読み替え", "reading", lambda item: item["reading"]),
    Column("根拠", "basis", lambda item: item["basis"]),
    Column("理由", "reason", lambda item: item["reason"]),
)

add_routes(
    router,
    Resource(
        name="corrections",
        title="読み替え",
        table=Correction,
        key=col(Correction.id),
        shape=CorrectionPublic,
        public=public,
        columns=COLUMNS,
        order=(col(Correction.plan_id), col(Correction.position)),
        plan_id=col(Correction.plan_id),
    ),
)
