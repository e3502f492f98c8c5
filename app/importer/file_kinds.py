"""Kinds of files that are given as a plan file by mistake, and what to do with each."""

import re
from typing import Final

_JSON_ONLY: Final = (
    "計画ファイルは JSON です。形は hoshin schema で確かめられます。Excelで書くなら、"
    "hoshin workbook new で作る様式を使ってください。"
)
_UNPACK: Final = "展開してできた計画ファイル（JSON）を指定してください。"
_ZIP: Final = b"PK\x03\x04"
# First bytes, the kind, and what to do.
_BINARY: Final = (
    (b"%PDF-", "PDF", "本文を書き起こした計画ファイル（JSON）を指定してください。"),
    (_ZIP, "ZIPの圧縮ファイル", _UNPACK),
    (b"\x1f\x8b", "gzipの圧縮ファイル", _UNPACK),
    (b"\xd0\xcf\x11\xe0", "古い形式のExcelやWordのファイル", _JSON_ONLY),
    (b"\x89PNG", "画像", _JSON_ONLY),
    (b"\xff\xd8\xff", "画像", _JSON_ONLY),
    (b"SQLite format 3", "データベース", _JSON_ONLY),
)
# What a ZIP file has in it that Word has saved; one of Excel's is read (app/workbook).
_WORD: Final = b"word/"
# First bytes of text in other encodings. The longer ones first: UTF-32 begins like UTF-16.
_WIDE: Final = (
    (b"\xff\xfe\0\0", "UTF-32"),
    (b"\0\0\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
# Japanese text has hiragana; another encoding's bytes never read as hiragana of one of these.
_JAPANESE: Final = (("cp932", "Shift_JIS"), ("euc_jp", "EUC-JP"), ("iso2022_jp", "JIS（ISO-2022-JP）"))
_HIRAGANA: Final = re.compile("[ぁ-ん]")


def foreign(content: bytes) -> str | None:
    """What a file seems to be that is no JSON in UTF-8, and what to do. None for JSON with a mistake."""
    if content.startswith(_ZIP) and _WORD in content:
        return f"Wordのファイル（DOCX）のようです。{_JSON_ONLY}"
    for beginning, kind, advice in _BINARY:
        if content.startswith(beginning):
            return f"{kind}のようです。{advice}"
    codec, name = _encoding(content)
    if kind_of_text := _kind_of_text(content.decode(codec, "replace")):
        return f"{name}{kind_of_text}のようです。{_JSON_ONLY}"
    if codec == "utf-8":
        return None
    return (
        f"文字コードが{name.removesuffix('の')}のようです。メモ帳などで開き、"
        "「名前を付けて保存」で文字コード「UTF-8」を選んで保存し直してください。"
    )


def _encoding(content: bytes) -> tuple[str, str]:
    """The codec of a text and its name for a sentence, empty for UTF-8."""
    for beginning, name in _WIDE:
        if content.startswith(beginning):
            return name, f"{name}の"
    head = content[:200]
    if head.count(0) * 4 > len(head):  # every ASCII character of UTF-16 without a mark has a zero byte
        return ("utf-16-be" if head[:1] == b"\0" else "utf-16-le"), "UTF-16の"
    if not _HIRAGANA.search(content.decode("utf-8", "replace")):
        for codec, name in _JAPANESE:
            try:
                if _HIRAGANA.search(content.decode(codec)):
                    return codec, f"{name}の"
            except UnicodeDecodeError:
                continue
    return "utf-8", ""


def _kind_of_text(text: str) -> str | None:
    """The kind of a text that does not begin like JSON."""
    text = text.lstrip("\ufeff \t\r\n")
    if not text:
        return "空のファイル"
    if text[0] in '{["':
        return None
    if text.startswith("<"):
        return "ウェブページ（HTML）" if re.match("<(!doctype html|html|head|body)", text, re.I) else "XML"
    first = text.splitlines()[0]
    if "\t" in first or "," in first:
        return "CSVなどの表"
    return "JSONではない文章"
