"""Figures, amounts and goals as a cell holds them."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from app.workbook.periods import UnreadableError

Json = dict[str, Any]
_NUMBER: Final = re.compile(r"[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]+)?(e[+-]?[0-9]+)?")
_GOAL: Final = re.compile(r"([0-9]{1,2})(?:\.([0-9]{1,2}|[a-d]))?")
_UNITS: Final = {"億": 100_000_000, "百万": 1_000_000, "万": 10_000, "千": 1000}
_DIGITS: Final = r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?"
_AMOUNT: Final = re.compile(rf"((?:{_DIGITS}(?:億|百万|万|千)?)+)円(以内|以下|以上)?")
_COMPARED: Final = {"以内": "<=", "以下": "<=", "以上": ">=", None: None}


def plain_digits(written: str) -> str:
    """Digits as Python reads them: in NFKC, with the minus signs of Japanese tables."""
    text = "".join(unicodedata.normalize("NFKC", written).split())
    return re.sub("^[−△▲]", "-", text)


def read_figure(written: str) -> int | float:
    """Raises UnreadableError."""
    text = plain_digits(written)
    if _NUMBER.fullmatch(text.casefold()) is None:
        if re.match("[+-]?[0-9]", text):
            raise UnreadableError(f"「{written}」は数だけを書いてください。単位は単位の列に書きます。")
        raise UnreadableError(f"「{written}」は数ではありません。言葉は、言葉の列に書いてください。")
    try:
        figure = Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise UnreadableError(f"「{written}」は数ではありません。") from None
    if abs(figure) > Decimal("1e15"):
        raise UnreadableError(f"「{written}」は大きすぎます。単位を大きくしてください。")
    return int(figure) if figure == figure.to_integral_value() else float(figure)


def figures_in(texts: Iterable[str], unit: str) -> dict[float, str]:
    """The figures of a unit that texts hold, with their words: 1,200, 12万."""
    word = "".join(unicodedata.normalize("NFKC", unit).split())
    found: dict[float, str] = {}
    for text in texts if word else ():
        plain = "".join(unicodedata.normalize("NFKC", text).split())
        for match in re.finditer(rf"({_DIGITS})(億|百万|万|千)?{re.escape(word)}", plain):
            found[float(Decimal(match[1].replace(",", "")) * _UNITS.get(match[2], 1))] = match[0]
    return found


def read_whole(written: str) -> int:
    """Raises UnreadableError."""
    figure = read_figure(written)
    if not isinstance(figure, int):
        raise UnreadableError(f"「{written}」は整数で書いてください。")
    return figure


def figure_cell(value: float) -> int | float | str:
    """A number, or its digits where a cell would round it: Excel's writers keep 16 digits."""
    if value == int(value):
        return int(value)
    return value if float(f"{value:.16G}") == value else repr(value)


def read_goal(written: str) -> Json:
    """「11.5」 as goal and target. Raises UnreadableError."""
    match = _GOAL.fullmatch(plain_digits(written).casefold().removeprefix("目標").removeprefix("sdgs"))
    if match is None or not 1 <= int(match[1]) <= 17:
        raise UnreadableError(
            f"「{written}」はSDGsの番号ではありません。目標は1～17、ターゲットは 11.5 のように、"
            "いくつかあれば 3、11 のように「、」で区切って書いてください。"
        )
    goal = int(match[1])
    return {"goal": goal} | ({"target": f"{goal}.{match[2]}"} if match[2] else {})


def goal_cell(tag: Json) -> str:
    return str(tag.get("target") or tag["goal"])


def read_amount(printed: str) -> Json:
    """Value, unit and comparison of a printed sum. Raises UnreadableError."""
    text = "".join(unicodedata.normalize("NFKC", printed).split())
    match = _AMOUNT.fullmatch(text)
    if match is None:
        if re.fullmatch(_DIGITS, text):
            raise UnreadableError(
                f"「{printed}」に単位がありません。1,200千円 のように、印刷どおりに書いてください。"
            )
        raise UnreadableError(
            f"「{printed}」を金額として読めません。予算シートに、印刷どおりの額と円での金額を書いてください。"
        )
    value = sum(
        Decimal(number.replace(",", "")) * _UNITS.get(unit, 1)
        for number, unit in re.findall(rf"({_DIGITS})(億|百万|万|千)?", match[1])
    )
    whole = int(value) if value == value.to_integral_value() else float(value)  # type: ignore[union-attr]
    return {"value": whole, "unit": "円", "comparator": _COMPARED[match[2]]}


def default_amount(printed: str, year: int | None) -> Json:
    """What the printed words of a sum mean where nothing else is said: the budget of the plan's year. Raises
    UnreadableError."""
    made = {
        "fiscal_year": year,
        "kind": "budget",
        "printed": printed,
        "basis": "stated",
        **read_amount(printed),
    }
    return {name: value for name, value in made.items() if value is not None}


def default_label(text: str) -> str:
    """The short heading of an item whose author gives none."""
    line = " ".join(text.split("\n"))
    return line if len(line) <= 40 else line[:39].rstrip() + "…"
