"""Notes for OtherInformation: what StratML has no element for, each with its basis."""

from collections.abc import Iterator
from typing import Final

from app.models.columns import Item
from app.models.vocabulary import Basis, Certainty, KpiKind, PassageKind, Relation, Review, Role

_KPI_FIELDS: Final = (("comparator", "比較"), ("direction", "方向"), ("target_text", "目標の文"))


def initiative_notes(item: Item) -> Iterator[str]:
    """Label, section, pillar, roles, SDG tags, corrections and relations of one initiative."""
    if item["label_basis"] == Basis.EDITORIAL:
        yield "名称は編集による見出しで、原文の文言ではない。"
    if item["theme"]:
        yield f"施策：{item['theme']['name']}"
    if item["pillar"] and item["pillar"]["basis"] != Basis.LAYOUT:
        yield f"柱（{_basis_note(item['pillar'])}）：{item['pillar']['name']}"
    for organisation in item["organisations"]:
        yield f"{Role(organisation['role']).label}（{_basis_note(organisation)}）：{organisation['name']}"
    for tag in item["sdgs"]:
        target = f"、ターゲット{tag['target']}" if tag["target"] else ""
        review = f"、{Review(tag['review']).label}" if tag["review"] else ""
        yield f"SDGs（{_basis_note(tag)}{review}）：目標{tag['goal']} {tag['name']}{target}"
    yield from (correction_note(one) for one in item["corrections"])
    for related in item["related"]:
        relation = Relation(related["relation"]).label
        yield f"関連（{_basis_note(related)}）：{related['label']}（{related['id']}）、{relation}"
    yield f"原文：{item['source']['document']}{place_note(item['source'])}"
    yield f"URL：{item['url']}"


def place_note(source: Item) -> str:
    """The line or the page where something is printed, as far as it is known."""
    line = f" {source['line']}行" if source["line"] else ""
    return line + (f" {source['page']}ページ" if source["page"] else "")


def passage_note(passage: Item) -> str:
    """Kind and text of a passage."""
    return f"{PassageKind(passage['kind']).label}：{passage['text']}"


def correction_note(item: Item) -> str:
    """Both readings and the reason; it always says that an editor made the correction."""
    return (
        f"読み替え（編集による）：「{item['printed']}」は「{item['reading']}」と読む。理由：{item['reason']}"
    )


def kpi_notes(kpi: Item) -> Iterator[str]:
    """Kind, the words that make the commitment, and how its due is known."""
    yield f"種類：{KpiKind(kpi['kind']).label}"
    if kpi["kind"] == KpiKind.EVENT:
        yield "文書が触れている外部の行事であり、この計画の約束ではない。"
    yield "名称は編集による。"
    yield from (f"原文の語句（{mention['id']}）：{mention['quote']}" for mention in kpi["mentions"])
    yield from (f"{name}：{kpi[field]}" for field, name in _KPI_FIELDS if kpi[field])
    if kpi["due"]:
        yield due_note(kpi["due"])
    if not kpi["results"]:
        yield "結果：報告なし"


def due_note(interval: Item) -> str:
    """An interval with what it rests on."""
    printed = interval["printed"] or "印刷なし"
    certainty = f"、{Certainty(interval['certainty']).label}" if interval["certainty"] else ""
    span = f"{interval['start']}～{interval['end']}"
    return f"期日（{_basis_note(interval)}）：{span}{certainty}、原文の表記：{printed}"


def _basis_note(fact: Item) -> str:
    """編集による推定、根拠語句「…」、理由：…: what a fact rests on."""
    parts = [Basis(fact["basis"]).label]
    if fact.get("evidence"):
        parts.append(f"根拠語句「{fact['evidence']}」")
    if fact.get("reason"):
        parts.append(f"理由：{fact['reason']}")
    return "、".join(parts)
