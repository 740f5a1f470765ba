"""Visits: what customers look at on a shop's pages, kept only with their consent."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from contact_center.models.base import Base, public_id


class VisitorConsent(Base):
    """A visitor agreed to let staff see the pages they look at; withdrawing keeps only the row, as proof."""

    __tablename__ = "visitor_consent"
    __table_args__ = (sa.UniqueConstraint("inbox_id", "visitor"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    inbox_id: Mapped[int] = mapped_column(sa.ForeignKey("inbox.id", ondelete="CASCADE"))
    visitor: Mapped[str]
    """The hash of the visitor's token, as customer_identity has it."""
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Visit(Base):
    """One stay of a visitor on a brand's pages."""

    __tablename__ = "visit"
    __table_args__ = (
        sa.UniqueConstraint("inbox_id", "visitor", "client_id"),
        sa.Index(None, "customer_id", "last_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    inbox_id: Mapped[int] = mapped_column(sa.ForeignKey("inbox.id", ondelete="CASCADE"))
    visitor: Mapped[str]
    client_id: Mapped[str]
    """Given by the tracker."""
    customer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("customer.id", ondelete="SET NULL"))
    """Once the visitor is a customer."""
    started_at: Mapped[datetime]
    last_at: Mapped[datetime] = mapped_column(index=True)
    """When the tracker last gave a sign of life."""
    left_at: Mapped[datetime | None]
    """When the page was left, until another one tells more."""
    referrer: Mapped[str | None]
    campaign: Mapped[dict[str, Any]]
    """What brought the visitor, as the first page says; those of later pages change nothing, as in web analytics."""
    device: Mapped[str]
    facts: Mapped[dict[str, Any]]
    """What the page passes: cart, and whatever else the shop finds worth knowing."""


class PageView(Base):
    __tablename__ = "page_view"
    __table_args__ = (sa.UniqueConstraint("visit_id", "client_id"), sa.Index(None, "visit_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(sa.ForeignKey("visit.id", ondelete="CASCADE"))
    client_id: Mapped[str]
    url: Mapped[str]
    """Without secrets in its query."""
    title: Mapped[str]
    referrer: Mapped[str | None]
    search: Mapped[str | None]
    """The words that the visitor searched the shop for on this page."""
    at: Mapped[datetime]
    seconds: Mapped[int] = mapped_column(default=0)
    """How long the page was looked at."""


class ConversationTrail(Base):
    """The pages that led to a conversation, as they were when it began."""

    __tablename__ = "conversation_trail"

    conversation_id: Mapped[int] = mapped_column(sa.ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True)
    pages: Mapped[list[dict[str, Any]]]
    taken_at: Mapped[datetime] = mapped_column(index=True)
