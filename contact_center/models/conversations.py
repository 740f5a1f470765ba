"""Conversations and what is in them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from contact_center.models.base import Base, public_id
from contact_center.values import Author, Delivery, Owner, Status


class Conversation(Base):
    """Everything said with one customer about one matter, over any channel."""

    __tablename__ = "conversation"
    __table_args__ = (
        sa.Index(None, "status", "last_message_at", "id"),
        sa.Index(None, "agent_id", "status", "last_message_at", "id"),
        sa.Index(
            "ix_conversation_unassigned",
            "status",
            "last_message_at",
            "id",
            sqlite_where=sa.text("agent_id IS NULL"),
            postgresql_where=sa.text("agent_id IS NULL"),
        ),
        sa.Index(None, "inbox_id", "status", "last_message_at", "id"),
        sa.Index(None, "customer_id", "inbox_id", "id"),
        sa.Index(
            "ix_conversation_wake",
            "snoozed_until",
            sqlite_where=sa.text("snoozed_until IS NOT NULL"),
            postgresql_where=sa.text("snoozed_until IS NOT NULL"),
        ),
        sa.Index(
            "ix_conversation_due",
            "status",
            "due_at",
            "id",
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        ),
        sa.Index(
            "ix_conversation_spam",
            "last_message_at",
            "id",
            sqlite_where=sa.text("spam_at IS NOT NULL"),
            postgresql_where=sa.text("spam_at IS NOT NULL"),
        ),
        sa.Index(
            "ix_conversation_merged",
            "merged_into_id",
            sqlite_where=sa.text("merged_into_id IS NOT NULL"),
            postgresql_where=sa.text("merged_into_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    """Also the number that people say to each other."""
    public_id: Mapped[str] = public_id()
    inbox_id: Mapped[int] = mapped_column(sa.ForeignKey("inbox.id"))
    customer_id: Mapped[int] = mapped_column(sa.ForeignKey("customer.id"))
    visitor: Mapped[str | None]
    """The value of the identity that began it, such as the hash of a browser's token; none where nobody knows."""
    channel: Mapped[str]
    subject: Mapped[str | None]
    status: Mapped[str] = mapped_column(default=Status.OPEN)
    owner: Mapped[str] = mapped_column(default=Owner.NONE)
    agent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agent.id"))
    """The owning agent while owner is agent."""
    version: Mapped[int] = mapped_column(default=1)
    """Grows with every change of the row: decisions made outside a transaction check it, lists resume by it."""
    public_seq: Mapped[int] = mapped_column(default=0)
    staff_seq: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    last_message_at: Mapped[datetime]
    waiting_since: Mapped[datetime | None]
    """The time of the customer's oldest message that nobody has answered."""
    due_at: Mapped[datetime | None]
    """By when an agent's answer is promised; none where nothing waits for one, or no time is promised."""
    out_of_hours: Mapped[bool] = mapped_column(default=False)
    """The customer wrote out of hours while nobody had it, and no agent has answered since."""
    unread: Mapped[int] = mapped_column(default=0)
    """Customer messages that no agent has seen."""
    preview: Mapped[str] = mapped_column(default="")
    """The beginning of the last public message that the customer or an agent wrote."""
    preview_author: Mapped[str] = mapped_column(default=Author.CUSTOMER)
    labels: Mapped[list[str]] = mapped_column(default=list)
    """Public ids, as conversation_label has them, so that a list needs no join."""
    has_files: Mapped[bool] = mapped_column(default=False)
    """Files came or went with any of its messages."""
    outgoing: Mapped[str | None]
    """How the last mail to go out stands while it is not sent: sending, planned or failed."""
    snoozed_until: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    spam_at: Mapped[datetime | None]
    """When it was marked as spam: such a one is resolved, and in no list but that of spam."""
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("conversation.id", ondelete="CASCADE"))
    """The conversation that has what was here; never one that was merged itself."""


class ConversationMerge(Base):
    """A conversation was merged into another one; undone_at: and taken out again."""

    __tablename__ = "conversation_merge"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    source_id: Mapped[int] = mapped_column(sa.ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    target_id: Mapped[int] = mapped_column(sa.ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    moved: Mapped[dict[str, Any]]
    """What went over, by key; merging.moved.Moved is its shape."""
    by: Mapped[str]
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class ConversationParticipant(Base):
    """A customer or an agent in a conversation, and how far that party has received and seen it (public_seq)."""

    __tablename__ = "conversation_participant"
    __table_args__ = (
        sa.UniqueConstraint("conversation_id", "customer_id"),
        sa.UniqueConstraint("conversation_id", "agent_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(sa.ForeignKey("conversation.id", ondelete="CASCADE"))
    customer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("customer.id"))
    agent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agent.id"))
    delivered_seq: Mapped[int] = mapped_column(default=0)
    seen_seq: Mapped[int] = mapped_column(default=0)


class Message(Base):
    __tablename__ = "message"
    __table_args__ = (
        sa.UniqueConstraint("conversation_id", "staff_seq"),
        sa.UniqueConstraint("conversation_id", "client_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    conversation_id: Mapped[int] = mapped_column(sa.ForeignKey("conversation.id", ondelete="CASCADE"))
    staff_seq: Mapped[int]
    public_seq: Mapped[int | None]
    """None for a note."""
    client_id: Mapped[str | None]
    """Given by the sender, so that sending again is harmless."""
    author: Mapped[str]
    agent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agent.id"))
    audience: Mapped[str]
    body: Mapped[str]
    attachments: Mapped[list[dict[str, Any]] | None]
    """What readers must know of the files that go with it; values.FileRef is the shape of one."""
    content: Mapped[dict[str, Any] | None]
    """What it shows beside its text; contents has the shapes."""
    delivery: Mapped[str] = mapped_column(default=Delivery.STORED)
    created_at: Mapped[datetime]


class ConversationLabel(Base):
    __tablename__ = "conversation_label"
    __table_args__ = (sa.Index(None, "label_id", "conversation_id"),)

    conversation_id: Mapped[int] = mapped_column(sa.ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True)
    label_id: Mapped[int] = mapped_column(sa.ForeignKey("label.id", ondelete="CASCADE"), primary_key=True)


class Attachment(Base):
    """A file that was uploaded: waits for its message, then goes with it."""

    __tablename__ = "attachment"
    __table_args__ = (
        sa.Index(
            "ix_attachment_waiting",
            "created_at",
            sqlite_where=sa.text("message_id IS NULL"),
            postgresql_where=sa.text("message_id IS NULL"),
        ),
        sa.Index(None, "uploader", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    key: Mapped[str] = mapped_column(unique=True)
    """The random part of its address; who has no sign-in needs a signature, too. Also the blob's name in storage."""
    uploader: Mapped[str]
    """Who may send it, as actor() names them; webchat:HASH before the visitor is a customer."""
    conversation_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("conversation.id", ondelete="CASCADE"), index=True
    )
    message_id: Mapped[int | None] = mapped_column(sa.ForeignKey("message.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    media_type: Mapped[str]
    """By its content, whatever the uploader said."""
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    sha256: Mapped[str]
    created_at: Mapped[datetime]


class Draft(Base):
    """What an agent has begun to write."""

    __tablename__ = "draft"

    agent_id: Mapped[int] = mapped_column(sa.ForeignKey("agent.id", ondelete="CASCADE"), primary_key=True)
    conversation_id: Mapped[int] = mapped_column(
        sa.ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    audience: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[str]
    files: Mapped[list[dict[str, Any]] | None]
    """Uploads that wait to go with it, which keeps them; values.FileRef is the shape of one."""
    mail: Mapped[dict[str, Any] | None]
    """Of an answer by mail: whom it is for, and the rest; realtime.mail_drafts.DraftMail is its shape."""
    updated_at: Mapped[datetime]


class Mention(Base):
    """An agent was named in a note."""

    __tablename__ = "mention"
    __table_args__ = (sa.Index(None, "agent_id", "id"), sa.UniqueConstraint("message_id", "agent_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(sa.ForeignKey("agent.id", ondelete="CASCADE"))
    conversation_id: Mapped[int] = mapped_column(sa.ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    message_id: Mapped[int] = mapped_column(sa.ForeignKey("message.id", ondelete="CASCADE"))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("agent.id"))
    at: Mapped[datetime]
    seen_at: Mapped[datetime | None]


class Rating(Base):
    """What a customer thought of a conversation that had ended; one answer to what was said since the one before."""

    __tablename__ = "rating"
    __table_args__ = (
        sa.UniqueConstraint("conversation_id", "closed_at"),
        sa.Index(None, "at", "id"),
        sa.Index(None, "inbox_id", "at", "id"),
        sa.Index(None, "agent_id", "at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    conversation_id: Mapped[int] = mapped_column(sa.ForeignKey("conversation.id", ondelete="CASCADE"))
    closed_at: Mapped[datetime]
    """Which end of the conversation it is about."""
    inbox_id: Mapped[int] = mapped_column(sa.ForeignKey("inbox.id"))
    agent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agent.id"))
    """Who answered last, or had it when it ended where nobody had answered since the rating before."""
    score: Mapped[int]
    """1 to 5, the best."""
    comment: Mapped[str | None]
    at: Mapped[datetime]
