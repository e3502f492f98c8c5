"""Stage 3, organisations: codes, names, parents and predecessors."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from app.importer.findings import Finding, check_unique, composed, missing_organisation
from app.importer.plan_index import PlanIndex


def check_digit(code: str) -> int:
    """The sixth digit of a 全国地方公共団体コード (JIS X 0401/0402, modulus 11)."""
    rest = sum(int(digit) * weight for digit, weight in zip(code[:5], (6, 5, 4, 3, 2), strict=True)) % 11
    return (11 - rest) % 10


def is_code(code: str) -> bool:
    """Whether the sixth digit of a code fits the others."""
    return int(code[5]) == check_digit(code)


def check_code(code: str, where: str) -> Iterator[Finding]:
    """The finding of a code with a wrong digit."""
    if not is_code(code):
        yield Finding(
            where,
            f"団体コード「{code}」の検査数字が合いません。正しくは {code[:5]}{check_digit(code)} です。",
            f"code {code}",
        )


def check(sheet: PlanIndex) -> Iterator[Finding]:
    """Every finding on organisations, in the order of the file."""
    names = Counter(composed(organisation.name) for organisation in sheet.file.organisations)
    for index, organisation in enumerate(sheet.file.organisations):
        where = f"/organisations/{index}"
        yield from check_code(organisation.municipality_code, f"{where}/municipality_code")
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
        if (organisation.parent_basis or organisation.parent_source) and organisation.parent is None:
            yield Finding(
                f"{where}/parent", "parent_basis と parent_source は、parent とともに書いてください。"
            )
        elif organisation.parent_basis is not None and organisation.parent_source is None:
            yield Finding(f"{where}/parent_source", "上位の組織には出典（parent_source）が必要です。")
    yield from _successions(sheet)


def _successions(sheet: PlanIndex) -> Iterator[Finding]:
    """What an organisation follows is known, and does not follow it in turn."""
    before = {one.id: [past.id for past in one.successor_of] for one in sheet.file.organisations}
    for index, organisation in enumerate(sheet.file.organisations):
        where = f"/organisations/{index}/successor_of"
        yield from check_unique(where, before[organisation.id])
        for number, past in enumerate(organisation.successor_of):
            if past.id not in sheet.organisations:
                yield missing_organisation(f"{where}/{number}/id", past.id)
            elif organisation.id in reached([past.id], before):
                yield Finding(
                    f"{where}/{number}/id", "前身の組織をたどると輪になります。どこかを直してください。"
                )


def reached(new: Iterable[str], graph: Mapping[str, Sequence[str]]) -> set[str]:
    """Some organisations and all that one comes to from them."""
    found: set[str] = set()
    left = list(new)
    while left:
        one = left.pop()
        if one not in found:
            found.add(one)
            left += graph.get(one, [])
    return found
