"""The catalogue as DCAT-AP 3: one graph, which app/publication/catalogues/rdf.py writes in each format."""

from collections.abc import Sequence
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, PROV, RDFS, XSD

from app.publication.catalogues.described import CATALOGUE_TITLE, SHA256, Dates, Described, Paging
from app.publication.catalogues.rdf import DCAT, DCATAP, HYDRA, SPDX
from app.publication.catalogues.rdf_nodes import Nodes
from app.publication.files.packages import Distribution
from app.publication.record import PlanRecord
from app.settings import Settings

_IANA: Final = "https://www.iana.org/assignments/media-types"
_AVAILABLE: Final = URIRef("http://publications.europa.eu/resource/authority/planned-availability/AVAILABLE")
_IMT: Final = URIRef("http://purl.org/dc/terms/IMT")
_SHA256: Final = URIRef(SHA256)


def catalogue_graph(plans: Sequence[Described], settings: Settings, dates: Dates, paging: Paging) -> Graph:
    """One page of the catalogue; all of it where there is one page."""
    nodes = Nodes(settings)
    catalogue = _catalogue(nodes, dates)
    service = _service(nodes)
    nodes.say(catalogue, DCAT.service, service)
    for described in plans:
        node = _dataset(nodes, described)
        nodes.say(catalogue, DCAT.dataset, node)
        nodes.say(service, DCAT.servesDataset, node)
        nodes.say(catalogue, DCTERMS.spatial, nodes.area(described.record))
    nodes.say(catalogue, DCAT.themeTaxonomy, nodes.theme_taxonomy())
    if paging.pages > 1:
        _page(nodes, paging)
    return nodes.graph


def plan_graph(described: Described, settings: Settings) -> Graph:
    """One plan by itself."""
    nodes = Nodes(settings)
    _dataset(nodes, described)
    return nodes.graph


def _catalogue(nodes: Nodes, dates: Dates) -> URIRef:
    node = nodes.node(f"{nodes.base}/data#catalog", DCAT.Catalog)
    nodes.both(node, DCTERMS.title, *CATALOGUE_TITLE)
    official = nodes.settings.official
    nodes.both(
        node,
        DCTERMS.description,
        "自治体の年度ごとの計画（運営方針など）を、文書の文字のまま構造化したデータの目録です。"
        + ("" if official else "自治体の公式サービスではありません。"),
        "Yearly policy plans of Japanese municipalities, word for word as structured data."
        + ("" if official else " Not an official service of any municipality."),
    )
    nodes.say(node, DCTERMS.publisher, nodes.publisher)
    nodes.say(node, DCTERMS.language, nodes.language())
    nodes.say(node, DCTERMS.issued, nodes.moment(dates.issued))
    nodes.say(node, DCTERMS.modified, nodes.moment(dates.modified))
    nodes.say(node, DCTERMS.license, nodes.license)
    nodes.say(node, DCTERMS.rights, nodes.rights)
    nodes.say(node, DCAT.contactPoint, nodes.contact)
    nodes.say(node, FOAF.homepage, nodes.document(f"{nodes.base}/"))
    return node


def _service(nodes: Nodes) -> URIRef:
    base = nodes.base
    node = nodes.node(f"{base}/api#service", DCAT.DataService)
    nodes.both(node, DCTERMS.title, "方針データ API", "hoshin JSON API")
    nodes.both(
        node,
        DCTERMS.description,
        "計画・柱・施策・取組・指標などを JSON と CSV で返す読み取り専用の API です。",
        "Read-only API for plans, pillars, themes, initiatives and KPIs as JSON and CSV.",
    )
    nodes.say(node, DCAT.endpointURL, nodes.node(f"{base}/api/v1", RDFS.Resource))
    nodes.say(node, DCAT.endpointDescription, nodes.node(f"{base}/api/v1/openapi.json", RDFS.Resource))
    standard = nodes.node("https://spec.openapis.org/oas/v3.1.0", DCTERMS.Standard)
    nodes.say(standard, DCTERMS.title, Literal("OpenAPI Specification 3.1"))
    nodes.say(node, DCTERMS.conformsTo, standard)
    nodes.say(node, DCTERMS.publisher, nodes.publisher)
    nodes.say(node, DCAT.contactPoint, nodes.contact)
    nodes.say(node, DCAT.landingPage, nodes.document(f"{base}/api"))
    nodes.say(node, DCTERMS.license, nodes.license)
    nodes.say(node, DCTERMS.accessRights, nodes.access())
    return node


def _dataset(nodes: Nodes, described: Described) -> URIRef:
    record = described.record
    node = nodes.node(record.uri, DCAT.Dataset)
    nodes.both(node, DCTERMS.title, record.title, record.title_en)
    nodes.both(node, DCTERMS.description, record.description, record.description_en)
    nodes.say(node, DCTERMS.identifier, Literal(record.urn))
    nodes.say(node, DCAT.version, Literal(record.version))
    nodes.say(node, DCTERMS.issued, nodes.moment(record.issued))
    nodes.say(node, DCTERMS.modified, nodes.moment(record.modified))
    nodes.say(node, DCTERMS.publisher, nodes.publisher)
    nodes.say(node, DCTERMS.creator, nodes.issuer(record))
    nodes.say(node, DCAT.contactPoint, nodes.contact)
    nodes.say(node, DCTERMS.language, nodes.language())
    nodes.say(node, DCAT.landingPage, nodes.document(record.page))
    nodes.say(node, DCTERMS.temporal, nodes.year(record))
    nodes.say(node, DCTERMS.spatial, nodes.area(record))
    nodes.say(node, DCTERMS.accessRights, nodes.access())
    nodes.say(node, DCAT.inSeries, _series(nodes, record))
    if record.previous:
        # Without a type, or a harvester would take it for a data set without a title.
        nodes.say(node, DCAT.prev, URIRef(f"{nodes.base}/plans/{record.previous}#dataset"))
    # CKAN splits a keyword at ASCII commas.
    nodes.say(node, DCAT.keyword, *(Literal(w.replace(",", "，"), lang="ja") for w in record.keywords))
    nodes.say(node, DCAT.theme, *(nodes.goal(goal) for goal in record.goals))
    sheet, statement = nodes.provenance(record)
    nodes.say(node, PROV.wasDerivedFrom, sheet)
    nodes.say(node, DCTERMS.provenance, statement)
    for file in described.files:
        nodes.say(node, DCAT.distribution, _distribution(nodes, file))
    return node


def _series(nodes: Nodes, record: PlanRecord) -> URIRef:
    """All plans of one issuer."""
    node = nodes.node(record.series, DCAT.DatasetSeries)
    name, code = record.issuer.name, record.issuer.id
    nodes.both(node, DCTERMS.title, f"{name}の計画（{code}）", f"Policy plans of {name} ({code})")
    nodes.both(
        node,
        DCTERMS.description,
        f"{name}が年度ごとに定める計画を、1年度1件のデータとしてまとめたものです。",
        f"The yearly policy plans of {name}, one data set per fiscal year.",
    )
    nodes.say(node, DCTERMS.publisher, nodes.publisher)
    nodes.say(node, DCAT.contactPoint, nodes.contact)
    nodes.say(node, DCTERMS.accrualPeriodicity, nodes.yearly())
    nodes.say(node, DCTERMS.spatial, nodes.area(record))
    return node


def _distribution(nodes: Nodes, file: Distribution) -> URIRef:
    address = nodes.base + file.path
    node = nodes.node(f"{address}#distribution", DCAT.Distribution)
    nodes.say(node, DCTERMS.title, Literal(file.title, lang="ja"))
    nodes.say(node, DCTERMS.description, Literal(file.description, lang="ja"))
    nodes.say(node, DCAT.accessURL, nodes.node(address, RDFS.Resource))
    nodes.say(node, DCAT.downloadURL, nodes.node(address, RDFS.Resource))
    nodes.say(node, DCAT.byteSize, Literal(file.size, datatype=XSD.nonNegativeInteger))
    nodes.say(node, DCTERMS.modified, nodes.moment(file.modified))
    nodes.say(node, DCTERMS.language, nodes.language())
    nodes.say(node, DCTERMS.license, nodes.license)
    nodes.say(node, DCTERMS.rights, nodes.rights)
    essence = file.media_type.partition(";")[0].strip()
    media_type = nodes.node(f"{_IANA}/{essence}", DCTERMS.MediaType)
    # What CKAN reads format and MIME type from; without it the bare address lands in the portal.
    nodes.say(media_type, RDFS.label, Literal(essence))
    nodes.say(node, DCAT.mediaType, media_type)
    # Where CKAN does not know the media type (NDJSON), it takes its word for the format from a node
    # whose first type is dct:IMT; the other type is what DCAT-AP asks for.
    form = nodes.node(f"{nodes.base}/data#format-{file.format.lower()}", _IMT, DCTERMS.MediaTypeOrExtent)
    nodes.say(form, RDFS.label, Literal(file.format))
    nodes.say(node, DCTERMS["format"], form)
    available = nodes.concept(_AVAILABLE, "公開中", "available")
    nodes.say(node, DCATAP.availability, available)
    checksum = nodes.node(f"{address}#checksum", SPDX.Checksum)
    nodes.say(checksum, SPDX.algorithm, nodes.node(_SHA256, SPDX.ChecksumAlgorithm))
    nodes.say(checksum, SPDX.checksumValue, Literal(file.sha256, datatype=XSD.hexBinary))
    nodes.say(node, SPDX.checksum, checksum)
    return node


def _page(nodes: Nodes, paging: Paging) -> None:
    """The pages in the words that CKAN's client follows; the first `next` that it finds counts."""
    node = nodes.node(paging.at(paging.page), HYDRA.PagedCollection)
    nodes.say(node, HYDRA.totalItems, Literal(paging.total))
    nodes.say(node, HYDRA.itemsPerPage, Literal(paging.per_page))
    nodes.say(node, HYDRA.first, Literal(paging.at(1)))
    nodes.say(node, HYDRA.last, Literal(paging.at(paging.pages)))
    if paging.page > 1:
        nodes.say(node, HYDRA.previous, Literal(paging.at(paging.page - 1)))
    if paging.page < paging.pages:
        nodes.say(node, HYDRA.next, Literal(paging.at(paging.page + 1)))
