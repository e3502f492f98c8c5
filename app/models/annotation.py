"""Annotations and emphasis: what words of a text name, and words printed in bold."""

from dataclasses import replace
from typing import Annotated, Final
from urllib.parse import quote

from sqlmodel import Field, col

from app.i18n.messages import N_
from app.models.columns import PLAN, URL, Column, Heading, of_plans
from app.models.public import Public
from app.models.resource import plan_resource
from app.models.types import Code, OrderedItem, Table, one_of
from app.models.vocabulary import AnnotationKind
from app.settings import Settings


class Annotation(OrderedItem, table=True):
    """Words of an item that name something; every occurrence is meant."""

    __table_args__ = (one_of("kind", AnnotationKind),)

    # No foreign key: the item is an initiative, a passage or any other printed piece.
    item_id: str = Field(sa_type=Code, index=True)
    kind: str = Field(sa_type=Code)
    words: str = Field(index=True)


class Emphasis(Table, table=True):
    plan_id: str = Field(sa_type=Code, primary_key=True, foreign_key="plan.id")
    position: int = Field(primary_key=True)
    item_id: str = Field(sa_type=Code, index=True)
    words: str


# Of a file's name most systems take 255 bytes, and pages are files in a mirror.
_MOST_BYTES: Final = 200


def page_of_words(words: str) -> str | None:
    """The address of the page of what texts name; None for words that are no file's name."""
    if "/" in words or words in (".", "..") or len(words.encode()) > _MOST_BYTES:
        return None
    return f"/names/{quote(words, safe='')}"


class AnnotationPublic(Public):
    """The words are printed; what they name is an editor's reading."""

    id: Annotated[str, Heading("ID", "注釈のID")]
    plan: Annotated[str, PLAN]
    item: Annotated[str, Heading("対象ID", "語句がある項目のID")]
    kind: Annotated[str, Heading("種類", "語句が指すもの", AnnotationKind)]
    words: Annotated[str, Heading("語句", "原文の語句。同じ項目のすべての箇所を指す")]
    url: Annotated[str, URL]


def annotation_public(annotation: Annotation, settings: Settings) -> AnnotationPublic:
    return AnnotationPublic.of(
        annotation,
        plan=annotation.plan_id,
        item=annotation.item_id,
        url=f"{settings.base}/plans/{annotation.plan_id}#{annotation.item_id}",
    )


ANNOTATIONS: Final = replace(
    plan_resource("annotations", N_("注釈"), Annotation, AnnotationPublic, annotation_public),
    codes={"kind": col(Annotation.kind)},
    references={
        "item": (col(Annotation.item_id), col(Annotation.item_id)),
        "words": (col(Annotation.words), col(Annotation.words)),
    },
)
INITIATIVE_ANNOTATION_COLUMNS: Final = of_plans(
    (
        Column("ID", "id", "注釈のID", required=True),
        PLAN,
        Column("取組ID", "initiative", "取組のID", required=True),
        Column("種類", "kind", "語句が指すもの", required=True, words=AnnotationKind),
        Column("語句", "words", "原文の語句。取組のすべての箇所を指す", required=True),
    )
)
