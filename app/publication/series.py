"""The series of plans: their address, name and editions, the same in every catalogue.

A series is told by the municipality and its key. Plans that state none but last one fiscal year are the
yearly plans of their issuer; other plans without a series stand by themselves.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session, col

from app.i18n.fiscal import fiscal_year_of
from app.models import Plan
from app.models.plan import PlanPublic
from app.models.vocabulary import PlanStatus
from app.publication.descriptions import is_one_year

# Municipality and key; or the issuer, and no key.
SeriesKey = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Edition:
    """One plan of a series."""

    id: str
    issuer: str
    name: str | None
    start: date
    end: date | None
    is_adopted: bool


@dataclass(frozen=True, slots=True)
class Series:
    """`owner` is the municipality, or the issuer where there is no `key`. `editions` are in order of their
    periods, a draft before the adopted plan; names are those of the newest."""

    owner: str
    key: str | None
    editions: tuple[Edition, ...]

    @property
    def path(self) -> str:
        """Its address below the base."""
        return f"data#series-{self.owner}-{self.key}" if self.key else f"organisations/{self.owner}#series"

    @property
    def identifier(self) -> str:
        """What its UUID is derived from."""
        return f"series:{self.owner}:{self.key}" if self.key else f"series:{self.owner}"

    @property
    def is_yearly(self) -> bool:
        years = Counter((fiscal_year_of(one.start), one.is_adopted) for one in self.editions)
        return max(years.values()) == 1 and all(is_one_year(one.start, one.end) for one in self.editions)

    @property
    def titles(self) -> tuple[str, str]:
        newest = self.editions[-1]
        if self.key is None:
            return f"{newest.issuer}の計画（{self.owner}）", f"Policy plans of {newest.issuer} ({self.owner})"
        return (
            f"{newest.name}（{newest.issuer}、団体コード{self.owner}）",
            f"Policy plans of the series {self.key}, municipality code {self.owner} ({newest.issuer})",
        )

    @property
    def descriptions(self) -> tuple[str, str]:
        newest = self.editions[-1]
        if self.key is None and self.is_yearly:
            return (
                f"{newest.issuer}が年度ごとに定める計画を、1年度1件のデータとしてまとめたものです。",
                f"The yearly policy plans of {newest.issuer}, one data set per fiscal year.",
            )
        if self.key is None:
            return (
                f"{newest.issuer}の計画のうち、1年度を期間とするものをまとめたものです。",
                f"The policy plans of {newest.issuer} that last one fiscal year.",
            )
        unit, unit_en = (
            ("1年度1件", "one data set per fiscal year")
            if self.is_yearly
            else ("計画ごとに1件", "one data set per plan")
        )
        return (
            f"{newest.issuer}の計画の系列「{newest.name}」を、{unit}のデータとしてまとめたものです。",
            f"The policy plans “{newest.name}” of {newest.issuer}, {unit_en}.",
        )

    def neighbours(self, plan_id: str) -> tuple[str | None, str | None]:
        """The plans of the period before and of the one after: of a period's plans the adopted one. None
        where several adopted plans share a period: none of them is before the other."""
        periods = [list(plans) for _, plans in groupby(self.editions, attrgetter("start"))]
        place = next(n for n, plans in enumerate(periods) if any(one.id == plan_id for one in plans))
        before = _standing_for(periods[place - 1]) if place else None
        after = _standing_for(periods[place + 1]) if place + 1 < len(periods) else None
        return before, after


def _standing_for(plans: Sequence[Edition]) -> str | None:
    chosen = [one for one in plans if one.is_adopted] or plans
    return chosen[0].id if len(chosen) == 1 else None


def series_key(code: str, issuer: str, key: str | None, start: date, end: date | None) -> SeriesKey | None:
    if key is not None:
        return code, key
    return (issuer, None) if is_one_year(start, end) else None


def key_of(plan: PlanPublic) -> SeriesKey | None:
    """The series of a plan, None for one that stands by itself."""
    key = plan.series.key if plan.series else None
    return series_key(plan.municipality_code, plan.issuer.id, key, plan.period.start, plan.period.end)


def read_series(session: Session, plans: Iterable[PlanPublic] | None = None) -> dict[SeriesKey, Series]:
    """The series of the plans given, or every series, each with all its editions."""
    statement: Any = select(
        col(Plan.id),
        col(Plan.municipality_code),
        col(Plan.issuer_id),
        col(Plan.issuer_name),
        col(Plan.series_key),
        col(Plan.series_name),
        col(Plan.period_start),
        col(Plan.period_end),
        col(Plan.status),
    )
    if plans is not None:
        given = list(plans)
        keys = {one.series.key for one in given if one.series}
        issuers = {one.issuer.id for one in given}
        statement = statement.where(or_(col(Plan.series_key).in_(keys), col(Plan.issuer_id).in_(issuers)))
    found: dict[SeriesKey, list[Edition]] = defaultdict(list)
    for plan_id, code, issuer, name, key, series_name, start, end, status in session.execute(statement):
        if belongs := series_key(code, issuer, key, start, end):
            adopted = status == PlanStatus.ADOPTED
            found[belongs].append(Edition(plan_id, name, series_name, start, end, adopted))
    order = attrgetter("start", "is_adopted", "id")
    return {key: Series(*key, tuple(sorted(editions, key=order))) for key, editions in found.items()}
