"""Characters that names, texts and web addresses may hold, wherever they come from."""

import re
from typing import Final
from urllib.parse import quote

from pydantic import AnyHttpUrl, TypeAdapter, ValidationError

# Controls but line feed; marks that nobody sees (soft hyphen, zero width, direction, line and paragraph separators,
# tags); lone surrogates; and those that are no characters, which XML cannot hold. Variation selectors, which
# choose the glyph of a name (葛), are none of these.
_UNFIT: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ud800-\udfff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e007f"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)
_OUTER_SPACE: Final = re.compile(r"^\s|\s$")

# RFC 3986 without user names: what every format takes as a URI.
_PART: Final = r"(?:[\w\-.~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})"
_HOST: Final = r"(?:\[[0-9A-Fa-f:.]+\]|[\w\-.]+)"
_ADDRESS: Final = re.compile(
    rf"https?://{_HOST}(?::[0-9]{{1,5}})?(?:/{_PART}*)?(?:\?(?:{_PART}|\?)*)?(?:#(?:{_PART}|\?)*)?",
    re.ASCII | re.IGNORECASE,
)
_RESERVED: Final = "/?:@!$&'()*+,;=~"
_URL: Final = TypeAdapter(AnyHttpUrl)


def are_fit(used: set[str]) -> bool:
    """Whether any text may hold all these characters."""
    return _UNFIT.search("".join(used)) is None


def unfit_text(text: str, *, one_line: bool) -> str | None:
    """What is wrong with the characters of a text and how to mend it, None if nothing is."""
    if match := _UNFIT.search(text):
        code = f"U+{ord(match[0]):04X}"
        if "\ud800" <= match[0] <= "\udfff":
            return f"片割れのサロゲート {code} があります。正しい文字に直してください。"
        if match[0] == "\t":
            return f"タブ（{code}）があります。空白に直すか、取り除いてください。"
        kind = "制御文字" if match[0] < "\xa0" else "目に見えない文字"
        return f"{kind} {code} があります。取り除いてください。"
    if one_line and "\n" in text:
        return "改行（U+000A）があります。1行で書いてください。"
    if _OUTER_SPACE.search(text):
        return "前後に空白があります。取り除いてください。"
    return None


def unfit_address(address: str) -> str | None:
    """What is wrong with a web address and how to mend it, None if every format can hold it."""
    try:
        url = _URL.validate_python(address)
    except ValidationError:
        return "URLとして読めません。https:// で始まる形で書いてください。"
    if url.username or url.password:
        return "URLに利用者名やパスワードを書けません。取り除いてください。"
    if _ADDRESS.fullmatch(address):
        return None
    return f"URLに使えない文字があります。{encoded_address(address)} と書いてください。"


def encoded_address(address: str) -> str:
    """The address with everything encoded that some format cannot hold; unchanged where all can."""
    if _ADDRESS.fullmatch(address):
        return address
    try:
        url = _URL.validate_python(address)
    except ValidationError:
        return quote(address, safe=_RESERVED + "#%")
    path, query, fragment = (_encoded(part or "") for part in (url.path, url.query, url.fragment))
    port = "" if url.port == {"http": 80, "https": 443}[url.scheme] else f":{url.port}"
    return (
        f"{url.scheme}://{url.host}{port}{path}"
        + (f"?{query}" if query else "")
        + (f"#{fragment}" if fragment else "")
    )


def _encoded(part: str) -> str:
    """A part of an address; percent signs that encode something already stay."""
    return re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", quote(part, safe=_RESERVED + "%"))
