"""Stage 1: the text. JSON that every reader understands alike, or a list of what is wrong with it.

The standard parser lets duplicate keys, NaN and endless numbers pass, so they are caught here with
their place before the shape is looked at.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

from app.importer.findings import Finding, PlanFileError, pointer, shown

MAX_BYTES: Final = 32 * 1024 * 1024
MAX_DEPTH: Final = 40
MOST_FINDINGS: Final = 10_000
"""A file of nothing but errors must not fill the memory with sentences about them."""
STAGE: Final = "文字列の検査"

Parts = tuple[str | int, ...]

# The standard parser's own words, in Japanese.
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

# Controls but tab and line feed, half surrogates, and the two that no XML document can hold.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


# An escape that may stand for one of them: without any, only the text's own characters can be.
_SUSPICIOUS: Final = re.compile("[\x7f-\x9f\ud800-\udfff\ufffe\uffff]|\\\\[bfru]")


class _Object(dict[str, Any]):
    """A JSON object with keys that came twice: it remembers what stood under each."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else _Object(pairs)


class _BadNumber(str):
    """Stands for a number that not every reader can hold."""


def read_file(path: Path) -> str:
    """The file's text. Raises PlanFileError when it cannot be read as UTF-8 of a sane size."""
    try:
        with path.open("rb") as file:
            # Never more than the limit: a pipe or a device does not tell its size.
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise _error(f"ファイルが大きすぎます。上限は{MAX_BYTES:,}バイトです。計画ごとに分けてください。")
        return content.decode("utf-8")
    except OSError as error:
        cause = _UNREADABLE.get(type(error), "読み取りの途中で失敗しました")
        raise _error(f"ファイルを読めません: {path}（{cause}）。パスと権限を確かめてください。") from error
    except UnicodeDecodeError as error:
        raise _error(
            f"{error.start + 1}バイト目がUTF-8ではありません。文字コードをUTF-8にして保存し直してください。"
        ) from error


def parse(text: str) -> Any:
    """The parsed JSON. Raises PlanFileError with every finding of this stage."""
    if text.startswith("\ufeff"):
        raise _error("先頭にBOMがあります。BOMなしのUTF-8で保存し直してください。")
    try:
        parsed = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_BadNumber,
            parse_int=_integer,
            parse_float=_number,
        )
    except json.JSONDecodeError as error:
        raise PlanFileError(
            STAGE,
            [
                Finding(
                    f"行 {error.lineno} 列 {error.colno}",
                    f"JSONとして読めません（{_cause(error)}）。カンマ・かっこ・引用符と、ファイルが途中で切れていないかを確かめてください。",
                )
            ],
        ) from error
    except RecursionError as error:
        raise _error(f"入れ子が深すぎます。{MAX_DEPTH}段までにしてください。") from error
    if not _SUSPICIOUS.search(text) and _plain(parsed):
        return parsed
    findings = list(islice(_walk(parsed, ()), MOST_FINDINGS))
    if findings:
        raise PlanFileError(STAGE, findings)
    return parsed


def _error(message: str) -> PlanFileError:
    return PlanFileError(STAGE, [Finding("", message)])


def _cause(error: json.JSONDecodeError) -> str:
    return next(
        (ours for theirs, ours in _SYNTAX.items() if error.msg.startswith(theirs)), "並びが正しくありません"
    )


_WRONG: Final = frozenset({_Object, _BadNumber})
_LOOKED_INTO: Final = _WRONG | {dict, list}


def _integer(digits: str) -> int | _BadNumber:
    return int(digits) if len(digits) <= 20 and -(2**63) <= int(digits) < 2**63 else _BadNumber(digits)


def _number(digits: str) -> float | _BadNumber:
    return number if math.isfinite(number := float(digits)) else _BadNumber(digits)


def _plain(parsed: Any) -> bool:
    """Whether nothing but characters can be wrong: a quick look, without places."""
    if type(parsed) is not dict:
        return False
    level: list[Any] = [parsed]
    for _ in range(MAX_DEPTH):
        children: list[Any] = []
        for value in level:
            below = value.values() if type(value) is dict else value
            children += [child for child in below if type(child) in _LOOKED_INTO]
        if not _WRONG.isdisjoint(map(type, children)):
            return False
        if not children:
            return True
        level = children
    return False


def _walk(value: Any, parts: Parts) -> Iterator[Finding]:
    if len(parts) > MAX_DEPTH:
        yield Finding(pointer(parts[:8]), f"入れ子が深すぎます。{MAX_DEPTH}段までにしてください。")
    elif isinstance(value, dict):
        if isinstance(value, _Object):
            yield from _repeated(value, parts)
        for key, child in value.pairs if isinstance(value, _Object) else value.items():
            yield from _characters(key, (*parts, key))
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
        yield from _characters(value, parts)


def _repeated(value: _Object, parts: Parts) -> Iterator[Finding]:
    for key, count in Counter(key for key, _ in value.pairs).items():
        if count > 1:
            message = f"キー「{shown(key)}」が{count}回あります。1つにしてください。"
            yield Finding(pointer((*parts, key)), message)


def _characters(text: str, parts: Parts) -> Iterator[Finding]:
    found = _FORBIDDEN.search(text)
    if found is None:
        return
    code = f"U+{ord(found[0]):04X}"
    if "\ud800" <= found[0] <= "\udfff":
        yield Finding(pointer(parts), f"片割れのサロゲート {code} があります。正しい文字に直してください。")
    else:
        yield Finding(pointer(parts), f"制御文字 {code} があります。取り除いてください。")
