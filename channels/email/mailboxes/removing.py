"""A mailbox is removed: what came by it stays, its secrets do not, and what should still leave by it fails at once."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email.imap.fetching import MAILBOXES
from channels.email.mailboxes import service
from channels.email.outgoing import storing
from contact_center.db import Signal, emit
from contact_center.errors import Conflict
from contact_center.events import MailboxRemoved
from contact_center.models import MailboxSignIn, record


def remove(tx: Session, public_id: str, *, by: str, at: datetime) -> None:
    """Its row stays for what came by it, and for the day on which its address is connected again.

    Raises NotFound, and Conflict mailbox_enabled for one that is still at work.
    """
    row = service.mailbox_by_id(tx, public_id, lock=True)
    if row.disabled_at is None:
        raise Conflict("Disable this mailbox before it is removed.", code="mailbox_enabled")
    row.removed_at, row.secrets = at, None
    row.failing_since = row.failure = row.alarmed_at = None
    row.version += 1
    tx.execute(sa.delete(MailboxSignIn).where(MailboxSignIn.mailbox_id == row.id))
    tx.flush()
    unsent = storing.hurry(tx, row.inbox_id, now=at)
    record(tx, "mailbox", row.id, MailboxRemoved(row.address, unsent), by=by, at=at)
    emit(tx, Signal(MAILBOXES, row.id))
