"""What StratML has no element for, told in words in OtherInformation, each with its basis."""

from collections.abc import Iterable, Iterator

from app.models.columns import Item
from app.models.vocabulary import Basis, Certainty, KpiKind, PassageKind, Relation, Review, Role


def lines(notes: Iterable[str]) -> str | None:
    """One note a line, None where there is none."""
    return "\n".join(notes) or None


def of_initiative(item: Item) -> Iterator[str]:
    """Label, section, pillar, roles, SDG tags, corrections and relations of one initiative."""
    if item["label_basis"] == Basis.EDITORIAL:
        yield "名称は編集による見出しで、原文の文言ではない。"
    if item["theme"]:
        yield f"施策：{item['theme']['name']}"
    if item["pillar"] and item["pillar"]["basis"] != Basis.LAYOUT:
        yield f"柱（{_grounds(item['pillar'])}）：{item['pillar']['name']}"
    for organisation in item["organisations"]:
        yield f"{Role(organisation['role']).label}（{_grounds(organisation)}）：{organisation['name']}"
    for tag in item["sdgs"]:
        target = f"、ターゲット{tag['target']}" if tag["target"] else ""
        review = f"、{Review(tag['review']).label}" if tag["review"] else ""
        yield f"SDGs（{_grounds(tag)}{review}）：目標{tag['goal']} {tag['name']}{target}"
    yield from (correction(one) for one in item["corrections"])
    for related in item["related"]:
        relation = Relation(related["relation"]).label
        yield f"関連（{_grounds(related)}）：{related['label']}（{related['id']}）、{relation}"
    yield f"原文：{item['source']['document']} {item['source']['line']}行"
    yield f"URL：{item['url']}"


def of_passage(passage: Item) -> str:
    return f"{PassageKind(passage['kind']).label}：{passage['text']}"


def correction(item: Item) -> str:
    """A correction always says that an editor made it."""
    return (
        f"読み替え（編集による）：「{item['printed']}」は「{item['reading']}」と読む。理由：{item['reason']}"
    )


def of_kpi(kpi: Item) -> Iterator[str]:
    """Kind, the words that make the commitment, and how its due is known."""
    yield f"種類：{KpiKind(kpi['kind']).label}"
    if kpi["kind"] == KpiKind.EVENT:
        yield "文書が触れている外部の行事であり、この計画の約束ではない。"
    yield "名称は編集による。"
    yield from (f"原文の語句（{mention['id']}）：{mention['quote']}" for mention in kpi["mentions"])
    yield from (f"{name}：{kpi[field]}" for field, name in _FIELDS if kpi[field])
    if kpi["due"]:
        yield due(kpi["due"])
    if not kpi["results"]:
        yield "結果：報告なし"


_FIELDS = (("comparator", "比較"), ("direction", "方向"), ("target_text", "目標の文"))


def due(interval: Item) -> str:
    """An interval with what it rests on."""
    printed = interval["printed"] or "印刷なし"
    certainty = Certainty(interval["certainty"]).label
    span = f"{interval['start']}～{interval['end']}"
    return f"期日（{_grounds(interval)}）：{span}、{certainty}、原文の表記：{printed}"


def _grounds(fact: Item) -> str:
    """編集による推定、根拠語句「…」、理由：…: what a fact rests on."""
    parts = [Basis(fact["basis"]).label]
    if fact.get("evidence"):
        parts.append(f"根拠語句「{fact['evidence']}」")
    if fact.get("reason"):
        parts.append(f"理由：{fact['reason']}")
    return "、".join(parts)
