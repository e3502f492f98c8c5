"""/llms.txt: what there is here, how to ask for it and how to cite it, for language models."""

from collections.abc import Sequence

from app.models.attribution import license_of, source_line
from app.publication.record import PlanRecord
from app.settings import Settings


def guide_for_models(plans: Sequence[PlanRecord], settings: Settings) -> str:
    """Markdown in the form of llmstxt.org: a title, a summary, and lists of links."""
    base = settings.base
    stated = license_of(settings)
    terms = f"{stated.name}（{stated.url}）" if stated and stated.url else stated.name if stated else None
    listed = "\n".join(
        f"- [{record.title}]({record.plan.url}): 取組{record.plan.counts['initiatives']}件、{record.plan.id}"
        for record in plans
    )
    tools = f"\n- [MCP]({base}/mcp): 読み取りだけの道具（streamable HTTP）" if settings.mcp else ""
    return f"""# 方針データ（hoshin）

> 自治体の年度ごとの計画（運営方針など）を、原文のまま、出典と根拠とともに公開するデータです。{source_line(settings)}。

答えるときの決まり:

- 本文（text）は原文のままです。要約せずに引用し、項目のURLを添えてください。引用の形は「計画の表題、項目の見出し（ID）、URL」です。
- 事実には根拠（basis）があります。stated は原文に記載、layout は紙面の配置、editorial は編集による推定です。
- SDGsのタグと柱の多くは editorial です。review が confirmed でない限り、自治体の方針として述べないでください。
- 書かれていないことは null で、absent に理由があります。書かれていないと答え、補わないでください。
- IDは変わりません。取り下げられたものは410で、後継があれば示します。
- 利用の条件: {terms or "運用者は示していません（利用の許諾はありません）"}

## 計画

{listed or "- まだ登録されていません。"}

## 尋ね方

- [取組の検索]({base}/api/v1/initiatives?q=防災&limit=20): q・plan・year・pillar・sdg・bureau で絞り込む（JSON。.csv を付けるとCSV）
- [取組1件]({base}/api/v1/initiatives): /api/v1/initiatives/ に続けてIDを書く
- [1行に1つの表]({base}/api/v1/sdg-tags.csv): SDGsのタグ。所管組織は /api/v1/initiative-organisations.csv（どちらも取組と同じ条件）
- [文が挙げる語句]({base}/api/v1/annotations): 場所・施設・対象・協働の相手・事業名・行事。取組は place・target_group・partner・programme で絞り込む
- [件数]({base}/api/v1/matrix?rows=bureau&columns=pillar): 二つの項目で数える
- [比較]({base}/api/v1/compare): from と to に計画のIDを指定する
- [変更]({base}/api/v1/changes): since に前に読んだ改訂番号を指定する{tools}

## 説明

- [API]({base}/api): 例とともに
- [OpenAPI]({base}/api/v1/openapi.json): すべての項目の説明
- [データ]({base}/data): ファイルと目録
- [このサイトについて]({base}/about): 作り方と限界
"""
