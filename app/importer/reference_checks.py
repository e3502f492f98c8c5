"""Stage 3: checks across the whole file. Ids, references, quotations, digests."""

import hashlib
from collections import Counter
from collections.abc import Container, Iterator
from typing import Final

from app.i18n.characters import unfit_address
from app.importer import evidence_checks
from app.importer.findings import Finding, composed, missing, missing_organisation, not_quoted
from app.importer.plan_index import PlanIndex
from app.models.vocabulary import PassageKind

STAGE: Final = "参照の検査"
_THEME_KINDS: Final = (PassageKind.THEME_LEAD, PassageKind.CAPTION)


def check(sheet: PlanIndex) -> list[Finding]:
    """Every finding of this stage, in the order of the file."""
    checks = (
        _header,
        _ids,
        _organisations,
        _document,
        evidence_checks.check,
        _corrections,
        _links,
        _withdrawn,
        _digest,
    )
    return [finding for check in checks for finding in check(sheet)]


def check_digit(code: str) -> int:
    """The sixth digit of a 全国地方公共団体コード (JIS X 0401/0402, modulus 11)."""
    rest = sum(int(digit) * weight for digit, weight in zip(code[:5], (6, 5, 4, 3, 2), strict=True)) % 11
    return (11 - rest) % 10


def _header(sheet: PlanIndex) -> Iterator[Finding]:
    plan = sheet.file.plan
    if plan.id != f"{plan.municipality_code}-{plan.fiscal_year}":
        yield Finding(
            "/plan/id",
            f"IDは「団体コード-年度」、つまり {plan.municipality_code}-{plan.fiscal_year} にしてください。",
            "/plan/municipality_code",
        )
    yield from _check_code(plan.municipality_code, "/plan/municipality_code")
    if plan.issuer not in sheet.organisations:
        yield missing_organisation("/plan/issuer", plan.issuer)
    elif sheet.organisations[plan.issuer].municipality_code != plan.municipality_code:
        yield Finding(
            "/plan/issuer",
            f"組織「{plan.issuer}」の団体コードが計画の {plan.municipality_code} と違います。",
            "/plan/municipality_code",
        )

    if plan.source.url is not None and (message := unfit_address(plan.source.url)):
        yield Finding("/plan/source/url", message)


def _is_code(code: str) -> bool:
    return int(code[5]) == check_digit(code)


def _check_code(code: str, where: str) -> Iterator[Finding]:
    if not _is_code(code):
        yield Finding(
            where,
            f"団体コード「{code}」の検査数字が合いません。正しくは {code[:5]}{check_digit(code)} です。",
            f"code {code}",
        )


def _ids(sheet: PlanIndex) -> Iterator[Finding]:
    plan = sheet.file.plan
    # With a wrong code or year in its header, the plan's id is wrong, and no item's id can begin with it.
    header = ""
    if plan.id != f"{plan.municipality_code}-{plan.fiscal_year}":
        header = "/plan/id"
    elif not _is_code(plan.municipality_code):
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


def _organisations(sheet: PlanIndex) -> Iterator[Finding]:
    names = Counter(composed(organisation.name) for organisation in sheet.file.organisations)
    for index, organisation in enumerate(sheet.file.organisations):
        where = f"/organisations/{index}"
        yield from _check_code(organisation.municipality_code, f"{where}/municipality_code")
        if not organisation.id.startswith(organisation.municipality_code):
            yield Finding(
                f"{where}/id",
                f"組織のIDは団体コード {organisation.municipality_code} で始めてください。",
                f"{where}/municipality_code",
            )
        if names[composed(organisation.name)] > 1:
            yield Finding(f"{where}/name", f"名称「{organisation.name}」の組織が複数あります。")
        if organisation.parent is not None and organisation.parent not in sheet.organisations:
            yield missing_organisation(f"{where}/parent", organisation.parent)
        elif sheet.depth(organisation.id) is None:
            yield Finding(
                f"{where}/parent",
                "上位の組織をたどると輪になります。どこかの parent を null にしてください。",
            )


def _digest(sheet: PlanIndex) -> Iterator[Finding]:
    plan = sheet.file.plan
    # The sheet prints the names of a project's organisations: without one the text is not whole.
    references = (reference.id for _, entry in sheet.initiatives for reference in entry.organisations)
    unnamed = next((one for one in references if one not in sheet.organisations), "")
    printed = sheet.printed_text()
    length, digest = len(printed), hashlib.sha256(printed.encode()).hexdigest()
    if plan.source.text_length not in (None, length):
        yield Finding(
            "/plan/source/text_length",
            f"本文は{length}文字です。書き落としや余分な文字がないか確かめてください。",
            f"missing {unnamed}",
        )
    if plan.source.text_sha256 not in (None, digest):
        yield Finding(
            "/plan/source/text_sha256",
            f"本文のダイジェストは {digest} です。本文が元の文書と一字一句同じか確かめてください。",
            "/plan/source/text_length",
        )


def _document(sheet: PlanIndex) -> Iterator[Finding]:
    order = {entry.id: index for index, entry in enumerate(sheet.file.document)}
    targets: dict[str, Container[str]] = {
        "pillar": sheet.pillars,
        "theme": sheet.themes,
        "parent": sheet.passages,
    }
    for index, entry in enumerate(sheet.file.document):
        for name, known in targets.items():
            reference = vars(entry).get(name)
            if isinstance(reference, str) and reference not in known:
                yield missing(f"/document/{index}/{name}", reference, name)
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
    yield from evidence_checks.check_unique("/withdrawn", [entry.id for entry in sheet.file.withdrawn])
