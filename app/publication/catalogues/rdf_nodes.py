"""What the descriptions share: agents, licence, year, area, goals, the sheet; each an addressed node.

Harvesters refuse nodes without a type, and a portal deletes and creates anew whatever changes its
address: every address here hangs on HOSHIN_BASE_URL and on ids, never on the request.
"""

from datetime import datetime
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, PROV, RDF, RDFS, SKOS, XSD
from rdflib.term import Node

from app.models.attribution import portal_license, rights
from app.models.reference import sdg_goals
from app.publication.catalogues.rdf import ADMS, DCAT, VCARD, new_graph
from app.publication.record import PlanRecord
from app.settings import Settings

_EU: Final = "http://publications.europa.eu/resource/authority"
_JAPANESE: Final = URIRef(f"{_EU}/language/JPN")
_YEARLY: Final = URIRef(f"{_EU}/frequency/ANNUAL")
_PUBLIC: Final = URIRef(f"{_EU}/access-right/PUBLIC")
_SDG_SCHEME: Final = URIRef("http://metadata.un.org/sdg")


class Nodes:
    """One graph and the nodes that several descriptions point to."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.base = settings.base
        self.graph: Graph = new_graph()
        self.publisher = self._publisher()
        self.contact = self._contact()
        self.license = self._license()
        self.rights = self._rights()

    def say(self, subject: URIRef, predicate: URIRef, *objects: Node | None) -> None:
        for one in objects:
            if one is not None:
                self.graph.add((subject, predicate, one))

    def both(self, subject: URIRef, predicate: URIRef, japanese: str, english: str) -> None:
        """A literal in each language; a portal takes the one of its own locale."""
        self.say(subject, predicate, Literal(japanese, lang="ja"), Literal(english, lang="en"))

    def node(self, address: str | URIRef, *types: URIRef) -> URIRef:
        subject = URIRef(address)
        self.say(subject, RDF.type, *types)
        return subject

    def _publisher(self) -> URIRef:
        node = self.node(f"{self.base}/about#publisher", FOAF.Agent)
        name = self.settings.publisher
        if name:
            self.say(node, FOAF.name, Literal(name, lang="ja"))
        else:
            self.both(node, FOAF.name, "公開者の記載なし", "publisher not stated")
        self.say(node, FOAF.homepage, self.document(f"{self.base}/about"))
        return node

    def _contact(self) -> URIRef | None:
        settings = self.settings
        if not (settings.contact_name or settings.contact_email or settings.contact_url):
            return None
        node = self.node(f"{self.base}/about#contact", VCARD.Kind, VCARD.Organization)
        name = settings.contact_name or settings.publisher or "問合せ先"
        self.say(node, VCARD.fn, Literal(name, lang="ja"))
        if settings.contact_email:
            self.say(node, VCARD.hasEmail, URIRef(f"mailto:{settings.contact_email}"))
        if settings.contact_url:
            self.say(node, VCARD.hasURL, URIRef(str(settings.contact_url)))
        return node

    def _license(self) -> URIRef | None:
        stated = portal_license(self.settings)
        if self.settings.license_name is None:
            return None
        node = self.node(stated.url or f"{self.base}/about#license", DCTERMS.LicenseDocument)
        # CKAN finds a licence of its register by exactly this title, without a language tag.
        self.say(node, DCTERMS.title, Literal(stated.title))
        self.say(node, RDFS.label, Literal(stated.name, lang="ja"))
        return node

    def _rights(self) -> URIRef:
        node = self.node(f"{self.base}/about#rights", DCTERMS.RightsStatement)
        self.both(node, RDFS.label, *rights(self.settings))
        return node

    def document(self, address: str) -> URIRef:
        return self.node(address, FOAF.Document)

    def moment(self, moment: datetime) -> Literal:
        return Literal(moment.isoformat().replace("+00:00", "Z"), datatype=XSD.dateTime, normalize=False)

    def language(self) -> URIRef:
        return self.node(_JAPANESE, DCTERMS.LinguisticSystem)

    def issuer(self, record: PlanRecord) -> URIRef:
        node = self.node(f"{record.issuer.page}#agent", FOAF.Agent)
        self.say(node, FOAF.name, Literal(record.issuer.name, lang="ja"))
        self.say(node, DCTERMS.identifier, Literal(record.issuer.id))
        return node

    def year(self, record: PlanRecord) -> URIRef:
        node = self.node(f"{self.base}/data#fiscal-year-{record.fiscal_year}", DCTERMS.PeriodOfTime)
        self.say(node, DCAT.startDate, Literal(record.start))
        self.say(node, DCAT.endDate, Literal(record.end))
        return node

    def area(self, record: PlanRecord) -> URIRef:
        code = record.municipality_code
        node = self.node(f"{self.base}/data#area-{code}", DCTERMS.Location)
        self.both(node, SKOS.prefLabel, f"全国地方公共団体コード{code}", f"Japanese municipality code {code}")
        notation = self.node(f"{self.base}/data#code-{code}", ADMS.Identifier)
        self.say(notation, SKOS.notation, Literal(code))
        # The same six digits are a county's in another country: the scheme must be named.
        self.both(
            notation, ADMS.schemaAgency, "総務省（全国地方公共団体コード）", "MIC Japan, municipality codes"
        )
        self.say(node, ADMS.identifier, notation)
        return node

    def access(self) -> URIRef:
        node = self.node(_PUBLIC, DCTERMS.RightsStatement)
        self.both(node, RDFS.label, "公開", "public")
        return node

    def goal(self, number: int) -> URIRef:
        goal = next(one for one in sdg_goals() if one["number"] == number)
        node = self.concept(URIRef(goal["uri"]), goal["name_ja"], goal["name_en"])
        scheme = self.node(_SDG_SCHEME, SKOS.ConceptScheme)
        self.both(scheme, DCTERMS.title, "持続可能な開発目標（SDGs）", "Sustainable Development Goals")
        self.say(node, SKOS.inScheme, scheme)
        return node

    def concept(self, address: URIRef, japanese: str, english: str) -> URIRef:
        node = self.node(address, SKOS.Concept)
        self.both(node, SKOS.prefLabel, japanese, english)
        return node

    def provenance(self, record: PlanRecord) -> tuple[URIRef, URIRef]:
        """The sheet, and in words what was made of it. The sheet is no dct:source: DCAT-AP wants a data
        set there, and a harvester would take it for one of ours."""
        sheet = self.node(record.source_url or f"{record.page}#sheet", PROV.Entity)
        self.say(sheet, DCTERMS.title, Literal(record.source_document, lang="ja"))
        if record.source_sha256:
            self.say(sheet, DCTERMS.identifier, Literal(f"sha256:{record.source_sha256}"))
        if record.source_published:
            self.say(sheet, DCTERMS.issued, Literal(record.source_published))
        statement = self.node(f"{record.page}#provenance", DCTERMS.ProvenanceStatement)
        self.both(
            statement,
            RDFS.label,
            f"「{record.source_document}」の文字をそのまま構造化し、編集による推定には理由を添えた",
            "Structured word for word from the source sheet; estimates by editors carry their reasons",
        )
        return sheet, statement

    def yearly(self) -> URIRef:
        return self.node(_YEARLY, DCTERMS.Frequency)

    def theme_taxonomy(self) -> URIRef | None:
        """The scheme of the themes, where there is a theme."""
        return _SDG_SCHEME if (_SDG_SCHEME, RDF.type, SKOS.ConceptScheme) in self.graph else None
