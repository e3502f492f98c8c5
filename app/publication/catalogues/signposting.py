"""FAIR Signposting: the links by which a machine finds its way from a plan's page to its data.

The page's header names the page's own descriptions and a few files; every file is in the link set,
because proxies refuse headers of many kilobytes.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from app.models.attribution import portal_license
from app.publication.catalogues.rdf_formats import JSON_LD, RDF_XML, TURTLE
from app.publication.files.packages import Distribution
from app.publication.record import PlanRecord
from app.settings import Settings

LINKSET_TYPE: Final = "application/linkset+json"
_IN_HEADER: Final = 6


class Link(NamedTuple):
    """A link; as a string it is a value of the Link header."""

    relation: str
    address: str
    media_type: str | None = None

    def __str__(self) -> str:
        shown = f'; type="{self.media_type}"' if self.media_type else ""
        return f'<{self.address}>; rel="{self.relation}"{shown}'


def descriptions(stem: str) -> list[Link]:
    """The descriptions as RDF; `stem` is their address without the ending."""
    return [Link("describedby", f"{stem}.{one.ending}", one.media_type) for one in (TURTLE, JSON_LD, RDF_XML)]


def page_links(record: PlanRecord, files: Sequence[Distribution], settings: Settings) -> str:
    """The Link header of a plan's page: whole-plan files first, the rest is in the link set."""
    whole_first = sorted(files, key=lambda file: (file.format in ("CSV", "NDJSON"), file.path))
    links = _page_links(record, whole_first[:_IN_HEADER], settings)
    return _header([*links, Link("linkset", f"{record.plan.url}/linkset.json", LINKSET_TYPE)])


def file_links(plan_id: str, settings: Settings) -> str:
    """The Link header of a data file: back to the plan that it is a part of."""
    page = f"{settings.base}/plans/{plan_id}"
    return _header(
        [
            Link("collection", page, "text/html"),
            Link("describedby", f"{page}.{TURTLE.ending}", TURTLE.media_type),
            Link("linkset", f"{page}/linkset.json", LINKSET_TYPE),
            *_license_link(settings),
        ]
    )


def description_links(record: PlanRecord) -> str:
    """The Link header of a plan's description as RDF."""
    return str(Link("describes", record.plan.url, "text/html"))


def linkset(record: PlanRecord, files: Sequence[Distribution], settings: Settings) -> dict[str, Any]:
    """Every link of the page and of its files, as RFC 9264 writes them."""
    page = _targets(_page_links(record, files, settings))
    page["cite-as"][0]["title"] = record.title  # says that a draft is one
    back = [Link("collection", record.plan.url, "text/html"), *_license_link(settings)]
    return {
        "linkset": [
            {"anchor": record.plan.url, **page},
            *({"anchor": settings.base + file.path, **_targets(back)} for file in files),
        ]
    }


def _page_links(record: PlanRecord, files: Sequence[Distribution], settings: Settings) -> list[Link]:
    return [
        Link("cite-as", record.plan.url),
        Link("type", "https://schema.org/AboutPage"),
        Link("type", "https://schema.org/Dataset"),
        Link("author", record.issuer_page),
        *_license_link(settings),
        *descriptions(record.plan.url),
        *(Link("item", settings.base + file.path, file.media_type) for file in files),
    ]


def _license_link(settings: Settings) -> list[Link]:
    url = portal_license(settings).url
    return [Link("license", url)] if url else []


def _header(links: Iterable[Link]) -> str:
    return ", ".join(str(link) for link in links)


def _targets(links: Iterable[Link]) -> dict[str, list[dict[str, str]]]:
    """The links by their relation."""
    found: dict[str, list[dict[str, str]]] = {}
    for link in links:
        target = {"href": link.address} | ({"type": link.media_type} if link.media_type else {})
        found.setdefault(link.relation, []).append(target)
    return found
