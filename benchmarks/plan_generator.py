"""Generated plan files of the R4 plan's shape: the same number gives the same files on every machine.

    python -m benchmarks.plan_generator DIRECTORY --initiatives 100000

Files are written one after the other, so that memory does not depend on their number.
"""

import hashlib
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from app.i18n.fiscal import fiscal_label
from app.importer.organisation_checks import check_digit
from benchmarks import additions, vocabulary
from benchmarks.names import Names, municipality

Json = dict[str, Any]

LAST_YEAR: Final = 2025
YEARS: Final = 10
# Approximate number of initiatives in one plan: all municipalities in all years have a million.
PER_PLAN: Final = 58
PROJECTS: Final = 0.28
THEMES: Final = 13


def municipality_codes() -> list[str]:
    """1,741 codes: prefecture, a number (cities from 201, towns and villages from 301), check digit."""
    codes = []
    for prefecture, count in enumerate(vocabulary.MUNICIPALITIES, start=1):
        cities = count * 2 // 5
        numbers = [201 + n for n in range(cities)] + [301 + n for n in range(count - cities)]
        for number in numbers:
            code = f"{prefecture:02}{number}"
            codes.append(f"{code}{check_digit(code + '0')}")
    return codes


def plans(initiatives: int, per_plan: int = PER_PLAN, municipalities: int | None = None) -> Iterator[Json]:
    """Valid plan files with this many initiatives in all, the newest year first."""
    codes = municipality_codes()[:municipalities]
    count = max(1, min(round(initiatives / per_plan), len(codes) * YEARS))
    for number in range(count):
        size = initiatives * (number + 1) // count - initiatives * number // count
        year = LAST_YEAR - number // len(codes)
        yield _Writer(number % len(codes), codes[number % len(codes)], year, size).file()


class _Writer:
    """One plan. Everything random in it follows from its id."""

    def __init__(self, number: int, code: str, year: int, size: int) -> None:
        self.code, self.year, self.size = code, year, size
        self.id = f"{code}-{year}"
        self.random = random.Random(self.id)
        self.name = municipality(code)
        self.names = Names(number, code, self.random)
        self.document: list[Json] = []
        self.initiatives: list[Json] = []

    def file(self) -> Json:
        organisations = self._organisations()
        title = f"{fiscal_label(self.year)}{self.name}運営方針"
        self._front(title)
        self._measures(self.size - int(self.size * PROJECTS))
        self._projects(int(self.size * PROJECTS), [one["id"] for one in organisations[1:]])
        corrections = additions.corrections(self.random, self.id, self.initiatives)
        printed = self._printed({one["id"]: one["name"] for one in organisations})
        return {
            "format": "hoshin-plan/1",
            "note": f"{fiscal_label(self.year)}の初回登録",
            "plan": {
                "id": self.id,
                "municipality_code": self.code,
                "fiscal_year": self.year,
                "title": title,
                "issuer": self.code,
                "source": {
                    "document": title,
                    "sha256": None,
                    "text_sha256": hashlib.sha256(printed.encode()).hexdigest(),
                    "text_length": len(printed),
                },
            },
            "organisations": organisations,
            "document": self.document,
            "kpis": additions.kpis(self.id, self.year, self.initiatives),
            "corrections": corrections,
            "links": additions.links(self.id, self.initiatives),
        }

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
            self._add("pillar", f"p{number}", name=name)
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
                pillar=None if column else pillars[number % len(pillars)],
                name=self.names.theme(subject),
            )["id"]
            if number == 1:
                self._passage("t01-lead", "theme_lead", self._sentence(), theme=theme)
            size = count * number // THEMES - count * (number - 1) // THEMES
            for measure in range(1, size + 1):
                self._measure(f"t{number:02}-m{measure}", theme)
            if not column:
                place = self.random.choice(vocabulary.PLACES)
                self._passage(f"t{number:02}-cap", "caption", f"{place}のようす", theme=theme)

    def _measure(self, code: str, theme: str) -> None:
        subject, text = self.random.choice(vocabulary.SUBJECTS), self._sentence()
        text = f"「{subject}」を{text}" if self.random.random() < 0.3 else text.replace("事業", subject)
        entry = self._add("measure", code, theme=theme, label=f"{subject}と{text[:12]}", text=text)
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
        pieces = []
        for entry in self.document:
            pieces += [entry[name] for name in ("name", "text") if name in entry]
            pieces += [organisations[one["id"]] for one in entry.get("organisations", ())]
        return re.sub(r"\s", "", "".join(pieces))


def main(
    directory: Annotated[Path, typer.Argument(help="ファイルを書くディレクトリ")],
    initiatives: Annotated[int, typer.Option(help="取組の総数（60、100000、1000000 など）")] = 60,
) -> None:
    """計画ファイルを作ります。同じ件数なら、いつでも同じファイルになります。"""
    directory.mkdir(parents=True, exist_ok=True)
    for plan in plans(initiatives):
        text = json.dumps(plan, ensure_ascii=False, separators=(",", ":"))
        (directory / f"{plan['plan']['id']}.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    typer.run(main)
