"""The parts of a plan's public shape: its period, series, words, sources and goals."""

from datetime import date
from typing import Annotated

from app.models.columns import Column, Heading
from app.models.public import Public
from app.models.vocabulary import Absence, Extent, Wording


class PlanPeriod(Public):
    """Both ends included; `end` is null for a plan with an open end."""

    start: Annotated[date, Heading("期間の始まり", "計画期間の初日")]
    end: Annotated[date | None, Heading("期間の終わり", "計画期間の末日。終わりが決まっていなければ空")]
    printed: Annotated[str | None, Heading("期間の表記", "原文に印刷された計画期間")]

    @property
    def interval(self) -> str:
        """The period as an interval of ISO 8601, an open end as `..`."""
        return f"{self.start.isoformat()}/{self.end.isoformat() if self.end else '..'}"


class PlanSeries(Public):
    """The editions of one kind of plan by one issuer."""

    key: Annotated[str, Heading("系列", "計画の系列の記号")]
    name: Annotated[str, Heading("系列の名称", "計画の系列の、この計画での名称")]


class PlanTerms(Public):
    """The plan's own words for its levels."""

    pillar: str | None
    theme: Annotated[list[str], Heading("施策の呼び名", "この計画で施策にあたる言葉（上の段から）")]
    measure: Annotated[str | None, Heading("取組の呼び名", "この計画で取組にあたる言葉")]


class PlanTranscription(Public):
    """How much of the document is in the data, and whether in its own words."""

    extent: Annotated[str, Heading("掲載の範囲", "文書の全部か一部か", Extent)]
    wording: Annotated[str, Heading("文の写し方", "原文のままか要約か", Wording)]
    note: Annotated[str | None, Heading("掲載の注記", "どの部分を写したか")]


class PlanSource(Public):
    """A printed document; `license` is what the operator states, null while nothing is stated."""

    document: Annotated[str, Heading("元の文書", "印刷されている文書の名称")]
    sha256: Annotated[str | None, Heading("元の文書のSHA-256", "元の文書（テキスト）のSHA-256")]
    text_sha256: Annotated[str | None, Heading("本文のSHA-256", "空白などを除いた本文のSHA-256")]
    text_length: Annotated[int | None, Heading("本文の文字数", "空白などを除いた本文の文字数")]
    url: Annotated[str | None, Heading("元の文書のURL", "元の文書が公開されているURL")]
    published: Annotated[date | None, Heading("元の文書の公表日", "元の文書の公表日")]
    license: Annotated[
        str | None,
        Column(
            "元の文書のライセンス",
            "license",
            "運用者が確かめたライセンス。なければ記載なし",
            value=lambda item: item["source"]["license"] or Absence.NOT_STATED.label,
        ),
    ]
    key: Annotated[str, Heading("元の文書の記号", "計画の中で出典を指す記号")]


class PlanGoal(Public):
    """A goal that the plan states for itself; it is not given to its items."""

    goal: int
    target: str | None
    name: str
    basis: str
    reason: str | None
    quote: str | None
    uri: str
    target_uri: str | None
