"""Inboxes and what administrators set up beside them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from contact_center.models.base import Base, public_id


class Inbox(Base):
    """A brand's account on a channel."""

    __tablename__ = "inbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    name: Mapped[str]
    channel: Mapped[str]
    allowed_sites: Mapped[list[str]]
    """Origins that may carry the widget, such as https://shop.example."""
    settings: Mapped[dict[str, Any]]
    """How the brand looks, speaks and behaves; inboxes.schemas.InboxSettings is its shape."""
    calendar_id: Mapped[int | None] = mapped_column(sa.ForeignKey("business_calendar.id"))
    """When somebody answers; none: always."""
    identity_key: Mapped[int] = mapped_column(default=1)
    """Which of the keys that can be derived for it the shop signs its customers with; renewing counts up."""
    silence_from: Mapped[datetime | None]
    """When it was last told to close silent conversations, or to close them sooner: older silence does not count."""
    first_shown_at: Mapped[datetime | None]
    """When its widget was first served to a page on one of its sites."""
    version: Mapped[int] = mapped_column(default=1)
    """Grows with every change: whoever saves an older one is told."""
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class BusinessCalendar(Base):
    """When a business is open; calendars.Hours is the shape of hours."""

    __tablename__ = "business_calendar"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    name: Mapped[str] = mapped_column(unique=True)
    hours: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class CannedReply(Base):
    """A text that agents insert by its shortcut."""

    __tablename__ = "canned_reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    shortcut: Mapped[str] = mapped_column(unique=True)
    """What follows the slash: lower case, without spaces."""
    title: Mapped[str]
    texts: Mapped[dict[str, Any]]
    """By locale; may hold variables such as {{customer.name}}."""
    inbox_id: Mapped[int | None] = mapped_column(sa.ForeignKey("inbox.id", ondelete="CASCADE"))
    """None: for every inbox."""
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class Label(Base):
    """A word that agents put on conversations."""

    __tablename__ = "label"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(unique=True)
    """The name without case and tone marks: two labels may not differ in these alone."""
    colour: Mapped[str]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    removed_at: Mapped[datetime | None]
    """From then on nobody sees it, and a job takes it off the conversations before the row goes."""


class InstallationSetting(Base):
    """What administrators set for the whole installation, such as how long things are kept."""

    __tablename__ = "installation_setting"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(default=1)
