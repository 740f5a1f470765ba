"""What /metrics says of the installation."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from contact_center import jobs
from contact_center.db import Database
from contact_center.figures import waiting
from contact_center.inboxes.schemas import NewInbox
from contact_center.inboxes.service import create_inbox
from contact_center.models import Conversation, Customer
from contact_center.work import service as work

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
    work.enqueue(tx, row.id, channel="webchat", queue="chat", by="system", at=NOW - timedelta(seconds=90))
    jobs.enqueue(tx, "mail.send", {}, now=NOW - timedelta(seconds=30))
    jobs.enqueue(tx, "wake", {}, now=NOW, run_at=NOW + timedelta(hours=1))


async def test_the_figures_count_what_waits_and_for_how_long(database: Database) -> None:
    empty = await database.read(waiting, NOW)
    assert (empty.work_items, empty.work_oldest, empty.jobs_due, empty.jobs_oldest) == (0, 0.0, 0, 0.0)
    await database.write(_one_of_each)
    found = await database.read(waiting, NOW)
    assert (found.work_items, found.work_oldest) == (1, 90.0)
    assert (found.jobs_due, found.jobs_oldest, found.jobs_dead) == (1, 30.0, 0)
