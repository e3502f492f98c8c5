"""The words of the RDF catalogues: how a node is written, and the concepts of public registers.

A node is written like a node object of JSON-LD: a dict of its predicates, with the address under `@id`.
"""

from datetime import datetime
from typing import Any, Final

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, RDFS, SKOS, XSD

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
_PUBLISHER_TYPES: Final = "http://purl.org/adms/publishertype"
LOCAL_AUTHORITY, REGIONAL_AUTHORITY = (
    {
        "@id": f"{_PUBLISHER_TYPES}/{name}",
        RDF.type: SKOS.Concept,
        SKOS.prefLabel: both(words, words_en),
        SKOS.inScheme: URIRef(f"{_PUBLISHER_TYPES}/1.0"),
    }
    for name, words, words_en in (
        ("LocalAuthority", "市区町村", "local authority"),
        ("RegionalAuthority", "都道府県", "regional authority"),
    )
)
_THEMES: Final = f"{_EU}/data-theme"
THEME_SCHEME: Final[Node] = {
    "@id": _THEMES,
    RDF.type: SKOS.ConceptScheme,
    DCTERMS.title: both("データのテーマ（EU）", "Data theme (EU)"),
}
# What every plan is about; what else it is about, it states itself.
GOVERNMENT: Final[Node] = {
    "@id": f"{_THEMES}/GOVE",
    RDF.type: SKOS.Concept,
    SKOS.prefLabel: both("政府と公共部門", "Government and public sector"),
    SKOS.inScheme: THEME_SCHEME,
}
SDG_SCHEME: Final[Node] = {
    "@id": "http://metadata.un.org/sdg",
    RDF.type: SKOS.ConceptScheme,
    DCTERMS.title: both("持続可能な開発目標（SDGs）", "Sustainable Development Goals"),
}
