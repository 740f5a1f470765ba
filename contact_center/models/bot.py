"""The first responder's memory: where each of its conversations stands, and every turn of it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from contact_center.models.base import Base, Json, public_id


class BotConversation(Base):
    """A conversation that the bot has, or had."""

    __tablename__ = "bot_conversation"
    __table_args__ = (
        sa.Index(
            "ix_bot_conversation_going_on",
            "conversation_id",
            sqlite_where=sa.text("outcome IS NULL"),
            postgresql_where=sa.text("outcome IS NULL"),
        ),
        sa.Index(None, "started_at"),
    )

    conversation_id: Mapped[int] = mapped_column(sa.ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the next decision goes by; faq_bot.state.State is its shape."""
    language: Mapped[str | None]
    """In which the customer writes."""
    started_at: Mapped[datetime]
    """When the bot took it, the last time."""
    handed_over_at: Mapped[datetime | None]
    """From then on the bot is silent."""
    reason: Mapped[str | None]
    """Why it was handed over."""
    outcome: Mapped[str | None]
    """resolved, abandoned or escalated; none while it goes on."""
    version: Mapped[int] = mapped_column(default=1)


class BotTurn(Base):
    """What the bot made of something that the customer wrote."""

    __tablename__ = "bot_turn"
    __table_args__ = (
        sa.UniqueConstraint("message_id"),
        sa.Index(None, "conversation_id", "id"),
        sa.Index(None, "at", "id"),
        sa.Index(None, "review", "at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    conversation_id: Mapped[int] = mapped_column(sa.ForeignKey("conversation.id", ondelete="CASCADE"))
    message_id: Mapped[int] = mapped_column(sa.ForeignKey("message.id", ondelete="CASCADE"))
    """The customer's, the last one of those that were answered together."""
    at: Mapped[datetime]
    locale: Mapped[str]
    question: Mapped[str]
    """What was understood, cut to length; empty where nothing was asked, such as a choice."""
    folded: Mapped[str]
    """The same without case and marks: questions are grouped by it."""
    intent: Mapped[str | None]
    """The likeliest article's key."""
    score: Mapped[float | None]
    """How sure that it is any known question, in standard deviations."""
    probability: Mapped[float | None]
    """How sure that it is this one, 0 to 1."""
    engine: Mapped[str | None]
    decision: Mapped[str]
    """faq_bot.decision.Kind."""
    reason: Mapped[str | None]
    """Of a handover."""
    article: Mapped[str | None]
    """The key of the article that was the answer."""
    revision: Mapped[int | None]
    """Which version of it."""
    articles: Mapped[list[str]] = mapped_column(default=list)
    """The keys of those that were offered to choose from."""
    chances: Mapped[list[float]] = mapped_column(Json, default=list)
    """Of those of a mail, in their order: how sure that it is this one, 0 to 1."""
    rejected: Mapped[bool] = mapped_column(default=False)
    """The customer said that none of it was meant, or did not help."""
    helped: Mapped[bool | None]
    helped_at: Mapped[datetime | None]
    sentiment: Mapped[str] = mapped_column(default="neutral")
    """negative, neutral or positive."""
    cost: Mapped[int] = mapped_column(default=0)
    """Milliseconds from reading to deciding."""
    mark: Mapped[str | None]
    """right or wrong, by an agent."""
    marked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agent.id", ondelete="SET NULL"))
    marked_at: Mapped[datetime | None]
    right_article: Mapped[str | None]
    """The key of the one that would have been right, as the agent says."""
    review: Mapped[str] = mapped_column(default="none")
    """none; open: waits in the list of gaps; done, dismissed: somebody has looked at it."""
