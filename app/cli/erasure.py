"""What people see of an erasure: what goes, a question, and what is left to do."""

from typing import Final

import typer

from app.cli.console import err, out, print_plain
from app.db.store import Store
from app.importer.erase import ErasureError, erase_item
from app.models.vocabulary import Action

_AFTER_ERASURE: Final = """\
次にすること:
・次の版の計画ファイルからも除いてください（{ids}）。plan.source の text_sha256 と text_length は null にします。
・静的な写し（hoshin export）を公開していれば、書き出し直してください。前の写しには残っています。
・データベースの控えと、すでに収集・ダウンロードされたファイルには残っています。必要なら消すよう頼んでください。"""


def erase_words(store: Store, item_id: str, reason: str, *, confirmed: bool) -> None:
    """Erase an item, after a question unless it is confirmed. Raises ErasureError."""
    planned = erase_item(store, item_id, reason, dry_run=True).changes
    ids = "、".join(change.id for change in planned if change.action == Action.WITHDRAWN)
    if ids:
        print_plain(err, f"次の項目の言葉を、すべての版から消去します。元に戻せません: {ids}")
        if not confirmed and not _answered_yes():
            raise ErasureError("消去しませんでした。")
        outcome = erase_item(store, item_id, reason)
        print_plain(out, f"{outcome.title}: 消去しました（改訂番号 {outcome.revision}）。")
        print_plain(out, _AFTER_ERASURE.format(ids=ids))
    else:
        print_plain(out, f"「{item_id}」は消去済みです。")
    if not store.purge():
        raise ErasureError(
            "項目は消去しましたが、データベースの空き領域に言葉が残っているかもしれません。ディスクの空きを確かめ、"
            "サービスが空いているときに、同じコマンドをもう一度実行してください。"
        )


def _answered_yes() -> bool:
    try:
        return typer.confirm("消去しますか", err=True)
    except typer.Abort:  # no terminal, or Ctrl+C
        return False
