"""What /metrics says of the installation."""

import math
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from contact_center import jobs
from contact_center.backup.last import LastBackup, note_backup
from contact_center.db import Database
from contact_center.figures import waiting
from contact_center.inboxes.schemas import NewInbox
from contact_center.inboxes.service import create_inbox
from contact_center.models import Conversation, Customer
from contact_center.work import service as work
from contact_center.work.schemas import Entry

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def _one_of_each(tx: Session) -> None:
    inbox = create_inbox(tx, NewInbox(name="Shop"), by="system", at=NOW)
    customer = Customer(locale="en", created_at=NOW)
    tx.add(customer)
    tx.flush()
    row = Conversation(
        inbox_id=inbox.id, customer_id=customer.id, channel="webchat", created_at=NOW, last_message_at=NOW
    )
    tx.add(row)
    tx.flush()
    entry = Entry(queue_id=work.default_queue(tx))
    work.enqueue(tx, row.id, entry, channel="webchat", by="system", at=NOW - timedelta(seconds=90))
    jobs.enqueue(tx, "mail.send", {}, now=NOW - timedelta(seconds=30))
    jobs.enqueue(tx, "wake", {}, now=NOW, run_at=NOW + timedelta(hours=1))


async def test_the_figures_count_what_waits_and_for_how_long(database: Database) -> None:
    empty = await database.read(waiting, NOW)
    assert (empty.work_items, empty.work_oldest, empty.jobs_due, empty.jobs_oldest) == (0, 0.0, 0, 0.0)
    await database.write(_one_of_each)
    found = await database.read(waiting, NOW)
    assert (found.work_items, found.work_oldest) == (1, 90.0)
    assert (found.jobs_due, found.jobs_oldest, found.jobs_dead) == (1, 30.0, 0)


async def test_the_age_of_the_last_backup_is_no_number_until_there_is_one(database: Database) -> None:
    assert math.isnan((await database.read(waiting, NOW)).backup_age)
    for hours in (5, 2, 9):  # one that was made earlier is noted late: it does not count
        last = LastBackup(at=NOW - timedelta(hours=hours), size=1, files=0, lost=0)
        await database.write(note_backup, last)
    assert (await database.read(waiting, NOW)).backup_age == 2 * 3_600
