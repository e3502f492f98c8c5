"""The columns of the list of initiatives for people: words and no codes, a column for every goal."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from app.i18n.fiscal import fiscal_label
from app.models.columns import Column, Item, absent_word
from app.models.promises import Kpi, promises
from app.models.reference import sdg_goals
from app.models.report_vocabulary import ItemState
from app.models.vocabulary import RESPONSIBLE_ROLES, Basis, InitiativeKind, Review, Role
from app.workbook.figure_words import amount_words, due_words

TAGGED: Final = "○"
NOT_STATED: Final = "記載なし"
# What a ward's measure has for a bureau.
OF_WARD: Final = "区の取組（局の記載なし）"


class ListWords(NamedTuple):
    """What the levels and kinds are called in the plan shown. `of_ward`: its measures are a ward's own."""

    pillar: str = "柱"
    theme: str = "施策"
    measure: str = InitiativeKind.MEASURE.label
    of_ward: bool = True


WIDTHS: Final[Mapping[str, float]] = {
    "group": 24,
    "order": 5,
    "fiscal_year": 12,
    "issuer.name": 14,
    "label": 22,
    "text": 46,
    "kind": 10,
    "pillar.name": 12,
    "pillar.basis": 11,
    "theme_path.name": 16,
    "bureaus": 15,
    "commitments": 24,
    "sdgs.goal": 8,
    "sdgs.basis": 15,
    **{f"sdg-{goal['number']}": 4.6 for goal in sdg_goals()},
    "bureaus.basis": 14,
    "label_basis": 14,
    "others": 24,
    "related": 28,
    "corrections": 20,
    "mentioned": 30,
    "results": 30,
}


# The columns of the sheet for each of the table's, by their names; what tells a row from others is always there.
_ALWAYS: Final = ("order", "fiscal_year", "issuer.name", "label")
_CHOICES: Final[Mapping[str, Sequence[str]]] = {
    "text": ("text",),
    "pillar": ("pillar.name", "pillar.basis", "theme_path.name"),
    "sdgs": ("sdgs.goal", "sdgs.basis", *(f"sdg-{goal['number']}" for goal in sdg_goals())),
    "organisations": ("bureaus", "bureaus.basis"),
    "kpis": ("commitments",),
    "state": ("state", "state.office"),
    "id": ("id", "url"),
}


def chosen_columns(columns: Iterable[Column], names: Iterable[str]) -> list[Column]:
    """Of the columns those that show what the table was asked for."""
    kept = {*_ALWAYS, *(column for name in names for column in _CHOICES[name])}
    return [one for one in columns if one.name in kept]


def printed_columns(words: ListWords) -> list[Column]:
    """The columns that are read first, and printed."""
    kinds = {**{kind.value: kind.label for kind in InitiativeKind}, "measure": words.measure}
    return [
        Column("順", "order", "並び順。並べ替えたあとで元に戻すための番号", "integer"),
        Column("見出し", "label", "短い見出し。局事業では印刷された事業・取組名"),
        Column("本文", "text", "文書の本文（原文のまま）"),
        Column("種類", "kind", "取組の種類", value=lambda item: kinds[item["kind"]]),
        Column(words.pillar, "pillar.name", "取組が属する柱の名称"),
        Column(f"{words.pillar}の根拠", "pillar.basis", "柱との関係の根拠", words=Basis),
        Column(
            words.theme,
            "theme_path.name",
            "取組が属する施策と上位の施策",
            value=lambda item: (
                " ＞ ".join(one["name"] for one in item["theme_path"]) or absent_word(item, "theme")
            ),
        ),
        Column("所管局", "bureaus", "所管・共管の組織", value=lambda item: "\n".join(bureaus(item, words))),
        Column(
            "約束（数量・期日・成果物）",
            "commitments",
            "文が約束している数量・期日・成果物",
            value=lambda item: "\n".join(map(_commitment, promises(item).made)) or NOT_STATED,
        ),
        Column(
            "SDGs",
            "sdgs.goal",
            "SDGsの目標の番号。根拠は次の列",
            value=lambda item: "、".join(str(tag["goal"]) for tag in item["sdgs"]),
        ),
        Column("SDGsの根拠", "sdgs.basis", "SDGsの目標の根拠と、担当課による確認の状況", value=_sdg_basis),
    ]


def goal_columns() -> list[Column]:
    """One for each goal, to filter by."""
    return [_goal(goal["number"], goal["name_ja"]) for goal in sdg_goals()]


def _goal(goal: int, name: str) -> Column:
    return Column(
        f"SDGs {goal}",
        f"sdg-{goal}",
        f"目標{goal}「{name}」のある取組に{TAGGED}。根拠は「SDGsの根拠」の列",
        value=lambda item: TAGGED if any(tag["goal"] == goal for tag in item["sdgs"]) else "",
    )


def plan_columns() -> list[Column]:
    """Where several plans are listed, of which one a row is."""
    year = Column(
        "年度",
        "fiscal_year",
        "計画の期間が始まる年度",
        value=lambda item: fiscal_label(item["fiscal_year"]),
    )
    return [year, Column("発行者", "issuer.name", "計画を出した組織")]


def further_columns() -> list[Column]:
    """The columns that are left out where they are empty everywhere."""
    return [
        Column("所管局の根拠", "bureaus.basis", "所管局との関係の根拠", value=_bureau_basis),
        Column("見出しの根拠", "label_basis", "見出しの根拠", words=Basis),
        Column("印刷された番号", "number", "印刷された番号", value=lambda item: item["number"]),
        Column(
            "読み替え",
            "corrections",
            "原文の語→編集による読み",
            value=lambda item: "\n".join(f"{one['printed']}→{one['reading']}" for one in item["corrections"]),
        ),
        Column("協力・連携", "others", "所管のほかの組織と、その役割", value=_others),
        Column(
            "言及",
            "mentioned",
            "文が触れているだけで、約束ではない数量・期日・行事",
            value=lambda item: "\n".join(map(_commitment, promises(item).mentioned)),
        ),
        Column("報告された結果", "results", "約束について報告された結果", value=_results),
        Column(
            "実施の状況",
            "state",
            "最も新しい報告が述べる実施の状況",
            value=lambda item: ItemState(item["state"]["state"]).label if item["state"] else None,
        ),
        Column(
            "実施の状況を述べる報告",
            "state.office",
            "報告した組織と日付",
            value=lambda item: (
                item["state"] and f"{item['state']['office']['name']}（{item['state']['dated']}）"
            ),
        ),
        Column("視点", "viewpoints", "取組に付いた視点", value=_names("viewpoints", "name")),
        Column("金額", "amounts", "印刷された金額", value=_names("amounts", "printed")),
        Column(
            "関連する取組", "related", "関連する取組の見出し（編集による）", value=_names("related", "label")
        ),
        Column("節", "source.section", "原文で上にある見出し", value=lambda item: item["source"]["section"]),
        Column(
            "ページ",
            "source.page",
            "元の文書に印刷されたページ番号",
            "integer",
            value=lambda item: item["source"]["page"],
        ),
        Column("ID", "id", "取組のID。変わりません"),
        Column("URL", "url", "取組のページ"),
    ]


def _names(field: str, name: str) -> Callable[[Item], str]:
    return lambda item: "\n".join(one[name] for one in item[field])


def bureaus(item: Item, words: ListWords) -> list[str]:
    """The names of the bureaus of an initiative, or the one word for none."""
    names = [one["name"] for one in item["organisations"] if one["role"] in RESPONSIBLE_ROLES]
    ward = words.of_ward and item["kind"] == InitiativeKind.MEASURE
    return names or [OF_WARD if ward else NOT_STATED]


def _bureau_basis(item: Item) -> str:
    """What the bureaus are known from; empty without any."""
    found = (one["basis"] for one in item["organisations"] if one["role"] in RESPONSIBLE_ROLES)
    return "\n".join(dict.fromkeys(Basis(one).label for one in found))


def _others(item: Item) -> str:
    return "\n".join(
        f"{one['name']}（{Role(one['role']).label}）"
        for one in item["organisations"]
        if one["role"] not in RESPONSIBLE_ROLES
    )


def _sdg_basis(item: Item) -> str:
    """One basis for all tags, or that of each."""
    found = {
        tag["goal"]: Basis(tag["basis"]).label
        + (f"（{Review(tag['review']).label}）" if tag["review"] else "")
        for tag in item["sdgs"]
    }
    if len(set(found.values())) > 1:
        return "\n".join(f"{goal}：{words}" for goal, words in found.items())
    return next(iter(found.values()), "タグなし")


def _commitment(kpi: Kpi) -> str:
    target = amount_words(kpi["value"], kpi["target_text"], kpi["unit"], kpi["comparator"])
    said = "／".join(filter(None, [target, due_words(kpi["due"])]))
    return f"{kpi['label']}：{said}" if said else str(kpi["label"])


def _results(item: Item) -> str:
    return "\n".join(
        f"{kpi['label']}：{amount_words(result['value'], result['text'], kpi['unit'])}（{result['as_of']}、{result['source']}）"
        for kpi in promises(item).made
        for result in kpi["results"]
    )
