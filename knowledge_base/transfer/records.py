"""The knowledge base as it is outside the database: what each file says. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, NamedTuple

import msgspec
from msgspec import Meta

from contact_center.inboxes.schemas import Locale
from contact_center.values import Role
from knowledge_base.markdown import Reference
from knowledge_base.part_schemas import AltText, ImportProblem, Phrasing, Word
from knowledge_base.schemas import Body, CategoryText, Shape, Slug, Summary, Title
from knowledge_base.values import Kind, Stage, Visibility

MOST_PHRASINGS = 200


class TextFile(Shape, frozen=True, kw_only=True):
    """One file: an article in a language, as published or as a draft. category: the slug of one, in this language."""

    article: Slug
    locale: Locale
    slug: Slug
    title: Title = ""
    summary: Summary = ""
    status: Stage = Stage.DRAFT
    category: Slug | None = None
    kind: Kind = Kind.ARTICLE
    visibility: Visibility = Visibility.PUBLIC
    role: Role = Role.AGENT
    author: Annotated[str, Meta(max_length=254)] | None = None
    review_by: date | None = None
    archived: bool = False
    phrasings: Annotated[list[Phrasing], Meta(max_length=MOST_PHRASINGS)] = msgspec.field(default_factory=list)
    redirects: Annotated[list[Slug], Meta(max_length=200)] = msgspec.field(default_factory=list)
    body: Body = ""


META = ("kind", "visibility", "role", "author", "review_by", "archived")
"""What all files of an article say alike; so is the category, by its slug in each language."""


class CategoryFile(Shape, frozen=True, kw_only=True):
    """A category with those inside it, in order."""

    names: dict[Locale, CategoryText]
    inside: list["CategoryFile"] = msgspec.field(default_factory=list)


class Images(Shape, frozen=True, kw_only=True):
    """images.json: what each image says to those who do not see it."""

    alt: dict[str, dict[Locale, AltText]] = msgspec.field(default_factory=dict)


class Synonyms(Shape, frozen=True, kw_only=True):
    """synonyms.json: the sets of each language."""

    en: list[Annotated[list[Word], Meta(min_length=2, max_length=20)]] = msgspec.field(default_factory=list)
    vi: list[Annotated[list[Word], Meta(min_length=2, max_length=20)]] = msgspec.field(default_factory=list)


def problem_of(path: str, code: str, said: str, *, line: int | None = None, **values: str) -> ImportProblem:
    """What is wrong with a file, or with one of its lines."""
    return ImportProblem(path=path, line=line, text=said, code=code, values=values)


class Placed(NamedTuple):
    """A file's text, and where it stands. lines: of its fields. body_line: where its body begins.

    references: of its body; looked for before the transaction, since that takes its time.
    """

    path: str
    text: TextFile
    lines: dict[str, int]
    body_line: int
    references: Sequence[Reference] = ()

    def problem(
        self, code: str, said: str, *, field: str = "", line: int | None = None, **values: str
    ) -> ImportProblem:
        at = line or self.lines.get(field, 1)
        return problem_of(self.path, code, said, line=at, field=field, **values)


class Bundle(NamedTuple):
    """Everything. images: by name, what each says; their content is elsewhere."""

    texts: list[Placed]
    categories: list[CategoryFile]
    synonyms: Synonyms
    images: dict[str, dict[Locale, str]]


def key_of(text: TextFile) -> tuple[Any, ...]:
    """By what files are put in order, and which of them may not be twice."""
    return (text.article, text.locale, text.status != Stage.PUBLISHED)
