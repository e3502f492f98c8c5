"""Stage 3, evidence: the reason of every editorial fact, and whether the words it quotes are printed."""

from collections.abc import Container, Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Final

from app.importer.document_entries import (
    BureauProjectEntry,
    GoalEntry,
    ItemRef,
    MeasureEntry,
    PillarEntry,
    ThemeEntry,
)
from app.importer.findings import (
    Finding,
    check_unique,
    composed,
    missing,
    missing_organisation,
    not_quoted,
)
from app.importer.plan_index import PlanIndex
from app.models.reference import sdg_targets
from app.models.vocabulary import Basis, Role

# Decision 0003: what needs a fourth goal is tagged by what may follow from it.
_MAX_EDITORIAL_GOALS: Final = 3

CarryingEntry = MeasureEntry | BureauProjectEntry | PillarEntry | ThemeEntry


def check(sheet: PlanIndex) -> Iterator[Finding]:
    """Findings on goals, organisations, viewpoints and editorial pillars."""
    return chain(_facts(sheet), _plan_goals(sheet), _repeated_reasons(sheet))


@cache
def _targets() -> frozenset[str]:
    return frozenset(target["code"] for target in sdg_targets())


def _levels(sheet: PlanIndex) -> Iterator[tuple[str, CarryingEntry]]:
    """What carries goals and organisations, with its pointer."""
    for index, entry in enumerate(sheet.file.document):
        if isinstance(entry, CarryingEntry):
            yield f"/document/{index}", entry


def _facts(sheet: PlanIndex) -> Iterator[Finding]:
    for where, entry in _levels(sheet):
        texts = sheet.evidence_texts(entry)
        for number, tag in enumerate(entry.sdgs):
            at = f"{where}/sdgs/{number}"
            yield from _check_basis(at, tag.basis, tag.reason, tag.evidence, texts)
            yield from _check_target(at, tag)
            if (tag.review is None) != (tag.basis is not Basis.EDITORIAL):
                yield Finding(f"{at}/review", "編集によるタグには review が必要で、それ以外には付けません。")
        yield from _check_goals(sheet, where, entry.sdgs)
        for number, organisation in enumerate(entry.organisations):
            at = f"{where}/organisations/{number}"
            yield from _check_basis(at, organisation.basis, organisation.reason, organisation.evidence, texts)
            if organisation.id not in sheet.organisations:
                yield missing_organisation(f"{at}/id", organisation.id)
        # One organisation may stand twice in a cell, in different roles or for different parts.
        named = [
            " ".join(filter(None, (one.id, "" if one.role is Role.RESPONSIBLE else one.role.label, one.part)))
            for one in entry.organisations
        ]
        yield from check_unique(f"{where}/organisations", named)
        if isinstance(entry, BureauProjectEntry) and entry.pillar is not None:
            yield from _check_reference(f"{where}/pillar", entry.pillar, sheet.pillars, "柱", texts)
        for number, viewpoint in enumerate(getattr(entry, "viewpoints", ())):
            at = f"{where}/viewpoints/{number}"
            yield from _check_reference(at, viewpoint, sheet.viewpoints, "視点", texts)


def _check_reference(
    where: str, reference: ItemRef, known: Container[str], kind: str, texts: Sequence[str]
) -> Iterator[Finding]:
    yield from _check_basis(where, reference.basis, reference.reason, reference.evidence, texts)
    if reference.id not in known:
        yield missing(f"{where}/id", reference.id, kind)


def _check_target(where: str, tag: GoalEntry) -> Iterator[Finding]:
    if tag.target and (tag.target.split(".")[0] != str(tag.goal) or tag.target not in _targets()):
        yield Finding(f"{where}/target", f"ターゲット「{tag.target}」は目標{tag.goal}にありません。")


def _check_goals(sheet: PlanIndex, where: str, tags: Sequence[GoalEntry]) -> Iterator[Finding]:
    goals = [tag.goal for tag in tags]
    yield from check_unique(f"{where}/sdgs", goals)
    if goals != sorted(goals) and not sheet.is_format_1:
        yield Finding(f"{where}/sdgs", "目標の番号の順に並べてください。")
    editorial = [number for number, tag in enumerate(tags) if tag.basis is Basis.EDITORIAL]
    if len(editorial) > _MAX_EDITORIAL_GOALS:
        yield Finding(
            f"{where}/sdgs/{editorial[_MAX_EDITORIAL_GOALS]}",
            f"編集で付ける目標は{_MAX_EDITORIAL_GOALS}つまでです（いまは{len(editorial)}つ）。本文の語句にいちばん近いものを残してください。",
        )


def _plan_goals(sheet: PlanIndex) -> Iterator[Finding]:
    """A goal that the plan states for itself quotes its text."""
    plan = sheet.file.plan
    yield from _check_goals(sheet, "/plan", plan.sdgs)
    for number, tag in enumerate(plan.sdgs):
        at = f"/plan/sdgs/{number}"
        yield from _check_target(at, tag)
        texts = sheet.printed.values()
        if tag.quote is None:
            yield Finding(f"{at}/quote", "計画の目標には、それを述べる本文の語句（quote）が必要です。")
        elif not any(tag.quote in text for text in texts):
            yield not_quoted(f"{at}/quote", tag.quote, texts, "本文に")
        if tag.basis is Basis.EDITORIAL and tag.reason is None:
            yield Finding(f"{at}/reason", "編集による付与には理由（reason）が必要です。")


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


def _repeated_reasons(sheet: PlanIndex) -> Iterator[Finding]:
    """Each tag needs a reason of its own."""
    reasons: dict[str, str] = {}
    for at, entry in _levels(sheet):
        for number, tag in enumerate(entry.sdgs):
            where = f"{at}/sdgs/{number}/reason"
            if tag.reason is not None and reasons.setdefault(composed(tag.reason), where) != where:
                yield Finding(
                    where,
                    f"理由が {reasons[composed(tag.reason)]} と同じです。この取組に即して書いてください。",
                )
