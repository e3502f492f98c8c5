"""The words of a row of 本文: name, title, label and text; its printed goals; its withdrawal."""

import re
from typing import Any, Final

from app.workbook.declaration import folded
from app.workbook.fields import Fields
from app.workbook.kinds import Kind
from app.workbook.made import Made
from app.workbook.numbering import Numbers
from app.workbook.periods import UnreadableError
from app.workbook.values import default_label, read_goal

Json = dict[str, Any]
MAX_LABEL: Final = 40
MAX_TEXT: Final = 4000
_BROKEN_SENTENCE: Final = re.compile(r"[^。！？」』）)\n]\n")


def stated_goals(fields: Fields) -> list[Json]:
    """The printed goals of a cell."""
    text = fields.text("sdgs")
    if text is None:
        return []
    if fields.is_number("sdgs") and re.fullmatch(r"(8|16|17)\.1", text):
        fields.error(
            "sdgs", f"{text} と {text}0 の区別がつきません。セルの書式を文字列にして、書き直してください。"
        )
        return []
    goals = []
    for piece in filter(None, re.split(r"[、，,・;\s]+", text)):
        try:
            goals.append({**read_goal(piece), "basis": "stated"})
        except UnreadableError as error:
            fields.error("sdgs", str(error))
    return goals


def withdrawal(fields: Fields, numbers: Numbers) -> Made:
    """The withdrawal that a row says of itself."""
    made = Made(fields.at("withdrawn"))
    if not fields.has("number"):
        fields.error("withdrawn", "番号のない行の取下げです。公表する前なら、行を消してください。")
    made.put("id", numbers.give(fields), fields.at("number"))
    made.put("reason", fields.text("withdrawn"), fields.at("withdrawn"))
    return made


class RowWords:
    """The name, title, label and text of a row."""

    def __init__(self, fields: Fields, entry: Made, kind: Kind) -> None:
        self.fields, self.entry, self.kind = fields, entry, kind

    def read(self) -> None:
        match self.kind.type:
            case "measure":
                self._measure()
            case "passage" | "direction":
                self._passage()
            case "bureau_project":
                self._put("name", "heading", required="局事業の名称を見出しに書いてください。")
                self._put("text", "text", required="局事業の内容を本文に書いてください。")
            case "table":
                self._put("caption", "heading")
                self._not_text("表の文字は「表」のシートに書きます。題は見出しに書いてください。")
            case "pillar":
                self._put("name", "heading")
                if not self.fields.has("heading"):
                    self.fields.notice("heading", "名称が印刷されていない柱として読みました。")
                self._not_text(
                    "柱の名前は見出しに書きます。説明は次の行に、種類「本文の段落」で書いてください。"
                )
            case _:
                self._put("name", "heading", required="名称を見出しに書いてください。")
                self._not_text("名前は見出しに書きます。説明は次の行に、種類「本文の段落」で書いてください。")

    def _put(self, name: str, column: str, *, required: str = "") -> None:
        text = self.fields.required(column, required) if required else self.fields.text(column)
        if text and len(text) > MAX_TEXT:
            self.fields.error(
                column, f"{len(text):,}字あります。{MAX_TEXT:,}字までにし、段落ごとに行を分けてください。"
            )
        self.entry.put(name, text, self.fields.at(column))
        self._look(column, text or "")

    def _look(self, column: str, text: str) -> None:
        if text.startswith(("・", "●", "○", "■")) and len(text) > 1:
            self.fields.notice(column, f"「{text[0]}」で始まっています。行頭の記号なら除いてください。")
        if _BROKEN_SENTENCE.search(text):
            self.fields.notice(column, "文の途中に改行があります。印刷の折り返しなら除いてください。")

    def _not_text(self, message: str) -> None:
        if self.fields.has("text"):
            self.fields.error("text", message)

    def _passage(self) -> None:
        if self.kind.passage:
            self.entry.put("kind", self.kind.passage, self.fields.at("kind"))
        if self.fields.has("heading") and self.fields.has("text"):
            self.fields.error("text", "見出しと本文の両方に字があります。どちらか一方に書いてください。")
        elif self.fields.has("heading"):
            self._put("text", "heading")
        else:
            self._put("text", "text", required="文を本文に書いてください。")

    def _measure(self) -> None:
        fields, entry = self.fields, self.entry
        heading = fields.text("heading")
        if fields.text("heading_is") and folded(fields.row.text("heading_is")) == "印刷":
            self._put("title", "heading", required="印刷された見出しを書いてください。")
            if fields.has("text"):
                self._put("text", "text")
            else:
                entry.put("text", heading, fields.at("heading"))
            label = fields.text("label") or default_label(heading or "")
            self._label(label, "label" if fields.has("label") else "heading")
            return
        self._put(
            "text",
            "text",
            required="取組の文を本文に書いてください。" + ("見出しにだけ字があります。" if heading else ""),
        )
        if fields.has("label"):
            fields.error(
                "label",
                "見出しが印刷されているときだけ書きます。見出しの別を「印刷」にするか、空欄にしてください。",
            )
        if heading is None and not fields.has("heading"):
            heading = default_label(fields.row.text("text"))
            if fields.has("text"):
                fields.notice("heading", f"見出しがないので、文の初めの「{heading}」を見出しにしました。")
        self._label(heading or "", "heading")

    def _label(self, label: str, column: str) -> None:
        if len(label) > MAX_LABEL:
            self.fields.error(column, f"{len(label)}字あります。見出しは{MAX_LABEL}字までにしてください。")
        self.entry.put("label", label, self.fields.at(column))
