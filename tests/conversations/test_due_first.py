"""Lists by when an answer is due, page by page, on each kind of database."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from contact_center.conversations import queries
from contact_center.conversations.schemas import ConversationQuery
from contact_center.db import Database
from contact_center.labels import service as labels
from contact_center.labels.schemas import NewLabel
from contact_center.models import Inbox
from contact_center.paging import encode_cursor
from tests import scene
from tests.scene import START

DUE = (None, 50, -2, None, 3, 3, 200, None, -30)
"""Hours from now, of each conversation; its last message is the older, the later it stands here."""
ORDER = [8, 2, 4, 5, 1, 6, 0, 3, 7]


def furnish(tx: Session) -> list[int]:
    inboxes = [scene.inbox(tx), scene.inbox(tx)]
    made = []
    for number, hours in enumerate(DUE):
        key = scene.received(tx, inboxes[number % 2], who=str(number)).conversation_id
        row = scene.row(tx, key)
        row.due_at = None if hours is None else START + timedelta(hours=hours)
        row.last_message_at = START - timedelta(minutes=number)
        made.append(key)
    tx.flush()
    return made


def walk(tx: Session, limit: int, **filters: object) -> list[int]:
    found, after = list[int](), None
    while True:
        query = ConversationQuery(sort="due", limit=limit, after=after, **filters)  # type: ignore[arg-type]
        rows = queries.conversations(tx, query, agent_id=1, now=START)
        found += [row.id for row in rows[:limit]]
        if len(rows) <= limit:
            return found
        after = encode_cursor(queries.place("due", rows[limit - 1]))


@pytest.mark.parametrize("limit", [1, 2, 4, 50])
async def test_what_is_due_first_stands_first_and_what_is_not_due_last(database: Database, limit: int) -> None:
    def unit(tx: Session) -> None:
        made = furnish(tx)
        expected = [made[each] for each in ORDER]
        assert walk(tx, limit) == expected
        assert walk(tx, limit, status=None) == expected
        inbox = scene.row(tx, made[0]).inbox_id
        of_one = [made[each] for each in ORDER if each % 2 == 0]
        assert walk(tx, limit, inbox=tx.get_one(Inbox, inbox).public_id) == of_one

    await database.write(unit)


async def test_what_is_overdue_or_will_be_soon_is_found(database: Database) -> None:
    def unit(tx: Session) -> None:
        made = furnish(tx)
        assert walk(tx, 3, due="overdue") == [made[8], made[2]]
        assert walk(tx, 3, due="soon") == [made[4], made[5]]
        newest = queries.conversations(tx, ConversationQuery(due="overdue"), agent_id=1, now=START)
        assert [row.id for row in newest] == [made[2], made[8]]

    await database.write(unit)


async def test_a_label_narrows_the_list(database: Database) -> None:
    def unit(tx: Session) -> None:
        made = furnish(tx)
        label = labels.create_label(tx, NewLabel(name="Red"), by="system", at=START).public_id
        for each in (0, 1, 8):
            labels.label_conversation(tx, made[each], [label], by="system", at=START)
        assert walk(tx, 2, label=label) == [made[8], made[1], made[0]]

    await database.write(unit)
