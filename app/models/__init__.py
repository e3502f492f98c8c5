"""The tables and public shapes, one file an entity. Importing this package registers every table."""

from app.models.bureau_project import BureauProject
from app.models.correction import Correction
from app.models.initiative import Initiative, InitiativeOrganisation
from app.models.kpi import Kpi, KpiMention, KpiResult
from app.models.link import Link
from app.models.measure import Measure
from app.models.organisation import Organisation, PlanOrganisation
from app.models.passage import Passage
from app.models.pillar import Direction, Pillar
from app.models.plan import Plan
from app.models.plan_count import PlanCount
from app.models.revision import Change, Revision
from app.models.sdg import SdgGoal, SdgTag, SdgTarget
from app.models.theme import Theme

__all__ = [
    "BureauProject",
    "Change",
    "Correction",
    "Direction",
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
    "PlanCount",
    "PlanOrganisation",
    "Revision",
    "SdgGoal",
    "SdgTag",
    "SdgTarget",
    "Theme",
]
