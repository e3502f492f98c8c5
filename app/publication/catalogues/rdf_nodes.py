"""Nodes that several DCAT descriptions share: agents, licence, period, area, goals, the sources.

Harvesters refuse nodes without a type, and a portal deletes and recreates whatever changes its
address: every address here depends on HOSHIN_BASE_URL and on ids, never on the request.
"""

from rdflib import Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, PROV, RDF, RDFS, SKOS

from app.models.attribution import portal_license, rights
from app.models.reference import sdg_goals
from app.models.vocabulary import Extent, PlanStatus, Wording
from app.publication.catalogues.described import NO_PUBLISHER
from app.publication.catalogues.rdf import ADMS, DCAT, VCARD
from app.publication.catalogues.rdf_terms import (
    LOCAL_AUTHORITY,
    REGIONAL_AUTHORITY,
    SDG_SCHEME,
    Node,
    both,
    japanese,
    typed,
)
from app.publication.descriptions import is_one_year, period_words
from app.publication.record import PlanRecord
from app.settings import Settings


def publisher(settings: Settings) -> Node:
    """The agent who publishes the data."""
    name = settings.publisher
    return {
        "@id": f"{settings.base}/about#publisher",
        RDF.type: FOAF.Agent,
        FOAF.name: japanese(name) if name else both(NO_PUBLISHER, "publisher not stated"),
        FOAF.homepage: typed(f"{settings.base}/about", FOAF.Document),
        # Official is only a service of the municipality itself; of another publisher it is not known.
        DCTERMS.type: LOCAL_AUTHORITY if name and settings.official else None,
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
        DCTERMS.type: REGIONAL_AUTHORITY if record.plan.municipality_code[2:5] == "000" else LOCAL_AUTHORITY,
    }


def period(record: PlanRecord, settings: Settings) -> Node:
    """The period of a plan. One with an open end has no last day."""
    start, end = record.plan.period.start, record.plan.period.end
    days = "-".join(day.isoformat() for day in (start, end) if day)
    name = f"fiscal-year-{record.plan.fiscal_year}" if is_one_year(start, end) else f"period-{days}"
    return {
        "@id": f"{settings.base}/data#{name}",
        RDF.type: DCTERMS.PeriodOfTime,
        SKOS.prefLabel: both(*period_words(start, end)),
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
    """The municipality as a location with both its codes, and the same area in the linked data of statistics."""
    municipality = record.plan.municipality
    code = municipality.code
    # The same digits are a county's in another country: the scheme must be named.
    codes = (
        (code, "総務省（全国地方公共団体コード）", "MIC Japan, municipality codes"),
        (
            municipality.standard_area_code,
            "総務省（統計に用いる標準地域コード）",
            "MIC Japan, standard area codes",
        ),
    )
    return {
        "@id": f"{settings.base}/data#area-{code}",
        RDF.type: DCTERMS.Location,
        SKOS.prefLabel: both(f"全国地方公共団体コード{code}", f"Japanese municipality code {code}"),
        SKOS.exactMatch: URIRef(municipality.uri) if municipality.uri else None,
        ADMS.identifier: [
            {
                "@id": f"{settings.base}/data#code-{number}",
                RDF.type: ADMS.Identifier,
                SKOS.notation: Literal(number),
                ADMS.schemaAgency: both(agency, agency_en),
            }
            for number, agency, agency_en in codes
        ],
    }


def kind(settings: Settings) -> Node:
    """What kind of data set it is, as a concept of its own: no public register has plans."""
    return {
        "@id": f"{settings.base}/data#type-plan",
        RDF.type: SKOS.Concept,
        SKOS.prefLabel: both("自治体の計画", "policy plan of a municipality"),
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
