"""Title and description of a plan as a data set, in both languages: what is held of it, and how true to it."""

from datetime import date
from typing import Final

from app.i18n.fiscal import fiscal_period, fiscal_year_of
from app.models.attribution import rights
from app.models.plan import PlanPublic
from app.models.vocabulary import Extent, PlanStatus, Wording
from app.settings import Settings

DRAFT: Final = "案"
_NOUNS: Final = {"kpis": "KPIs"}


def is_draft(plan: PlanPublic) -> bool:
    return plan.status == PlanStatus.DRAFT


def marked_title(title: str, status: str) -> str:
    """The printed title; that of a draft says that it is one."""
    marked = title.rstrip("）)").endswith(DRAFT)
    return f"{title}（{DRAFT}）" if status == PlanStatus.DRAFT and not marked else title


def is_one_year(start: date, end: date | None) -> bool:
    """Whether a period is one fiscal year."""
    return (start, end) == fiscal_period(fiscal_year_of(start))


def period_words(start: date, end: date | None) -> tuple[str, str]:
    """A period in fiscal years where it is made of them, else in days; in Japanese and in English."""
    first, last = fiscal_year_of(start), fiscal_year_of(end or start)
    if start != fiscal_period(first)[0] or (end and end != fiscal_period(last)[1]):
        until = (f"～{end}", f" to {end}") if end else ("から（終わりの定めなし）", " on, with an open end")
        return f"{start}{until[0]}", f"from {start}{until[1]}"
    if end is None:
        return f"{first}年度から（終わりの定めなし）", f"from fiscal year {first} on, with an open end"
    if first == last:
        return f"{first}年度", f"fiscal year {first}"
    return f"{first}～{last}年度", f"fiscal years {first} to {last}"


def titles(plan: PlanPublic) -> tuple[str, str]:
    """Titles that tell apart plans of one printed title."""
    code, name = plan.municipality_code, plan.issuer.name
    words, words_en = period_words(plan.period.start, plan.period.end)
    draft, kind = (f"{DRAFT}、", "Draft policy plan") if is_draft(plan) else ("", "Policy plan")
    # 旭区 is a ward of 横浜市 and of 大阪市, 府中市 a city of two prefectures: only the code tells apart.
    return (
        f"{plan.title}（{draft}{name}、{words}、団体コード{code}）",
        f"{kind}, {words_en}, municipality code {code} ({name})",
    )


def description(plan: PlanPublic, settings: Settings) -> str:
    counts = plan.counts
    standing = "公式の公開です。" if settings.official else "自治体の公式サービスではありません。"
    one_year = is_one_year(plan.period.start, plan.period.end)
    period = plan.fiscal_year_label if one_year else period_words(plan.period.start, plan.period.end)[0]
    kind, note = ("計画の案", "決定前の案です。") if is_draft(plan) else ("計画", "")
    projects = f"（うち局事業{counts['bureau_projects']}件）" if counts["bureau_projects"] else ""
    more = f"ほか{len(plan.sources) - 1}件" if len(plan.sources) > 1 else ""
    return (
        f"{plan.issuer.name}の{period}の{kind}「{plan.title}」{_transcribed(plan)}{note}"
        f"{plan.pillar_term}{counts['pillars']}件、取組{counts['initiatives']}件{projects}、"
        f"指標{counts['kpis']}件を収めます。{_held(plan)}"
        "関係ごとに根拠（basis）があり、editorial のもの（SDGsのタグなど）は編集による推定で、文書の記載では"
        f"ありません。出典：{plan.source.document}{more}。{standing}{rights(settings)[0]}"
    )


def transcription_words(plan: PlanPublic) -> str:
    """Extent and wording as one word each."""
    transcription = plan.transcription
    note = f"（{transcription.note}）" if transcription.note else ""
    return f"{Extent(transcription.extent).label}、{Wording(transcription.wording).label}{note}"


def _transcribed(plan: PlanPublic) -> str:
    part = "の一部" if plan.transcription.extent == Extent.PARTIAL else ""
    if plan.transcription.wording == Wording.SUMMARY:
        return f"{part}を要約し、構造化したデータです。文は要約で、文書の原文ではありません。"
    return f"{part}を、文書の文字のまま構造化したデータです。"


def held_words(plan: PlanPublic) -> str:
    """What the plan says that it has, beside what is held: 計画書の施策38件中12件、指標35件中2件. Empty where it
    says nothing."""
    terms = {
        "pillars": plan.pillar_term,
        "themes": "・".join(plan.terms.theme) or "施策",
        "measures": plan.terms.measure or "取組",
        "kpis": "指標",
    }
    held = [
        f"{terms[name]}{number}件中{plan.counts[name]}件"
        for name, number in plan.announced.items()
        # Where more is held than the plan says, its own count is of something else.
        if plan.counts[name] <= number
    ]
    return f"計画書の{'、'.join(held)}" if held else ""


def _held(plan: PlanPublic) -> str:
    partial = plan.transcription.extent == Extent.PARTIAL
    note = plan.transcription.note
    held = held_words(plan)
    found = f"{held}を掲載しています。" if held else ""
    if partial and not held:
        found = "計画書のうち掲載していない部分があります。"
    return found + (f"掲載の範囲：{note.rstrip('。')}。" if note else "")


def description_en(plan: PlanPublic, settings: Settings) -> str:
    counts = plan.counts
    standing = (
        "Published officially." if settings.official else "Not an official service of the municipality."
    )
    one_year = is_one_year(plan.period.start, plan.period.end)
    draft = "draft of the " if is_draft(plan) else ""
    return (
        f"The {draft}{'yearly ' if one_year else ''}policy plan “{plan.title}” of {plan.issuer.name}, "
        f"{period_words(plan.period.start, plan.period.end)[1]}, {_transcribed_en(plan)}: "
        f"{counts['initiatives']} initiatives ({counts['measures']} measures, {counts['bureau_projects']} "
        f"bureau projects) and {counts['kpis']} KPIs. {_held_en(plan)}Every relation names its basis; "
        "those marked editorial, such as SDG tags, are estimates by editors and not stated in the document. "
        f"{standing} {rights(settings)[1]}"
    )


def _transcribed_en(plan: PlanPublic) -> str:
    part = "in part, " if plan.transcription.extent == Extent.PARTIAL else ""
    summary = plan.transcription.wording == Wording.SUMMARY
    return f"{part}{'in an abridged wording' if summary else 'word for word'} as structured data"


def _held_en(plan: PlanPublic) -> str:
    if plan.transcription.extent != Extent.PARTIAL:
        return ""
    held = [
        f"{plan.counts[name]} of {number} {_NOUNS.get(name, name)}" for name, number in plan.announced.items()
    ]
    return f"Held: {', '.join(held)}. " if held else "Parts of the document are not held. "
