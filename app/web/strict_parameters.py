"""Checks of every request before its endpoint: valid percent-encoding, declared parameters.

Frameworks repair broken encoding silently, take the last of repeated parameters and ignore unknown
ones. Here the declaration of an endpoint, from which the OpenAPI document is made, is the rule: the API
takes what is declared there and nothing else.
"""

import re
from collections import Counter
from collections.abc import Container, Mapping
from typing import Final
from urllib.parse import unquote_plus, unquote_to_bytes

from starlette.datastructures import QueryParams
from starlette.requests import Request

from app.errors import BadRequest, FieldError
from app.i18n.messages import _

MAX_QUERY_BYTES: Final = 8192
# The parameter by which an old revision is asked for.
REVISION: Final = "revision"
# Printable ASCII without an escape: nothing to check.
_PLAIN: Final = re.compile(rb"[!-$&-~]*")
# The two characters that no XML document can hold, beside controls and surrogates, which no request can.
_NOT_XML: Final = re.compile("[\ufffe\uffff]")
_BROKEN_ESCAPE: Final = re.compile(rb"%(?![0-9A-Fa-f]{2})")


def check_request(request: Request, declared: Mapping[str, bool] | None, *, for_xml: bool = False) -> None:
    """Raises BadRequest for a path or query that cannot be read, or cannot be repeated in an answer
    `for_xml`, and for parameters that are not among the declared ones, if given. `declared` says of each
    whether it may be repeated."""
    raw_path: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    _check_encoding(raw_path, "path")
    raw: bytes = request.scope["query_string"]
    if len(raw) > MAX_QUERY_BYTES:
        raise BadRequest(
            [
                FieldError(
                    parameter="query",
                    detail=_("条件が長すぎます。%(most)sバイトまでにしてください。", most=MAX_QUERY_BYTES),
                )
            ]
        )
    _check_encoding(raw, "query")
    if for_xml and (found := _NOT_XML.search(unquote_plus(raw.decode("ascii")))):
        detail = _("%(code)s はXMLで表せない文字です。取り除いてください。", code=f"U+{ord(found[0]):04X}")
        raise BadRequest([FieldError(parameter="query", detail=detail)])
    if declared is not None:
        _check_names(raw.decode("ascii", "replace"), declared)


def refuse_revision(query: QueryParams) -> None:
    """Raises BadRequest for a revision, where other unknown parameters are dropped: the answer would be the
    present, and would not say so."""
    if REVISION in query:
        detail = _(
            "このアドレスは、いまの内容だけを返します。前の改訂は、計画・取組・柱・指標のページとAPI、計画のファイルで読めます。"
            "revision を取り除いてください。"
        )
        raise BadRequest([FieldError(parameter=REVISION, detail=detail)])


def known_parameters(query: bytes, names: Container[str]) -> bytes:
    """The parameters of these names. A query that cannot be read stays as it is, to be rejected."""
    try:
        _check_encoding(query, "query")
    except BadRequest:
        return query
    if len(query) > MAX_QUERY_BYTES or not query.isascii():
        return query
    pairs = (pair for pair in query.decode().split("&") if unquote_plus(pair.partition("=")[0]) in names)
    return "&".join(pairs).encode()


def _check_encoding(raw: bytes, where: str) -> None:
    if _PLAIN.fullmatch(raw):
        return
    if _BROKEN_ESCAPE.search(raw):
        raise BadRequest(
            [FieldError(parameter=where, detail=_("%%の後は16進数2桁で書いてください（例 %%E9%%98%%B2）。"))]
        )
    try:
        text = unquote_to_bytes(raw).decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest(
            [FieldError(parameter=where, detail=_("文字コードはUTF-8にしてください。"))]
        ) from error
    if any(character < " " or character == "\x7f" for character in text):
        raise BadRequest(
            [FieldError(parameter=where, detail=_("制御文字は使えません。取り除いてください。"))]
        )


def _check_names(query: str, declared: Mapping[str, bool]) -> None:
    names = [unquote_plus(pair.partition("=")[0]) for pair in query.split("&") if pair]
    errors = []
    for name, count in Counter(names).items():
        if name not in declared:
            detail = _(
                "「%(name)s」というパラメータはありません。つづりを確かめるか、取り除いてください。",
                name=name[:100],
            )
            errors.append(
                FieldError(parameter=name[:100] or "query", detail=detail, allowed=sorted(declared))
            )
        elif count > 1 and not declared[name]:
            detail = _("「%(name)s」は1回だけ指定できます（%(n)s回ありました）。", name=name, n=count)
            errors.append(FieldError(parameter=name, detail=detail))
    if errors:
        raise BadRequest(errors)
