"""/data.json: the catalogue as DCAT-US 1.1, without the two fields that only US federal bodies have."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from app.models.attribution import portal_license, rights
from app.models.plan_parts import PlanPeriod
from app.publication.catalogues.described import NO_PUBLISHER, Described
from app.settings import Settings

_SCHEMA: Final = "https://project-open-data.cio.gov/v1.1/schema"
Json = dict[str, Any]


def catalogue(plans: Iterable[Described], settings: Settings) -> Iterator[bytes]:
    """Every plan, one piece each: the format knows no pages. The order of members is fixed, because the
    client compares entries by a hash."""
    frame = {
        "@context": f"{_SCHEMA}/catalog.jsonld",
        "@id": f"{settings.base}/data.json",
        "@type": "dcat:Catalog",
        "conformsTo": _SCHEMA,
        "describedBy": f"{_SCHEMA}/catalog.json",
    }
    yield _json(frame)[:-1] + b', "dataset": ['
    for number, plan in enumerate(plans):
        yield (b",\n" if number else b"\n") + _json(_dataset(plan, settings))
    yield b"\n]}\n"


def _json(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _dataset(plan: Described, settings: Settings) -> Json:
    record = plan.record
    stated = portal_license(settings)
    found: Json = {
        "@type": "dcat:Dataset",
        "title": record.title,
        "description": record.description,
        "keyword": list(record.keywords) or [record.plan.issuer.name],
        "modified": record.plan.updated_at.isoformat().replace("+00:00", "Z"),
        "issued": record.plan.created_at.isoformat().replace("+00:00", "Z"),
        "publisher": {"@type": "org:Organization", "name": settings.publisher or NO_PUBLISHER},
        "contactPoint": _contact(settings),
        "identifier": record.urn,
        "accessLevel": "public",
        "rights": rights(settings)[0],
        "spatial": f"全国地方公共団体コード{record.plan.municipality_code}",
        "temporal": _temporal(record.plan.period),
        "language": ["ja"],
        "landingPage": record.plan.url,
        "distribution": [
            {
                "@type": "dcat:Distribution",
                "title": file.title,
                "description": file.description,
                "downloadURL": settings.base + file.path,
                "mediaType": file.media_type,
                "format": file.format,
            }
            for file in plan.files
        ],
    }
    return found | ({"license": stated.url} if stated.url else {})


def _temporal(period: PlanPeriod) -> str:
    """The schema takes no interval with an open end: then years from the first day on, repeated without
    number."""
    return period.interval if period.end else f"R/{period.start.isoformat()}/P1Y"


def _contact(settings: Settings) -> Json:
    # The schema demands an address; one that nobody set must not be made up to look real.
    return {
        "@type": "vcard:Contact",
        "fn": settings.contact_name or settings.publisher or "問合せ先の記載なし",
        "hasEmail": f"mailto:{settings.contact_email or 'not-stated@example.invalid'}",
    }
