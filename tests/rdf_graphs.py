"""Parses a catalogue answer of any format."""

from rdflib import Graph
from starlette.testclient import TestClient

FORMATS = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml", "xml": "xml"}
TYPES = {
    "ttl": "text/turtle; charset=utf-8",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "xml": "application/rdf+xml",
}


def graph(client: TestClient, path: str) -> Graph:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    ending = path.partition("?")[0].rpartition(".")[2]
    assert answer.headers["content-type"] == TYPES[ending]
    return Graph().parse(data=answer.content, format=FORMATS[ending])
