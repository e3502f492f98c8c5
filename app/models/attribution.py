"""Source and licence of the data, as the operator states them and as portals know them.

CKAN portals recognise a licence by its id in their own register, not by its address: without an id it
arrives there as no licence.
"""

import re
from typing import Final, NamedTuple

from app.i18n.messages import N_, Translate, japanese
from app.models.public import Public
from app.settings import Settings


class License(Public):
    name: str
    url: str | None


def license_of(settings: Settings) -> License | None:
    if settings.license_name is None:
        return None
    url = str(settings.license_url) if settings.license_url else None
    return License(name=settings.license_name, url=url)


def source_line(settings: Settings, translate: Translate = japanese) -> str:
    """The source line of the data: their publisher, or that the service is not official."""
    if settings.official:
        if settings.publisher:
            return translate(N_("公開者：%(name)s"), name=settings.publisher)
        return translate(N_("各計画の発行者による公式の公開"))
    return translate(N_("各計画の文書を加工して作成。自治体の公式サービスではありません"))


class PortalLicense(NamedTuple):
    """A licence under its `id` and `title` in CKAN's register; `name` is the operator's."""

    id: str
    title: str
    name: str
    url: str | None
    is_open: bool


NOT_STATED: Final = PortalLicense("notspecified", "License not specified", "記載なし", None, False)
CC_BY: Final = PortalLicense(
    "cc-by",
    "Creative Commons Attribution",
    "CC BY 4.0",
    "https://creativecommons.org/licenses/by/4.0/",
    True,
)

# Address of a licence, its id and its title in CKAN's register.
_REGISTER: Final = (
    (r"creativecommons\.org/licenses/by/\d", "cc-by", "Creative Commons Attribution"),
    (r"creativecommons\.org/licenses/by-sa/\d", "cc-by-sa", "Creative Commons Attribution Share-Alike"),
    (r"creativecommons\.org/publicdomain/zero/\d", "cc-zero", "Creative Commons CCZero"),
    (r"opendatacommons\.org/licenses/by/", "odc-by", "Open Data Commons Attribution License"),
)


def portal_license(settings: Settings) -> PortalLicense:
    """The stated licence. Not open where the register does not know it."""
    stated = license_of(settings)
    if stated is None:
        return NOT_STATED
    for address, register_id, title in _REGISTER:
        if stated.url and re.search(address, stated.url):
            return PortalLicense(register_id, title, stated.name, stated.url, True)
    return PortalLicense("custom", stated.name, stated.name, stated.url, False)


def rights(settings: Settings) -> tuple[str, str]:
    """What may be done with the data, as whole sentences in Japanese and in English."""
    stated = settings.license_name
    if stated is None:
        return (
            "元の文書のライセンスは記載されていません。利用の許諾は元の文書の発行者に確かめてください。",
            "The licence of the source document is not stated; ask its issuer before reuse.",
        )
    return f"元の文書のライセンス：{stated}。", f"Licence of the source document: {stated}."
