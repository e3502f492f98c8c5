"""Messages for people who write JSON, in the words of the workbook."""

import re
from collections.abc import Callable
from typing import Final

# The name of a member in brackets, and a pointer.
_MEMBER: Final = re.compile("（(?:reason|evidence|quote|value|text|unit|theme|source|parent_source)）")
_POINTER: Final = re.compile(r"/(?:plan|organisations|document|kpis|corrections|links)(?:/[a-z0-9_]+)+")
_WORDS: Final = (
    (
        "取り下げるなら withdrawn に理由とともに書き、そうでなければ本文に戻してください。",
        "取り下げるなら「取下げ」のシートに番号と理由を書き、書き直した行なら、番号の列にその番号を書いてください。",
    ),
    ("が organisations にありません", "が「組織」のシートにありません"),
    ("が plan.sources にありません", "が「出典」のシートにありません"),
    ("このファイルにありません", "この計画にありません"),
    ("どこかの parent を null にして", "どこかの行の所属（組織なら上位の組織）を直して"),
    ("どこかの replaces を null にして", "どこかの「改めた目標」を空欄にして"),
    ("、pillar を書かないで", "、所属に柱を書かないで"),
    (
        "完了と終了では item を null に、ほかでは項目のIDを",
        "完了と終了では対象を空欄にし、ほかでは見出しか番号を",
    ),
    ("新規では earlier を null に、ほかでは", "新規では前の計画の番号を空欄にし、ほかでは"),
    ("種類を quantity に", "種類を数量に"),
    ("adopted にするか", "状態を決定にするか"),
    ("parent_basis と parent_source は、parent とともに", "上位の根拠と出典は、上位の組織とともに"),
    ("review が必要で", "確認が必要で"),
    ('空のセルは "" と書いてください。', "列の数を確かめてください。"),
    ("ID「", "番号「"),
)


def in_words_of_workbook(message: str, place_of: Callable[[str], object]) -> str:
    """`place_of` gives the cell of a JSON pointer."""
    for theirs, ours in _WORDS:
        message = message.replace(theirs, ours)
    message = _MEMBER.sub("", message)
    return _POINTER.sub(lambda match: f"「{place_of(match[0])}」", message)
