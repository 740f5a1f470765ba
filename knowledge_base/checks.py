"""What makes an article fit to be kept, and what it lacks to be published. Pure."""

import re
from collections.abc import Collection, Sequence
from typing import Literal, NamedTuple

from contact_center.errors import InvalidInput
from contact_center.lines import clean_line
from knowledge_base.markdown import Reference
from knowledge_base.schemas import ArticleText
from knowledge_base.values import SLUG, slug_of

FaultCode = Literal[
    "title_missing", "summary_missing", "body_missing", "alt_missing", "image_unknown", "link_broken", "link_unfit"
]
MOST_FAULTS = 50
_SAID: dict[FaultCode, str] = {
    "title_missing": "it has no title",
    "summary_missing": "it has no summary",
    "body_missing": "it has no text",
    "alt_missing": "line {line}: the image {what} says nothing to those who do not see it",
    "image_unknown": "line {line}: there is no image {what}",
    "link_broken": "line {line}: there is no article {what}",
    "link_unfit": "line {line}: {what} is not an address that readers can follow",
}


class Fault(NamedTuple):
    """Something that keeps a translation from being published. line: of its text, from 1; none: of all of it."""

    code: FaultCode
    what: str = ""
    line: int | None = None

    @property
    def said(self) -> str:
        """In English, to stand after another word."""
        return _SAID[self.code].format(what=self.what, line=self.line)


def cleaned(text: ArticleText, *, fallback: str) -> ArticleText:
    """A draft as it is kept: titles on one line, the body with plain line ends, the slug made where none is given.

    fallback: the slug where the title has no letter of one. Raises InvalidInput.
    """
    title = clean_line(text.title)
    slug = text.slug or slug_of(title) or fallback
    if not re.fullmatch(SLUG, slug):
        detail = "An address takes small letters without marks, digits, and single hyphens between them."
        raise InvalidInput(detail, code="slug_unfit", field="slug")
    return ArticleText(title=title, summary=clean_line(text.summary), slug=slug, body=clean_body(text.body))


def clean_body(text: str) -> str:
    """With plain line ends, without blank ones around it, and without characters that no text has."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").split("\n")
    return "\n".join(line if line.strip() else "" for line in lines).strip("\n")


def faults(
    text: ArticleText,
    found: Sequence[Reference],
    *,
    articles: Collection[str],
    images: Collection[str],
    described: Collection[str],
) -> list[Fault]:
    """All that a text lacks to be published, at most MOST_FAULTS, in the order in which it is read.

    found: what its body refers to. articles: the slugs that lead to one. images: the names that there are; described:
    those with words of their own.
    """
    parts: tuple[tuple[FaultCode, str], ...] = (
        ("title_missing", text.title),
        ("summary_missing", text.summary),
        ("body_missing", text.body.strip()),
    )
    faults = [Fault(code) for code, part in parts if not part]
    for each in found:
        if each.kind == "unfit":
            faults.append(Fault("link_unfit", each.target[:200], each.line))
        elif each.kind == "article" and each.target not in articles:
            faults.append(Fault("link_broken", each.target, each.line))
        elif each.kind == "image" and each.target not in images:
            faults.append(Fault("image_unknown", each.target, each.line))
        elif each.kind == "image" and not each.text and each.target not in described:
            faults.append(Fault("alt_missing", each.target, each.line))
    return faults[:MOST_FAULTS]


def refuse(found: Sequence[Fault]) -> None:
    """Raises InvalidInput not_publishable that names every fault, where there is one."""
    if found:
        raise InvalidInput(
            f"This cannot be published: {'; '.join(fault.said for fault in found)}.", code="not_publishable"
        )
