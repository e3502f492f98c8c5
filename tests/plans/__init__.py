"""Plans of different shapes, as files of format 2. All of them are invented (架空) and none is shipped."""

from collections.abc import Callable
from typing import Final

from tests.plans.budget import BUDGET, budget_plan
from tests.plans.city import CITY_PLAN, city_plan
from tests.plans.draft import DRAFT, MIDORI, draft, midori
from tests.plans.entries import Json
from tests.plans.goals import CHARTER_2019, CHARTER_2023, GOALS_PLAN, charter_2019, charter_2023, goals_plan
from tests.plans.next_year import P24, last_year, next_year
from tests.plans.ward import WARD_PLAN, ward_plan
from tests.world import P23

# Each plan by its id, in the order in which they are imported: earlier editions first.
PLANS: Final[dict[str, Callable[[], Json]]] = {
    CITY_PLAN: city_plan,
    WARD_PLAN: ward_plan,
    GOALS_PLAN: goals_plan,
    CHARTER_2019: charter_2019,
    CHARTER_2023: charter_2023,
    P23: last_year,
    P24: next_year,
    BUDGET: budget_plan,
    DRAFT: draft,
    MIDORI: midori,
}
