"""Whose help centre it is, and how else readers reach the company: what is really there, and how it stands now."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.calendars.hours import Hours
from contact_center.calendars.opening import is_open, next_close, next_open
from contact_center.calendars.promise import promised
from contact_center.inboxes.contact_forms import ContactForms
from contact_center.inboxes.letters import ContactForm
from contact_center.inboxes.schemas import BotSettings, InboxSettings, Locale
from contact_center.inboxes.service import settings_of
from contact_center.models import BusinessCalendar, Inbox
from knowledge_base import settings
from knowledge_base.help.links import closing_said, contact_path, opening_said, promise_said
from knowledge_base.help.texts import counted, say

FALLBACK = InboxSettings()
MINUTE = 60


Ask = Callable[[Session, str, str, datetime], tuple[bool, int | None]]
"""Of a chat that somebody begins now in an inbox, by its public id, and in a language: whether anybody is there who
could answer, and the wait in seconds; none: too little is known."""


class Contact(NamedTuple):
    """A way to reach the company. lines: how it stands now. address: none for the chat, which a script opens, and for a
    call by us, whose label is what one says there.
    """

    kind: str
    label: str
    lines: list[str]
    address: str | None = None
    detail: str = ""


class Brand(NamedTuple):
    """inbox: whose chat the pages have, by its public id; none: no chat."""

    name: str
    colour: str
    inbox: str | None

    @property
    def initial(self) -> str:
        return self.name[:1].upper()


class House(NamedTuple):
    """Whose help centre it is, and how they are reached."""

    brand: Brand
    contacts: list[Contact]
    default: Locale


def house(
    tx: Session,
    locale: Locale,
    *,
    now: datetime,
    ask: Ask | None,
    callback: Mapping[str, str] | None = None,
    forms: ContactForms | None = None,
) -> House:
    """callback: what the bot's guided flow for a call is called, by language; none where it has none."""
    known = settings.current(tx)
    inbox = _inbox(tx, known.inbox)
    look = settings_of(inbox) if inbox else FALLBACK
    name = look.title.get(locale) or (inbox.name if inbox else say(locale, "help"))
    hours = _hours(tx, inbox)
    contacts = []
    if inbox is not None:
        chat = ask(tx, inbox.public_id, locale, now) if ask else None
        contacts.append(Contact("chat", say(locale, "chat"), _chat_lines(chat, hours, now, locale)))
        if callback and _bot_answers(look.bot, hours, now):
            contacts.append(Contact("callback", callback[locale], [say(locale, "callback")]))
    if forms and (form := forms.first(tx, inbox.public_id if inbox else None)):
        label, opened = say(locale, "write"), say(locale, "write_open")
        line = say(locale, "write_line", by=answered_by(forms.form(tx, form), now, locale))
        contacts.append(Contact("form", label, [line], contact_path(locale, form), opened))
    if known.email:
        contacts.append(Contact("email", say(locale, "email"), [], f"mailto:{known.email}", known.email))
    if known.phone:
        digits = "".join(sign for sign in known.phone if sign in "+0123456789")
        lines = [] if hours is None else [_hours_line(hours, now, locale)]
        contacts.append(Contact("phone", say(locale, "phone"), lines, f"tel:{digits}", known.phone))
    return House(Brand(name, look.colour, inbox.public_id if inbox else None), contacts, known.locale)


def answered_by(form: ContactForm, at: datetime, locale: Locale) -> str:
    """When what is written then is answered at the latest, by the business's calendar."""
    by = promised(form.hours, at, form.promise)
    return promise_said(by, form.hours.zone if form.hours else "UTC", locale)


def _bot_answers(bot: BotSettings, hours: Hours | None, now: datetime) -> bool:
    opened = hours is None or is_open(hours, now)
    return bot.enabled and {"always": True, "open": opened, "closed": not opened}[bot.hours]


def colour(tx: Session) -> str:
    """Of the brand."""
    inbox = _inbox(tx, settings.current(tx).inbox)
    return (settings_of(inbox) if inbox else FALLBACK).colour


def _inbox(tx: Session, chosen: str | None) -> Inbox | None:
    """The one that was chosen, else the first one."""
    query = sa.select(Inbox).where(Inbox.disabled_at.is_(None))
    query = query.where(Inbox.public_id == chosen) if chosen else query.order_by(Inbox.id).limit(1)
    return tx.execute(query).scalar_one_or_none()


def _hours(tx: Session, inbox: Inbox | None) -> Hours | None:
    if inbox is None or inbox.calendar_id is None:
        return None
    found = tx.execute(sa.select(BusinessCalendar.hours).where(BusinessCalendar.id == inbox.calendar_id)).scalar_one()
    return msgspec.convert(found, Hours)


def _chat_lines(chat: tuple[bool, int | None] | None, hours: Hours | None, now: datetime, locale: Locale) -> list[str]:
    """Now or next, and the wait where somebody is there to answer."""
    lines = [_hours_line(hours, now, locale)] if hours is not None else []
    if hours is not None and not is_open(hours, now):
        return lines
    if chat is None:
        return lines
    staffed, wait = chat
    if not staffed:
        return [*lines, say(locale, "chat_away")]
    if wait is None:
        return [*lines, say(locale, "chat_there")]
    waited = counted(locale, "chat_wait", wait // MINUTE) if wait else say(locale, "chat_soon")
    return [*lines, waited]


def _hours_line(hours: Hours, now: datetime, locale: Locale) -> str:
    if is_open(hours, now):
        return closing_said(next_close(hours, now), now, hours.zone, locale)
    opens = next_open(hours, now)
    return say(locale, "closed") if opens is None else opening_said(opens, now, hours.zone, locale)
