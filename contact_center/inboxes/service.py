"""State changes of inboxes."""

from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.errors import NotFound
from contact_center.events import InboxChanged, InboxCreated
from contact_center.inboxes.schemas import InboxPatch, InboxSettings, NewInbox
from contact_center.inboxes.sites import origin_of
from contact_center.models import Inbox, record

WEBCHAT = "webchat"


def create_inbox(tx: Session, new: NewInbox, *, by: str, at: datetime) -> Inbox:
    inbox = Inbox(
        name=new.name,
        channel=WEBCHAT,
        allowed_sites=_sites(new.allowed_sites),
        settings=msgspec.to_builtins(new.settings),
        created_at=at,
    )
    tx.add(inbox)
    tx.flush()
    record(tx, "inbox", inbox.id, InboxCreated(inbox.name, inbox.channel), by=by, at=at)
    return inbox


def change_inbox(tx: Session, public_id: str, patch: InboxPatch, *, by: str, at: datetime) -> Inbox:
    """Apply what the patch names. Raises NotFound, or InvalidInput for a site that is none."""
    inbox = inbox_by_id(tx, public_id)
    fields = [name for name in patch.__struct_fields__ if getattr(patch, name) is not None]
    if patch.name is not None:
        inbox.name = patch.name
    if patch.allowed_sites is not None:
        inbox.allowed_sites = _sites(patch.allowed_sites)
    if patch.settings is not None:
        inbox.settings = msgspec.to_builtins(patch.settings)
    if patch.disabled is not None:
        inbox.disabled_at = (inbox.disabled_at or at) if patch.disabled else None
    tx.flush()
    record(tx, "inbox", inbox.id, InboxChanged(fields), by=by, at=at)
    return inbox


def inbox_by_id(tx: Session, public_id: str) -> Inbox:
    """Raises NotFound."""
    inbox = tx.execute(sa.select(Inbox).where(Inbox.public_id == public_id)).scalar_one_or_none()
    if inbox is None:
        raise NotFound("There is no such inbox.")
    return inbox


def settings_of(inbox: Inbox) -> InboxSettings:
    return msgspec.convert(inbox.settings, InboxSettings)


def _sites(sites: list[str]) -> list[str]:
    return sorted({origin_of(site) for site in sites})
