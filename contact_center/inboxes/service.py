"""State changes of inboxes."""

from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.db import Signal, emit
from contact_center.errors import Conflict, NotFound
from contact_center.events import IdentityKeyRenewed, InboxChanged, InboxCreated, InboxShown
from contact_center.inboxes.calendars import calendar_by_id
from contact_center.inboxes.checks import checked_name, checked_settings, checked_sites
from contact_center.inboxes.opening import INBOXES
from contact_center.inboxes.schemas import InboxPatch, InboxSettings, NewInbox
from contact_center.models import CustomField, Inbox, actor, record
from contact_center.patching import merged

WEBCHAT = "webchat"


def create_inbox(tx: Session, new: NewInbox, *, channel: str = WEBCHAT, by: str, at: datetime) -> Inbox:
    """Raises InvalidInput for a site that is none, or for settings that do not fit."""
    inbox = Inbox(
        name=checked_name(new.name),
        channel=channel,
        allowed_sites=checked_sites(new.allowed_sites),
        settings=_stored_settings(tx, new.settings),
        created_at=at,
    )
    tx.add(inbox)
    tx.flush()
    record(tx, "inbox", inbox.id, InboxCreated(inbox.name, inbox.channel), by=by, at=at)
    emit(tx, Signal(INBOXES, inbox.id))
    return inbox


def change_inbox(tx: Session, public_id: str, patch: InboxPatch, *, by: str, at: datetime) -> Inbox:
    """Apply what the patch names.

    Raises NotFound, Conflict changed_meanwhile where the patch was made to an older version, or InvalidInput for a
    site that is none, a calendar that is gone, or settings that do not fit.
    """
    inbox = inbox_by_id(tx, public_id, lock=True)
    if patch.version is not None and patch.version != inbox.version:
        raise Conflict("Somebody else has changed this inbox meanwhile. Look again.", code="changed_meanwhile")
    if patch.name is not None:
        inbox.name = checked_name(patch.name)
    if patch.allowed_sites is not None:
        inbox.allowed_sites = checked_sites(patch.allowed_sites)
    if patch.settings is not None:
        before = settings_of(inbox)
        settings = merged(before, patch.settings)
        if _closes_sooner(before, settings):
            inbox.silence_from = at
        inbox.settings = _stored_settings(tx, settings)
    if patch.calendar is not msgspec.UNSET:
        inbox.calendar_id = _calendar_id(tx, patch.calendar)
    if patch.disabled is not None:
        inbox.disabled_at = (inbox.disabled_at or at) if patch.disabled else None
    inbox.version += 1
    tx.flush()
    record(tx, "inbox", inbox.id, InboxChanged(sorted(msgspec.to_builtins(patch).keys() - {"version"})), by=by, at=at)
    emit(tx, Signal(INBOXES, inbox.id))
    return inbox


def renew_identity_key(tx: Session, public_id: str, *, by: str, at: datetime) -> Inbox:
    """From now on the shop signs its customers with another key; what the former one signed is refused."""
    inbox = inbox_by_id(tx, public_id, lock=True)
    inbox.identity_key += 1
    inbox.version += 1
    tx.flush()
    record(tx, "inbox", inbox.id, IdentityKeyRenewed(inbox.identity_key), by=by, at=at)
    return inbox


def note_shown(tx: Session, inbox_id: int, *, site: str, at: datetime) -> None:
    """The widget was served to a page for the first time; any later time changes nothing."""
    first = sa.update(Inbox).where(Inbox.id == inbox_id, Inbox.first_shown_at.is_(None)).values(first_shown_at=at)
    if tx.execute(first.returning(Inbox.id)).scalar() is not None:
        record(tx, "inbox", inbox_id, InboxShown(site), by=actor("system"), at=at)


def inbox_by_id(tx: Session, public_id: str, *, lock: bool = False) -> Inbox:
    """lock: nobody else changes it before this transaction ends. Raises NotFound."""
    found = sa.select(Inbox).where(Inbox.public_id == public_id)
    inbox = tx.execute(found.with_for_update() if lock else found).scalar_one_or_none()
    if inbox is None:
        raise NotFound("There is no such inbox.")
    return inbox


def settings_of(inbox: Inbox) -> InboxSettings:
    return msgspec.convert(inbox.settings, InboxSettings)


def _closes_sooner(before: InboxSettings, after: InboxSettings) -> bool:
    """Whether silent conversations are closed where they were not, or earlier than they were."""
    return 0 < after.inactivity_minutes < (before.inactivity_minutes or after.inactivity_minutes + 1)


def _calendar_id(tx: Session, public_id: str | None) -> int | None:
    return None if public_id is None else calendar_by_id(tx, public_id, lock=True, field="calendar").id


def _stored_settings(tx: Session, settings: InboxSettings) -> dict[str, object]:
    custom = set(tx.execute(sa.select(CustomField.key)).scalars()) if settings.pre_chat else set()
    stored: dict[str, object] = msgspec.to_builtins(checked_settings(settings, custom))
    return stored
