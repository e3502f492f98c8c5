"""The tables of a plan: which rows, which columns, what identifies a row and what it refers to."""

import json
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any, Final, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from app.models import Change, Initiative, Link, Revision
from app.models.amount import AMOUNT_COLUMNS
from app.models.annotation import ANNOTATION_COLUMNS
from app.models.columns import Column, Item
from app.models.correction import CORRECTIONS
from app.models.initiative import INITIATIVE_COLUMNS, INITIATIVE_ORGANISATION_COLUMNS, initiatives_public
from app.models.kpi import KPIS
from app.models.link import LINK_COLUMNS
from app.models.observation import OBSERVATION_COLUMNS, observations
from app.models.organisation import ORGANISATIONS
from app.models.passage import PASSAGES, TABLE_CELL_COLUMNS
from app.models.pillar import DIRECTION_COLUMNS, PILLARS
from app.models.resource import Resource
from app.models.revision import CHANGE_COLUMNS, change_public
from app.models.sdg import SDG_TAG_COLUMNS
from app.models.theme import THEMES
from app.models.viewpoint import VIEWPOINT_COLUMNS
from app.publication.files import printed_tables
from app.settings import Settings

# The rows of each table by its name, as the API shows them.
Items = dict[str, list[Item]]


class Table(NamedTuple):
    """`key` and the keys of `references` are column names; a reference names the table whose `id` stands
    in the column."""

    name: str
    title: str
    description: str
    columns: Sequence[Column]
    key: tuple[str, ...] = ("id",)
    references: Sequence[tuple[str, str]] = ()

    @property
    def summary(self) -> str:
        """Title and description as one sentence."""
        return f"{self.title}（1行に1件）。{self.description}"

    def heading(self, name: str) -> str:
        """The heading of a column by its name."""
        return next(column.heading for column in self.columns if column.name == name)


# The other plans that name a bureau may change without this plan: its files would no longer be the same.
_ORGANISATIONS: Final = tuple(
    column for column in ORGANISATIONS.columns if column.name not in ("plans", "names")
)
# What the canonical form of a file leaves out.
_EMPTY_ORGANISATION: Final[Item] = {
    **dict.fromkeys(("parent", "parent_basis", "parent_source")),
    "successor_of": [],
}
_INITIATIVE_REFERENCES: Final = (("theme.id", "themes"), ("pillar.id", "pillars"))

TABLES: Final = (
    Table(
        "initiatives",
        "取組",
        "区の取組と局事業のすべて",
        INITIATIVE_COLUMNS,
        references=_INITIATIVE_REFERENCES,
    ),
    Table(
        "measures",
        "区の取組",
        "主な取組の箇条書き",
        INITIATIVE_COLUMNS,
        references=(("id", "initiatives"), *_INITIATIVE_REFERENCES),
    ),
    Table(
        "bureau-projects",
        "局事業",
        "参考の表の各行",
        INITIATIVE_COLUMNS,
        references=(("id", "initiatives"), ("pillar.id", "pillars")),
    ),
    Table(
        "initiative-organisations",
        "取組の所管組織",
        "取組と組織の組合せごとに、役割と根拠",
        INITIATIVE_ORGANISATION_COLUMNS,
        ("initiative", "number"),
        (("initiative", "initiatives"), ("id", "organisations")),
    ),
    Table(
        "sdg-tags",
        "SDGsタグ",
        "取組と目標の組合せごとに、根拠・理由・確認状況。編集によるタグを事実として扱わないこと",
        SDG_TAG_COLUMNS,
        ("initiative", "goal"),
        (("initiative", "initiatives"),),
    ),
    Table("kpis", "指標", "文書が約束している数量・期日・成果物", KPIS.columns),
    Table(
        "kpi-observations",
        "指標の数値",
        "指標の基準値・目標・結果の一つひとつ。改めた目標も残る",
        OBSERVATION_COLUMNS,
        ("kpi", "number"),
        (("kpi", "kpis"),),
    ),
    Table("pillars", "柱", "施策の柱", PILLARS.columns),
    Table("directions", "柱の方針", "柱ごとの方針", DIRECTION_COLUMNS, references=(("pillar", "pillars"),)),
    Table(
        "themes",
        "施策",
        "主な取組の見出し。柱に属さないものもある",
        THEMES.columns,
        references=(("pillar.id", "pillars"),),
    ),
    Table("viewpoints", "視点", "柱を横切る、もう一つの分類", VIEWPOINT_COLUMNS),
    Table("organisations", "組織", "計画を出した組織と、計画に名前がある組織", _ORGANISATIONS),
    Table(
        "passages",
        "文章",
        "表題・見出し・目標の説明など、取組と柱と施策のほかに印刷された文",
        PASSAGES.columns,
        references=(("pillar", "pillars"), ("theme", "themes"), ("parent", "passages")),
    ),
    Table(
        "table-cells",
        "印刷された表",
        "文書に印刷された表のセルごとに、行と列の見出し",
        TABLE_CELL_COLUMNS,
        ("row", "column_number"),
    ),
    Table(
        "amounts",
        "金額",
        "計画・柱・施策・取組に印刷された金額",
        AMOUNT_COLUMNS,
        ("item", "number"),
    ),
    Table("annotations", "注釈", "文のなかで場所・施設・事業などを指す語句", ANNOTATION_COLUMNS),
    Table("corrections", "読み替え", "原文の誤記とみられる語の、編集による読み", CORRECTIONS.columns),
    Table(
        "links",
        "関連",
        "関連する2つの取組",
        LINK_COLUMNS,
        references=(("first", "initiatives"), ("second", "initiatives")),
    ),
    Table(
        "changes", "変更履歴", "登録のたびに追加・変更・取下げされた項目", CHANGE_COLUMNS, ("revision", "id")
    ),
)


def read(session: Session, plan_id: str, settings: Settings) -> Items:
    """Every table of a plan. What they hold depends on the plan's own revisions alone."""
    documents = select(col(Initiative.id), col(Initiative.document)).where(col(Initiative.plan_id) == plan_id)
    rows = session.execute(documents.order_by(col(Initiative.position)))
    found = initiatives_public(((row[0], row[1]) for row in rows), settings.base)
    pillars, themes, kpis = (_plan_rows(session, one, plan_id, settings) for one in (PILLARS, THEMES, KPIS))
    printed_tables.add_continuations(session, plan_id, [*found, *pillars, *themes, *kpis])
    return {
        "initiatives": found,
        "measures": [item for item in found if item["kind"] == "measure"],
        "bureau-projects": [item for item in found if item["kind"] == "bureau_project"],
        "initiative-organisations": _members(found, "organisations"),
        "sdg-tags": _members(found, "sdgs"),
        "kpis": kpis,
        "kpi-observations": [row for kpi in kpis for row in observations(kpi)],
        "pillars": pillars,
        "directions": [
            {**direction, "plan": plan_id, "pillar": pillar["id"]}
            for pillar in pillars
            for direction in pillar["directions"]
        ],
        "themes": themes,
        "viewpoints": printed_tables.viewpoints(session, plan_id),
        "organisations": _organisations(session, plan_id, settings),
        "passages": _plan_rows(session, PASSAGES, plan_id, settings),
        "table-cells": printed_tables.cells(session, plan_id),
        "amounts": printed_tables.amounts(session, plan_id, [*pillars, *themes, *found]),
        "annotations": printed_tables.annotations(session, plan_id),
        "corrections": _plan_rows(session, CORRECTIONS, plan_id, settings),
        "links": _links(session, plan_id),
        "changes": _changes(session, plan_id),
    }


def _plan_rows(
    session: Session, resource: Resource[Any, Any], plan_id: str, settings: Settings
) -> list[Item]:
    assert resource.plan_id is not None  # noqa: S101 - no code list is a table of a plan
    rows = session.execute(
        select(resource.table).where(resource.plan_id == plan_id).order_by(*resource.order)
    )
    return [resource.public(row, settings).model_dump(mode="json") for row in rows.scalars().unique()]


def _members(items: Iterable[Item], name: str) -> list[Item]:
    """The members of a list of every initiative, each with the initiative that it belongs to and its place."""
    return [
        {"plan": item["plan"], "initiative": item["id"], "number": number, **one}
        for item in items
        for number, one in enumerate(item[name], 1)
    ]


def _organisations(session: Session, plan_id: str, settings: Settings) -> list[Item]:
    # From the plan's own file: another plan's import may have changed the shared row since.
    files = select(col(Revision.file)).where(col(Revision.plan_id) == plan_id)
    file = json.loads(session.execute(files.order_by(col(Revision.id).desc()).limit(1)).scalar_one())
    return [
        {
            **_EMPTY_ORGANISATION,
            **entry,
            "plan": plan_id,
            "url": f"{settings.base}/organisations/{entry['id']}",
        }
        for entry in sorted(file["organisations"], key=itemgetter("id"))
    ]


def _links(session: Session, plan_id: str) -> list[Item]:
    statement: Any = select(
        col(Link.id),
        col(Link.plan_id).label("plan"),
        col(Link.first_id).label("first"),
        col(Link.second_id).label("second"),
        col(Link.relation),
        col(Link.basis),
        col(Link.reason),
    )
    found = statement.where(col(Link.plan_id) == plan_id).order_by(col(Link.id))
    return [dict(row) for row in session.execute(found).mappings()]


def _changes(session: Session, plan_id: str) -> list[Item]:
    statement = (
        select(Change, col(Revision.at))
        .join(Revision, col(Revision.id) == col(Change.revision_id))
        .where(col(Change.plan_id) == plan_id)
        .order_by(col(Change.revision_id), col(Change.position))
    )
    return [change_public(row).model_dump(mode="json") for row in session.execute(statement)]
