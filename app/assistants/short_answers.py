"""Answers of the API in the size that a model reads: what is printed, what it rests on, where it stands."""

from typing import Any

Json = dict[str, Any]


def short_initiative(item: Json) -> Json:
    """An initiative without what only programs need. Facts keep their basis; reasons stand in its full answer."""
    return {
        "id": item["id"],
        "kind": item["kind"],
        "label": item["label"],
        "label_basis": item["label_basis"],
        "text": item["text"],
        "plan": item["plan"],
        "pillar": _named(item["pillar"]),
        "theme": item["theme"] and item["theme"]["name"],
        "organisations": [
            {"name": one["name"], "role": one["role"], "basis": one["basis"]} for one in item["organisations"]
        ],
        "sdgs": [
            {"goal": tag["goal"], "basis": tag["basis"], "review": tag["review"]} for tag in item["sdgs"]
        ],
        "url": item["url"],
    }


def full_initiative(item: Json) -> Json:
    """An initiative with its grounds, and how to cite it."""
    members = (
        "theme_path",
        "kpis",
        "corrections",
        "related",
        "continues",
        "continued_by",
        "state",
        "reviews",
        "source",
    )
    return {
        **short_initiative(item),
        "pillar": item["pillar"],
        "organisations": item["organisations"],
        "sdgs": item["sdgs"],
        **{name: item[name] for name in members},
        "absent": item["absent"],
        "cite": f"{item['label']}（{item['source']['document']}、{item['id']}）{item['url']}",
    }


def short_list(answer: Json, shown: list[Json]) -> Json:
    """A page of a list, with what is not shown and whose the data are."""
    meta = answer["meta"]
    rest = meta["total"] - meta["offset"] - len(shown)
    return {
        "total": meta["total"],
        "items": shown,
        "not_shown": rest,
        **({"next_offset": meta["offset"] + len(shown)} if rest > 0 else {}),
        "source": meta["source"],
        "revision": meta["revision"],
    }


def short_table(answer: Json) -> Json:
    """A cross table as lines of label and counts; `options` are the values of the columns."""
    return {
        "total": answer["total"],
        "options": [one["label"] for one in answer["columns"]],
        "rows": [
            {
                "label": row["label"],
                "value": row["value"],
                "count": row["count"],
                "counts": {
                    column["label"]: number
                    for column, number in zip(answer["columns"], cells, strict=True)
                    if number
                },
            }
            for row, cells in zip(answer["rows"], answer["cells"], strict=True)
            if row["count"]
        ],
        "note": "一つの取組が複数の値を持つことがあるため、合計は total と一致しないことがあります。"
        "sdgs・柱の多くは編集による推定です。",
    }


def short_pair(pair: Json) -> Json:
    """Two items of two editions, and what is known of how they go together."""
    return {
        "state": pair["state"],
        "relation": pair["relation"],
        "kind": pair["kind"],
        "earlier": _compared(pair["earlier"]),
        "later": _compared(pair["later"]),
        "links": pair["links"],
        "proposal": pair["proposal"],
    }


def _compared(item: Json | None) -> Json | None:
    return item and {name: item[name] for name in ("id", "name", "text", "url")}


def _named(pillar: Json | None) -> Json | None:
    return pillar and {"name": pillar["name"], "basis": pillar["basis"]}
