"""Plans in the shapes of CKAN's read API: package, resource, organization, group, tag.

The organization of a package is who publishes the data here, a group holds the plans of
one issuer or of one series: a service that is not official must not speak in the name of the ward.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from app.models.attribution import CC_BY, NOT_STATED, portal_license
from app.publication.catalogues.described import NO_PUBLISHER, SHA256
from app.publication.files.packages import Distribution
from app.publication.identifiers import uuid_of
from app.publication.record import PlanRecord
from app.settings import Settings

Json = dict[str, Any]

PUBLISHER_NAME: Final = "hoshin"
_LONGEST_TAG: Final = 100


def moment(when: datetime) -> str:
    """Naive UTC with microseconds, as CKAN writes and compares them."""
    return when.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")


def tags(record: PlanRecord) -> list[str]:
    """The keywords that CKAN takes as tags."""
    return sorted(one for one in record.keywords if 2 <= len(one) <= _LONGEST_TAG and '"' not in one)


def package(record: PlanRecord, files: Sequence[Distribution], settings: Settings) -> Json:
    """One plan with all its files."""
    stated = portal_license(settings)
    publisher = organization(settings, record.plan.created_at)
    found: Json = {
        "id": record.uuid,
        "name": record.name,
        "title": record.title,
        "notes": record.description,
        "type": "dataset",
        "state": "active",
        "private": False,
        "isopen": stated.is_open,
        "license_id": stated.id,
        "license_title": stated.title,
        "url": record.plan.url,
        "version": record.version,
        "author": record.plan.issuer.name,
        "author_email": None,
        "maintainer": settings.contact_name,
        "maintainer_email": settings.contact_email,
        "creator_user_id": None,
        "metadata_created": moment(record.plan.created_at),
        "metadata_modified": moment(record.plan.updated_at),
        "owner_org": publisher["id"],
        "organization": publisher,
        "groups": [_group(*one) for one in _group_keys(record)],
        "tags": [_tag(name) for name in tags(record)],
        "extras": _extras(record, settings),
        "resources": [_resource(record, file, place, settings) for place, file in enumerate(files)],
        "num_resources": len(files),
        "num_tags": len(tags(record)),
        "relationships_as_subject": [],
        "relationships_as_object": [],
    }
    return found | ({"license_url": stated.url} if stated.url else {})


def _tag(name: str) -> Json:
    return {
        "id": uuid_of(f"tag:{name}"),
        "name": name,
        "display_name": name,
        "state": "active",
        "vocabulary_id": None,
    }


def _extras(record: PlanRecord, settings: Settings) -> list[Json]:
    values = {
        "identifier": record.urn,
        "uri": record.uri,
        "plan_id": record.plan.id,
        "fiscal_year": str(record.plan.fiscal_year),
        "temporal_start": record.plan.period.start.isoformat(),
        **({"temporal_end": record.plan.period.end.isoformat()} if record.plan.period.end else {}),
        "status": record.plan.status,
        **({"series": record.plan.series.key} if record.plan.series else {}),
        "extent": record.plan.transcription.extent,
        "wording": record.plan.transcription.wording,
        "municipality_code": record.plan.municipality_code,
        "standard_area_code": record.plan.municipality.standard_area_code,
        **({"area_uri": record.plan.municipality.uri} if record.plan.municipality.uri else {}),
        "language": "ja",
        "title_en": record.title_en,
        "notes_en": record.description_en,
        "official": "true" if settings.official else "false",
        "source_document": "、".join(source.document for source in record.plan.sources),
        "source_sha256": record.plan.source.sha256 or "記載なし",
    }
    return [{"key": key, "value": value} for key, value in values.items()]


def _resource(record: PlanRecord, file: Distribution, position: int, settings: Settings) -> Json:
    return {
        "id": uuid_of(f"{record.plan.id}/{file.name}"),
        "package_id": record.uuid,
        "position": position,
        "name": file.title,
        "description": file.description,
        "url": settings.base + file.path,
        "url_type": None,
        "resource_type": None,
        "format": file.format,
        "mimetype": file.media_type,
        "size": file.size,
        "hash": file.sha256 or "",
        "hash_algorithm": SHA256 if file.sha256 else None,
        "created": moment(record.plan.created_at),
        "last_modified": moment(file.modified),
        "metadata_modified": moment(file.modified),
        "state": "active",
    }


def organization_id(settings: Settings) -> str:
    return uuid_of(f"publisher:{settings.publisher or ''}")


def organization(settings: Settings, created: datetime) -> Json:
    """Who publishes the data; `created` is when the first plan came."""
    name = settings.publisher or NO_PUBLISHER
    standing = "" if settings.official else "自治体の公式サービスではありません。"
    return {
        "id": organization_id(settings),
        "name": PUBLISHER_NAME,
        "title": name,
        "display_name": name,
        "type": "organization",
        "description": f"各計画の文書をデータとして公開しています。{standing}",
        "image_url": "",
        "created": moment(created),
        "is_organization": True,
        "approval_status": "approved",
        "state": "active",
    }


def group_names(record: PlanRecord) -> list[str]:
    """The names of the groups of a plan."""
    return [name for name, *_ in _group_keys(record)]


def _group_keys(record: PlanRecord) -> Iterator[tuple[str, str, str, str]]:
    """Name, identifier, title and description of the groups of a plan: that of its issuer, and that of the
    series that it states."""
    issuer, series = record.plan.issuer, record.series
    title, about = f"{issuer.name}の計画（{issuer.id}）", f"{issuer.name}の計画"
    if series and series.key is None:
        (title, _), (about, _) = series.titles, series.descriptions
    yield f"hoshin-{issuer.id}", f"series:{issuer.id}", title, about
    if series and series.key:
        name = f"hoshin-series-{series.owner}-{series.key}"
        yield name, series.identifier, series.titles[0], series.descriptions[0]


def _group(name: str, identifier: str, title: str, description: str) -> Json:
    return {
        "id": uuid_of(identifier),
        "name": name,
        "title": title,
        "display_name": title,
        "description": description,
        "image_display_url": "",
    }


def groups(records: Iterable[PlanRecord]) -> list[Json]:
    """Every group, with the number of its plans, described as by the newest of them."""
    members: dict[str, list[PlanRecord]] = {}
    described: dict[str, tuple[str, str, str, str]] = {}
    for record in sorted(records, key=lambda one: (one.plan.period.start, one.plan.id)):
        for group in _group_keys(record):
            members.setdefault(group[0], []).append(record)
            described[group[0]] = group
    return [
        _group(*described[name])
        | {
            "type": "group",
            "is_organization": False,
            "approval_status": "approved",
            "state": "active",
            "created": moment(min(one.plan.created_at for one in plans)),
            "package_count": len(plans),
        }
        for name, plans in sorted(members.items())
    ]


def licenses(settings: Settings) -> list[Json]:
    """The licences that packages here can have."""
    stated = portal_license(settings)
    found = {one.id: one for one in (NOT_STATED, CC_BY, stated)}
    return [
        {
            "id": one.id,
            "title": one.title,
            "url": one.url or "",
            "status": "active",
            "family": "",
            "maintainer": "",
            "domain_content": False,
            "domain_data": False,
            "domain_software": False,
            "is_generic": one.url is None,
            "od_conformance": "approved" if one.is_open else "not reviewed",
            "osd_conformance": "not reviewed",
            "is_okd_compliant": one.is_open,
            "is_osi_compliant": False,
        }
        for one in found.values()
    ]
