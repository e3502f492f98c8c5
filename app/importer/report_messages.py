"""Messages for people who write a report as JSON, in the words of its workbook."""

from typing import Final

_WORDS: Final = (
    (
        "states・results・reviews のどれかを書くか、報告を取り下げるなら withdrawn に理由を書いてください。",
        "状況・指標の結果・推定の確認のどれかを書いてください。",
    ),
    ("states・results・reviews を空にしてください。", "ほかのシートを空にしてください。"),
    ("が sources にありません", "が「出典」のシートにありません"),
    ("推計・見込みなら status に estimate か forecast を", "推計・見込みなら、種別にそう"),
    ("報告された数値（value）か文（text）を", "報告された値か、ことばを"),
    (
        "、数値の結果を持てません。text に書いてください。",
        "、数値の結果を持てません。「ことば」に書いてください。",
    ),
    (
        "が words にありません。どの状況にあたるかを words に書いてください。",
        "が「言葉と状況」にありません。どの状況にあたるかを、そのシートに書いてください。",
    ),
    ("は words では", "は「言葉と状況」では"),
    ("理由（reason）が", "理由が"),
    ("、plan の計画IDを", "、計画の番号を"),
    ("、plan のIDを", "、計画の番号を"),
    (
        "が計画の organisations にありません。なければ null にしてください。",
        "が計画にありません。なければ空欄にしてください。",
    ),
    ("別の記号（key）に", "別の報告の記号に"),
)


def in_words_of_workbook(message: str) -> str:
    for theirs, ours in _WORDS:
        message = message.replace(theirs, ours)
    return message
