"""Checks of a report file by itself: doubles, sources, dates in order."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from app.i18n.characters import unfit_address
from app.importer.findings import Finding, check_unique, composed, missing_source
from app.importer.report_file import ReportFile
from app.models.report_vocabulary import ReviewFacet
from app.models.vocabulary import FigureStatus, Review

STAGE: Final = "参照の検査"
_GOAL: Final = re.compile(r"([1-9]|1[0-7])(\.([0-9]{1,2}|[a-d]))?")


def check(file: ReportFile) -> list[Finding]:
    """Every finding of this stage, in the order of the file."""
    checks = (_withdrawn, _sources, _words, _states, _results, _reviews)
    return list(chain.from_iterable(one(file) for one in checks))


def _withdrawn(file: ReportFile) -> Iterator[Finding]:
    says = bool(file.states or file.results or file.reviews)
    if file.withdrawn is not None and says:
        yield Finding(
            "/withdrawn", "取り下げる報告には何も書けません。states・results・reviews を空にしてください。"
        )
    if file.withdrawn is None and not says:
        yield Finding(
            "/states",
            "この報告は何も述べていません。states・results・reviews のどれかを書くか、"
            "報告を取り下げるなら withdrawn に理由を書いてください。",
        )


def _sources(file: ReportFile) -> Iterator[Finding]:
    yield from check_unique("/sources", [source.key for source in file.sources])
    for index, source in enumerate(file.sources):
        if source.url is not None and (message := unfit_address(source.url)):
            yield Finding(f"/sources/{index}/url", message)
    known = {source.key for source in file.sources}
    for name in ("states", "results"):
        for index, entry in enumerate(getattr(file, name)):
            if entry.source is not None and entry.source not in known:
                at = f"/{name}/{index}/source"
                yield Finding(at, missing_source(at, entry.source).message.replace("plan.sources", "sources"))


def _words(file: ReportFile) -> Iterator[Finding]:
    yield from check_unique("/words", [composed(one.printed) for one in file.words])


def _own(file: ReportFile, where: str, item: str) -> Iterator[Finding]:
    if not f"{item}-".startswith(f"{file.plan}-"):
        yield Finding(where, f"「{item}」は別の計画のものです。計画「{file.plan}」の項目のIDにしてください。")


def _states(file: ReportFile) -> Iterator[Finding]:
    for index, entry in enumerate(file.states):
        yield from _own(file, f"/states/{index}/item", entry.item)
    yield from check_unique("/states", [entry.item for entry in file.states])


def _results(file: ReportFile) -> Iterator[Finding]:
    for index, entry in enumerate(file.results):
        where = f"/results/{index}"
        yield from _own(file, f"{where}/kpi", entry.kpi)
        if entry.value is None and entry.text is None:
            yield Finding(where, "報告された数値（value）か文（text）を書いてください。")
        if entry.as_of.end < entry.as_of.start:
            yield Finding(f"{where}/as_of/end", "終わりが始まりより前です。")
        elif entry.as_of.end > file.dated and entry.status in (None, FigureStatus.ACTUAL):
            yield Finding(
                f"{where}/as_of",
                f"結果の時点（{entry.as_of.end}）が報告の日付（{file.dated}）より後です。日付を直すか、"
                "推計・見込みなら status に estimate か forecast を書いてください。",
            )
    named = [
        f"{one.kpi} {one.as_of.start}～{one.as_of.end} {one.status.label if one.status else ''}".strip()
        for one in file.results
    ]
    yield from check_unique("/results", named)


def _reviews(file: ReportFile) -> Iterator[Finding]:
    for index, entry in enumerate(file.reviews):
        where = f"/reviews/{index}"
        yield from _own(file, f"{where}/item", entry.item)
        if entry.facet is ReviewFacet.SDG and not _GOAL.fullmatch(entry.value):
            yield Finding(f"{where}/value", "目標の番号（11）かターゲットの番号（11.5）を書いてください。")
        if entry.dated is not None and entry.dated > file.dated:
            yield Finding(
                f"{where}/dated",
                f"判断の日付（{entry.dated}）が報告の日付（{file.dated}）より後です。日付を確かめてください。",
            )
        if entry.decision in (Review.REJECTED, Review.DISPUTED) and entry.reason is None:
            yield Finding(f"{where}/reason", "取消しと異議には理由（reason）が必要です。")
    # The goal of a target is the target's: 11 and 11.5 are one tag.
    named = [
        f"{one.item} {one.facet.label} {_tag(one.value)}（{one.dated or file.dated}）" for one in file.reviews
    ]
    yield from check_unique("/reviews", named)


def _tag(value: str) -> str:
    return value.partition(".")[0]
