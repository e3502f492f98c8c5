"""RDF graphs as bytes in three formats, the same bytes for the same graph.

rdflib is heavy: endpoints import this module, dcat.py and rdf_nodes.py when they are called.
"""

import json
from typing import Any, Final

from lxml import etree  # type: ignore[import-untyped]
from rdflib import Graph, Namespace
from rdflib.namespace import DCTERMS, FOAF, PROV, RDF, RDFS, SKOS, XSD

from app.publication.catalogues.rdf_formats import JSON_LD, RDF_XML, Format

# rdflib's own DCAT is that of version 2 and warns of series, version and prev.
DCAT: Final = Namespace("http://www.w3.org/ns/dcat#")
ADMS: Final = Namespace("http://www.w3.org/ns/adms#")
DCATAP: Final = Namespace("http://data.europa.eu/r5r/")
HYDRA: Final = Namespace("http://www.w3.org/ns/hydra/core#")
SPDX: Final = Namespace("http://spdx.org/rdf/terms#")
VCARD: Final = Namespace("http://www.w3.org/2006/vcard/ns#")

PREFIXES: Final = {
    "adms": ADMS,
    "dcat": DCAT,
    "dcatap": DCATAP,
    "dct": DCTERMS,
    "foaf": FOAF,
    "hydra": HYDRA,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "skos": SKOS,
    "spdx": SPDX,
    "vcard": VCARD,
    "xsd": XSD,
}


def new_graph() -> Graph:
    """An empty graph with the prefixes of all namespaces."""
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    return graph


def serialise(graph: Graph, form: Format) -> bytes:
    """The graph in one format. It must hold no blank node: their names change with each process."""
    if form is JSON_LD:
        # The context stands inside: clients that would fetch one elsewhere stop when they cannot.
        context = {prefix: str(namespace) for prefix, namespace in PREFIXES.items()}
        document = json.loads(graph.serialize(format="json-ld", context=context))
        return json.dumps(_sorted(document), ensure_ascii=False, indent=1).encode()
    if form is RDF_XML:
        return _sorted_xml(graph.serialize(format="xml", encoding="utf-8"))
    # The writer follows the order in which the triples were added; sorting takes that out.
    ordered = new_graph()
    for triple in sorted(graph):
        ordered.add(triple)
    return ordered.serialize(format="turtle", encoding="utf-8")


def _sorted_xml(written: bytes) -> bytes:
    """rdflib writes nodes and their properties in the order of Python's hashes."""
    root = etree.fromstring(written, etree.XMLParser(remove_blank_text=True))
    for element in (*root, root):
        element[:] = sorted(element, key=lambda one: etree.tostring(one, method="c14n"))
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return content


def _sorted(value: Any) -> Any:
    """JSON-LD lists are sets here, and rdflib writes them in the order of Python's hashes."""
    if isinstance(value, dict):
        return {key: _sorted(one) for key, one in sorted(value.items())}
    if isinstance(value, list):
        return sorted((_sorted(one) for one in value), key=lambda one: json.dumps(one, sort_keys=True))
    return value
