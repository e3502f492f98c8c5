"""Requests: drawn once with a fixed seed and stored in the work folder."""

import json
import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import quote, urlencode

from conformance.same_answers.conditions import Conditions, Pairs
from conformance.same_answers.vocabulary import Json, words_of

SPOILED: Final = 0.07
SHARES: Final = {"seed": 0.25, "plans": 0.75}
# Of all requests, by store.
RESOURCES: Final = ("plans", "pillars", "themes", "kpis", "organisations", "passages", "corrections")
_PAGES: Final = {
    "plans": "/plans/{}",
    "pillars": "/pillars/{}",
    "organisations": "/organisations/{}",
    "initiatives": "/initiatives/{}",
    "sdg-goals": "/sdgs/{}",
}


class Request(NamedTuple):
    """One GET on one store; `name` is its path without the id, for the report."""

    store: str
    name: str
    target: str


Draw = Callable[[Conditions], tuple[str, str, Pairs]]


def _filtered(path: str, *parts: Callable[[Conditions], Pairs], without: Sequence[str] = ()) -> Draw:
    def draw(conditions: Conditions) -> tuple[str, str, Pairs]:
        pairs = conditions.filters(without=without)
        for part in parts:
            pairs += part(conditions)
        return path, path, pairs

    return draw


def _resource(conditions: Conditions) -> tuple[str, str, Pairs]:
    """A list that is filtered by nothing but a scope."""
    path = f"/api/v1/{conditions.drawn.choice(RESOURCES)}"
    pairs = conditions.scope(conditions.drawn.choice(conditions.plans))
    if conditions.chance(0.3):
        return f"{path}.csv", f"{path}.csv", pairs
    return path, path, pairs + conditions.page()


def _item(conditions: Conditions) -> tuple[str, str, Pairs]:
    """One item: in the API, as a page, as a brief, or a missing one."""
    drawn = conditions.drawn
    items = drawn.choice(conditions.plans).items
    name = drawn.choice([one for one, ids in items.items() if ids])
    item = "991015-2022-none" if conditions.chance(0.05) else drawn.choice(items[name])
    paths = [f"/api/v1/{name}/{{}}", *([_PAGES[name]] if name in _PAGES else ())]
    paths += ["/initiatives/{}/brief"] if name == "initiatives" else []
    path = drawn.choice(paths)
    reading: Pairs = [("reading", "corrected")] if path == "/plans/{}" and conditions.chance(0.5) else []
    return path.format("{id}"), path.format(quote(item)), reading


def _changes(conditions: Conditions) -> tuple[str, str, Pairs]:
    drawn = conditions.drawn
    path = drawn.choice(("/api/v1/changes", "/api/v1/changes", "/changes.atom", "/api/v1/changes.csv"))
    if path == "/changes.atom":
        return path, path, [("offset", str(drawn.choice((0, 200, 400, 5000))))]
    pairs = [("since", str(drawn.choice((0, 1, 3, 100, 200, 203, 204))))] if conditions.chance(0.9) else []
    return path, path, pairs + ([] if path.endswith("csv") else conditions.page())


def _view(conditions: Conditions) -> Pairs:
    found = [pair for pair in (("view", "table"), ("group", "none")) if conditions.chance(0.3)]
    # Pages take what forms and newsletters add.
    return [*found, *([("utm_source", "mail")] if conditions.chance(0.05) else [])]


def _three(conditions: Conditions) -> Pairs:
    return conditions.facets(3)


def _nine(conditions: Conditions) -> Pairs:
    return conditions.facets(9)


_C: Final = Conditions
DRAWN: Final[Sequence[tuple[int, Draw]]] = (
    (18, _filtered("/api/v1/initiatives", _C.sort, _C.page, _three)),
    (6, _filtered("/api/v1/measures", _C.sort, _C.page, _three, without=("kind",))),
    (5, _filtered("/api/v1/bureau-projects", _C.sort, _C.page, _three, without=("kind",))),
    (4, _filtered("/api/v1/initiatives.csv", _C.sort)),
    (2, _filtered("/api/v1/measures.csv", without=("kind",))),
    (2, _filtered("/api/v1/bureau-projects.csv", without=("kind",))),
    (2, _filtered("/api/v1/gaps.csv", _C.sort, _C.missing)),
    (10, _filtered("/api/v1/facets", _nine)),
    (7, _filtered("/api/v1/matrix", _C.axes)),
    (3, _filtered("/api/v1/matrix.csv", _C.axes)),
    (12, _filtered("/initiatives", _C.sort, _C.page, _view)),
    (4, _filtered("/initiatives.atom", _C.sort, _C.page)),
    (1, _filtered("/initiatives.xlsx", _C.sort)),
    (4, _filtered("/matrix", _C.axes)),
    (2, _filtered("/timeline")),
    (3, _filtered("/gaps", _C.page, _C.missing)),
    (3, _filtered("/tags", _C.page)),
    (7, _resource),
    (7, _item),
    (1, _changes),
)


def draw(files: Mapping[str, Sequence[Json]], count: int, seed: int) -> list[Request]:
    """As many requests, each store's in its share."""
    drawn = random.Random(seed)  # noqa: S311 - the same list on every machine
    stores = {name: Conditions(drawn, [words_of(file) for file in own]) for name, own in files.items()}
    weights, draws = [weight for weight, _ in DRAWN], [one for _, one in DRAWN]
    found = []
    for name, conditions in stores.items():
        for one in drawn.choices(draws, weights, k=round(count * SHARES[name])):
            shown, path, pairs = one(conditions)
            if conditions.chance(SPOILED):
                pairs = conditions.spoiled(pairs)
            found.append(Request(name, shown, f"{path}?{urlencode(pairs)}" if pairs else path))
    return found


def stored_requests(
    directory: Path, files: Mapping[str, Sequence[Json]], count: int, seed: int
) -> list[Request]:
    """The requests of the work folder, drawn if there are none."""
    file = directory / f"requests-{count}-{seed}.json"
    if not file.exists():
        text = json.dumps(draw(files, count, seed), ensure_ascii=False, indent=0)
        file.write_text(text + "\n", "utf-8")
    return [Request(*one) for one in json.loads(file.read_text("utf-8"))]
