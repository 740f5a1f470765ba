"""Customers: how they are recognised, and what is known of them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, validates

from contact_center.folding import fold
from contact_center.models.base import Base, public_id


class Customer(Base):
    __tablename__ = "customer"
    __table_args__ = (
        sa.Index(None, "folded", "id"),
        sa.Index(None, "email", "id"),
        sa.Index(None, "phone", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    name: Mapped[str | None]
    folded: Mapped[str | None]
    """The name without case and tone marks, kept in step with it."""
    email: Mapped[str | None]
    """In small letters."""
    phone: Mapped[str | None]
    """Digits, with a plus sign before them where it is international."""
    locale: Mapped[str] = mapped_column(default="en")
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    merged_into: Mapped[int | None] = mapped_column(sa.ForeignKey("customer.id"), index=True)

    @validates("name")
    def _fold(self, _: str, name: str | None) -> str | None:
        self.folded = fold(name) if name else None
        return name


class CustomerIdentity(Base):
    """One way a customer is recognised.

    A webchat token (its hash), an e-mail address, a telephone number, or external: the id that a shop has signed.
    """

    __tablename__ = "customer_identity"
    __table_args__ = (sa.UniqueConstraint("kind", "value"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(sa.ForeignKey("customer.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    value: Mapped[str]
    verified: Mapped[bool]
    created_at: Mapped[datetime]
    bounced_at: Mapped[datetime | None]
    """When mail to the address last came back for good; none once mail from it has come since."""
    bounce_words: Mapped[str | None]
    """The server's."""


class CustomField(Base):
    """Something more that a company wants to know of its customers."""

    __tablename__ = "custom_field"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    key: Mapped[str] = mapped_column(unique=True)
    """How programs and forms name it, such as customer_number."""
    kind: Mapped[str]
    """text, number, date, boolean or choice."""
    names: Mapped[dict[str, Any]]
    """What people read, by locale."""
    choices: Mapped[list[str]]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class CustomFieldValue(Base):
    __tablename__ = "custom_field_value"
    __table_args__ = (sa.Index(None, "field_id", "value"),)

    customer_id: Mapped[int] = mapped_column(sa.ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True)
    field_id: Mapped[int] = mapped_column(sa.ForeignKey("custom_field.id", ondelete="CASCADE"), primary_key=True)
    value: Mapped[str]
    """As text in one spelling a kind, so that equal values are equal."""


class CustomerMerge(Base):
    """One customer was found to be another; what moved is kept, so that it can be undone."""

    __tablename__ = "customer_merge"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    source_id: Mapped[int] = mapped_column(sa.ForeignKey("customer.id", ondelete="CASCADE"), index=True)
    target_id: Mapped[int] = mapped_column(sa.ForeignKey("customer.id", ondelete="CASCADE"), index=True)
    moved: Mapped[dict[str, Any]]
    by: Mapped[str]
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class Block(Base):
    """Who may not write: a customer, a network of addresses, or a sender of mail."""

    __tablename__ = "block"
    __table_args__ = (
        sa.Index(
            "ix_block_network",
            "network",
            sqlite_where=sa.text("network IS NOT NULL"),
            postgresql_where=sa.text("network IS NOT NULL"),
        ),
        sa.Index(
            "ix_block_sender",
            "sender",
            sqlite_where=sa.text("sender IS NOT NULL"),
            postgresql_where=sa.text("sender IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    customer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("customer.id", ondelete="CASCADE"), index=True)
    network: Mapped[str | None]
    """In the notation of RFC 4632, such as 203.0.113.0/24."""
    sender: Mapped[str | None]
    """An e-mail address, or a domain with everything below it; in small letters."""
    reason: Mapped[str]
    agent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agent.id"))
    """Who blocked."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]


class UsedIdentityToken(Base):
    """A signed identity that a visitor has shown: nobody else may show it again while it is valid."""

    __tablename__ = "used_identity_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    visitor: Mapped[str]
    """The hash of the visitor's token."""
    expires_at: Mapped[datetime] = mapped_column(index=True)


class ProofCode(Base):
    """A code that was mailed, so that the customer of a conversation can prove to have the address."""

    __tablename__ = "proof_code"
    __table_args__ = (
        sa.Index("ix_proof_code_conversation_id", "conversation_id", "email", "id"),
        sa.Index(None, "expires_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(sa.ForeignKey("conversation.id", ondelete="CASCADE"))
    email: Mapped[str]
    """In small letters."""
    code_hash: Mapped[str]
    """Keyed, with the conversation and the address."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    proven_at: Mapped[datetime | None]
    proven_until: Mapped[datetime | None]
    """Until then the customer of the conversation counts as whoever has the address."""
