"""What people call a parameter and an order."""

from typing import Final

from app.i18n.messages import N_
from app.search.dimensions import DIMENSIONS

# Also for the explanation of an error.
_TITLES: Final = {
    "q": N_("検索語"),
    "plan": N_("計画"),
    "year": N_("年度"),
    "issuer": N_("発行者"),
    "series": N_("系列"),
    "basis": N_("根拠"),
    "sort": N_("並び順"),
    "limit": N_("1ページの件数"),
    "offset": N_("先頭から飛ばす件数"),
    "rows": N_("行"),
    "columns": N_("列"),
    "missing": N_("書かれていない項目"),
    "query": N_("URLの条件"),
    "path": "URL",
    "reading": N_("読み方"),
    "from": N_("前の計画"),
    "to": N_("後の計画"),
    "relation": N_("つながり"),
    "revision": N_("改訂番号"),
    "owner": N_("掲げる項目"),
    "progress": N_("進み具合"),
    "item": N_("項目"),
    "words": N_("語句"),
    "since": N_("この改訂から後"),
    "store": N_("データベースのID"),
    "modified_since": N_("この日時から後"),
}
SORTS: Final = {
    "document": N_("計画の順"),
    "label": N_("見出しの順"),
    "due": N_("期日の早い順"),
}


def parameter_titles() -> dict[str, str]:
    """What each parameter of a page is called, as a message to translate."""
    return _TITLES | {name: dimension.title for name, dimension in DIMENSIONS.items()}
