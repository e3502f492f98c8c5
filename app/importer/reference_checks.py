"""Stage 3: checks across the whole file. Ids, references, quotations, digests."""

import hashlib
from collections import Counter
from collections.abc import Container, Iterator
from typing import Final

from app.i18n.characters import unfit_address
from app.i18n.fiscal import EARLIEST, LATEST, fiscal_year_of
from app.importer import continuation_checks, evidence_checks, kpi_checks, level_checks, organisation_checks
from app.importer.findings import (
    Finding,
    check_unique,
    missing,
    missing_organisation,
    missing_source,
    not_quoted,
)
from app.importer.organisation_checks import check_code, is_code
from app.importer.plan_index import PlanIndex
from app.models.vocabulary import AnnotationKind, PassageKind

STAGE: Final = "参照の検査"
_THEME_KINDS: Final = (PassageKind.THEME_LEAD, PassageKind.CAPTION)


def check(sheet: PlanIndex) -> list[Finding]:
    """Every finding of this stage, in the order of the file."""
    checks = (
        _header,
        _ids,
        organisation_checks.check,
        _document,
        level_checks.check,
        evidence_checks.check,
        kpi_checks.check,
        _corrections,
        _quoted_words,
        continuation_checks.check,
        _links,
        _withdrawn,
        _digests,
    )
    return [finding for check in checks for finding in check(sheet)]


def _header(sheet: PlanIndex) -> Iterator[Finding]:
    plan = sheet.file.plan
    if not _is_id_right(sheet):
        right = f"{plan.municipality_code}-{plan.fiscal_year}"
        yield Finding(
            "/plan/id",
            f"IDは「団体コード-年度」、つまり {right} にしてください"
            f"（同じ年度に別の計画があれば、{right}_chuki のように短い名前を付けます）。",
            "/plan/municipality_code",
        )
    yield from check_code(plan.municipality_code, "/plan/municipality_code")
    if plan.issuer not in sheet.organisations:
        yield missing_organisation("/plan/issuer", plan.issuer)
    elif sheet.organisations[plan.issuer].municipality_code != plan.municipality_code:
        yield Finding(
            "/plan/issuer",
            f"組織「{plan.issuer}」の団体コードが計画の {plan.municipality_code} と違います。",
            "/plan/municipality_code",
        )
    if plan.period.end is not None and plan.period.end < plan.period.start:
        yield Finding("/plan/period/end", "計画期間の終わりが始まりより前です。")
    if not EARLIEST <= plan.fiscal_year <= LATEST:
        yield Finding(
            "/plan/period/start", f"計画期間は{EARLIEST}年度から{LATEST}年度までに始まる必要があります。"
        )
    if plan.period.end is not None and fiscal_year_of(plan.period.end) > LATEST:
        yield Finding("/plan/period/end", f"計画期間は{LATEST}年度までに終わる必要があります。")
    yield from check_unique("/plan/sources", [source.key for source in plan.sources])
    for index, source in enumerate(plan.sources):
        if source.url is not None and (message := unfit_address(source.url)):
            yield Finding(f"/plan/sources/{index}/url", message)


def _is_id_right(sheet: PlanIndex) -> bool:
    plan = sheet.file.plan
    return plan.id.partition("_")[0] == f"{plan.municipality_code}-{plan.fiscal_year}"


def _ids(sheet: PlanIndex) -> Iterator[Finding]:
    plan = sheet.file.plan
    # With a wrong code or year in its header, the plan's id is wrong, and no item's id can begin with it.
    header = ""
    if not _is_id_right(sheet):
        header = "/plan/id"
    elif not is_code(plan.municipality_code):
        header = "/plan/municipality_code"
    count = Counter(item_id for item_id, _ in sheet.ids)
    for item_id, where in sheet.ids:
        if count[item_id] > 1:
            yield Finding(
                where, f"ID「{item_id}」が{count[item_id]}回使われています。IDは1つの項目に1つです。"
            )
        if item_id not in sheet.organisations and not item_id.startswith(plan.id + "-"):
            cause = header or f"prefix {item_id.split('-', 2)[:2]}"
            yield Finding(where, f"ID「{item_id}」は計画のID「{plan.id}-」で始めてください。", cause)


def _digests(sheet: PlanIndex) -> Iterator[Finding]:
    # The sheet prints the names of a project's organisations: without one the text is not whole.
    references = (reference.id for _, entry in sheet.initiatives for reference in entry.organisations)
    unnamed = next((one for one in references if one not in sheet.organisations), "")
    for index, source in enumerate(sheet.file.plan.sources):
        where = f"/plan/sources/{index}"
        printed = sheet.printed_text(source.key)
        length, digest = len(printed), hashlib.sha256(printed.encode()).hexdigest()
        if source.text_length not in (None, length):
            yield Finding(
                f"{where}/text_length",
                f"本文は{length}文字です。書き落としや余分な文字がないか確かめてください。",
                f"missing {unnamed}",
            )
        if source.text_sha256 not in (None, digest):
            yield Finding(
                f"{where}/text_sha256",
                f"本文のダイジェストは {digest} です。本文が元の文書と一字一句同じか確かめてください。",
                f"{where}/text_length",
            )


def _document(sheet: PlanIndex) -> Iterator[Finding]:
    order = {entry.id: index for index, entry in enumerate(sheet.file.document)}
    for index, entry in enumerate(sheet.file.document):
        targets: dict[str, Container[str]] = {
            "pillar": sheet.pillars,
            "theme": sheet.themes,
            "parent": sheet.themes if entry.type == "theme" else sheet.passages,
        }
        for name, known in targets.items():
            reference = vars(entry).get(name)
            if isinstance(reference, str) and reference not in known:
                yield missing(f"/document/{index}/{name}", reference, name)
        if entry.source is not None and entry.source not in sheet.sources:
            yield missing_source(f"/document/{index}/source", entry.source)
        if entry.type != "passage":
            continue
        if entry.parent in sheet.passages and order[entry.parent] >= index:
            yield Finding(f"/document/{index}/parent", "親となる文章は、それより前に置いてください。")
        if entry.kind in _THEME_KINDS and entry.theme is None:
            yield Finding(f"/document/{index}/theme", f"{entry.kind.label}には施策（theme）のIDが必要です。")


def _corrections(sheet: PlanIndex) -> Iterator[Finding]:
    for index, correction in enumerate(sheet.file.corrections):
        text = sheet.printed.get(correction.item)
        if text is None:
            yield missing(f"/corrections/{index}/item", correction.item)
        elif correction.printed not in text:
            yield not_quoted(f"/corrections/{index}/printed", correction.printed, [text], "本文に")
        if correction.reading == correction.printed:
            yield Finding(
                f"/corrections/{index}/reading", "原文と同じです。読み替えた後の語を書いてください。"
            )


def _quoted_words(sheet: PlanIndex) -> Iterator[Finding]:
    """Annotations and emphasis: words of an item, each said once."""
    file = sheet.file
    words: list[tuple[str, str, str]] = [
        (f"/annotations/{index}", one.item, one.words) for index, one in enumerate(file.annotations)
    ]
    words += [(f"/emphasis/{index}", one.item, one.words) for index, one in enumerate(file.emphasis)]
    for where, item, quoted in words:
        text = sheet.printed.get(item)
        if text is None:
            yield missing(f"{where}/item", item)
        elif quoted not in text:
            yield not_quoted(f"{where}/words", quoted, [text], "本文に")
    first: dict[tuple[str, AnnotationKind, str], int] = {}
    for index, annotation in enumerate(file.annotations):
        known = first.setdefault((annotation.item, annotation.kind, annotation.words), index)
        if known != index:
            yield Finding(
                f"/annotations/{index}",
                f"「{annotation.words}」（{annotation.kind.label}）は /annotations/{known} と同じです。"
                "1つの注釈が、項目のなかの同じ語句すべてを指します。",
            )
    yield from check_unique("/emphasis", [f"{one.item} {one.words}" for one in file.emphasis])


def _links(sheet: PlanIndex) -> Iterator[Finding]:
    pairs: dict[frozenset[str], int] = {}
    for index, link in enumerate(sheet.file.links):
        for number, item in enumerate(link.items):
            if item not in sheet.own_texts:
                yield missing(f"/links/{index}/items/{number}", item, "取組")
        pair = frozenset(link.items)
        if len(pair) == 1:
            yield Finding(f"/links/{index}/items", "同じ取組どうしは関連付けられません。")
        if pairs.setdefault(pair, index) != index:
            yield Finding(f"/links/{index}/items", f"/links/{pairs[pair]} と同じ組み合わせです。")


def _withdrawn(sheet: PlanIndex) -> Iterator[Finding]:
    live = {item_id for item_id, _ in sheet.ids}
    for index, entry in enumerate(sheet.file.withdrawn):
        if entry.id in live:
            yield Finding(f"/withdrawn/{index}/id", f"「{entry.id}」は取下げと本文の両方にあります。")
        if entry.replaced_by is not None and entry.replaced_by not in live:
            yield missing(f"/withdrawn/{index}/replaced_by", entry.replaced_by)
    yield from check_unique("/withdrawn", [entry.id for entry in sheet.file.withdrawn])
