"""What the reports of one plan say, by item: states, results and reviews."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from app.importer.report_file import report_id
from app.models.report_vocabulary import ReviewFacet
from app.models.vocabulary import Review

Json = dict[str, Any]


class Reports:
    """The reports of one plan as plain JSON of their files, the earliest first. Withdrawn ones say nothing."""

    def __init__(self, files: Iterable[Json] = ()) -> None:
        standing = (file for file in files if file["withdrawn"] is None)
        self.files: Sequence[Json] = sorted(standing, key=lambda file: (file["dated"], file["key"]))
        # States and reviews have the newest first. Results have the earliest first: the later one counts.
        self.states: dict[str, list[Json]] = defaultdict(list)
        self.results: dict[str, list[Json]] = defaultdict(list)
        self.reviews: dict[str, list[Json]] = defaultdict(list)
        for file in self.files:
            for entry in file["states"]:
                self.states[entry["item"]].insert(0, {**_without(entry, "item"), **_of_report(file, entry)})
            for entry in file["results"]:
                self.results[entry["kpi"]].append({**_without(entry, "kpi"), **_source_of(file, entry)})
            for entry in file["reviews"]:
                self.reviews[entry["item"]].append(review_of(file, entry))
        for reviews in self.reviews.values():
            reviews.sort(key=lambda one: str(one["dated"]))
            reviews.reverse()

    def reviews_of(self, items: Iterable[str], facet: ReviewFacet, values: Sequence[str]) -> Iterator[Json]:
        """What was said of a tag of one of the items under one of these values, the newest first."""
        found = [
            one
            for item in items
            for one in self.reviews.get(item, ())
            if one["facet"] == facet and one["value"] in values
        ]
        yield from sorted(found, key=lambda one: str(one["dated"]), reverse=True)

    def decision(self, items: Iterable[str], facet: ReviewFacet, values: Sequence[str]) -> str | None:
        """The newest decision on a tag, None where nobody has said anything."""
        newest = next(self.reviews_of(items, facet, values), None)
        return None if newest is None else Review(newest["decision"]).value


def office_public(office: Json) -> Json:
    return {"name": office["name"], "id": office["organisation"]}


def _without(entry: Json, name: str) -> Json:
    return {key: value for key, value in entry.items() if key != name}


def _source_of(file: Json, entry: Json) -> Json:
    """The report that an entry stands in, with the key and the name of its source."""
    key = entry["source"] or file["sources"][0]["key"]
    document = next(one["document"] for one in file["sources"] if one["key"] == key)
    return {"report": report_id(file["plan"], file["key"]), "source": key, "document": document}


def _of_report(file: Json, entry: Json) -> Json:
    place = _source_of(file, entry)
    return {
        "source": place["document"],
        "source_key": place["source"],
        "dated": file["dated"],
        "office": office_public(file["office"]),
        "report": place["report"],
        "kind": file["kind"],
    }


def review_of(file: Json, entry: Json) -> Json:
    """A review with the day and the office of its report where it has none of its own."""
    return {
        **entry,
        "dated": entry["dated"] or file["dated"],
        "office": office_public(entry["office"] or file["office"]),
        "report": report_id(file["plan"], file["key"]),
    }
