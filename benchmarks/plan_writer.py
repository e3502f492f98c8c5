"""A generated plan of a ward's shape: one year, pillars, themes, measures, bureau projects.

Other shapes change parts of it (benchmarks/plan_shapes.py).
"""

import hashlib
import random
import re
from typing import Any, Final

from app.i18n.fiscal import fiscal_label, fiscal_period
from benchmarks import additions, vocabulary
from benchmarks.names import Names, municipality

Json = dict[str, Any]

PROJECTS: Final = 0.28
THEMES: Final = 13


class WardPlan:
    """One plan. Everything random in it follows from its id."""

    def __init__(self, number: int, code: str, year: int, size: int) -> None:
        self.code, self.year, self.size = code, year, size
        self.id = f"{code}-{year}"
        self.random = random.Random(self.id)
        self.name = municipality(code)
        self.names = Names(number, code, self.random)
        self.document: list[Json] = []
        self.initiatives: list[Json] = []
        self.kpis: list[Json] = []
        self.bureaus: list[str] = []

    def file(self) -> Json:
        organisations = self._organisations()
        self.bureaus = [one["id"] for one in organisations[1:]]
        title = self._title()
        self._front(title)
        self._measures(self.size - int(self.size * PROJECTS))
        self._projects(int(self.size * PROJECTS), self.bureaus)
        corrections = additions.corrections(self.random, self.id, self.initiatives)
        printed = self._printed({one["id"]: one["name"] for one in organisations})
        source = {
            "key": "main",
            "document": title,
            "text_sha256": hashlib.sha256(printed.encode()).hexdigest(),
            "text_length": len(printed),
        }
        return {
            "format": "hoshin-plan/2",
            "note": f"{fiscal_label(self.year)}の初回登録",
            "plan": {
                "id": self.id,
                "municipality_code": self.code,
                "issuer": self.code,
                "title": title,
                **self._header(),
                "sources": [source, *self._more_sources()],
            },
            "organisations": organisations,
            "document": self.document,
            "kpis": additions.kpis(self.id, self.year, self.initiatives) + self.kpis,
            "corrections": corrections,
            "links": additions.links(self.id, self.initiatives),
        }

    def _title(self) -> str:
        return f"{fiscal_label(self.year)}{self.name}運営方針"

    def _header(self) -> Json:
        """Status, period, series, terms and extent."""
        start, end = fiscal_period(self.year)
        return {
            "status": "adopted",
            "series": {"key": "unei", "name": f"{self.name}運営方針"},
            "period": {"start": start.isoformat(), "end": end.isoformat()},
            "terms": {"pillar": "柱"},
            "transcription": {"extent": "whole", "wording": "verbatim"},
        }

    def _more_sources(self) -> list[Json]:
        return []

    def _organisations(self) -> list[Json]:
        kind = "municipality"
        issuer = {"id": self.code, "name": self.name, "kind": kind, "municipality_code": self.code}
        # One municipality keeps its bureaus over the years.
        chosen = random.Random(self.code).sample(vocabulary.BUREAUS, 6)
        return [
            issuer,
            *(
                {
                    "id": f"{self.code}-{short}",
                    "name": name,
                    "kind": "board_office" if short == "kyoiku" else "bureau",
                    "municipality_code": self.code,
                }
                for short, name in chosen
            ),
        ]

    def _add(self, entry_type: str, code: str, **fields: Any) -> Json:
        line = len(self.document) + 1
        entry = {"type": entry_type, "id": f"{self.id}-{code}", "line": line, **fields}
        self.document.append(entry)
        return entry

    def _passage(self, code: str, kind: str, text: str, **fields: Any) -> None:
        self._add("passage", code, kind=kind, text=text, **fields)

    def _front(self, title: str) -> None:
        self._passage("title", "title", title)
        self._passage("s1", "section_heading", "I 基本目標")
        self._passage("g0", "goal_headline", f"{self.random.choice(vocabulary.PILLARS)}を目指す{self.name}")
        for number in range(1, 4):
            self._passage(f"g{number}", "goal_statement", f"{self._sentence()[:-2]}ます。")
        self._passage("s2", "section_heading", "II 施策の柱")
        count = self.random.choice((3, 3, 4, 5))
        for number, subject in enumerate(self.random.sample(vocabulary.PILLARS, count), start=1):
            name = self.names.pillar(subject)
            self._passage(f"p{number}-h", "pillar_heading", f"{number} {name}")
            self._add("pillar", f"p{number}", name=name, **self._of_pillar())
            for direction in range(1, 4):
                text = self._sentence()
                self._add("direction", f"p{number}-d{direction}", pillar=f"{self.id}-p{number}", text=text)
        self._passage("s3", "section_heading", "III 組織運営の方針")
        for number in range(1, 4):
            self._passage(f"v{number}", "principle", f"{self.random.choice(vocabulary.AIMS)}の行動")
            parent = f"{self.id}-v{number}"
            for statement in (1, 2):
                code = f"v{number}-s{statement}"
                self._passage(code, "principle_statement", self._sentence(), parent=parent)

    def _measures(self, count: int) -> None:
        self._passage("s4", "section_heading", "IV 主な取組")
        pillars = [entry["id"] for entry in self.document if entry["type"] == "pillar"]
        subjects = self.random.sample(vocabulary.THEME_SUBJECTS, THEMES)
        for number, subject in enumerate(subjects, start=1):
            column = number == THEMES
            theme = self._add(
                "theme",
                f"t{number:02}",
                **self._theme_above(number, None if column else pillars[number % len(pillars)]),
                name=self.names.theme(subject),
                **self._of_theme(),
            )["id"]
            if number == 1:
                self._passage("t01-lead", "theme_lead", self._sentence(), theme=theme)
            size = count * number // THEMES - count * (number - 1) // THEMES
            for measure in range(1, size + 1):
                self._measure(f"t{number:02}-m{measure}", theme=theme)
            self._after_measures(number, subject, theme)
            if not column:
                place = self.random.choice(vocabulary.PLACES)
                self._passage(f"t{number:02}-cap", "caption", f"{place}のようす", theme=theme)

    def _of_pillar(self) -> Json:
        """What else a pillar has."""
        return {}

    def _theme_above(self, _number: int, pillar: str | None) -> Json:
        """What the theme of this number stands below."""
        return {"pillar": pillar}

    def _of_theme(self) -> Json:
        """What else a theme has."""
        return {}

    def _of_measure(self, _subject: str) -> Json:
        """What else a measure has."""
        return {}

    def _after_measures(self, number: int, subject: str, theme: str) -> None:
        """Write what follows the measures of a theme."""

    def _measure(self, code: str, **above: Any) -> None:
        subject, text = self.random.choice(vocabulary.SUBJECTS), self._sentence()
        text = f"「{subject}」を{text}" if self.random.random() < 0.3 else text.replace("事業", subject)
        more = self._of_measure(subject)
        entry = self._add("measure", code, **above, label=f"{subject}と{text[:12]}", text=text, **more)
        self.initiatives.append(entry)
        entry["sdgs"] = additions.tags(self.random, self.id, entry)

    def _projects(self, count: int, bureaus: list[str]) -> None:
        self._passage("s5", "section_heading", "参考 局事業")
        pillars = [entry["id"] for entry in self.document if entry["type"] == "pillar"]
        for number in range(1, count + 1):
            site, work = self.random.choice(vocabulary.SITES), self.random.choice(vocabulary.WORKS)
            owners = self.random.sample(bureaus, 2 if number % 13 == 0 else 1)
            entry = self._add(
                "bureau_project",
                f"b{number:02}",
                name=f"{site}地区{work}（第{number}工区）",
                text=f"{site}地区の{self.random.choice(vocabulary.PLACES)}における{work}、{self.random.choice(vocabulary.WORKS)}等",
                organisations=[{"id": owner, "basis": "layout"} for owner in owners],
            )
            self.initiatives.append(entry)
            entry["sdgs"] = additions.tags(self.random, self.id, entry)
            if self.random.random() < 0.5:
                entry["pillar"] = {
                    "id": self.random.choice(pillars),
                    "basis": "editorial",
                    "reason": f"{work}は柱のねらいに沿う（{entry['id'][-3:]}）。",
                    "evidence": work,
                }

    def _sentence(self) -> str:
        pick = self.random.choice
        return (
            f"{pick(vocabulary.AIMS)}、{pick(vocabulary.PARTNERS)}と連携して{pick(vocabulary.PLACES)}での{pick(vocabulary.SUBJECTS)}や"
            f"{pick(vocabulary.SUBJECTS)}など{self.random.randint(2, 90)}の事業を{pick(vocabulary.ACTIONS)}。"
        )

    def _printed(self, organisations: dict[str, str]) -> str:
        pieces: list[str] = []
        for entry in self.document:
            pieces += [
                entry[name] for name in ("number", "name", "title", "text", "caption") if name in entry
            ]
            pieces += entry.get("columns", ())
            pieces += [cell for row in entry.get("rows", ()) for cell in row["cells"]]
            if entry["type"] == "bureau_project":
                pieces += [organisations[one["id"]] for one in entry["organisations"]]
            pieces += [one["printed"] for one in entry.get("amounts", ())]
        return re.sub(r"\s", "", "".join(pieces))
