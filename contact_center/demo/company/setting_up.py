"""Sets the demonstration up as its administrator would: hours, brands, labels, fields, canned replies and queues."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from contact_center.customers.fields import create_field
from contact_center.demo.company import settings
from contact_center.demo.company.hours import calendars, online
from contact_center.demo.company.queues import open_queues
from contact_center.demo.company.replies import canned_replies
from contact_center.demo.shop import texts
from contact_center.inboxes import guide
from contact_center.inboxes.calendars import create_calendar
from contact_center.inboxes.schemas import InboxPatch, NewInbox
from contact_center.inboxes.service import change_inbox, create_inbox, note_shown
from contact_center.installation import store
from contact_center.labels.service import create_label
from contact_center.models import Agent, Inbox
from contact_center.replies.schemas import NewCannedReply
from contact_center.replies.service import create_reply


class Company(NamedTuple):
    """labels: their public ids by the words of settings.LABELS."""

    shop: Inbox
    studio: Inbox
    labels: dict[str, str]


def set_up(tx: Session, agents: Sequence[Agent], *, sites: Sequence[str], by: str, at: datetime) -> Company:
    """sites: the shop's addresses. Its inbox comes first, as shop_inbox() expects."""
    shop = create_inbox(
        tx, NewInbox(name=texts.BRAND["en"], allowed_sites=list(sites), settings=settings.SHOP), by=by, at=at
    )
    made = [create_calendar(tx, calendar, by=by, at=at) for calendar in calendars()]
    new = NewInbox(name=settings.STUDIO_NAME["en"], allowed_sites=[settings.STUDIO_SITE], settings=settings.STUDIO)
    studio = create_inbox(tx, new, by=by, at=at)
    shop_hours = create_calendar(tx, online(), by=by, at=at).public_id
    change_inbox(tx, shop.public_id, InboxPatch(calendar=shop_hours), by=by, at=at)
    change_inbox(tx, studio.public_id, InboxPatch(calendar=made[0].public_id), by=by, at=at)
    note_shown(tx, shop.id, site=sites[-1], at=at)
    note_shown(tx, studio.id, site=settings.STUDIO_SITE, at=at)
    store(tx, guide.KEY, guide.Guide(dismissed_at=at))
    labels = {word: create_label(tx, label, by=by, at=at).public_id for word, label in settings.LABELS.items()}
    for field in settings.FIELDS:
        create_field(tx, field, by=by, at=at)
    for reply in canned_replies():
        only = studio.public_id if reply.studio else None
        written = NewCannedReply(shortcut=reply.shortcut, title=reply.title, texts=reply.texts, inbox=only)
        create_reply(tx, written, by=by, at=at)
    open_queues(tx, agents, studio=studio.public_id, studio_hours=made[0].public_id, by=by, at=at)
    return Company(shop, studio, labels)
