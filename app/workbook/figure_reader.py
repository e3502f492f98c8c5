"""The quotations, baseline, targets and results of an indicator, out of its row and those of 指標の値."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from app.workbook.declaration import folded
from app.workbook.defaults import FIRST_SOURCE, default_key
from app.workbook.fields import Fields
from app.workbook.made import Made
from app.workbook.periods import UnreadableError
from app.workbook.references import References
from app.workbook.texts import Texts
from app.workbook.times import NeedsReasonError, due, interval
from app.workbook.values import read_figure
from app.workbook.words import BASIS, CERTAINTY, COMPARATOR, FIGURE_STATUS, MENTION_ROLE


@dataclass(slots=True)
class KpiRow:
    """An indicator with its rows of 指標の値 by what they say."""

    fields: Fields
    entry: Made
    id: str | None
    figures: dict[str, list[Fields]] = field(default_factory=lambda: defaultdict(list))


class FigureReader:
    """The quotations, baseline, targets and results of one indicator."""

    def __init__(self, kpi: KpiRow, items: References, texts: Texts) -> None:
        self.kpi, self.items, self.texts = kpi, items, texts
        self.fields, self.entry = kpi.fields, kpi.entry

    def read(self) -> None:
        entry, figures = self.entry, self.kpi.figures
        entry["mentions"] += [self._mention(one) for one in figures["mention"]]
        if not entry["mentions"] and not self.fields.has("quote"):
            self.fields.error("quote", "指標を述べる本文の語句を、一字一句そのまま書いてください。")
        quoted = list(self.texts.quoted(one for one in entry["mentions"] if "quote" in one))
        self._baseline(figures["baseline"])
        targets = [self._target(one, place) for place, one in enumerate(figures["target"])]
        if (last := self._own_target(len(targets), quoted)) is not None:
            targets.append(last)
        if targets:
            entry["targets"] = targets
        if results := [self._result(one) for one in figures["result"]]:
            entry["results"] = results
        if entry.get("kind") == "quantity":
            values = [*targets, *results, *filter(None, [entry.get("baseline")])]
            if not any("value" in one for one in values) and not self.fields.has("baseline"):
                self.fields.error("value", "種類が数量なので、目標値を数で書いてください。")
            elif "unit" not in entry:
                self.fields.error("unit", "単位を書いてください。例：箇所、人、％")

    def _mention(self, fields: Fields) -> Made:
        made = Made(fields.at())
        made.put(
            "quote",
            fields.required("words", "引用する本文の語句を、一字一句そのまま書いてください。"),
            fields.at("words"),
        )
        quote = fields.text("words")
        item = fields.reference("item", self.items)
        if not fields.has("item"):
            item = self.texts.place_of(quote) if quote else None
            if item is None:
                fields.error("item", "語句のある行の見出しか番号を書いてください。")
        made.put("id", item, fields.at("item"))
        made.put("role", fields.code("role", MENTION_ROLE) or "commits", fields.at("role"))
        return made

    def _baseline(self, rows: list[Fields]) -> None:
        fields = self.fields
        if rows:
            if fields.has("baseline") or len(rows) > 1:
                rows[-1].error("figure", "基準値が2つあります。1つにしてください。")
            made = self._figure(rows[0])
            made.put("as_of", self._interval(rows[0], "time", "time_printed"), rows[0].at("time"))
            made.put("status", rows[0].code("status", FIGURE_STATUS), rows[0].at("status"))
            self.entry.put("baseline", made, rows[0].at())
            return
        text = fields.text("baseline")
        if text is None:
            if fields.has("baseline_time"):
                fields.error("baseline_time", "基準値がないので、基準の時点も空欄にしてください。")
            return
        made = Made(fields.at("baseline"))
        try:
            made.put("value", read_figure(text), fields.at("baseline"))
        except UnreadableError:
            made.put("text", text, fields.at("baseline"))
        fields.required("baseline_time", "いつの値かを書いてください。例：令和3年度")
        made.put("as_of", fields.read("baseline_time", interval), fields.at("baseline_time"))
        self.entry.put("baseline", made, fields.at("baseline"))

    def _own_target(self, place: int, quoted: list[str]) -> Made | None:
        fields = self.fields
        if not any(fields.has(name) for name in ("value", "words", "comparator", "due")):
            for name in ("certainty", "due_printed", "due_reason"):
                if fields.has(name):
                    fields.error(name, "期限を書いたときだけ書きます。")
            return None
        made = Made(fields.at("value"))
        made.put("key", default_key(place))
        made.put("value", fields.figure("value"), fields.at("value"))
        made.put("text", fields.text("words"), fields.at("words"))
        made.put("comparator", fields.code("comparator", COMPARATOR), fields.at("comparator"))
        if fields.has("due"):
            names = ("due", "due_printed", "due_reason")
            made.put("due", self._due(fields, names, quoted), fields.at("due"))
        return made

    def _due(self, fields: Fields, names: tuple[str, str, str], quoted: list[str]) -> Made | None:
        time, printed, reason = names
        text = fields.text(time)
        certainty = fields.code("certainty", CERTAINTY)
        basis = fields.code("basis", BASIS) if "basis" in fields.row.letters else None
        if text is None:
            return None
        made = Made(fields.at(time))
        try:
            made |= due(
                text,
                quoted,
                printed=fields.text(printed) or "",
                certainty=certainty,
                basis=basis,
                reason=fields.text(reason) or "",
            )
        except NeedsReasonError as error:
            if not fields.has(printed) and not fields.has(reason):
                fields.error(printed, str(error))
        except UnreadableError as error:
            fields.error(time, str(error))
        made.at |= {
            "printed": fields.at(printed),
            "reason": fields.at(reason),
            "certainty": fields.at("certainty"),
        }
        return made

    def _interval(self, fields: Fields, time: str, printed: str) -> Any:
        fields.required(time, "いつの値かを書いてください。例：令和4年度")
        said = fields.text(printed) or ""
        return fields.read(time, lambda text: interval(text, said))

    @staticmethod
    def _figure(fields: Fields) -> Made:
        made = Made(fields.at("value"))
        made.put("value", fields.figure("value"), fields.at("value"))
        made.put("text", fields.text("words"), fields.at("words"))
        source = fields.text("source")
        if source is not None and folded(source) != folded(FIRST_SOURCE):
            made.put("source", source)
        made.at["source"] = fields.at("source")
        return made

    def _target(self, fields: Fields, place: int) -> Made:
        made = self._figure(fields)
        made.put("key", fields.text("key") or default_key(place), fields.at("key"))
        made.put("comparator", fields.code("comparator", COMPARATOR), fields.at("comparator"))
        made.put("replaces", fields.text("replaces"), fields.at("replaces"))
        if fields.has("time"):
            quoted = self.texts.quoted(one for one in self.entry["mentions"] if "quote" in one)
            made.put(
                "due", self._due(fields, ("time", "time_printed", "reason"), list(quoted)), fields.at("time")
            )
        return made

    def _result(self, fields: Fields) -> Made:
        made = self._figure(fields)
        fields.required(
            "source",
            "実績には出典が要ります。出典シートの記号か、この計画の文書なら「最初の出典」と書いてください。",
        )
        made.put("as_of", self._interval(fields, "time", "time_printed"), fields.at("time"))
        made.put("status", fields.code("status", FIGURE_STATUS), fields.at("status"))
        made.put("evaluation", fields.text("evaluation"), fields.at("evaluation"))
        return made
