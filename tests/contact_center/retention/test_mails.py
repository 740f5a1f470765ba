"""What came by mail goes with its conversation, or when its time has passed; the same mail is known for ever."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations import service
from contact_center.db import Database
from contact_center.models import Job, Mail, MailIn, MailParticipant, MailRecipient
from contact_center.retention import past
from contact_center.retention import service as retention
from contact_center.retention.rules import Retention
from contact_center.values import MailState
from tests import mails, scene
from tests.contact_center.retention.test_purge import holding, keep
from tests.scene import START

DAY = timedelta(days=1)


def ended(tx: Session) -> None:
    """A conversation that came by mail and has ended."""
    key = scene.received(tx, scene.inbox(tx)).conversation_id
    mails.is_mail(tx, key, mails.arrived(tx, mails.mailbox(tx), key="blob"), "persimmon")
    service.resolve(tx, key, by="system", at=START)


def rows(tx: Session) -> list[MailIn]:
    return list(tx.execute(sa.select(MailIn).order_by(MailIn.id)).scalars())


def deleted_blobs(tx: Session) -> list[str]:
    payloads = tx.execute(sa.select(Job.payload).where(Job.kind == "delete_blobs")).scalars()
    return sorted(key for payload in payloads for key in payload["keys"])


def count(tx: Session, table: Any) -> int:
    return tx.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


async def test_nothing_of_a_mail_outlives_its_conversation_but_by_what_it_is_known(database: Database) -> None:
    await database.write(ended)
    await keep(database, Retention(conversations=30, visits=36_500))
    await retention.carry_out(database, now=START + 40 * DAY)
    assert await database.read(holding, "persimmon") == set()
    assert await database.read(deleted_blobs) == ["blob"]
    for table in (Mail, MailRecipient, MailParticipant):
        assert await database.read(count, table) == 0
    (left,) = await database.read(rows)
    assert (left.key, left.message_id, left.state) == (None, None, MailState.DONE)
    assert left.dedupe


async def test_mails_as_they_came_go_with_the_files_they_hold(database: Database) -> None:
    await database.write(ended)
    await keep(database, Retention(files=30, visits=36_500))
    assert await retention.carry_out(database, now=START + 40 * DAY) == {"files": 1}
    (left,) = await database.read(rows)
    assert left.key is None
    assert left.message_id is not None
    assert await database.read(count, Mail) == 1
    assert await retention.carry_out(database, now=START + 40 * DAY) == {}


async def test_mails_that_became_no_message_go_after_a_month_and_those_kept_aside_with_conversations(
    database: Database,
) -> None:
    def unit(tx: Session) -> None:
        box = mails.mailbox(tx)
        for state in MailState:
            mails.arrived(tx, box, key=state.value, state=state)

    await database.write(unit)
    await keep(database, Retention(visits=36_500))
    assert await retention.carry_out(database, now=START + 31 * DAY) == {"dropped_mails": 1}
    assert await database.read(deleted_blobs) == ["dropped"]
    await keep(database, Retention(conversations=60, visits=36_500))
    assert await retention.carry_out(database, now=START + 61 * DAY) == {"quarantined_mails": 1}
    kept = {row.state: row.key for row in await database.read(rows) if row.key is not None}
    assert kept == {"waiting": "waiting", "done": "done"}
    assert await database.read(past.count, Retention(conversations=60), now=START + 61 * DAY)
