"""Plans as schema.org Dataset in JSON-LD, for search engines; same names and identifiers as in DCAT."""

import json
from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from app.models.attribution import portal_license
from app.models.reference import sdg_goals
from app.publication.catalogues.described import (
    CATALOGUE_DESCRIPTION,
    CATALOGUE_TITLE,
    NO_PUBLISHER,
    Described,
)
from app.publication.descriptions import is_draft
from app.publication.files.packages import Distribution
from app.publication.record import PlanRecord
from app.settings import Settings

Json = dict[str, Any]


def plan_data(plan: Described, settings: Settings) -> Markup:
    """One plan, for its page."""
    return in_page({"@context": "https://schema.org/"} | _dataset(plan, settings))


def catalogue_data(records: Iterable[PlanRecord], settings: Settings) -> Markup:
    """All plans, for the page of the data; each plan's own page lists its files."""
    return in_page(
        {
            "@context": "https://schema.org/",
            **_catalogue(settings),
            "description": CATALOGUE_DESCRIPTION[0],
            "inLanguage": "ja",
            "publisher": _publisher(settings),
            "dataset": [_dataset(Described(record, ()), settings) for record in records],
        }
    )


def in_page(document: Json) -> Markup:
    """JSON as a script element can hold it: no `</script>` and no `<!--` inside a text."""
    text = json.dumps(document, ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - escaped above, as a script element needs it


def _catalogue(settings: Settings) -> Json:
    return {
        "@type": "DataCatalog",
        "@id": f"{settings.base}/data#catalog",
        "name": CATALOGUE_TITLE[0],
        "url": f"{settings.base}/data",
    }


def _publisher(settings: Settings) -> Json:
    return {
        "@type": "Organization",
        "@id": f"{settings.base}/about#publisher",
        "name": settings.publisher or NO_PUBLISHER,
        "url": f"{settings.base}/about",
    }


def _dataset(plan: Described, settings: Settings) -> Json:
    record = plan.record
    stated, municipality = portal_license(settings), record.plan.municipality
    found: Json = {
        "@type": "Dataset",
        "@id": record.uri,
        "name": record.title,
        "description": record.description,
        "identifier": [record.urn, record.uri],
        "url": record.plan.url,
        "version": record.version,
        "datePublished": record.plan.created_at.isoformat(),
        "dateModified": record.plan.updated_at.isoformat(),
        "inLanguage": "ja",
        "isAccessibleForFree": True,
        "keywords": list(record.keywords),
        "creator": {
            "@type": "Organization",
            "@id": f"{record.issuer_page}#agent",
            "name": record.plan.issuer.name,
            "url": record.issuer_page,
        },
        "publisher": _publisher(settings),
        "includedInDataCatalog": _catalogue(settings),
        "temporalCoverage": record.plan.period.interval,
        "spatialCoverage": {
            "@type": "Place",
            "name": record.plan.issuer.name,
            "identifier": [
                {"@type": "PropertyValue", "propertyID": scheme, "value": code}
                for scheme, code in (
                    ("全国地方公共団体コード", municipality.code),
                    ("標準地域コード", municipality.standard_area_code),
                )
            ],
            **({"sameAs": municipality.uri} if municipality.uri else {}),
        },
        "isBasedOn": [
            {"@type": "CreativeWork", "name": source.document} | ({"url": source.url} if source.url else {})
            for source in record.plan.sources
        ],
    }
    if record.goals:
        found["about"] = [_goal(number) for number in record.goals]
    if is_draft(record.plan):
        found["creativeWorkStatus"] = "Draft"
    if plan.files:
        found["distribution"] = [_distribution(file, settings) for file in plan.files]
    return found | ({"license": stated.url} if stated.url else {})


def _goal(number: int) -> Json:
    """A goal that the plan states, by the identifier of the United Nations."""
    goal = sdg_goals()[number - 1]
    return {
        "@type": "DefinedTerm",
        "@id": goal["uri"],
        "name": goal["name_ja"],
        "termCode": str(number),
        "inDefinedTermSet": "http://metadata.un.org/sdg",
    }


def _distribution(file: Distribution, settings: Settings) -> Json:
    return {
        "@type": "DataDownload",
        "name": file.title,
        "contentUrl": settings.base + file.path,
        "encodingFormat": file.media_type,
    }
