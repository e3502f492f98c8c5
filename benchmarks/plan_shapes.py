"""Shapes of generated plans other than a ward's: what each changes of it."""

from typing import Any, Final

from app.i18n.fiscal import fiscal_era, fiscal_label, fiscal_period
from benchmarks import vocabulary
from benchmarks.plan_writer import WardPlan

Json = dict[str, Any]

_YEARS: Final = 5
# Themes of a budget that have others below them.
_TOP_THEMES: Final = 4
_REPORTED: Final = "jisseki"
_INDICATORS: Final = (("参加者", "人"), ("実施箇所", "箇所"))


class CityPlan(WardPlan):
    """Five years, a table of indicators for each theme, yearly results and some revised targets."""

    def _title(self) -> str:
        return f"{self.name}中期計画{self.year}～{self.year + _YEARS - 1}"

    def _header(self) -> Json:
        end = fiscal_period(self.year + _YEARS - 1)[1]
        return super()._header() | {
            "series": {"key": "chuki", "name": f"{self.name}中期計画"},
            "period": {"start": f"{self.year}-04-01", "end": end.isoformat()},
            "terms": {"pillar": "戦略", "theme": ["政策"], "measure": "主な施策"},
        }

    def _more_sources(self) -> list[Json]:
        return [{"key": _REPORTED, "document": f"{self.name}中期計画の実績一覧"}]

    def _after_measures(self, number: int, subject: str, theme: str) -> None:
        code = f"t{number:02}-tb"
        middle, last = self.year + 2, self.year + _YEARS - 1
        figures = [sorted(self.random.sample(range(10, 5000), 3)) for _ in _INDICATORS]
        names = [f"{subject}の{what}" for what, _ in _INDICATORS]
        self._add(
            "table",
            code,
            theme=theme,
            caption="指標",
            columns=["指標", *(f"{word}（{fiscal_era(year)}）" for word, year in self._columns())],
            rows=[
                {
                    "id": f"{self.id}-{code}-r{row}",
                    "cells": [name, *(f"{figure}{unit}" for figure in printed)],
                }
                for row, (name, printed, (_, unit)) in enumerate(
                    zip(names, figures, _INDICATORS, strict=True), 1
                )
            ],
        )
        for row, (name, (baseline, half, goal), (_, unit)) in enumerate(
            zip(names, figures, _INDICATORS, strict=True), 1
        ):
            targets = [self._target("a", half, middle), self._target("b", goal, last)]
            if (number + row) % 5 == 0:
                # The report has no sheet here: its due is not looked up in the words of this one.
                targets.append(self._target("c", goal + half, last) | {"replaces": "b", "source": _REPORTED})
            self.kpis.append(
                {
                    "id": f"{self.id}-i{number:02}-{row}",
                    "kind": "quantity",
                    "label": name,
                    "owner": theme,
                    "definition": {
                        "key": f"s{vocabulary.THEME_SUBJECTS.index(subject):02}_{row}",
                        "name": name,
                        "unit": unit,
                    },
                    "mentions": [
                        {"id": f"{self.id}-{code}-r{row}", "quote": name, "role": "commits"},
                    ],
                    "unit": unit,
                    "direction": "increase",
                    "cumulative": False,
                    "baseline": {"value": baseline, "as_of": _year(self.year - 1), "status": "actual"},
                    "targets": targets,
                    "results": self._results(baseline, goal),
                }
            )

    def _columns(self) -> list[tuple[str, int]]:
        return [("現状値", self.year - 1), ("中間目標", self.year + 2), ("目標値", self.year + _YEARS - 1)]

    def _target(self, key: str, value: int, year: int) -> Json:
        due = {
            **_year(year),
            "precision": "fiscal_year",
            "printed": fiscal_era(year),
            "basis": "stated",
        }
        return {"key": key, "value": value, "comparator": ">=", "due": due}

    def _results(self, baseline: int, goal: int) -> list[Json]:
        """The results of the first years, reported in the list of results."""
        return [
            {
                "value": baseline + (goal - baseline) * (place + 1) // _YEARS,
                "as_of": _year(self.year + place) | {"printed": fiscal_era(self.year + place)},
                "status": "actual",
                "evaluation": self.random.choice("ABC"),
                "source": _REPORTED,
            }
            for place in range(2)
        ]


class PoliciesPlan(WardPlan):
    """No themes: measures with printed titles stand under 政策, which have SDG goals and an indicator."""

    def _header(self) -> Json:
        return super()._header() | {
            "series": {"key": "hoshin", "name": f"{self.name}政策方針"},
            "terms": {"pillar": "政策", "measure": "取組"},
        }

    def _title(self) -> str:
        return f"{fiscal_label(self.year)}{self.name}政策方針"

    def _of_pillar(self) -> Json:
        goals = sorted(self.random.sample(range(1, 18), 2))
        return {"sdgs": [{"goal": goal, "basis": "layout"} for goal in goals]}

    def _of_measure(self, subject: str) -> Json:
        return {"title": f"{subject}の事業"}

    def _measures(self, count: int) -> None:
        self._passage("s4", "section_heading", "IV 主な取組")
        pillars = [entry for entry in self.document if entry["type"] == "pillar"]
        for number, pillar in enumerate(pillars, 1):
            size = count * number // len(pillars) - count * (number - 1) // len(pillars)
            for measure in range(1, size + 1):
                self._measure(f"p{number}-m{measure}", pillar=pillar["id"])
            self._indicator(number, pillar["id"])

    def _measure(self, code: str, **above: Any) -> None:
        super()._measure(code, **above)
        # A goal that the pillar states is inherited; a tag of it would be told as superfluous.
        entry = self.initiatives[-1]
        (stated,) = (one["sdgs"] for one in self.document if one["id"] == above["pillar"])
        goals = {tag["goal"] for tag in stated}
        entry["sdgs"] = [tag for tag in entry["sdgs"] if tag["goal"] not in goals]

    def _indicator(self, number: int, pillar: str) -> None:
        people = self.random.randint(100, 9000)
        text = f"この政策の参加者を{people}人にします。"
        self._passage(f"p{number}-i", "paragraph", text, pillar=pillar)
        self.kpis.append(
            {
                "id": f"{self.id}-i{number:02}",
                "kind": "quantity",
                "label": "参加者",
                "owner": pillar,
                "mentions": [
                    {"id": f"{self.id}-p{number}-i", "quote": f"参加者を{people}人に", "role": "commits"}
                ],
                "unit": "人",
                "targets": [{"key": "a", "value": people}],
            }
        )


class BudgetPlan(WardPlan):
    """Sums of money, themes below themes, and organisations that a theme names for all below it."""

    def _title(self) -> str:
        return f"{fiscal_label(self.year)}{self.name}予算と主な事業"

    def _header(self) -> Json:
        return super()._header() | {
            "series": {"key": "yosan", "name": f"{self.name}予算と主な事業"},
            "terms": {"pillar": "分野", "theme": ["政策", "施策"], "measure": "事業"},
        }

    def _theme_above(self, number: int, pillar: str | None) -> Json:
        if number <= _TOP_THEMES or pillar is None:
            return {"pillar": pillar}
        return {"parent": f"{self.id}-t{1 + number % _TOP_THEMES:02}"}

    def _of_theme(self) -> Json:
        bureau = self.random.choice(self.bureaus)
        return {
            "organisations": [{"id": bureau, "basis": "layout"}],
            "amounts": [self._amount(self.random.randint(10, 900))],
        }

    def _of_measure(self, _subject: str) -> Json:
        return {"amounts": [self._amount(self.random.randint(1, 90))]}

    def _amount(self, millions: int) -> Json:
        return {
            "fiscal_year": self.year,
            "kind": "budget",
            "value": millions * 1_000_000,
            "unit": "円",
            "printed": f"{millions}百万円",
            "basis": "stated",
        }


class DraftPlan(WardPlan):
    """A draft without an end, of which a part is transcribed; measures have viewpoints."""

    def _title(self) -> str:
        return f"{self.name}基本構想（素案）"

    def _header(self) -> Json:
        return super()._header() | {
            "status": "draft",
            "series": {"key": "koso", "name": f"{self.name}基本構想"},
            "period": {"start": f"{self.year}-04-01"},
            "transcription": {"extent": "partial", "wording": "verbatim", "note": "前半だけを写した"},
            "announced": {"pillars": 8, "themes": 40, "measures": 200},
        }

    def _front(self, title: str) -> None:
        super()._front(title)
        for number, name in enumerate(("脱炭素", "デジタル"), 1):
            self._add("viewpoint", f"w{number}", number=str(number), name=name)

    def _of_measure(self, _subject: str) -> Json:
        chosen = self.random.randint(0, 2)
        return {"viewpoints": [{"id": f"{self.id}-w{chosen}", "basis": "layout"}] if chosen else []}


def _year(year: int) -> Json:
    start, end = fiscal_period(year)
    return {"start": start.isoformat(), "end": end.isoformat()}
