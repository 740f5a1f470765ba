"""How long a conversation waits once another one, which was merged into it, is taken out again."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations.standing import Stood
from contact_center.models import Conversation, Message
from contact_center.values import Audience, Author


def waits_without(
    tx: Session, target: Conversation, before: Stood, source: Stood, *, since: datetime
) -> dict[str, Any]:
    """The columns of a target that waits for what is its own alone; none where it was answered since the merge.

    before, source: how both stood when they were merged. since: when that was.
    """
    if target.waiting_since is None or target.waiting_since > since:
        return {}
    came = Message.conversation_id == target.id, Message.audience == Audience.PUBLIC, Message.author == Author.CUSTOMER
    first = tx.execute(sa.select(sa.func.min(Message.created_at)).where(*came, Message.created_at > since)).scalar()
    return {
        "waiting_since": before.waiting_since or first,
        "due_at": before.due_at or (target.due_at if first is not None else None),
        "unread": max(target.unread - source.unread, 0),
    }
