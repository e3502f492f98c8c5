"""The tables of a plan: which rows, which columns, what identifies a row and what it refers to."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from app.models.amount import AMOUNT_COLUMNS
from app.models.annotation import ANNOTATIONS
from app.models.columns import Column, Item
from app.models.continuation import CONTINUATIONS
from app.models.correction import CORRECTIONS
from app.models.initiative import INITIATIVE_COLUMNS, INITIATIVE_ORGANISATION_COLUMNS
from app.models.kpi import KPIS
from app.models.link import LINK_COLUMNS
from app.models.observation import OBSERVATION_COLUMNS
from app.models.organisation import ORGANISATIONS
from app.models.passage import PASSAGES, TABLE_CELL_COLUMNS
from app.models.pillar import DIRECTION_COLUMNS, PILLARS
from app.models.report import REPORTS, REVIEW_COLUMNS, STATE_COLUMNS
from app.models.revision import CHANGE_COLUMNS
from app.models.sdg import SDG_TAG_COLUMNS
from app.models.theme import THEMES
from app.models.viewpoint import VIEWPOINT_COLUMNS

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
    Table("annotations", "注釈", "文のなかで場所・施設・事業などを指す語句", ANNOTATIONS.columns),
    Table("corrections", "読み替え", "原文の誤記とみられる語の、編集による読み", CORRECTIONS.columns),
    Table(
        "links",
        "関連",
        "関連する2つの取組",
        LINK_COLUMNS,
        references=(("first", "initiatives"), ("second", "initiatives")),
    ),
    Table(
        "continuations",
        "前の計画とのつながり",
        "この計画の項目が、前の計画のどの項目に続くか",
        CONTINUATIONS.columns,
    ),
    Table("reports", "報告", "計画について、組織が日付を付けて述べた振り返り", REPORTS.columns),
    Table(
        "report-states",
        "報告ごとの実施の状況",
        "どの報告が、どの取組の状況を何と述べたか",
        STATE_COLUMNS,
        ("report", "item"),
        (("report", "reports"),),
    ),
    Table(
        "report-reviews",
        "推定についての判断",
        "編集による推定を、担当課が確認したか取り消したか",
        REVIEW_COLUMNS,
        ("report", "number"),
        (("report", "reports"),),
    ),
    Table(
        "changes", "変更履歴", "登録のたびに追加・変更・取下げされた項目", CHANGE_COLUMNS, ("revision", "id")
    ),
)
