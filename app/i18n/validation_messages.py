"""Validation errors in words: one table for plan files and for query parameters."""

from collections.abc import Mapping
from typing import Any, Final

from app.i18n.messages import N_, _
from app.i18n.numbers import number

# Pydantic's error types (docs: errors/validation_errors); %(name)s is a value of the error's context.
_SENTENCES: Final = {
    "missing": N_("必須の項目がありません。追加してください。"),
    "extra_forbidden": N_("知らない項目です。名前のつづりを確かめるか、取り除いてください。"),
    "literal_error": N_("使えるのは %(expected)s です。"),
    "enum": N_("使えるのは %(expected)s です。"),
    "union_tag_invalid": N_("type「%(tag)s」はありません。使えるのは %(expected_tags)s です。"),
    "union_tag_not_found": N_("type がありません。どの種類の項目かを書いてください。"),
    "string_type": N_("文字列で書いてください。"),
    "string_too_short": N_("%(min_length)s文字以上で書いてください。"),
    "string_too_long": N_("%(max_length)s文字以内で書いてください。"),
    "string_pattern_mismatch": N_("形が正しくありません（%(pattern)s）。"),
    "string_unicode": N_("正しい文字だけで書いてください。"),
    "int_type": N_("整数で書いてください。"),
    "int_parsing": N_("整数で書いてください。"),
    "int_parsing_size": N_("数が大きすぎます。"),
    "int_from_float": N_("整数で書いてください。"),
    "float_type": N_("数値で書いてください。"),
    "float_parsing": N_("数値で書いてください。"),
    "finite_number": N_("有限の数値で書いてください。"),
    "bool_type": N_("true か false で書いてください。"),
    "list_type": N_("配列 [ ] で書いてください。"),
    "dict_type": N_("オブジェクト { } で書いてください。"),
    "model_type": N_("オブジェクト { } で書いてください。"),
    "model_attributes_type": N_("オブジェクト { } で書いてください。"),
    "too_short": N_("%(min_length)s件以上必要です。"),
    "too_long": N_("%(max_length)s件までです。"),
    "greater_than_equal": N_("%(ge)s以上にしてください。"),
    "less_than_equal": N_("%(le)s以下にしてください。"),
    "date_type": N_("日付は 2022-04-01 の形で書いてください。"),
    "date_parsing": N_("日付は 2022-04-01 の形で書いてください。"),
    "date_from_datetime_parsing": N_("日付は 2022-04-01 の形で書いてください。"),
    "date_from_datetime_inexact": N_("日付は 2022-04-01 の形で書いてください。"),
    "url_type": N_("https:// で始まるURLを書いてください。"),
    "url_parsing": N_("URLとして読めません。https:// で始まる形で書いてください。"),
    "url_syntax_violation": N_("URLとして読めません。https:// で始まる形で書いてください。"),
    "url_too_long": N_("URLが長すぎます。%(max_length)s文字以内で書いてください。"),
    "url_scheme": N_("%(expected_schemes)s で始まるURLを書いてください。"),
    "bool_parsing": N_("true か false で書いてください。"),
    "frozen_instance": N_("変更できません。"),
}


# Patterns with a plain description.
_PATTERNS: Final = {
    r"\S": N_("空白だけでは書けません。"),
}


def explain(error: Mapping[str, Any]) -> str:
    """The sentence for one error of `ValidationError.errors()`."""
    context = error.get("ctx", {})
    if error["type"] == "value_error":  # our own validators already say what to do
        return str(context.get("error", error["msg"]))
    if context.get("pattern") in _PATTERNS:
        return _(_PATTERNS[context["pattern"]])
    sentence = _SENTENCES.get(error["type"], N_("値が正しくありません。"))
    return _(sentence, **{key: _plain(value) for key, value in context.items()})


def _plain(value: object) -> str:
    if isinstance(value, float):
        return number(value)
    return str(value).replace("' or '", "、").replace("', '", "、").replace("'", "")
