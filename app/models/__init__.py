"""The tables and public shapes, one file an entity. Importing this package registers every table."""

from app.models.bureau_project import BureauProject as BureauProject
from app.models.correction import Correction as Correction
from app.models.facet import Facet as Facet
from app.models.facet import FacetTerm as FacetTerm
from app.models.facet import PlanFacet as PlanFacet
from app.models.initiative import Initiative as Initiative
from app.models.initiative import InitiativeOrganisation as InitiativeOrganisation
from app.models.kpi import Kpi as Kpi
from app.models.kpi import KpiMention as KpiMention
from app.models.kpi import KpiResult as KpiResult
from app.models.link import Link as Link
from app.models.measure import Measure as Measure
from app.models.organisation import Organisation as Organisation
from app.models.organisation import PlanOrganisation as PlanOrganisation
from app.models.passage import Passage as Passage
from app.models.pillar import Direction as Direction
from app.models.pillar import Pillar as Pillar
from app.models.plan import Plan as Plan
from app.models.revision import Change as Change
from app.models.revision import Revision as Revision
from app.models.sdg import SdgGoal as SdgGoal
from app.models.sdg import SdgTag as SdgTag
from app.models.sdg import SdgTarget as SdgTarget
from app.models.store import StoreState as StoreState
from app.models.theme import Theme as Theme
