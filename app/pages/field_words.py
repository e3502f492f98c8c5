"""The fields of a plan file's entries in words: their titles, and their values as one line of text."""

from collections.abc import Mapping
from typing import Any, Final

from app.i18n.messages import N_, _
from app.models import report_vocabulary, vocabulary

# Where an item stands in its document, and what is computed of a text: nothing that a reader reads.
PLACES: Final = frozenset(("line", "page"))
DIGESTS: Final = frozenset(("sha256", "text_sha256", "text_length"))

_TITLES: Final = {
    "amounts": N_("金額"),
    "announced": N_("計画が述べる件数"),
    "as_of": N_("時点"),
    "baseline": N_("基準値"),
    "basis": N_("根拠"),
    "caption": N_("表の題"),
    "cells": N_("欄"),
    "certainty": N_("確かさ"),
    "columns": N_("表の列"),
    "comparator": N_("比べ方"),
    "continues": N_("前の計画とのつながり"),
    "cumulative": N_("累計か"),
    "dated": N_("報告の日付"),
    "decision": N_("確認の結果"),
    "definition": N_("指標の定義"),
    "direction": N_("向き"),
    "document": N_("文書名"),
    "due": N_("期日"),
    "earlier": N_("前の計画の項目"),
    "emphasis": N_("太字"),
    "end": N_("終わり"),
    "evaluation": N_("評価"),
    "evidence": N_("根拠とした語句"),
    "extent": N_("転記の範囲"),
    "fiscal_year": N_("年度"),
    "goal": N_("SDGs"),
    "issuer": N_("発行者"),
    "item": N_("項目"),
    "items": N_("項目"),
    "facet": N_("確認したもの"),
    "key": N_("記号"),
    "kind": N_("種類"),
    "kpi": N_("指標"),
    "kpis": N_("指標"),
    "label": N_("見出し"),
    "measure": N_("取組"),
    "measures": N_("取組"),
    "mentions": N_("本文の語句"),
    "method": N_("測り方"),
    "municipality_code": N_("団体コード"),
    "name": N_("名称"),
    "note": N_("注記"),
    "number": N_("番号"),
    "office": N_("報告した組織"),
    "on": N_("日付"),
    "organisations": N_("組織"),
    "owner": N_("指標を掲げる項目"),
    "parent": N_("上の段"),
    "parent_basis": N_("上の段の根拠"),
    "parent_source": N_("上の段の出典"),
    "part": N_("受け持つ部分"),
    "period": N_("計画期間"),
    "pillar": N_("柱"),
    "pillars": N_("柱"),
    "precision": N_("期日の細かさ"),
    "printed": N_("印刷の表記"),
    "published": N_("公表日"),
    "quote": N_("語句"),
    "reading": N_("読み替え"),
    "reason": N_("理由"),
    "relation": N_("関係"),
    "replaces": N_("置き換える目標"),
    "results": N_("結果"),
    "review": N_("確認"),
    "reviews": N_("タグの確認"),
    "role": N_("役割"),
    "rows": N_("表の行"),
    "sdgs": N_("SDGs"),
    "series": N_("系列"),
    "source": N_("出典"),
    "sources": N_("元の文書"),
    "start": N_("始まり"),
    "state": N_("実施の状況"),
    "states": N_("実施の状況"),
    "status": N_("状態"),
    "successor_of": N_("前身"),
    "target": N_("ターゲット"),
    "targets": N_("目標"),
    "terms": N_("計画での呼び名"),
    "text": N_("本文"),
    "theme": N_("施策"),
    "themes": N_("施策"),
    "title": N_("印刷された名称"),
    "transcription": N_("転記"),
    "unit": N_("単位"),
    "url": N_("URL"),
    "value": N_("値"),
    "viewpoints": N_("視点"),
    "wording": N_("文の写し方"),
    "words": N_("語句"),
}
_CODES: Final[dict[str, tuple[type[vocabulary.Labelled], ...]]] = {
    "basis": (vocabulary.Basis,),
    "parent_basis": (vocabulary.Basis,),
    "review": (vocabulary.Review,),
    "role": (vocabulary.Role, vocabulary.MentionRole),
    "comparator": (vocabulary.Comparator,),
    "certainty": (vocabulary.Certainty,),
    "precision": (vocabulary.Precision,),
    "decision": (vocabulary.Review,),
    "direction": (vocabulary.Direction,),
    "extent": (vocabulary.Extent,),
    "facet": (report_vocabulary.ReviewFacet,),
    "wording": (vocabulary.Wording,),
    "state": (report_vocabulary.ItemState,),
    "status": (vocabulary.PlanStatus, vocabulary.FigureStatus),
    "relation": (vocabulary.Relation, vocabulary.ContinuationRelation),
    "kind": (vocabulary.PassageKind, vocabulary.OrganisationKind, vocabulary.AmountKind),
}
# Of an entry of this type the kind is another one.
_KINDS: Final[dict[str, type[vocabulary.Labelled]]] = {
    "kpi": vocabulary.KpiKind,
    "annotation": vocabulary.AnnotationKind,
    "report": report_vocabulary.ReportKind,
}
# What is printed, before what is said of it; the rest in the order of the alphabet.
_FIRST: Final = (
    "id",
    "goal",
    "number",
    "title",
    "name",
    "label",
    "text",
    "caption",
    "columns",
    "rows",
    "value",
    "unit",
)
# Members whose values say what they are.
_PLAIN: Final = frozenset(("id", "cells", "name", "text", "words", "document"))


def field_title(name: str, item_type: str) -> str:
    """What a field of an entry is called."""
    if item_type == "plan" and name == "title":
        return _("表題")
    return _(_TITLES[name]) if name in _TITLES else name


def field_order(name: str) -> tuple[int, str]:
    """Where a field stands among the others."""
    return _FIRST.index(name) if name in _FIRST else len(_FIRST), name


def value_words(value: Any, name: str, item_type: str, names: Mapping[str, str]) -> str:
    """A value as text, empty for none. Codes are given their words and ids their names."""
    if value is None or value == []:
        return ""
    if isinstance(value, list):
        separator = _("、") if all(isinstance(one, str) for one in value) else _("；")
        return separator.join(value_words(one, name, item_type, names) for one in value)
    if isinstance(value, dict):
        parts = [
            _member(key, member, item_type, names)
            for key, member in sorted(value.items(), key=lambda pair: field_order(pair[0]))
            if key not in DIGESTS and member not in (None, [])
        ]
        return _("、").join(parts)
    if isinstance(value, bool):
        return _("はい") if value else _("いいえ")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return _code(str(value), name, item_type) or names.get(str(value)) or str(value)


def _member(key: str, value: Any, item_type: str, names: Mapping[str, str]) -> str:
    words = value_words(value, key, item_type, names)
    if key in _PLAIN:
        return words
    if key == "goal":
        return f"{field_title(key, item_type)} {words}"
    return _("%(title)s：%(words)s", title=field_title(key, item_type), words=words)


def _code(value: str, name: str, item_type: str) -> str:
    """The word for a code of a field, empty for what is none."""
    own = _KINDS.get(item_type) if name == "kind" else None
    for words in ((own,) if own else ()) + _CODES.get(name, ()):
        if value in set(words):
            return _(words(value).label)
    return ""
