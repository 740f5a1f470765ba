"""The staff: who they are and how they sign in."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from contact_center.models.base import Base, public_id
from contact_center.values import Presence


class Agent(Base):
    """Somebody of the staff, of any role."""

    __tablename__ = "agent"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    email: Mapped[str] = mapped_column(unique=True)
    """Lower case."""
    name: Mapped[str]
    role: Mapped[str]
    password_hash: Mapped[str | None]
    """argon2id; none until an invitation is accepted."""
    locale: Mapped[str] = mapped_column(default="en")
    chat_limit: Mapped[int | None]
    """Chats at once, unless the capacity says more exactly what; none: the installation's."""
    capacity: Mapped[dict[str, Any] | None]
    """What the agent may hold at once, by channel; routing.setup.schemas.Capacity is its shape. None: the usual."""
    languages: Mapped[list[str]] = mapped_column(default=list)
    """Codes such as vi, in which the agent can answer."""
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    presence: Mapped[str] = mapped_column(default=Presence.AWAY)
    """What the agent chose; it holds only while the lease does."""
    presence_reason: Mapped[str | None]
    presence_channels: Mapped[list[str] | None]
    """The channels that an available agent takes work of; none: all."""
    presence_since: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    """Kept by the heartbeat of any of the agent's sockets."""
    last_work_at: Mapped[datetime | None]
    """When work was last given to the agent or ended, or the agent turned available: who waits the longest is next."""
    last_offered_at: Mapped[datetime | None]
    missed: Mapped[int] = mapped_column(default=0)
    """Offers missed in a row."""
    preferences: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the console remembers for its user; agents.schemas.Preferences is its shape."""
    version: Mapped[int] = mapped_column(default=1)


class StaffSession(Base):
    """A signed-in browser."""

    __tablename__ = "staff_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    agent_id: Mapped[int] = mapped_column(sa.ForeignKey("agent.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    user_agent: Mapped[str]
    address: Mapped[str]


class ApiToken(Base):
    """A key for programs, with its own scopes; only its hash is kept."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    agent_id: Mapped[int] = mapped_column(sa.ForeignKey("agent.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class OneTimeLink(Base):
    """An invitation, a password reset or the first administrator's link; usable once, until it expires."""

    __tablename__ = "one_time_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("agent.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInAttempt(Base):
    """A failed sign-in, or what else may be tried only so often, by account and by address."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (sa.Index(None, "subject", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]
    """A keyed hash of the account or the address, so that no address is kept in clear."""
    at: Mapped[datetime]
