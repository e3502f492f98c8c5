"""The tables and public shapes, one file an entity. Importing this package registers every table."""

from app.models.bureau_project import BureauProject
from app.models.correction import Correction
from app.models.facet import Facet, FacetTerm, PlanFacet
from app.models.initiative import Initiative, InitiativeOrganisation
from app.models.kpi import Kpi, KpiMention, KpiResult
from app.models.link import Link
from app.models.measure import Measure
from app.models.organisation import Organisation, PlanOrganisation
from app.models.passage import Passage
from app.models.pillar import Direction, Pillar
from app.models.plan import Plan
from app.models.revision import Change, Revision
from app.models.sdg import SdgGoal, SdgTag, SdgTarget
from app.models.store import StoreState
from app.models.theme import Theme

__all__ = [
    "BureauProject",
    "Change",
    "Correction",
    "Direction",
    "Facet",
    "FacetTerm",
    "Initiative",
    "InitiativeOrganisation",
    "Kpi",
    "KpiMention",
    "KpiResult",
    "Link",
    "Measure",
    "Organisation",
    "Passage",
    "Pillar",
    "Plan",
    "PlanFacet",
    "PlanOrganisation",
    "Revision",
    "SdgGoal",
    "SdgTag",
    "SdgTarget",
    "StoreState",
    "Theme",
]
