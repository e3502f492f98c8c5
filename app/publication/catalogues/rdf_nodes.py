"""Nodes that several DCAT descriptions share: agents, licence, period, area, goals, the sources.

A node is written like a node object of JSON-LD: a dict of its predicates, with the address under `@id`.
Harvesters refuse nodes without a type, and a portal deletes and recreates whatever changes its
address: every address here depends on HOSHIN_BASE_URL and on ids, never on the request.
"""

from datetime import datetime
from typing import Any, Final

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, PROV, RDF, RDFS, SKOS, XSD

from app.models.attribution import portal_license, rights
from app.models.reference import sdg_goals
from app.models.vocabulary import Extent, PlanStatus, Wording
from app.publication.catalogues.described import NO_PUBLISHER
from app.publication.catalogues.rdf import ADMS, DCAT, VCARD
from app.publication.descriptions import is_one_year
from app.publication.record import PlanRecord
from app.settings import Settings

# The values of a predicate are a term, a node, a list of them, or None where there is nothing to say.
Node = dict[str, Any]


def add(graph: Graph, node: Node) -> URIRef:
    """Add a node and every node inside it to the graph; its address."""
    subject = URIRef(node["@id"])
    for predicate, values in node.items():
        for value in values if isinstance(values, list) else [values]:
            if predicate != "@id" and value is not None:
                term = add(graph, value) if isinstance(value, dict) else value
                graph.add((subject, URIRef(predicate), term))
    return subject


def japanese(text: str) -> Literal:
    """A literal in Japanese."""
    return Literal(text, lang="ja")


def both(in_japanese: str, in_english: str) -> list[Literal]:
    """A literal in each language; a portal takes the one of its own locale."""
    return [Literal(in_japanese, lang="ja"), Literal(in_english, lang="en")]


def timestamp(moment: datetime) -> Literal:
    """An xsd:dateTime that ends in Z."""
    return Literal(moment.isoformat().replace("+00:00", "Z"), datatype=XSD.dateTime, normalize=False)


def typed(address: str, node_type: URIRef) -> Node:
    """A node with nothing but its type."""
    return {"@id": address, RDF.type: node_type}


_EU: Final = "http://publications.europa.eu/resource/authority"
LANGUAGE: Final = typed(f"{_EU}/language/JPN", DCTERMS.LinguisticSystem)
YEARLY: Final = typed(f"{_EU}/frequency/ANNUAL", DCTERMS.Frequency)
PUBLIC: Final[Node] = {
    "@id": f"{_EU}/access-right/PUBLIC",
    RDF.type: DCTERMS.RightsStatement,
    RDFS.label: both("公開", "public"),
}
AVAILABLE: Final[Node] = {
    "@id": f"{_EU}/planned-availability/AVAILABLE",
    RDF.type: SKOS.Concept,
    SKOS.prefLabel: both("公開中", "available"),
}
SDG_SCHEME: Final[Node] = {
    "@id": "http://metadata.un.org/sdg",
    RDF.type: SKOS.ConceptScheme,
    DCTERMS.title: both("持続可能な開発目標（SDGs）", "Sustainable Development Goals"),
}


def publisher(settings: Settings) -> Node:
    """The agent who publishes the data."""
    name = settings.publisher
    return {
        "@id": f"{settings.base}/about#publisher",
        RDF.type: FOAF.Agent,
        FOAF.name: japanese(name) if name else both(NO_PUBLISHER, "publisher not stated"),
        FOAF.homepage: typed(f"{settings.base}/about", FOAF.Document),
    }


def contact(settings: Settings) -> Node | None:
    """The contact point, None where the operator has stated none."""
    name, email, url = settings.contact_name, settings.contact_email, settings.contact_url
    if not (name or email or url):
        return None
    return {
        "@id": f"{settings.base}/about#contact",
        RDF.type: [VCARD.Kind, VCARD.Organization],
        VCARD.fn: japanese(name or settings.publisher or "問合せ先"),
        VCARD.hasEmail: URIRef(f"mailto:{email}") if email else None,
        VCARD.hasURL: URIRef(str(url)) if url else None,
    }


def license_document(settings: Settings) -> Node | None:
    """The licence, None while the operator states none."""
    if settings.license_name is None:
        return None
    stated = portal_license(settings)
    return {
        "@id": stated.url or f"{settings.base}/about#license",
        RDF.type: DCTERMS.LicenseDocument,
        # CKAN finds a licence of its register by exactly this title, without a language tag.
        DCTERMS.title: Literal(stated.title),
        RDFS.label: japanese(stated.name),
    }


def rights_statement(settings: Settings) -> Node:
    """What may be done with the data, in words."""
    return {
        "@id": f"{settings.base}/about#rights",
        RDF.type: DCTERMS.RightsStatement,
        RDFS.label: both(*rights(settings)),
    }


def issuer(record: PlanRecord) -> Node:
    """The organisation whose plan it is, as an agent."""
    return {
        "@id": f"{record.issuer_page}#agent",
        RDF.type: FOAF.Agent,
        FOAF.name: japanese(record.plan.issuer.name),
        DCTERMS.identifier: Literal(record.plan.issuer.id),
    }


def period(record: PlanRecord, settings: Settings) -> Node:
    """The period of a plan. One with an open end has no last day."""
    start, end = record.plan.period.start, record.plan.period.end
    days = "-".join(day.isoformat() for day in (start, end) if day)
    name = f"fiscal-year-{record.plan.fiscal_year}" if is_one_year(start, end) else f"period-{days}"
    return {
        "@id": f"{settings.base}/data#{name}",
        RDF.type: DCTERMS.PeriodOfTime,
        DCAT.startDate: Literal(start),
        DCAT.endDate: Literal(end) if end else None,
    }


def status(record: PlanRecord, settings: Settings) -> Node:
    """Whether the plan is a draft or adopted, as a concept of its own: no public register has these two."""
    word = PlanStatus(record.plan.status)
    return {
        "@id": f"{settings.base}/data#status-{word.value}",
        RDF.type: SKOS.Concept,
        SKOS.prefLabel: both(word.label, word.value),
    }


def area(record: PlanRecord, settings: Settings) -> Node:
    """The municipality as a location with its code."""
    code = record.plan.municipality_code
    return {
        "@id": f"{settings.base}/data#area-{code}",
        RDF.type: DCTERMS.Location,
        SKOS.prefLabel: both(f"全国地方公共団体コード{code}", f"Japanese municipality code {code}"),
        ADMS.identifier: {
            "@id": f"{settings.base}/data#code-{code}",
            RDF.type: ADMS.Identifier,
            SKOS.notation: Literal(code),
            # The same six digits are a county's in another country: the scheme must be named.
            ADMS.schemaAgency: both("総務省（全国地方公共団体コード）", "MIC Japan, municipality codes"),
        },
    }


def goal(number: int) -> Node:
    """An SDG as a concept of the United Nations' scheme."""
    found = next(one for one in sdg_goals() if one["number"] == number)
    return {
        "@id": found["uri"],
        RDF.type: SKOS.Concept,
        SKOS.prefLabel: both(found["name_ja"], found["name_en"]),
        SKOS.inScheme: SDG_SCHEME,
    }


def source_sheets(record: PlanRecord) -> list[Node]:
    """The printed documents. They are no dct:source: DCAT-AP wants a data set there, and a harvester would
    take them for ours."""
    found: list[Node] = []
    for number, source in enumerate(record.plan.sources):
        own = f"{record.plan.url}#{f'sheet-{source.key}' if number else 'sheet'}"
        named = {node["@id"] for node in found}
        found.append(
            {
                # Two documents at one address stay two.
                "@id": source.url if source.url and source.url not in named else own,
                RDF.type: PROV.Entity,
                DCTERMS.title: japanese(source.document),
                DCTERMS.identifier: Literal(f"sha256:{source.sha256}") if source.sha256 else None,
                DCTERMS.issued: Literal(source.published) if source.published else None,
            }
        )
    return found


def provenance(record: PlanRecord) -> Node:
    """What was made of the documents, in words."""
    named = "".join(f"「{source.document}」" for source in record.plan.sources)
    part, part_en = ("の一部", "in part ") if record.plan.transcription.extent == Extent.PARTIAL else ("", "")
    how, how_en = (
        ("を要約して構造化し", "abridged ")
        if record.plan.transcription.wording == Wording.SUMMARY
        else ("の文字をそのまま構造化し", "word for word ")
    )
    return {
        "@id": f"{record.plan.url}#provenance",
        RDF.type: DCTERMS.ProvenanceStatement,
        RDFS.label: both(
            f"{named}{part}{how}、編集による推定には理由を添えた",
            f"Structured {part_en}{how_en}from the source document; estimates by editors carry their reasons",
        ),
    }
