"""Of the same mail in several of our mailboxes one is answered by itself."""

import hashlib
import hmac
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from channels.email.outgoing.addressing import untagged
from contact_center.models import Mailbox, MailReplyWindow


def is_first(tx: Session, sender: str, header_id: str | None, *, key: str, at: datetime) -> bool:
    """Whether no copy of the sender's mail has been answered yet; from now on one has.

    Copies that two processes store at once wait for each other here: the row is kept for all mailboxes at the first.
    """
    if header_id is None:
        return True
    what = f"mail copy:{untagged(sender)}:{header_id}".encode()
    first = tx.execute(sa.select(sa.func.min(Mailbox.inbox_id))).scalar_one()
    row = {"inbox_id": first, "address_hash": hmac.digest(key.encode(), what, hashlib.sha256).hex(), "starts_at": at}
    insert = _INSERTS[tx.get_bind().dialect.name]
    return tx.execute(insert, row | {"automatic": 1, "received": 0}).first() is not None


_INSERTS = {
    "postgresql": postgresql.insert(MailReplyWindow).on_conflict_do_nothing().returning(MailReplyWindow.id),
    "sqlite": sqlite.insert(MailReplyWindow).on_conflict_do_nothing().returning(MailReplyWindow.id),
}
