"""How an agent's public answer leaves: by the conversation's channel where that sends, else it is stored and seen."""

from collections.abc import Callable, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations.appending import Appended
from contact_center.conversations.schemas import NewMail
from contact_center.conversations.sending import append_one
from contact_center.errors import InvalidInput
from contact_center.models import Conversation
from contact_center.values import Audience, NewMessage

Way = Callable[[Session, NewMessage, NewMail], Appended]
"""Stores a public answer with what its channel sends it by; raises what append_one raises, and InvalidInput."""


class Answering:
    """Knows the channels that have a way of their own."""

    def __init__(self, ways: Mapping[str, Way]) -> None:
        """ways: by channel."""
        self._ways = ways

    def answer(self, tx: Session, message: NewMessage, mail: NewMail | None = None) -> Appended:
        """Store what an agent writes. Raises InvalidInput for what goes by mail alone, and what the way raises."""
        way = self._way(tx, message.conversation_id) if message.audience is Audience.PUBLIC else None
        if way is not None:
            return way(tx, message, mail or NewMail())
        if mail is not None:
            raise InvalidInput("Only public answers in conversations by mail have this.", field="mail")
        return append_one(tx, message)

    def sends(self, tx: Session, conversation_id: int) -> bool:
        """Whether answers in a conversation leave by a way of its channel's own."""
        return self._way(tx, conversation_id) is not None

    def _way(self, tx: Session, conversation_id: int) -> Way | None:
        channel = tx.execute(sa.select(Conversation.channel).where(Conversation.id == conversation_id)).scalar()
        return self._ways.get(channel or "")
