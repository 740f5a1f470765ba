"""Messages that come in sets, from channels that know where each belongs."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations.receiving import Placed, receive_all
from contact_center.customers.recognising import Sender, recognise
from contact_center.db import Database
from contact_center.errors import NotFound
from contact_center.models import Conversation, ConversationParticipant, Inbox
from contact_center.values import Address
from tests import scene
from tests.scene import START


async def received(database: Database, given: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """The conversation of each message and its place there."""

    def unit(tx: Session) -> list[tuple[int, int]]:
        inbox = tx.execute(sa.select(Inbox)).scalar_one()
        (ann,) = recognise(tx, [Sender(Address("email", "ann@example.com"), "en", START)])
        about: dict[str, Any] = {"customer_id": ann.customer, "visitor": "ann@example.com", "at": START}
        messages = [Placed(client_id=f"m{place}", body="?", **about, **each) for place, each in enumerate(given)]
        return [(each.conversation_id, each.message.staff_seq) for each in receive_all(tx, inbox, messages)]

    return await database.write(unit)


async def test_each_goes_on_where_it_belongs_or_begins_a_conversation_with_its_subject(database: Database) -> None:
    there = await scene.conversation(database)
    new: list[dict[str, Any]] = [
        {"subject": "One"},
        {"conversation_id": there},
        {"subject": "Two", "quiet": True},
        {"conversation_id": there},
    ]
    one, first, two, second = await received(database, new)
    assert (first[0], second[0], second[1]) == (there, there, first[1] + 1)
    rows = await database.read(lambda tx: {row.id: row for row in tx.execute(sa.select(Conversation)).scalars()})
    assert [(rows[key].subject, rows[key].unread) for key, _ in (one, two)] == [("One", 1), ("Two", 0)]
    assert rows[two[0]].waiting_since is None
    parties = sa.select(ConversationParticipant).where(ConversationParticipant.conversation_id == one[0])
    (party,) = await database.read(lambda tx: tx.execute(parties).scalars().all())
    assert party.customer_id == rows[one[0]].customer_id


async def test_a_conversation_that_is_gone_or_a_closed_inbox_is_said(database: Database) -> None:
    await scene.conversation(database)
    with pytest.raises(NotFound):
        await received(database, [{"subject": "One"}, {"conversation_id": 999}])
    assert len(await database.read(lambda tx: tx.execute(sa.select(Conversation.id)).scalars().all())) == 1
    await database.write(lambda tx: tx.execute(sa.update(Inbox).values(disabled_at=START)) and None)
    with pytest.raises(NotFound):
        await received(database, [{"subject": "One"}])
