"""Plans of different shapes, as files of format 2. All of them are invented (架空) and none is shipped."""

from collections.abc import Callable
from typing import Final

from tests.plans.budget import BUDGET
from tests.plans.budget import budget_plan as budget_plan
from tests.plans.city import CITY_PLAN
from tests.plans.city import city_plan as city_plan
from tests.plans.draft import DRAFT, MIDORI
from tests.plans.draft import draft as draft
from tests.plans.draft import midori as midori
from tests.plans.entries import Json
from tests.plans.goals import CHARTER_2019, CHARTER_2023, GOALS_PLAN
from tests.plans.goals import charter_2019 as charter_2019
from tests.plans.goals import charter_2023 as charter_2023
from tests.plans.goals import goals_plan as goals_plan
from tests.plans.next_year import P24
from tests.plans.next_year import last_year as last_year
from tests.plans.next_year import next_year as next_year
from tests.plans.ward import WARD_PLAN
from tests.plans.ward import ward_plan as ward_plan
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
