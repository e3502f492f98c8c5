"""Notes for OtherInformation: what StratML has no element for, each with its basis."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from app.models.columns import Item
from app.models.plan import PlanPublic
from app.models.report_vocabulary import ItemState, ReportKind, ReviewFacet
from app.models.vocabulary import (
    AmountKind,
    AnnotationKind,
    Basis,
    Certainty,
    Comparator,
    Direction,
    FigureStatus,
    KpiKind,
    PassageKind,
    PlanStatus,
    Relation,
    Review,
    Role,
)
from app.publication.descriptions import held_words, period_words, transcription_words


def plan_notes(plan: PlanPublic, viewpoints: Iterable[Item]) -> Iterator[str]:
    """Status, period, series, extent, sources, and what the plan states for itself."""
    yield f"状態：{PlanStatus(plan.status).label}"
    printed = f"、原文の表記：{plan.period.printed}" if plan.period.printed else ""
    yield f"計画期間：{period_words(plan.period.start, plan.period.end)[0]}{printed}"
    if plan.series:
        yield f"系列：{plan.series.name}（{plan.series.key}）"
    yield f"掲載の範囲：{transcription_words(plan)}"
    if held := held_words(plan):
        yield f"掲載の件数：{held}"
    for source in plan.sources:
        yield f"出典：{source.document}" + (f"（{source.url}）" if source.url else "")
    for goal in plan.sdgs:
        target = f"、ターゲット{goal.target}" if goal.target else ""
        quote = f"、原文の語句「{goal.quote}」" if goal.quote else ""
        basis = _basis_note(goal.model_dump())
        yield f"計画のSDGs（{basis}{quote}）：目標{goal.goal} {goal.name}{target}、{goal.target_uri or goal.uri}"
    yield from (amount_note(amount.model_dump()) for amount in plan.amounts)
    for one in viewpoints:
        yield f"視点：{one['number'] or ''} {one['name']}".replace("： ", "：")


def level_notes(item: Item) -> Iterator[str]:
    """Number, organisations, goals and amounts of a pillar or theme, and its address."""
    if item["number"]:
        yield f"印刷された番号：{item['number']}"
    if item.get("name_basis") == Basis.EDITORIAL:
        yield "名称は印刷されていない。"
    yield from (organisation_note(one) for one in item["organisations"])
    yield from (goal_note(tag) for tag in item["sdgs"])
    yield from (amount_note(amount) for amount in item["amounts"])
    yield f"URL：{item['url']}"


def organisation_note(organisation: Item) -> str:
    part = f"（{organisation['part']}）" if organisation["part"] else ""
    role = Role(organisation["role"]).label
    return f"{role}（{_basis_note(organisation)}）：{organisation['name']}{part}"


def goal_note(tag: Item) -> str:
    """An SDG goal with what the tag rests on."""
    target = f"、ターゲット{tag['target']}" if tag["target"] else ""
    review = f"、{Review(tag['review']).label}" if tag["review"] else ""
    uri = tag["target_uri"] or tag["uri"]
    return f"SDGs（{_basis_note(tag)}{review}）：目標{tag['goal']} {tag['name']}{target}、{uri}"


def amount_note(amount: Item) -> str:
    """A printed sum as it is printed."""
    label = f"{amount['label']}、" if amount["label"] else ""
    year = f"{amount['fiscal_year']}年度" if amount["fiscal_year"] else "計画の全期間"
    return f"{AmountKind(amount['kind']).label}（{label}{year}）：{amount['printed']}"


def table_notes(cells: Iterable[Item]) -> Iterator[str]:
    """Printed tables as text: caption and columns, then a line a row."""
    for _, table in groupby(cells, key=itemgetter("table")):
        rows = [list(row) for _, row in groupby(table, key=itemgetter("row"))]
        caption, columns = rows[0][0]["caption"] or "", "｜".join(one["column"] for one in rows[0])
        lines = ["｜".join(one["cell"] for one in row) for row in rows]
        yield "\n".join([f"印刷された表：{caption}", columns, *lines])


def initiative_notes(item: Item) -> Iterator[str]:
    """Label, section, pillar, roles, SDG tags, corrections and relations of one initiative."""
    if item["title"] is None:
        yield "名称は編集による見出しで、原文の文言ではない。"
    elif item["title"] != item["label"]:
        yield f"編集による見出し：{item['label']}"
    if item["number"]:
        yield f"印刷された番号：{item['number']}"
    if item["theme"]:
        yield f"施策：{item['theme']['name']}"
    if item["pillar"] and item["pillar"]["basis"] != Basis.LAYOUT:
        yield f"柱（{_basis_note(item['pillar'])}{_reviewed(item['pillar'])}）：{item['pillar']['name']}"
    for viewpoint in item["viewpoints"]:
        yield f"視点（{_basis_note(viewpoint)}）：{viewpoint['name']}"
    yield from (organisation_note(one) for one in item["organisations"])
    yield from (goal_note(tag) for tag in item["sdgs"])
    yield from (rejected_note(one) for one in item["reviews"] if one["decision"] == Review.REJECTED)
    yield from (amount_note(amount) for amount in item["amounts"])
    yield from (state_note(one) for one in item["states"])
    for annotation in item["annotations"]:
        yield f"注釈（{AnnotationKind(annotation['kind']).label}）：{annotation['words']}"
    yield from (correction_note(one) for one in item["corrections"])
    for related in item["related"]:
        relation = Relation(related["relation"]).label
        yield f"関連（{_basis_note(related)}）：{related['label']}（{related['id']}）、{relation}"
    yield f"原文：{item['source']['document']}{place_note(item['source'])}"
    yield f"URL：{item['url']}"


def state_note(one: Item) -> str:
    """What a report says became of an initiative, in its own words too."""
    printed = f"（報告の言葉「{one['printed']}」）" if one["printed"] else ""
    evidence = f"拠りどころ：{one['evidence']}。" if one["evidence"] else ""
    said = f"{ItemState(one['state']).label}{printed}。{one['text'] or ''}{evidence}出典：{one['source']}"
    return f"実施の状況（{ReportKind(one['kind']).label}、{one['dated']}、{one['office']['name']}）：{said}"


def rejected_note(one: Item) -> str:
    """A goal or pillar that an office has rejected; whether it counts depends on later reviews."""
    now = "" if one["current"] else "（前の判断）"
    facet = ReviewFacet(one["facet"]).label
    who = f"{one['dated']}、{one['office']['name']}" if one["office"] else "計画のデータによる"
    reason = f"。理由：{one['reason']}" if one["reason"] else ""
    return f"取り消された推定{now}（{who}）：{facet}「{one['value']} {one['name'] or ''}」{reason}"


def report_note(report: Item) -> str:
    """A report by its kind, day and office."""
    title = f"「{report['title']}」" if report["title"] else ""
    return f"報告（{ReportKind(report['kind']).label}、{report['dated']}、{report['office']['name']}）{title}：{report['url']}"


def _reviewed(pillar: Item) -> str:
    """What an office says of an editorial pillar, where it says anything."""
    said = pillar["review"] not in (None, Review.UNREVIEWED)
    return f"、{Review(pillar['review']).label}" if said else ""


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
    if definition := kpi["definition"]:
        method = f"、測り方：{definition['method']}" if definition["method"] else ""
        yield f"指標の定義（{definition['key']}）：{definition['name']}{method}"
    if kpi["direction"]:
        yield f"方向：{Direction(kpi['direction']).label}"
    if kpi["cumulative"] is not None:
        yield "累計の数値。" if kpi["cumulative"] else "年ごとの数値。"
    for forecast in forecasts(kpi):
        figure = forecast["text"] or f"{forecast['value']}{kpi['unit'] or ''}"
        yield f"見込み（{forecast['as_of']}）：{figure}。出典：{forecast['source']}"
    if not kpi["results"]:
        yield "結果：報告なし"


def forecasts(kpi: Item) -> list[Item]:
    """What is expected, which is no result."""
    found = [one for one in (kpi["baseline"], *kpi["results"]) if one]
    return [one for one in found if one["status"] == FigureStatus.FORECAST]


def target_note(target: Item) -> str:
    """Due, comparison, source of a target, and whether another replaces it."""
    parts = [due_note(target["due"])] if target["due"] else []
    if target["comparator"]:
        parts.append(f"比較：{Comparator(target['comparator']).label}")
    if target["replaced_by"]:
        parts.append(f"改められた目標（後の目標は{target['replaced_by']}）")
    if target["replaces"]:
        parts.append(f"目標{target['replaces']}を改めたもの")
    return "。".join([*parts, f"目標{target['key']}。出典：{target['source']}"])


def result_note(kind: str, result: Item) -> str:
    """基準値 or 結果, what it is, its evaluation and its source."""
    status = f"（{FigureStatus(result['status']).label}）" if result["status"] else ""
    evaluation = f"印刷された評価：{result['evaluation']}。" if result.get("evaluation") else ""
    printed = result["as_of_interval"]["printed"]
    time = f"時点の表記：{printed}。" if printed else ""
    return f"{kind}{status}。{time}{evaluation}出典：{result['source']}"


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
