"""Stage 3, evidence: the reason of every editorial fact, and whether the words it quotes are printed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import cache
from itertools import chain

from app.importer.findings import Finding, composed, missing, missing_organisation, not_quoted
from app.importer.plan_file import Due, KpiEntry
from app.importer.plan_index import PlanIndex
from app.models.reference import sdg_targets
from app.models.vocabulary import Basis, KpiKind, Precision


def check(sheet: PlanIndex) -> Iterator[Finding]:
    """Findings on tags, responsible organisations, editorial pillars and KPIs."""
    return chain(_initiatives(sheet), _repeated_reasons(sheet), _kpis(sheet))


@cache
def _targets() -> frozenset[str]:
    return frozenset(target["code"] for target in sdg_targets())


def _initiatives(sheet: PlanIndex) -> Iterator[Finding]:
    for index, entry in sheet.initiatives:
        where, texts = f"/document/{index}", sheet.evidence_texts(entry)
        for number, tag in enumerate(entry.sdgs):
            at = f"{where}/sdgs/{number}"
            yield from _check_basis(at, tag.basis, tag.reason, tag.evidence, texts)
            if tag.target and (tag.target.split(".")[0] != str(tag.goal) or tag.target not in _targets()):
                yield Finding(f"{at}/target", f"ターゲット「{tag.target}」は目標{tag.goal}にありません。")
            if (tag.review is None) != (tag.basis is not Basis.EDITORIAL):
                yield Finding(f"{at}/review", "編集によるタグには review が必要で、それ以外には付けません。")
        yield from check_unique(f"{where}/sdgs", [tag.goal for tag in entry.sdgs])
        for number, reference in enumerate(entry.organisations):
            at = f"{where}/organisations/{number}"
            yield from _check_basis(at, reference.basis, reference.reason, reference.evidence, texts)
            if reference.id not in sheet.organisations:
                yield missing_organisation(f"{at}/id", reference.id)
        yield from check_unique(f"{where}/organisations", [reference.id for reference in entry.organisations])
        if entry.type == "bureau_project" and entry.pillar is not None:
            pillar = entry.pillar
            yield from _check_basis(f"{where}/pillar", pillar.basis, pillar.reason, pillar.evidence, texts)
            if pillar.id not in sheet.pillars:
                yield missing(f"{where}/pillar/id", pillar.id, "柱")


def _check_basis(
    where: str, basis: Basis, reason: str | None, evidence: str | None, texts: Sequence[str]
) -> Iterator[Finding]:
    """An editorial fact needs a reason and evidence; evidence must be a part of one of the texts."""
    if basis is Basis.EDITORIAL and reason is None:
        yield Finding(f"{where}/reason", "編集による付与には理由（reason）が必要です。")
    if basis is Basis.EDITORIAL and evidence is None:
        yield Finding(f"{where}/evidence", "編集による付与には根拠となる本文の語句（evidence）が必要です。")
    if evidence is not None and not any(evidence in text for text in texts):
        yield not_quoted(f"{where}/evidence", evidence, texts, "この取組の本文にも施策の見出し等にも")


def check_unique(where: str, values: Sequence[object]) -> Iterator[Finding]:
    if len(set(values)) == len(values):
        return
    for value, count in Counter(values).items():
        if count > 1:
            yield Finding(where, f"「{value}」が{count}回あります。1回だけにしてください。")


def _repeated_reasons(sheet: PlanIndex) -> Iterator[Finding]:
    """Each tag needs a reason of its own."""
    reasons: dict[str, str] = {}
    for index, entry in sheet.initiatives:
        for number, tag in enumerate(entry.sdgs):
            where = f"/document/{index}/sdgs/{number}/reason"
            if tag.reason is not None and reasons.setdefault(composed(tag.reason), where) != where:
                yield Finding(
                    where,
                    f"理由が {reasons[composed(tag.reason)]} と同じです。この取組に即して書いてください。",
                )


def _kpis(sheet: PlanIndex) -> Iterator[Finding]:
    for index, kpi in enumerate(sheet.file.kpis):
        where = f"/kpis/{index}"
        yield from check_unique(f"{where}/mentions", [mention.id for mention in kpi.mentions])
        misquoted = ""
        for number, mention in enumerate(kpi.mentions):
            texts = sheet.own_texts.get(mention.id)
            if texts is None:
                yield missing(f"{where}/mentions/{number}/id", mention.id, "取組")
            elif not any(mention.quote in text for text in texts):
                misquoted = f"{where}/mentions/{number}/quote"
                yield not_quoted(misquoted, mention.quote, texts, "本文に")
        yield from _figures(where, kpi)
        if kpi.due is not None:
            yield from _due(f"{where}/due", kpi.due, [mention.quote for mention in kpi.mentions], misquoted)


def _figures(where: str, kpi: KpiEntry) -> Iterator[Finding]:
    if kpi.value is not None and kpi.unit is None:
        yield Finding(f"{where}/unit", "数値目標には単位（unit）が必要です。")
    if kpi.kind is KpiKind.QUANTITY and kpi.value is None:
        yield Finding(f"{where}/value", "数量の指標には印刷された数値（value）が必要です。")
    for number, result in enumerate(kpi.results):
        if result.value is None and result.text is None:
            yield Finding(
                f"{where}/results/{number}", "報告された数値（value）か文（text）を書いてください。"
            )


def _due(where: str, due: Due, quotes: list[str], misquoted: str) -> Iterator[Finding]:
    if due.end < due.start:
        yield Finding(f"{where}/end", "終わりが始まりより前です。")
    elif not _is_aligned(due):
        yield Finding(
            f"{where}/precision",
            f"{due.start}～{due.end} は精度「{due.precision.label}」の区切りに合いません。",
        )
    if due.basis is Basis.EDITORIAL and due.reason is None:
        yield Finding(f"{where}/reason", "印刷されていない期日には理由（reason）が必要です。")
    if due.printed and not any(due.printed in quote for quote in quotes):
        yield not_quoted(f"{where}/printed", due.printed, quotes, "どの引用（quote）にも", misquoted)
    if due.basis is not Basis.EDITORIAL and not due.printed:
        yield Finding(f"{where}/printed", "原文にある期日なら、印刷された表記を書いてください。")


def _is_aligned(due: Due) -> bool:
    """Whether both ends lie on borders of the precision."""
    after = due.end + timedelta(days=1)
    borders = {
        Precision.DAY: None,
        Precision.MONTH: range(1, 13),
        Precision.FISCAL_HALF: (4, 10),
        Precision.FISCAL_YEAR: (4,),
        Precision.YEAR: (1,),
    }[due.precision]
    return borders is None or all(day.day == 1 and day.month in borders for day in (due.start, after))
