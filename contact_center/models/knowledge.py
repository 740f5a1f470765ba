"""The knowledge base: categories, articles with their drafts, versions and publications, and what belongs to them."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from contact_center.models.base import Base, public_id

_ONE_POLICY = sa.text("kind <> 'article' AND archived_at IS NULL")


class KbCategory(Base):
    """A shelf of articles; at most three deep."""

    __tablename__ = "kb_category"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("kb_category.id"), index=True)
    position: Mapped[int]
    """Among those with the same parent, from 0."""
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class KbCategoryName(Base):
    """How a category is called and addressed in a language."""

    __tablename__ = "kb_category_name"
    __table_args__ = (sa.UniqueConstraint("locale", "slug"),)

    category_id: Mapped[int] = mapped_column(sa.ForeignKey("kb_category.id", ondelete="CASCADE"), primary_key=True)
    locale: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    slug: Mapped[str]


class KbArticle(Base):
    """What its translations have in common."""

    __tablename__ = "kb_article"
    __table_args__ = (
        sa.Index(None, "changed_at", "id"),
        sa.Index("uq_kb_article_policy", "kind", unique=True, sqlite_where=_ONE_POLICY, postgresql_where=_ONE_POLICY),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    key: Mapped[str] = mapped_column(unique=True)
    """By which exported files know it; never changes."""
    category_id: Mapped[int | None] = mapped_column(sa.ForeignKey("kb_category.id"), index=True)
    kind: Mapped[str]
    visibility: Mapped[str]
    role: Mapped[str]
    """Of an internal article, the least role that may read it."""
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agent.id", ondelete="SET NULL"))
    """Who looks after it."""
    review_by: Mapped[date | None]
    """From the day after it is stale."""
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    """When somebody last worked on any part of it."""
    archived_at: Mapped[datetime | None]
    """From then on nobody reads it; it can be restored."""
    version: Mapped[int] = mapped_column(default=1)


class KbTranslation(Base):
    """The draft in a language: what is written, and where that stands. Readers have the publication."""

    __tablename__ = "kb_translation"
    __table_args__ = (sa.UniqueConstraint("article_id", "locale"), sa.UniqueConstraint("locale", "slug"))

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("kb_article.id", ondelete="CASCADE"))
    locale: Mapped[str]
    slug: Mapped[str]
    title: Mapped[str]
    summary: Mapped[str]
    body: Mapped[str]
    """Markdown."""
    status: Mapped[str]
    revision: Mapped[int]
    """The number of the newest version, which this is."""
    note: Mapped[str | None]
    """What whoever declined its review has said, until it is worked on again."""
    changed_at: Mapped[datetime]


class KbPublication(Base):
    """What readers have of a translation: a copy of the version that was published."""

    __tablename__ = "kb_publication"
    __table_args__ = (sa.UniqueConstraint("locale", "slug"), sa.UniqueConstraint("article_id", "locale"))

    translation_id: Mapped[int] = mapped_column(
        sa.ForeignKey("kb_translation.id", ondelete="CASCADE"), primary_key=True
    )
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("kb_article.id", ondelete="CASCADE"))
    locale: Mapped[str]
    slug: Mapped[str]
    title: Mapped[str]
    summary: Mapped[str]
    body: Mapped[str]
    revision: Mapped[int]
    at: Mapped[datetime]


class KbRevision(Base):
    """A saved version of a translation: append-only."""

    __tablename__ = "kb_revision"
    __table_args__ = (sa.UniqueConstraint("translation_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    translation_id: Mapped[int] = mapped_column(sa.ForeignKey("kb_translation.id", ondelete="CASCADE"))
    number: Mapped[int]
    """From 1, without a gap."""
    slug: Mapped[str]
    title: Mapped[str]
    summary: Mapped[str]
    body: Mapped[str]
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agent.id", ondelete="SET NULL"))
    """None: by an import from the command line."""
    restored_from: Mapped[int | None]
    """The number of the version whose text this is again."""
    at: Mapped[datetime]


class KbPhrasing(Base):
    """A way in which people ask what an article answers."""

    __tablename__ = "kb_phrasing"
    __table_args__ = (sa.UniqueConstraint("article_id", "locale", "folded"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("kb_article.id", ondelete="CASCADE"))
    locale: Mapped[str]
    text: Mapped[str]
    folded: Mapped[str]
    position: Mapped[int]


class KbSynonym(Base):
    """Words that mean the same to whoever searches."""

    __tablename__ = "kb_synonym"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    locale: Mapped[str]
    words: Mapped[list[str]]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class KbRedirect(Base):
    """An address that an article had before."""

    __tablename__ = "kb_redirect"

    locale: Mapped[str] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("kb_article.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]


class KbImage(Base):
    """A picture that articles show, by its name; its blob lies among the files."""

    __tablename__ = "kb_image"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    """As articles write it: images/NAME."""
    media_type: Mapped[str]
    size: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    sha256: Mapped[str]
    alt: Mapped[dict[str, Any]]
    """By locale: what it says to those who do not see it, where the article does not say so itself."""
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class KbFeedback(Base):
    """Whether a version of an article has helped somebody."""

    __tablename__ = "kb_feedback"
    __table_args__ = (
        sa.UniqueConstraint("article_id", "locale", "revision", "source"),
        sa.Index(None, "article_id", "at", "id"),
        sa.Index(None, "source", "at"),
        sa.Index(None, "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("kb_article.id", ondelete="CASCADE"))
    locale: Mapped[str]
    revision: Mapped[int]
    helpful: Mapped[bool]
    comment: Mapped[str | None]
    source: Mapped[str]
    """A keyed hash of whoever said it: each counts once for a version."""
    customer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("customer.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime]


class KbDocument(Base):
    """What a public, published article is found by in a language. Its words are in the index kb_search, by its id."""

    __tablename__ = "kb_document"
    __table_args__ = (sa.UniqueConstraint("article_id", "locale"), sa.Index(None, "made_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("kb_article.id", ondelete="CASCADE"))
    locale: Mapped[str]
    form: Mapped[int]
    """The number of the way in which it was made: what is older is made anew."""
    weights: Mapped[dict[str, Any]]
    """How much each of its words counts."""
    text: Mapped[str]
    """The body without Markdown, for excerpts."""
    made_at: Mapped[datetime]


class KbSearch(Base):
    """A search for articles, for those who look for what is missing. Nothing says who searched."""

    __tablename__ = "kb_search"
    __table_args__ = (sa.Index(None, "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    locale: Mapped[str]
    folded: Mapped[str]
    """What was typed, without case and marks."""
    found: Mapped[int]
    """How many articles were found."""
    article_id: Mapped[int | None] = mapped_column(sa.ForeignKey("kb_article.id", ondelete="SET NULL"), index=True)
    """Which of them was opened first; none: none."""
    source: Mapped[str]
    at: Mapped[datetime]
