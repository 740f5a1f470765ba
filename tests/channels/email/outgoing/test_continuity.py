"""A chat that its customer has left goes on by mail, and the answer to that mail comes back into the chat."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email.outgoing import continuity
from contact_center.conversations.appending import append_messages
from contact_center.conversations.receipts import advance_receipt
from contact_center.db import Database
from contact_center.jobs import TakenJob
from contact_center.models import Conversation, Customer, Inbox, Job, Mail, Message
from contact_center.settings import Settings
from contact_center.values import Delivery
from tests import mails, scene
from tests.channels.email.taking_in import TakingIn, raw
from tests.scene import START

ROUND = TakenJob(
    id=1, public_id="job", kind=continuity.KIND, payload={}, unique_key=None, attempt=1, created_at=START
)  # fmt: skip
LATER = START + timedelta(minutes=10)


@pytest.fixture
def taking(database: Database, database_settings: Settings) -> TakingIn:
    return TakingIn(database, database_settings)


def a_chat(tx: Session, *, email: str | None = "ann@customer.example", continued: bool = True) -> int:
    """With two answers that its customer has not got. Returns its key."""
    inbox_id = scene.inbox(tx)
    chat = scene.received(tx, inbox_id)
    ada = scene.agent(tx, "Ada")
    said = [scene.from_agent(chat.conversation_id, ada, body=body) for body in ("We have found it.", "It comes today.")]
    append_messages(tx, said)
    tx.get_one(Customer, chat.customer_id).email = email
    chats = [tx.get_one(Inbox, inbox_id).public_id] if continued else []
    mails.mailbox(tx, settings={"continues": chats, "plus_addresses": True})
    return chat.conversation_id


async def go_on(taking: TakingIn, *, key: str) -> None:
    await continuity.goer_on(lambda: LATER, key=key)(taking.db, ROUND)


def mailed(tx: Session) -> list[Mail]:
    return list(tx.execute(sa.select(Mail).where(Mail.direction == "out")).scalars())


def deliveries(tx: Session) -> list[str]:
    return list(tx.execute(sa.select(Message.delivery).order_by(Message.id)).scalars())


async def test_answers_that_reached_no_browser_go_out_in_one_mail_once(
    taking: TakingIn, database_settings: Settings
) -> None:
    await taking.db.write(a_chat)
    for _ in range(2):
        await go_on(taking, key=database_settings.secret_key)
    (mail,) = await taking.db.read(mailed)
    assert mail.to == [{"address": "ann@customer.example", "name": ""}]
    assert (mail.sender["address"], mail.subject) == ("support@shop.example", "Your message")
    assert "We have found it.\n\nIt comes today.\n\nAnswer this mail" in mail.text
    assert await taking.db.read(deliveries) == [Delivery.STORED, Delivery.SENT, Delivery.SENDING]
    jobs = await taking.db.read(lambda tx: tx.execute(sa.select(Job.run_at).where(Job.kind == "mail.deliver")).all())
    assert [job.run_at for job in jobs] == [LATER]


async def test_the_answer_comes_back_into_the_chat(taking: TakingIn, database_settings: Settings) -> None:
    chat = await taking.db.write(a_chat)
    await go_on(taking, key=database_settings.secret_key)
    (mail,) = await taking.db.read(mailed)
    box = await taking.db.read(lambda tx: tx.execute(sa.text("SELECT id FROM mailbox")).scalar_one())
    await taking.take(box, raw(text="Thank you!", In_Reply_To=f"<{mail.header_id}>"))
    newest = sa.select(Message).order_by(Message.id.desc()).limit(1)
    message = await taking.db.read(lambda tx: tx.execute(newest).scalar_one())
    assert (message.conversation_id, message.body, message.author) == (chat, "Thank you!", "customer")
    row = await taking.db.read(lambda tx: tx.get_one(Conversation, chat))
    assert (row.channel, row.waiting_since is not None) == ("webchat", True)


@pytest.mark.parametrize("how", ["seen", "no address", "not set up", "just now"])
async def test_nothing_is_mailed(taking: TakingIn, database_settings: Settings, how: str) -> None:
    email = None if how == "no address" else "ann@customer.example"
    chat = await taking.db.write(lambda tx: a_chat(tx, email=email, continued=how != "not set up"))

    def unit(tx: Session) -> None:
        row = tx.get_one(Conversation, chat)
        if how == "seen":
            seen = {"delivered": row.public_seq, "seen": 0}
            advance_receipt(tx, chat, customer_id=row.customer_id, at=START, **seen)
        if how == "just now":
            append_messages(tx, [scene.from_agent(chat, 1, body="And?", at=LATER - timedelta(minutes=1))])

    await taking.db.write(unit)
    await go_on(taking, key=database_settings.secret_key)
    assert await taking.db.read(mailed) == []
