"""Mails of which it cannot be read whom they are from."""

import sqlalchemy as sa

from contact_center.db import Database
from contact_center.models import Conversation, Customer
from contact_center.settings import Settings
from tests import mails
from tests.channels.email.taking_in import TakingIn, raw


async def test_senders_that_cannot_be_read_are_not_one_customer_and_have_no_address(
    database: Database, database_settings: Settings
) -> None:
    taking = TakingIn(database, database_settings)
    box = await database.write(lambda tx: mails.mailbox(tx).id)
    unread = [raw(sender="nobody at all", message_id=f"{number}@x.example") for number in range(2)]
    await taking.take(box, *unread)
    query = sa.select(Customer.email).join(Conversation, Conversation.customer_id == Customer.id).distinct()
    query = query.add_columns(Customer.id)
    rows = await taking.db.read(lambda tx: tx.execute(query).all())
    assert [row.email for row in rows] == [None, None]
