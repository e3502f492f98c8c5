"""Stage 1: the text. JSON that every reader understands alike, or a list of what is wrong with it.

The standard parser lets duplicate keys, NaN and endless numbers pass, so they are caught here with
their place before the shape is looked at.
"""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from app.importer.problems import Finding, PlanFileError, pointer

MAX_BYTES: Final = 32 * 1024 * 1024
MAX_DEPTH: Final = 40
STAGE: Final = "文字列の検査"

Parts = tuple[str | int, ...]


class _Object(dict[str, Any]):
    """A JSON object that remembers which of its keys came twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.repeated: list[str] = []
        if len(self) != len(pairs):
            seen: set[str] = set()
            for key, _ in pairs:
                if key in seen:
                    self.repeated.append(key)
                seen.add(key)


class _BadNumber(str):
    """Stands for a number that not every reader can hold."""


def read_file(path: Path) -> str:
    """The file's text. Raises PlanFileError when it cannot be read as UTF-8 of a sane size."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise _error(
                f"ファイルが大きすぎます（{size:,}バイト）。上限は{MAX_BYTES:,}バイトです。計画ごとに分けてください。"
            )
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise _error(f"ファイルを読めません: {path}（{error.strerror}）。") from error
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
            object_pairs_hook=_Object,
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
                    f"JSONとして読めません（{error.msg}）。カンマ・かっこ・引用符と、ファイルが途中で切れていないかを確かめてください。",
                )
            ],
        ) from error
    except RecursionError as error:
        raise _error(f"入れ子が深すぎます。{MAX_DEPTH}段までにしてください。") from error
    findings = list(_walk(parsed, ()))
    if findings:
        raise PlanFileError(STAGE, findings)
    return parsed


def _error(message: str) -> PlanFileError:
    return PlanFileError(STAGE, [Finding("", message)])


def _integer(digits: str) -> int | _BadNumber:
    return int(digits) if len(digits) < 20 and -(2**63) <= int(digits) < 2**63 else _BadNumber(digits)


def _number(digits: str) -> float | _BadNumber:
    return number if math.isfinite(number := float(digits)) else _BadNumber(digits)


def _walk(value: Any, parts: Parts) -> Iterator[Finding]:
    if len(parts) > MAX_DEPTH:
        yield Finding(pointer(parts[:8]), f"入れ子が深すぎます。{MAX_DEPTH}段までにしてください。")
    elif isinstance(value, _Object):
        for key in value.repeated:
            yield Finding(pointer((*parts, key)), f"キー「{key}」が重複しています。1つにしてください。")
        for key, child in value.items():
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


def _characters(text: str, parts: Parts) -> Iterator[Finding]:
    for character in text:
        if character < " " and character not in "\t\n":
            yield Finding(pointer(parts), f"制御文字 U+{ord(character):04X} があります。取り除いてください。")
            return
        if "\ud800" <= character <= "\udfff":
            yield Finding(
                pointer(parts),
                f"片割れのサロゲート U+{ord(character):04X} があります。正しい文字に直してください。",
            )
            return
