"""Validation errors in Japanese: one table for plan files and for query parameters."""

from collections.abc import Mapping
from typing import Any, Final

# Pydantic's error types (docs: errors/validation_errors); {name} is a value of the error's context.
_SENTENCES: Final = {
    "missing": "必須の項目がありません。追加してください。",
    "extra_forbidden": "知らない項目です。名前のつづりを確かめるか、取り除いてください。",
    "literal_error": "使えるのは {expected} です。",
    "enum": "使えるのは {expected} です。",
    "union_tag_invalid": "type「{tag}」はありません。使えるのは {expected_tags} です。",
    "union_tag_not_found": "type がありません。どの種類の項目かを書いてください。",
    "string_type": "文字列で書いてください。",
    "string_too_short": "{min_length}文字以上で書いてください。",
    "string_too_long": "{max_length}文字以内で書いてください。",
    "string_pattern_mismatch": "形が正しくありません（{pattern}）。",
    "string_unicode": "正しい文字だけで書いてください。",
    "int_type": "整数で書いてください。",
    "int_parsing": "整数で書いてください。",
    "int_parsing_size": "数が大きすぎます。",
    "int_from_float": "整数で書いてください。",
    "float_type": "数値で書いてください。",
    "float_parsing": "数値で書いてください。",
    "finite_number": "有限の数値で書いてください。",
    "bool_type": "true か false で書いてください。",
    "list_type": "配列 [ ] で書いてください。",
    "dict_type": "オブジェクト {{ }} で書いてください。",
    "model_type": "オブジェクト {{ }} で書いてください。",
    "model_attributes_type": "オブジェクト {{ }} で書いてください。",
    "too_short": "{min_length}件以上必要です。",
    "too_long": "{max_length}件までです。",
    "greater_than_equal": "{ge}以上にしてください。",
    "less_than_equal": "{le}以下にしてください。",
    "date_type": "日付は 2022-04-01 の形で書いてください。",
    "date_parsing": "日付は 2022-04-01 の形で書いてください。",
    "date_from_datetime_parsing": "日付は 2022-04-01 の形で書いてください。",
    "date_from_datetime_inexact": "日付は 2022-04-01 の形で書いてください。",
    "url_type": "https:// で始まるURLを書いてください。",
    "url_parsing": "URLとして読めません。https:// で始まる形で書いてください。",
    "url_syntax_violation": "URLとして読めません。https:// で始まる形で書いてください。",
    "url_too_long": "URLが長すぎます。{max_length}文字以内で書いてください。",
    "url_scheme": "{expected_schemes} で始まるURLを書いてください。",
    "bool_parsing": "true か false で書いてください。",
    "frozen_instance": "変更できません。",
}


# A pattern that has a plain name is told by it.
_PATTERNS: Final = {r"\S": "空白だけでは書けません。", r"^[^\r\n\x00]+$": "1行で書いてください。"}


def explain(error: Mapping[str, Any]) -> str:
    """The Japanese sentence for one error of `ValidationError.errors()`."""
    context = error.get("ctx", {})
    if error["type"] == "value_error":  # our own validators already speak Japanese
        return str(context.get("error", error["msg"]))
    if context.get("pattern") in _PATTERNS:
        return _PATTERNS[context["pattern"]]
    sentence = _SENTENCES.get(error["type"], "値が正しくありません。")
    return sentence.format_map({key: _plain(value) for key, value in context.items()})


def _plain(value: object) -> str:
    return str(value).replace("' or '", "、").replace("', '", "、").replace("'", "")
