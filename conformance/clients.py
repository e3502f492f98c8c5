"""The real harvest clients, each as its portal runs it, without database, Solr or Redis."""

import json
from typing import Any, Final, NoReturn
from urllib.parse import quote
from urllib.request import urlopen

import extruct
from ckan.common import config

config["ckan.locale_default"] = "ja"
config["ckan.site_url"] = "http://ckan.invalid"

# Behind the settings: they read them while they are imported.
from ckanext.dcat.harvesters.rdf import DCATRDFHarvester  # noqa: E402
from ckanext.dcat.processors import RDFParser  # noqa: E402
from ckanext.harvest.harvesters.ckanharvester import CKANHarvester  # noqa: E402

Datasets = dict[str, dict[str, Any]]
RDF_FORMATS: Final = ("ttl", "jsonld", "rdf", "xml")
TIMEOUT: Final = 10  # what search.ckan.jp allows an answer


def by_ckan_harvester(base: str, *filters: str) -> Datasets:
    """ckanext-harvest: package_search until a page is empty."""
    harvester = CKANHarvester()
    harvester._set_config(None)
    found = harvester._search_for_datasets(base, list(filters))
    datasets = {one["id"]: one for one in found}
    assert len(datasets) == len(found), "one id came twice"
    return datasets


def by_xckan(base: str, since: str | None = None) -> Datasets:
    """The calls of search.ckan.jp: a list, then one by one; for updates a search by two dates."""
    if since is None:
        names = _action(base, "package_list")
        found = [_action(base, f"package_show?id={quote(name)}") for name in names]
    else:
        dates = f'(metadata_modified:["{since}" TO *] OR metadata_created:["{since}" TO *])'
        result = _action(base, f"package_search?fq={quote(dates)}&start=0&rows=100")
        found = result["results"]
        assert result["count"] == len(found)
    return {one["id"]: one for one in found}


def _action(base: str, call: str) -> Any:
    with urlopen(f"{base}/api/3/action/{call}", timeout=TIMEOUT) as answer:  # noqa: S310 - loopback
        document = json.load(answer)
    assert document["success"] is True
    return document["result"]


def _refuse(message: str, _job: object) -> NoReturn:
    raise RuntimeError(message)


def by_dcat_harvester(base: str, ending: str) -> Datasets:
    """ckanext-dcat: HEAD, GET, parse, page after page."""
    harvester = DCATRDFHarvester()
    harvester._save_gather_error = _refuse
    url, media_type = f"{base}/catalog.{ending}", None
    found: Datasets = {}
    while url:
        content, media_type = harvester._get_content_and_type(url, None, 1, content_type=media_type)
        parser = RDFParser()
        parser.parse(content, _format=media_type)
        for dataset in parser.datasets():
            guid = harvester._get_guid(dataset, source_url=base)
            assert guid and guid not in found, "no identity, or one twice"
            found[guid] = dataset
        url = parser.next_page()
    return found


def by_search_engine(base: str, path: str) -> list[dict[str, Any]]:
    """The JSON-LD of a page as a search engine extracts it."""
    with urlopen(base + path, timeout=TIMEOUT) as answer:  # noqa: S310 - loopback
        page = answer.read().decode()
    found: list[dict[str, Any]] = extruct.extract(page, base_url=base + path, syntaxes=["json-ld"])["json-ld"]
    return found
