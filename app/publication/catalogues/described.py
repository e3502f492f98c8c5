"""What the spellings of the catalogue have in common. Apart from app/publication/catalogues/dcat.py, because pages,
CKAN and DCAT-US need it without the library that writes RDF."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from app.publication.files.packages import Distribution
from app.publication.record import PlanRecord

CATALOGUE_TITLE: Final = ("方針データ 計画の目録", "hoshin: catalogue of policy plans")
SHA256: Final = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
"""What the digest of a file is made with, as all of them name it."""


class Described(NamedTuple):
    """A plan and its data files."""

    record: PlanRecord
    files: Sequence[Distribution]


class Dates(NamedTuple):
    """When the first plan came, and when anything last changed."""

    issued: datetime
    modified: datetime


class Paging(NamedTuple):
    """Which page of the catalogue; `address` is that of the catalogue in the format asked for."""

    address: str
    page: int
    pages: int
    per_page: int
    total: int

    def at(self, page: int) -> str:
        return f"{self.address}{'&' if '?' in self.address else '?'}page={page}"
