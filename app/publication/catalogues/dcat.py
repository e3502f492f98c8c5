"""The catalogue as DCAT-AP 3: one graph, which app/publication/catalogues/rdf.py writes in each format."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, PROV, RDF, RDFS, XSD

from app.publication.catalogues import rdf_nodes as nodes
from app.publication.catalogues import rdf_terms as terms
from app.publication.catalogues.described import (
    CATALOGUE_DESCRIPTION,
    CATALOGUE_TITLE,
    SHA256,
    Described,
    Paging,
)
from app.publication.catalogues.rdf import ADMS, DCAT, DCATAP, HYDRA, SPDX, new_graph
from app.publication.catalogues.rdf_terms import Node, both, japanese, timestamp, typed
from app.publication.files.packages import Distribution
from app.publication.record import PlanRecord
from app.settings import Settings

_IANA: Final = "https://www.iana.org/assignments/media-types"
_IMT: Final = URIRef("http://purl.org/dc/terms/IMT")
_OPENAPI: Final[Node] = {
    "@id": "https://spec.openapis.org/oas/v3.1.0",
    RDF.type: DCTERMS.Standard,
    DCTERMS.title: Literal("OpenAPI Specification 3.1"),
}


def catalogue_graph(
    plans: Sequence[Described], settings: Settings, issued: datetime, modified: datetime, paging: Paging
) -> Graph:
    """One page of the catalogue; all of it where there is one page. `issued` is when the first plan came,
    `modified` when anything last changed."""
    graph = new_graph()
    terms.add(graph, _catalogue(plans, settings, issued, modified))
    if paging.pages > 1:
        terms.add(graph, _page(paging))
    return graph


def plan_graph(plan: Described, settings: Settings) -> Graph:
    """One plan by itself."""
    graph = new_graph()
    terms.add(graph, _dataset(plan, settings))
    return graph


def _catalogue(plans: Sequence[Described], settings: Settings, issued: datetime, modified: datetime) -> Node:
    return {
        "@id": f"{settings.base}/data#catalog",
        RDF.type: DCAT.Catalog,
        DCTERMS.title: both(*CATALOGUE_TITLE),
        DCTERMS.description: both(
            f"{CATALOGUE_DESCRIPTION[0]}"
            + ("" if settings.official else "自治体の公式サービスではありません。"),
            f"{CATALOGUE_DESCRIPTION[1]}"
            + ("" if settings.official else " Not an official service of any municipality."),
        ),
        DCTERMS.publisher: nodes.publisher(settings),
        DCTERMS.language: terms.LANGUAGE,
        DCTERMS.issued: timestamp(issued),
        DCTERMS.modified: timestamp(modified),
        DCTERMS.license: nodes.license_document(settings),
        DCTERMS.rights: nodes.rights_statement(settings),
        DCAT.contactPoint: nodes.contact(settings),
        FOAF.homepage: typed(f"{settings.base}/", FOAF.Document),
        DCAT.service: _service(plans, settings),
        DCAT.dataset: [_dataset(plan, settings) for plan in plans],
        DCTERMS.spatial: [nodes.area(plan.record, settings) for plan in plans],
        DCAT.themeTaxonomy: [
            terms.THEME_SCHEME,
            *([terms.SDG_SCHEME] if any(plan.record.goals for plan in plans) else []),
        ],
    }


def _service(plans: Sequence[Described], settings: Settings) -> Node:
    base = settings.base
    return {
        "@id": f"{base}/api#service",
        RDF.type: DCAT.DataService,
        DCTERMS.title: both("方針データ API", "hoshin JSON API"),
        DCTERMS.description: both(
            "計画・柱・施策・取組・指標などを JSON と CSV で返す読み取り専用の API です。",
            "Read-only API for plans, pillars, themes, initiatives and KPIs as JSON and CSV.",
        ),
        DCAT.endpointURL: typed(f"{base}/api/v1", RDFS.Resource),
        DCAT.endpointDescription: typed(f"{base}/api/v1/openapi.json", RDFS.Resource),
        DCTERMS.conformsTo: _OPENAPI,
        DCTERMS.publisher: nodes.publisher(settings),
        DCAT.contactPoint: nodes.contact(settings),
        DCAT.landingPage: typed(f"{base}/api", FOAF.Document),
        DCTERMS.license: nodes.license_document(settings),
        DCTERMS.accessRights: terms.PUBLIC,
        DCAT.servesDataset: [URIRef(plan.record.uri) for plan in plans],
    }


def _dataset(plan: Described, settings: Settings) -> Node:
    record = plan.record
    return {
        "@id": record.uri,
        RDF.type: DCAT.Dataset,
        DCTERMS.title: both(record.title, record.title_en),
        DCTERMS.description: both(record.description, record.description_en),
        DCTERMS.identifier: Literal(record.urn),
        DCAT.version: Literal(record.version),
        DCTERMS.issued: timestamp(record.plan.created_at),
        DCTERMS.modified: timestamp(record.plan.updated_at),
        DCTERMS.publisher: nodes.publisher(settings),
        DCTERMS.creator: nodes.issuer(record),
        DCAT.contactPoint: nodes.contact(settings),
        DCTERMS.language: terms.LANGUAGE,
        DCAT.landingPage: typed(record.plan.url, FOAF.Document),
        DCTERMS.temporal: nodes.period(record, settings),
        DCTERMS.spatial: nodes.area(record, settings),
        DCTERMS.accessRights: terms.PUBLIC,
        DCAT.inSeries: _series(record, settings),
        DCAT.prev: _elsewhere(record.previous, settings),
        DCAT.next: _elsewhere(record.next, settings),
        ADMS.status: nodes.status(record, settings),
        # CKAN splits a keyword at ASCII commas.
        DCAT.keyword: [japanese(keyword.replace(",", "，")) for keyword in record.keywords],
        DCTERMS.type: nodes.kind(settings),
        DCAT.theme: [terms.GOVERNMENT, *(nodes.goal(number) for number in record.goals)],
        PROV.wasDerivedFrom: nodes.source_sheets(record),
        DCTERMS.provenance: nodes.provenance(record),
        DCAT.distribution: [_distribution(file, settings) for file in plan.files],
    }


def _elsewhere(plan_id: str | None, settings: Settings) -> URIRef | None:
    """Another data set. Without a type, or a harvester would take it for one without a title."""
    return URIRef(f"{settings.base}/plans/{plan_id}#dataset") if plan_id else None


def _series(record: PlanRecord, settings: Settings) -> Node | None:
    """The editions of one kind of plan. A plan may belong to no series."""
    series = record.series
    if series is None:
        return None
    return {
        "@id": f"{settings.base}/{series.path}",
        RDF.type: DCAT.DatasetSeries,
        DCTERMS.title: both(*series.titles),
        DCTERMS.description: both(*series.descriptions),
        DCTERMS.publisher: nodes.publisher(settings),
        DCAT.contactPoint: nodes.contact(settings),
        DCTERMS.accrualPeriodicity: terms.YEARLY if series.is_yearly else None,
        DCTERMS.spatial: nodes.area(record, settings),
        DCAT.seriesMember: [_elsewhere(edition.id, settings) for edition in series.editions],
    }


def _distribution(file: Distribution, settings: Settings) -> Node:
    address = settings.base + file.path
    return {
        "@id": f"{address}#distribution",
        RDF.type: DCAT.Distribution,
        DCTERMS.title: japanese(file.title),
        DCTERMS.description: japanese(file.description),
        DCAT.accessURL: typed(address, RDFS.Resource),
        DCAT.downloadURL: typed(address, RDFS.Resource),
        DCTERMS.modified: timestamp(file.modified),
        DCTERMS.language: terms.LANGUAGE,
        DCTERMS.license: nodes.license_document(settings),
        DCTERMS.rights: nodes.rights_statement(settings),
        DCAT.mediaType: {
            "@id": f"{_IANA}/{file.media_type}",
            RDF.type: DCTERMS.MediaType,
            # What CKAN reads format and MIME type from; without it the bare address lands in the portal.
            RDFS.label: Literal(file.media_type),
        },
        DCTERMS["format"]: {
            "@id": f"{settings.base}/data#format-{file.format.lower()}",
            # Where CKAN does not know the media type (NDJSON), it takes its word for the format from a
            # node whose first type is dct:IMT; the other type is what DCAT-AP asks for.
            RDF.type: [_IMT, DCTERMS.MediaTypeOrExtent],
            RDFS.label: Literal(file.format),
        },
        DCATAP.availability: terms.AVAILABLE,
        **(_measure(file, address) if file.size is not None else {}),
    }


def _measure(file: Distribution, address: str) -> Node:
    """Size and digest, in the description of the plan alone."""
    return {
        DCAT.byteSize: Literal(file.size, datatype=XSD.nonNegativeInteger),
        SPDX.checksum: {
            "@id": f"{address}#checksum",
            RDF.type: SPDX.Checksum,
            SPDX.algorithm: typed(SHA256, SPDX.ChecksumAlgorithm),
            SPDX.checksumValue: Literal(file.sha256, datatype=XSD.hexBinary),
        },
    }


def _page(paging: Paging) -> Node:
    """The pages in the words that CKAN's client follows; the first `next` that it finds counts."""
    page = paging.page
    return {
        "@id": paging.at(page),
        RDF.type: HYDRA.PagedCollection,
        HYDRA.totalItems: Literal(paging.total),
        HYDRA.itemsPerPage: Literal(paging.per_page),
        HYDRA.first: Literal(paging.at(1)),
        HYDRA.last: Literal(paging.at(paging.pages)),
        HYDRA.previous: Literal(paging.at(page - 1)) if page > 1 else None,
        HYDRA.next: Literal(paging.at(page + 1)) if page < paging.pages else None,
    }
