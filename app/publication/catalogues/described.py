"""What the catalogue formats share. Pages, CKAN and DCAT-US need it without the library that writes RDF."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from app.publication.files.packages import Distribution
from app.publication.record import PlanRecord

CATALOGUE_TITLE: Final = ("方針データ 計画の目録", "hoshin: catalogue of policy plans")
CATALOGUE_DESCRIPTION: Final = (
    "自治体の計画（運営方針、中期計画など）を構造化したデータの目録です。全部か一部か、原文のままか要約か、"
    "決定した計画か案かは、計画ごとの説明にあります。",
    "Policy plans of Japanese municipalities as structured data. The description of each plan says whether it "
    "is held as a whole or in part, word for word or abridged, and whether it is adopted or a draft.",
)
NO_PUBLISHER: Final = "公開者の記載なし"
# The algorithm of a file's digest.
SHA256: Final = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"


class Described(NamedTuple):
    """A plan and its data files."""

    record: PlanRecord
    files: Sequence[Distribution]


class Paging(NamedTuple):
    """One page of the catalogue; `address` is the catalogue's in the requested format."""

    address: str
    page: int
    pages: int
    per_page: int
    total: int

    def at(self, page: int) -> str:
        """The address of a page."""
        return f"{self.address}{'&' if '?' in self.address else '?'}page={page}"
