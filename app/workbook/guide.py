"""The sheet 書き方: how to write, with a sample. It is never read."""

from typing import Final

GUIDE_TITLE: Final = "書き方"
GUIDE_WIDTHS: Final = (16, 16, 34, 64, 20, 10, 14)
GUIDE: Final = (
    ("この様式の書き方",),
    ("", "青い見出しは必ず、緑はあるときだけ、灰色はめったに使いません。"),
)
