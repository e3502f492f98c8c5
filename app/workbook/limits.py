"""What a file may be before any library sees it: checked on the directory of the ZIP and on the raw bytes of its
parts, which are unpacked in pieces and never beyond their limits."""

import io
import re
import zipfile
from collections import Counter
from typing import Final

from app.workbook.findings import CellFinding, Place, WorkbookError

STAGE: Final = "ファイルの検査"
MAX_BYTES: Final = 10 * 1024 * 1024
MAX_UNPACKED: Final = 64 * 1024 * 1024
MAX_PARTS: Final = 400
# Parts that a library reads whole.
MAX_SMALL_PART: Final = 4 * 1024 * 1024
# Of the whole file, empty formatted ones too: openpyxl takes 15 to 30 µs a cell. The seed has 3,800.
MAX_CELLS: Final = 200_000
MAX_STRINGS: Final = 300_000
MAX_ROW: Final = 20_100
MAX_COLUMN: Final = 60
MAX_MERGES: Final = 1000

ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0"
_SAVE_AS: Final = (
    "Excelなどで開き、「名前を付けて保存」で「Excelブック（*.xlsx）」を選んで保存し直してください。"
)
_SMALL: Final = re.compile(r"xl/(workbook|styles)\.xml|.*\.rels|\[Content_Types\]\.xml")
_PIECE: Final = 1 << 20
_COUNTED: Final = re.compile(rb"<(?:[\w.-]+:)?(c|si|mergeCell)[\s/>]")


def is_workbook(content: bytes, name: str = "") -> bool:
    """Whether a file is given as a workbook: by its bytes, or by its name."""
    return (content.startswith(ZIP) and b"xl/" in content) or name.lower().endswith(
        (".xlsx", ".xlsm", ".xls", ".ods", ".xltx")
    )


def check_limits(content: bytes) -> zipfile.ZipFile:
    """The file as a ZIP that is safe to read. Raises WorkbookError."""
    if message := _kind(content):
        raise _error(message)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        names = [part.filename for part in archive.infolist()]
        if message := _directory(archive, names):
            raise _error(message)
        counts: Counter[bytes] = Counter()
        for part in archive.infolist():
            if message := _part(archive, part, counts):
                raise _error(message)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, ValueError) as error:
        raise _error(
            f"Excelのファイルとして開けません。途中で切れているか、壊れています。{_SAVE_AS}"
        ) from error
    except Exception as error:  # zlib.error is a plain Exception
        if isinstance(error, WorkbookError):
            raise
        raise _error(f"Excelのファイルとして開けません。壊れています。{_SAVE_AS}") from error
    return archive


def _error(message: str) -> WorkbookError:
    return WorkbookError(STAGE, [CellFinding(Place("ファイル"), message)])


def _kind(content: bytes) -> str | None:
    if len(content) > MAX_BYTES:
        return f"ファイルが大きすぎます（上限{MAX_BYTES // 1024 // 1024}MB）。写真や図を除いてください。"
    if content.startswith(_OLE):
        if b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e" in content:
            return "パスワードの付いたExcelのファイルです。パスワードを外して保存し直してください。"
        return f"古い形式のExcel（.xls）のようです。{_SAVE_AS}"
    if not content.startswith(ZIP):
        return f"Excelのファイル（.xlsx）ではありません。{_SAVE_AS}"
    return None


def _directory(archive: zipfile.ZipFile, names: list[str]) -> str | None:
    parts = archive.infolist()
    large = [p.filename for p in parts if _SMALL.fullmatch(p.filename) and p.file_size > MAX_SMALL_PART]
    checks = (
        (_is_open_document(archive, names), f"LibreOffice の形式（.ods など）です。{_SAVE_AS}"),
        (
            len(parts) > MAX_PARTS,
            f"ファイルの部品が多すぎます（{len(parts):,}個）。写真や図を除いてください。",
        ),
        (len({name.casefold() for name in names}) != len(names), f"同じ名前の部品が2つあります。{_SAVE_AS}"),
        (
            any(part.flag_bits & 1 for part in parts),
            "暗号化されています。パスワードを外して保存し直してください。",
        ),
        (
            any(name.casefold().endswith("vbaproject.bin") for name in names),
            f"マクロが入っています（.xlsm）。{_SAVE_AS}",
        ),
        (
            sum(part.file_size for part in parts) > MAX_UNPACKED,
            "展開すると大きすぎます。使っていない行や書式、写真を除いてください。",
        ),
        (
            not {"xl/workbook.xml", "[Content_Types].xml"} <= set(names),
            f"Excelのファイル（.xlsx）ではない圧縮ファイルです。{_SAVE_AS}",
        ),
        (
            bool(large),
            f"{'、'.join(large[:1])} が大きすぎます。新しいファイルに、値だけを貼り付けてください。",
        ),
    )
    return next((message for is_wrong, message in checks if is_wrong), None)


def _is_open_document(archive: zipfile.ZipFile, names: list[str]) -> bool:
    if "mimetype" not in names or archive.getinfo("mimetype").file_size > 100:
        return False
    return b"opendocument" in archive.read("mimetype")


def _part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, counts: Counter[bytes]) -> str | None:
    """What is wrong with a part, read in pieces: its true size, its prologue, the counts with those of the parts
    before it. How deep its elements lie is limited by libxml2."""
    if not part.filename.endswith((".xml", ".rels")):
        return None
    rest = b""
    with archive.open(part) as file:
        while piece := file.read(_PIECE):
            text = rest + piece
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text or text[:2] in (b"\xff\xfe", b"\xfe\xff"):
                return f"読み取れない形のXMLです（{part.filename}）。{_SAVE_AS}"
            cut = text.rfind(b"<")
            text, rest = (text[:cut], text[cut:]) if cut > 0 else (text, b"")
            counts.update(_COUNTED.findall(text))
            if message := _too_many(counts):
                return message
    return None


def _too_many(counts: Counter[bytes]) -> str | None:
    if counts[b"c"] > MAX_CELLS:
        return f"セルが多すぎます（上限{MAX_CELLS:,}個）。使っていない行の書式を消してください。"
    if counts[b"si"] > MAX_STRINGS:
        return f"文字列が多すぎます（上限{MAX_STRINGS:,}個）。"
    if counts[b"mergeCell"] > MAX_MERGES:
        return "結合したセルが多すぎます。結合を解いてください。"
    return None
