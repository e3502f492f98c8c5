"""The RDF formats on offer. Pages and links name them without the library that writes them."""

from typing import Final, NamedTuple


class Format(NamedTuple):
    """`media_type` is what a harvester's client decides by; the ending does not matter to it."""

    ending: str
    media_type: str
    title: str

    @property
    def content_type(self) -> str:
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


TURTLE: Final = Format("ttl", "text/turtle", "Turtle")
JSON_LD: Final = Format("jsonld", "application/ld+json", "JSON-LD")
RDF_XML: Final = Format("rdf", "application/rdf+xml", "RDF/XML")
FORMATS: Final = {
    "ttl": TURTLE,
    "jsonld": JSON_LD,
    "rdf": RDF_XML,
    "xml": RDF_XML,  # what CKAN's own catalogue calls the same
}
