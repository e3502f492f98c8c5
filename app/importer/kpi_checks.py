"""Stage 3, KPIs: owners, quotations, figures and dates."""

from collections.abc import Iterator
from datetime import timedelta

from app.importer.findings import Finding, check_unique, missing, missing_source, not_quoted
from app.importer.kpi_entries import Due, Figures, KpiEntry, Target
from app.importer.plan_index import PlanIndex
from app.models.vocabulary import Basis, KpiKind, Precision, Wording


def check(sheet: PlanIndex) -> Iterator[Finding]:
    """Every finding on KPIs, in the order of the file."""
    for index, kpi in enumerate(sheet.file.kpis):
        where = f"/kpis/{index}"
        yield from _owner(sheet, where, kpi)
        yield from check_unique(f"{where}/mentions", [mention.id for mention in kpi.mentions])
        misquoted = ""
        for number, mention in enumerate(kpi.mentions):
            texts = sheet.quotable(mention.id)
            if texts is None:
                yield missing(f"{where}/mentions/{number}/id", mention.id, "取組")
            elif not any(mention.quote in text for text in texts):
                misquoted = f"{where}/mentions/{number}/quote"
                yield not_quoted(misquoted, mention.quote, texts, "本文に")
        yield from _values(where, kpi)
        yield from _sources(sheet, where, kpi)
        yield from _targets(where, kpi.targets)
        yield from _times(where, kpi)
        for number, target in enumerate(kpi.targets):
            if target.due is not None:
                at = f"{where}/targets/{number}/due"
                yield from _due(at, target.due)
                yield from _printed(sheet, at, kpi, target, misquoted)
    yield from _definitions(sheet)


def _definitions(sheet: PlanIndex) -> Iterator[Finding]:
    """Each series of an indicator has a key of its own."""
    first: dict[str, str] = {}
    for index, kpi in enumerate(sheet.file.kpis):
        if kpi.definition is not None and first.setdefault(kpi.definition.key, kpi.id) != kpi.id:
            yield Finding(
                f"/kpis/{index}/definition/key",
                f"「{kpi.definition.key}」は指標「{first[kpi.definition.key]}」と同じです。1つの計画では、"
                "1つの記号は1つの指標だけに使ってください。",
            )


def _owner(sheet: PlanIndex, where: str, kpi: KpiEntry) -> Iterator[Finding]:
    owners = sheet.own_texts.keys() | sheet.themes.keys() | sheet.pillars.keys() | {sheet.file.plan.id}
    if kpi.owner in owners:
        return
    if not f"{kpi.owner}-".startswith(f"{sheet.file.plan.id}-"):
        yield Finding(
            f"{where}/owner",
            f"「{kpi.owner}」は別の計画のものです。この計画の取組・施策・柱か計画のIDにしてください。",
        )
    else:
        yield missing(f"{where}/owner", kpi.owner, "取組")


def _all_figures(kpi: KpiEntry) -> Iterator[tuple[str, Figures]]:
    if kpi.baseline is not None:
        yield "/baseline", kpi.baseline
    yield from ((f"/targets/{number}", one) for number, one in enumerate(kpi.targets))
    yield from ((f"/results/{number}", one) for number, one in enumerate(kpi.results))


def _values(where: str, kpi: KpiEntry) -> Iterator[Finding]:
    figures = list(_all_figures(kpi))
    values = [at for at, one in figures if one.value is not None]
    if values and kpi.unit is None:
        yield Finding(f"{where}/unit", "数値目標には単位（unit）が必要です。")
    if kpi.kind is KpiKind.QUANTITY and not values:
        yield Finding(f"{where}/targets", "数量の指標には印刷された数値（value）が必要です。")
    if kpi.kind is KpiKind.LEVEL and values:
        yield Finding(
            f"{where}{values[0]}/value",
            "水準の指標は言葉だけです。数値があれば、種類を quantity にしてください。",
        )
    for at, one in figures:
        says = one.value is not None or one.text is not None
        if not says and not (isinstance(one, Target) and one.due is not None):
            word = "報告された数値" if at.startswith("/results") else "数値"
            yield Finding(f"{where}{at}", f"{word}（value）か文（text）を書いてください。")


def _sources(sheet: PlanIndex, where: str, kpi: KpiEntry) -> Iterator[Finding]:
    for at, one in _all_figures(kpi):
        if one.source is not None and one.source not in sheet.sources:
            yield missing_source(f"{where}{at}/source", one.source)


def _targets(where: str, targets: list[Target]) -> Iterator[Finding]:
    """Keys are unique, and what replaces what ends somewhere."""
    yield from check_unique(f"{where}/targets", [target.key for target in targets])
    replaces = {target.key: target.replaces for target in targets}
    for number, target in enumerate(targets):
        at = f"{where}/targets/{number}/replaces"
        if target.replaces is None:
            continue
        if target.replaces not in replaces:
            yield missing(at, target.replaces, "目標")
            continue
        passed = {target.key}
        earlier: str | None = target.replaces
        while earlier is not None and earlier not in passed:
            passed.add(earlier)
            earlier = replaces.get(earlier)
        if earlier is not None:
            yield Finding(
                at, "置き換えた目標をたどると輪になります。どこかの replaces を null にしてください。"
            )
    yield from check_unique(f"{where}/targets", [f"replaces {key}" for key in replaces.values() if key])


def _times(where: str, kpi: KpiEntry) -> Iterator[Finding]:
    """Intervals that end after they begin; results after the baseline."""
    intervals = {f"/results/{number}": one.as_of for number, one in enumerate(kpi.results)}
    if kpi.baseline is not None:
        intervals["/baseline"] = kpi.baseline.as_of
    for at, interval in intervals.items():
        if interval.end < interval.start:
            yield Finding(f"{where}{at}/as_of/end", "終わりが始まりより前です。")
    if kpi.baseline is None:
        return
    for number, result in enumerate(kpi.results):
        if result.as_of.end < kpi.baseline.as_of.start:
            yield Finding(
                f"{where}/results/{number}/as_of",
                f"結果（{result.as_of.end}）が基準値（{kpi.baseline.as_of.start}）より前です。日付を確かめてください。",
            )


def _due(where: str, due: Due) -> Iterator[Finding]:
    if due.end < due.start:
        yield Finding(f"{where}/end", "終わりが始まりより前です。")
    elif not _is_aligned(due):
        yield Finding(
            f"{where}/precision",
            f"{due.start}～{due.end} は精度「{due.precision.label}」の区切りに合いません。",
        )
    if due.basis is Basis.EDITORIAL and due.reason is None:
        yield Finding(f"{where}/reason", "印刷されていない期日には理由（reason）が必要です。")


def _printed(
    sheet: PlanIndex, where: str, kpi: KpiEntry, target: Target, misquoted: str
) -> Iterator[Finding]:
    """Printed words of a date stand in what is quoted, where that is the target's own verbatim source."""
    due = target.due
    verbatim = sheet.file.plan.transcription.wording is Wording.VERBATIM
    if due is None or not verbatim:
        return
    if due.basis is not Basis.EDITORIAL and not due.printed:
        yield Finding(f"{where}/printed", "原文にある期日なら、印刷された表記を書いてください。")
    quoted = [mention for mention in kpi.mentions if _source(sheet, mention.id) == _key(sheet, target)]
    if not due.printed or not quoted:
        return
    texts = [
        text
        for mention in quoted
        for text in (sheet.quotable(mention.id) if mention.id in sheet.rows else None) or [mention.quote]
    ]
    if not any(due.printed in text for text in texts):
        yield not_quoted(f"{where}/printed", due.printed, texts, "どの引用（quote）にも", misquoted)


def _key(sheet: PlanIndex, target: Target) -> str:
    return target.source or sheet.file.plan.sources[0].key


def _source(sheet: PlanIndex, item: str) -> str | None:
    """The source of the entry that a mention names, None for an id that the file does not have."""
    if item in sheet.rows:
        return sheet.source_key(sheet.rows[item][0])
    return sheet.source_keys.get(item)


def _is_aligned(due: Due) -> bool:
    """Whether both ends lie on borders of the precision."""
    after = due.end + timedelta(days=1)
    borders = {
        Precision.DAY: None,
        Precision.MONTH: range(1, 13),
        Precision.FISCAL_HALF: (4, 10),
        Precision.FISCAL_YEAR: (4,),
        Precision.FISCAL_YEARS: (4,),
        Precision.YEAR: (1,),
    }[due.precision]
    return borders is None or all(day.day == 1 and day.month in borders for day in (due.start, after))
