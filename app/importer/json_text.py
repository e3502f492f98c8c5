"""Stage 1: the text. JSON that every reader understands alike, or a list of its errors.

The standard parser accepts duplicate keys, NaN and endless numbers, so its hooks mark them and a walk
finds their places.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

from app.i18n import characters
from app.importer.file_kinds import foreign
from app.importer.findings import Finding, PlanFileError, pointer, printable

MAX_BYTES: Final = 32 * 1024 * 1024
MAX_DEPTH: Final = 40
# A file of nothing but errors must not fill the memory with sentences about them.
MAX_FINDINGS: Final = 10_000
STAGE: Final = "文字列の検査"
FILE_STAGE: Final = "ファイルの読み取り"

Parts = tuple[str | int, ...]

# The standard parser's messages in Japanese.
_SYNTAX: Final = {
    "Expecting value": "値がありません",
    "Expecting property name enclosed in double quotes": 'キーは引用符 " で囲んでください',
    "Expecting ':' delimiter": "コロンがありません",
    "Expecting ',' delimiter": "カンマかかっこがありません",
    "Unterminated string starting at": "文字列が閉じられていません",
    "Invalid control character at": "文字列の中に改行などの制御文字があります",
    "Invalid \\escape": "\\ の後の文字が正しくありません",
    "Invalid \\uXXXX escape": "\\u の後は16進数4桁です",
    "Extra data": "JSONの後に余分な文字があります",
}
_UNREADABLE: Final = {
    FileNotFoundError: "そこにファイルがありません",
    IsADirectoryError: "フォルダーです",
    PermissionError: "読む権限がありません",
}

# What may be wrong with strings, in the text of the file: an escape that may stand for an unfit character, and
# white space after an opening or before a closing quotation mark.
_SUSPICIOUS: Final = re.compile(r'\\[bfnrtu]|"[^\S\r\n\t]|"(?<=\s")\s*[,\]}]')
# The strings that become a title, an option or a link.
_ONE_LINE: Final = frozenset({"title", "name", "label", "pillar_term", "document", "unit"})


class _Duplicates(dict[str, Any]):
    """A JSON object with duplicate keys, and all its members."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs


class _BadNumber(str):
    """The digits of a number that not every reader can hold."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    return members if len(members) == len(pairs) else _Duplicates(pairs)


def _integer(digits: str) -> int | _BadNumber:
    return int(digits) if len(digits) <= 20 and -(2**63) <= int(digits) < 2**63 else _BadNumber(digits)


def _number(digits: str) -> float | _BadNumber:
    return number if math.isfinite(number := float(digits)) else _BadNumber(digits)


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_object, parse_constant=_BadNumber, parse_int=_integer, parse_float=_number
)


def read_file(path: Path) -> str:
    """The file's text. Raises PlanFileError where it is no UTF-8 or larger than MAX_BYTES."""
    return decode(read_bytes(path))


def read_bytes(path: Path) -> bytes:
    """Raises PlanFileError where the file cannot be read or is larger than MAX_BYTES."""
    try:
        with path.open("rb") as file:
            # Never more than the limit: a pipe or a device does not know its size.
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            message = f"ファイルが大きすぎます。上限は{MAX_BYTES:,}バイトです。計画ごとに分けてください。"
            raise PlanFileError(FILE_STAGE, [Finding("", message)])
        return content
    except OSError as error:
        cause = _UNREADABLE.get(type(error), "読み取りの途中で失敗しました")
        message = f"ファイルを読めません: {path}（{cause}）。パスと権限を確かめてください。"
        raise PlanFileError(FILE_STAGE, [Finding("", message)]) from error


def decode(content: bytes) -> str:
    """Raises PlanFileError for what is no UTF-8."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _error(
            foreign(content)
            or f"{error.start + 1}バイト目がUTF-8ではありません。文字コードをUTF-8にして保存し直してください。"
        ) from error


def check(text: str) -> None:
    """Raises PlanFileError with every finding of this stage."""
    try:
        parsed = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        if message := foreign(text.encode("utf-8", "surrogatepass")):
            raise _error(message) from error
        cause = next((ours for theirs, ours in _SYNTAX.items() if error.msg.startswith(theirs)), None)
        raise _error(
            f"JSONとして読めません（{cause or '並びが正しくありません'}）。"
            "カンマ・かっこ・引用符と、ファイルが途中で切れていないかを確かめてください。",
            where=f"行 {error.lineno} 列 {error.colno}",
        ) from error
    except RecursionError as error:
        raise _error(f"入れ子が深すぎます。{MAX_DEPTH}段までにしてください。") from error
    # White space between the strings is none of theirs.
    fit = characters.are_fit(set(text) - set("\t\r"))
    if fit and not _SUSPICIOUS.search(text) and _is_plain(parsed):
        return
    if findings := list(islice(_walk(parsed, ()), MAX_FINDINGS)):
        raise PlanFileError(STAGE, findings)


def _error(message: str, where: str = "") -> PlanFileError:
    return PlanFileError(STAGE, [Finding(where, message)])


_MARKED: Final = frozenset({_Duplicates, _BadNumber})
_NESTED: Final = _MARKED | {dict, list}


def _is_plain(parsed: Any) -> bool:
    """Whether only characters can be wrong: a quick look that finds no places."""
    level: list[Any] = [[parsed]]
    for _ in range(MAX_DEPTH + 1):
        children: list[Any] = []
        for value in level:
            below = value.values() if type(value) is dict else value
            children += [child for child in below if type(child) in _NESTED]
        if not children:
            return True
        if not _MARKED.isdisjoint(map(type, children)):
            return False
        level = children
    return False


def _walk(value: Any, parts: Parts) -> Iterator[Finding]:
    if len(parts) > MAX_DEPTH:
        yield Finding(pointer(parts[:8]), f"入れ子が深すぎます。{MAX_DEPTH}段までにしてください。")
    elif isinstance(value, dict):
        pairs = value.pairs if isinstance(value, _Duplicates) else list(value.items())
        for key, count in Counter(key for key, _ in pairs).items():
            if count > 1:
                message = f"キー「{printable(key)}」が{count}回あります。1つにしてください。"
                yield Finding(pointer((*parts, key)), message)
        for key, child in pairs:
            yield from _characters(key, (*parts, key), one_line=True)
            yield from _walk(child, (*parts, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _walk(child, (*parts, index))
    elif isinstance(value, _BadNumber):
        yield Finding(
            pointer(parts),
            f"数値「{value[:40]}」は使えません。NaN・Infinity や64ビットに収まらない数は書けません。",
        )
    elif isinstance(value, str):
        yield from _characters(value, parts, one_line=bool(parts) and parts[-1] in _ONE_LINE)


def _characters(text: str, parts: Parts, *, one_line: bool) -> Iterator[Finding]:
    if message := characters.unfit_text(text, one_line=one_line):
        yield Finding(pointer(parts), message)
