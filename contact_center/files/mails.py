"""The bytes of mails as they came: deleted with the conversation they belong to, or when their time has passed.

The row stays, without what anybody wrote: by it the same mail is known should the server offer it again.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center import jobs
from contact_center.files.service import DELETE_BLOBS
from contact_center.models import MailIn, Message


def of_conversations(conversation_ids: Sequence[int]) -> sa.ColumnElement[bool]:
    """Mails that are messages of these conversations."""
    return MailIn.message_id.in_(sa.select(Message.id).where(Message.conversation_id.in_(conversation_ids)))


def erase(tx: Session, condition: sa.ColumnElement[bool], *, now: datetime) -> int:
    """Forget the bytes and the envelopes of mails; returns how many. Their blobs are deleted by a job."""
    mine = sa.select(MailIn.id, MailIn.key).where(condition, MailIn.key.is_not(None)).with_for_update(of=MailIn)
    found = tx.execute(mine).all()
    if not found:
        return 0
    empty: dict[str, Any] = {"key": None, "envelope_from": None, "envelope_to": [], "error": None}
    erasing = sa.update(MailIn).where(MailIn.id.in_([row.id for row in found])).values(**empty)
    tx.execute(erasing.execution_options(synchronize_session=False))
    jobs.enqueue(tx, DELETE_BLOBS, {"keys": sorted(row.key for row in found)}, now=now)
    return len(found)
