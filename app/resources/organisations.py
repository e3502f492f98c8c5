"""Organisations as they leave the house."""

from typing import Any, Final, cast

from sqlalchemy.orm import selectinload
from sqlmodel import col

from app.collection import Resource
from app.columns import URL, Column
from app.language import N_
from app.models import Organisation, PlanOrganisation
from app.models.organisation import OrganisationPublic
from app.models.vocabulary import OrganisationKind
from app.settings import Settings


def public(organisation: Organisation, settings: Settings) -> OrganisationPublic:
    return OrganisationPublic(
        id=organisation.id,
        name=organisation.name,
        kind=organisation.kind,
        municipality_code=organisation.municipality_code,
        parent=organisation.parent_id,
        plans=[named.plan_id for named in organisation.named_by],
        url=f"{settings.base}/organisations/{organisation.id}",
    )


ORGANISATIONS: Final = Resource(
    name="organisations",
    title=N_("組織"),
    table=Organisation,
    key=col(Organisation.id),
    shape=OrganisationPublic,
    public=public,
    columns=(
        Column(
            "全国地方公共団体コード",
            "municipality_code",
            "組織が属する団体のコード（6桁、文字列）",
            required=True,
        ),
        Column("ID", "id", "組織のID", required=True),
        Column("名称", "name", "文書に印刷された名称", required=True),
        Column("種類", "kind", "組織の種類", required=True, words=OrganisationKind),
        Column("上位組織ID", "parent", "上の組織のID"),
        Column("計画ID", "plans", "この組織が出てくる計画のID", many=True),
        URL,
    ),
    order=(col(Organisation.id),),
    plan_id=col(PlanOrganisation.plan_id),
    shared=col(PlanOrganisation.organisation_id),
    options=lambda: (selectinload(cast(Any, Organisation.named_by)),),
)
