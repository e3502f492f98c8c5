"""Django Ninja on the same tables: unmanaged models, `prefetch_related`, typed schemas, counts by annotate."""

import os
import sys
from typing import Any

import django
from django.apps import AppConfig
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.db import models

settings.configure(
    DEBUG=False,
    SECRET_KEY="measured on one machine only",  # noqa: S106 - signs nothing
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    # The models stand in this module, and relations are followed back only in an installed one.
    INSTALLED_APPS=[AppConfig("bench", sys.modules[__name__])],
    MIDDLEWARE=[],
    USE_TZ=True,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": f"file:{os.environ['BENCH_STORE']}?mode=ro",
            "OPTIONS": {"uri": True},
            "CONN_MAX_AGE": 60,
        }
    },
)
django.setup()


class Table(models.Model):
    """What all of them say of themselves."""

    class Meta:
        abstract = True
        app_label = "bench"
        managed = False


class Pillar(Table):
    id = models.CharField(primary_key=True)
    name = models.CharField()

    class Meta(Table.Meta):
        db_table = "pillar"


class Goal(Table):
    number = models.IntegerField(primary_key=True)
    name = models.CharField()

    class Meta(Table.Meta):
        db_table = "sdg_goal"


class Organisation(Table):
    id = models.CharField(primary_key=True)
    name = models.CharField()

    class Meta(Table.Meta):
        db_table = "organisation"


class Initiative(Table):
    id = models.CharField(primary_key=True)
    plan_id = models.CharField()
    position = models.IntegerField()
    label = models.CharField()
    text = models.CharField()
    pillar = models.ForeignKey(Pillar, null=True, on_delete=models.DO_NOTHING)
    pillar_basis = models.CharField(null=True)

    class Meta(Table.Meta):
        db_table = "initiative"


class Tag(Table):
    pk = models.CompositePrimaryKey("initiative_id", "goal_id")
    initiative = models.ForeignKey(Initiative, on_delete=models.DO_NOTHING, related_name="tags")
    goal = models.ForeignKey(Goal, on_delete=models.DO_NOTHING, db_column="goal")
    basis = models.CharField()

    class Meta(Table.Meta):
        db_table = "sdg_tag"


class Owner(Table):
    pk = models.CompositePrimaryKey("initiative_id", "organisation_id")
    initiative = models.ForeignKey(Initiative, on_delete=models.DO_NOTHING, related_name="owners")
    organisation = models.ForeignKey(Organisation, on_delete=models.DO_NOTHING)
    role = models.CharField()
    basis = models.CharField()

    class Meta(Table.Meta):
        db_table = "initiative_organisation"


# After the settings: both read them when they are imported.
from django.urls import path  # noqa: E402
from ninja import NinjaAPI, Schema  # noqa: E402


class GoalOut(Schema):
    goal: int
    name: str


class BureauOut(Schema):
    id: str
    name: str


class InitiativeOut(Schema):
    id: str
    label: str
    text: str
    pillar: str | None
    sdgs: list[GoalOut]
    bureaus: list[BureauOut]


class ListOut(Schema):
    total: int
    items: list[InitiativeOut]
    facets: dict[str, dict[str, int]]
    stated: dict[str, dict[str, int]]


api = NinjaAPI(docs_url=None, openapi_url=None)
STATED = ("stated", "layout")


@api.get("/initiatives", response=ListOut)
def list_initiatives(request: Any, plan: str | None = None, sdg: int | None = None) -> Any:
    found = _found(plan, sdg, stated=False)
    rows = (
        found.order_by("plan_id", "position")
        .select_related("pillar")
        .prefetch_related("tags__goal", "owners__organisation")[:20]
    )
    return {
        "total": found.count(),
        "items": [_public(row) for row in rows],
        "facets": _facets(plan, sdg, stated=False),
        "stated": _facets(plan, sdg, stated=True),
    }


def _found(plan: str | None, sdg: int | None, *, stated: bool) -> Any:
    in_plan = Initiative.objects.all() if plan is None else Initiative.objects.filter(plan_id=plan)
    if sdg is None:
        return in_plan
    tags = Tag.objects.filter(goal=sdg)
    return in_plan.filter(pk__in=(tags.filter(basis__in=STATED) if stated else tags).values("initiative"))


def _facets(plan: str | None, sdg: int | None, *, stated: bool) -> dict[str, dict[str, int]]:
    """The counts of each facet under the other filters, of all relations or of stated ones alone."""
    found, of_any_goal = _found(plan, sdg, stated=stated), _found(plan, None, stated=stated)
    pillar = models.F("pillar__name")
    tag, owner = models.Q(), models.Q(owners__role="responsible")
    if stated:
        pillar = models.Case(models.When(pillar_basis__in=STATED, then=pillar))
        tag, owner = models.Q(tags__basis__in=STATED), owner & models.Q(owners__basis__in=STATED)
    tagged = of_any_goal.alias(tag=models.FilteredRelation("tags", condition=tag)) if stated else of_any_goal
    owned = found.alias(owner=models.FilteredRelation("owners", condition=owner))
    return {
        "pillar": _counts(found.annotate(value=pillar).values_list("value")),
        "sdg": _counts(tagged.values_list("tag__goal" if stated else "tags__goal")),
        "bureau": _counts(owned.values_list("owner__organisation__name")),
    }


def _counts(values: Any) -> dict[str, int]:
    counted = values.annotate(number=models.Count("id", distinct=True)).order_by()
    return {"none" if value is None else str(value): number for value, number in counted}


def _public(row: Initiative) -> dict[str, Any]:
    return {
        "id": row.id,
        "label": row.label,
        "text": row.text,
        "pillar": row.pillar.name if row.pillar else None,
        "sdgs": [{"goal": tag.goal.number, "name": tag.goal.name} for tag in row.tags.all()],
        "bureaus": [
            {"id": one.organisation.id, "name": one.organisation.name}
            for one in row.owners.all()
            if one.role == "responsible"
        ],
    }


@api.get("/health/live")
def live(request: Any) -> dict[str, str]:
    return {}


urlpatterns = [path("", api.urls)]
application = get_asgi_application()
