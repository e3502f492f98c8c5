"""Harvest of the running service by the real clients, repeated and after changes, and its checks."""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from conformance import clients
from conformance.clients import RDF_FORMATS, Datasets
from conformance.service import Service, world_plan

SEED: Final = "141127-2022"
WORLD: Final = "991015-2022"
EDIT: Final = "entry(plan, P22 + '-p2-t1-m1')['text'] = '絵本の読み聞かせを図書館と毎月進めます。'"
CC_BY: Final = {
    "HOSHIN_LICENSE_NAME": "CC BY 4.0",
    "HOSHIN_LICENSE_URL": "https://creativecommons.org/licenses/by/4.0/",
}


@dataclass(frozen=True)
class Harvest:
    """Datasets that each client harvested in one run."""

    ckan: Datasets
    xckan: Datasets
    dcat: dict[str, Datasets]

    def plans(self) -> dict[str, str]:
        """The CKAN id of each plan."""
        return {
            next(extra["value"] for extra in one["extras"] if extra["key"] == "plan_id"): one["id"]
            for one in self.ckan.values()
        }


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def harvest(title: str, base: str, license_id: str) -> Harvest:
    found = Harvest(
        ckan=clients.by_ckan_harvester(base),
        xckan=clients.by_xckan(base),
        dcat={ending: clients.by_dcat_harvester(base, ending) for ending in RDF_FORMATS},
    )
    say(f"\n== {title}")
    for dataset in found.ckan.values():
        say(
            f"  ckanext-harvest  {dataset['id']}  {dataset['name']}  {dataset['metadata_modified']}  "
            f"{dataset['license_id']}  {len(dataset['resources'])} resources  {dataset['title']}"
        )
    for guid, dataset in found.dcat["ttl"].items():
        formats = sorted({one["format"] for one in dataset["resources"]})
        say(
            f"  ckanext-dcat     {guid}  {dataset['license_id'] or '(none)'}  "
            f"{len(dataset['resources'])} resources {formats}  {dataset['title']}"
        )
    _check(found, license_id)
    say(f"  ok: {len(found.ckan)} datasets by three clients, RDF as {', '.join(RDF_FORMATS)}")
    return found


def _check(found: Harvest, license_id: str) -> None:
    assert found.ckan, "nothing was harvested"
    assert found.ckan == _without_measures(found.xckan), "package_search and package_show differ"
    turtle = found.dcat["ttl"]
    for ending, datasets in found.dcat.items():
        assert _comparable(datasets) == _comparable(turtle), f"{ending} differs from ttl"
    assert len(turtle) == len(found.ckan)
    assert {one["title"] for one in turtle.values()} == {one["title"] for one in found.ckan.values()}
    by_uri = {_extra(one, "uri"): one for one in found.ckan.values()}
    for guid, dataset in turtle.items():
        ckan = by_uri[guid]
        assert ckan["license_id"] == license_id
        assert (dataset["license_id"] or "notspecified") == license_id
        described = [_facts(one) for one in dataset["resources"]]
        assert sorted(described) == sorted(_facts(one) for one in ckan["resources"])


def _facts(resource: dict[str, object]) -> tuple[str, ...]:
    """The facts of one file that both routes must give alike."""
    return tuple(str(resource[name]) for name in ("url", "name", "format", "mimetype"))


def _without_measures(datasets: Datasets) -> Datasets:
    """The packages as a list has them: size and digest of a file stand in the package's own description."""
    unknown = {"size": None, "hash": "", "hash_algorithm": None}
    return {
        guid: dataset | {"resources": [one | unknown for one in dataset["resources"]]}
        for guid, dataset in datasets.items()
    }


def _extra(dataset: dict[str, object], key: str) -> str:
    extras = dataset["extras"]
    assert isinstance(extras, list)
    return next(str(extra["value"]) for extra in extras if extra["key"] == key)


def _comparable(datasets: Datasets) -> Datasets:
    """RDF has no order: lists are compared sorted."""
    return {
        guid: {key: sorted(map(str, one)) if isinstance(one, list) else one for key, one in dataset.items()}
        for guid, dataset in datasets.items()
    }


def search_engine(base: str) -> None:
    for plan in (SEED, WORLD):
        (dataset,) = clients.by_search_engine(base, f"/plans/{plan}")
        assert dataset["@type"] == "Dataset"
        assert 50 <= len(dataset["description"]) <= 5000
        say(f"  extruct          {dataset['identifier'][0]}  {dataset['name']}")
    (catalogue,) = clients.by_search_engine(base, "/data")
    assert [one["@type"] for one in catalogue["dataset"]] == ["Dataset", "Dataset"]


def after_edit(service: Service, before: Harvest) -> Harvest:
    say("\n" + service.load(world_plan(EDIT)))
    after = harvest("after an edit of one sentence", service.base, "notspecified")
    assert after.ckan.keys() == before.ckan.keys(), "an identity changed"
    assert after.dcat["ttl"].keys() == before.dcat["ttl"].keys(), "an identity changed"
    edited = after.plans()[WORLD]
    changed = {key for key in after.ckan if after.ckan[key] != before.ckan[key]}
    changed_rdf = {key for key in after.dcat["ttl"] if after.dcat["ttl"][key] != before.dcat["ttl"][key]}
    assert changed == {edited}, "not only the edited plan changed"
    assert changed_rdf == {f"{service.base}/plans/{WORLD}#dataset"}, "not only the edited plan changed"
    resources = {one["id"] for one in before.ckan[edited]["resources"]}
    assert resources == {one["id"] for one in after.ckan[edited]["resources"]}, "a resource id changed"
    since = after.ckan[edited]["metadata_modified"]
    newer = clients.by_ckan_harvester(service.base, f"metadata_modified:[{since}Z TO *]")
    assert newer.keys() == {edited}
    assert clients.by_xckan(service.base, since).keys() == {edited}
    assert clients.by_ckan_harvester(service.base, "mystery:x", "-groups:nobody").keys() == after.ckan.keys()
    say(f"  ok: only {edited} changed; harvesting since {since} takes it alone")
    return after


def main() -> None:
    with tempfile.TemporaryDirectory() as directory:
        service = Service(Path(directory))
        with service.running():
            say(service.load(world_plan()))
            first = harvest("first run, licence not stated", service.base, "notspecified")
            second = harvest("second run", service.base, "notspecified")
            assert first == second, "the second run differs"
            search_engine(service.base)
            edited = after_edit(service, second)
        with service.running(**CC_BY):
            licensed = harvest("with CC BY 4.0 set", service.base, "cc-by")
            assert licensed.plans() == edited.plans(), "an identity changed with the licence"
            assert harvest("with CC BY 4.0 set, again", service.base, "cc-by") == licensed
            service.withdraw(WORLD)
            left = harvest("after a plan was withdrawn", service.base, "cc-by")
            assert left.plans() == {SEED: first.plans()[SEED]}
            assert harvest("after a plan was withdrawn, again", service.base, "cc-by") == left
    say("\nEverything agreed.")


if __name__ == "__main__":
    main()
