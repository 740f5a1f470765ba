"""Who is told at once when we answer, and who never is."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email.outgoing import auto_texts, autoresponder
from channels.email.outgoing.outbox import take
from contact_center.calendars.hours import Hours, Interval
from contact_center.db import Database
from contact_center.models import BusinessCalendar, Conversation, Inbox, Mail, Mailbox, MailIn, Message
from contact_center.settings import Settings
from tests import mails
from tests.channels.email.taking_in import TakingIn, conversations, raw
from tests.scene import START

OFFICE = Hours("Asia/Ho_Chi_Minh", [[Interval(8 * 60, 17 * 60)]] * 5 + [[], []])


@pytest.fixture
def taking(database: Database, database_settings: Settings) -> TakingIn:
    return TakingIn(database, database_settings, follow=[autoresponder.follow])


@pytest.fixture
async def box(database: Database) -> int:
    def unit(tx: Session) -> int:
        on = {"autoresponder": {"enabled": True}, "trusted_servers": ["mx.shop.example"]}
        row = mails.mailbox(tx, settings=on, aliases=["help@shop.example"])
        calendar = BusinessCalendar(name="Office", hours=msgspec.to_builtins(OFFICE), created_at=START)
        tx.add(calendar)
        tx.flush()
        tx.get_one(Inbox, row.inbox_id).calendar_id = calendar.id
        return row.id

    return await database.write(unit)


def answers(tx: Session) -> list[tuple[Mail, str]]:
    query = sa.select(Mail, Message.body).join(Message, Message.id == Mail.message_id)
    return [(row[0], row[1]) for row in tx.execute(query.where(Mail.direction == "out").order_by(Mail.message_id))]


async def test_whoever_begins_is_told_by_when_we_answer(taking: TakingIn, box: int) -> None:
    await taking.take(box, raw(references="<0@customer.example>"))  # on a Monday at 17:00 in Hanoi
    ((mail, body),) = await taking.db.read(answers)
    assert "We have received it and will answer by Thursday, 5 March, 08:00 (Asia/Ho_Chi_Minh)." in body
    assert (mail.subject, mail.automatic, mail.send_at) == ("Re: Where is my order?", "reply", taking.now)
    assert mail.to == [{"address": "ann@customer.example", "name": "Ann Lê"}]
    assert (mail.in_reply_to, mail.references) == (
        ["1@customer.example"], ["0@customer.example", "1@customer.example"],
    )  # fmt: skip
    ready = await taking.db.write(take, mail.message_id, key="k", now=taking.now)
    assert ready is not None
    assert ready.mail.automatic


async def test_in_the_customer_s_language_and_in_the_shop_s_own_words(taking: TakingIn, box: int) -> None:
    def unit(tx: Session) -> None:
        given = {"enabled": True, "promise_hours": 4, "texts": {"vi": "Hẹn bạn {by} nhé."}}
        tx.execute(sa.update(Mailbox).values(settings={"autoresponder": given}))

    await taking.db.write(unit)
    taking.now = START - timedelta(hours=5)  # 11:00 in Hanoi
    await taking.take(box, raw(text="Đơn hàng của tôi vẫn chưa được giao, xin kiểm tra giúp."))
    ((_, body),) = await taking.db.read(answers)
    assert body == "Hẹn bạn 15:00 Thứ Hai, ngày 2 tháng 3 (Asia/Ho_Chi_Minh) nhé."


async def test_nobody_is_told_whose_address_cannot_be_read(taking: TakingIn, box: int) -> None:
    await taking.take(box, raw(sender="nobody at all"))
    assert await taking.db.read(answers) == []


async def test_once_within_a_window(taking: TakingIn, box: int) -> None:
    for number in range(3):
        await taking.take(box, raw(message_id=f"{number}@customer.example", sender="ann+x@customer.example"))
    assert len(await taking.db.read(answers)) == 1
    taking.now += timedelta(hours=24)
    await taking.take(box, raw(message_id="4@customer.example"))
    assert len(await taking.db.read(answers)) == 2


async def test_of_the_same_mail_in_two_mailboxes_one_is_answered(taking: TakingIn, box: int) -> None:
    on = {"autoresponder": {"enabled": True}}
    other = await taking.db.write(lambda tx: mails.mailbox(tx, address="sales@shop.example", settings=on).id)
    both = "support@shop.example, sales@shop.example"
    await taking.take(box, raw(to=both, message_id="0@customer.example", Auto_Submitted="auto-generated"))  # a customer
    for each in (box, other):
        await taking.arrive(each, raw(to=both))
    await asyncio.gather(taking.run(box), taking.run(other))
    assert len(await taking.db.read(conversations)) == 3
    assert len(await taking.db.read(answers)) == 1
    await taking.take(other, raw(to=both, sender="bob@customer.example", text="Mine."))  # the same id
    assert len(await taking.db.read(answers)) == 2


async def test_what_is_told_is_when_the_conversation_is_due_however_late_its_mail_comes(
    taking: TakingIn, box: int
) -> None:
    taking.now = START + timedelta(hours=20)  # Tuesday in the morning, in Hanoi
    await taking.take(box, raw(), at=START - timedelta(hours=6))  # it came to the server on Monday at 10:00
    ((_, body),) = await taking.db.read(answers)
    due = await taking.db.read(lambda tx: tx.execute(sa.select(Conversation.due_at)).scalar_one())
    assert due == START + timedelta(hours=42)
    assert "will answer by Wednesday, 4 March, 10:00 (Asia/Ho_Chi_Minh)." in body


async def test_what_goes_on_with_a_conversation_is_no_beginning(taking: TakingIn, box: int) -> None:
    await taking.take(box, raw())
    ((mail, _),) = await taking.db.read(answers)
    taking.now += timedelta(days=3)
    await taking.take(box, raw(message_id="2@customer.example", In_Reply_To=f"<{mail.header_id}>"))
    assert len(await taking.db.read(answers)) == 1


def test_the_settings_show_what_is_said_where_nobody_has_put_it_in_other_words() -> None:
    shown = Path("agents_ui/console/features/admin/mailboxes/autoresponder.ts").read_text(encoding="utf-8")
    for text in auto_texts.TEXTS.values():
        assert all(paragraph in shown for paragraph in text.split("\n\n"))


FAILED = "mx.shop.example; dmarc=fail header.from=customer.example"


@pytest.mark.parametrize(
    "mail",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated"},
        {"Precedence": "bulk"},
        {"List_Id": "<news.customer.example>"},
        {"X_Auto_Response_Suppress": "All"},
        {"X_Autoreply": "yes"},
        {"Return_Path": "<>"},
        {"sender": "MAILER-DAEMON@customer.example"},
        {"sender": "No Reply <no-reply@customer.example>"},
        {"sender": "owner-news@customer.example"},
        {"sender": "help@shop.example"},
        {"sender": "Support <support+x@shop.example>"},
        {"to": "undisclosed-recipients:;"},
        {"to": "everybody@customer.example"},
        {"Authentication_Results": FAILED},
    ],
    ids=str,
)
async def test_no_machine_no_list_and_nobody_who_is_not_who_he_says_gets_one(
    taking: TakingIn, box: int, mail: dict[str, Any]
) -> None:
    await taking.take(box, raw(**mail))
    states = await taking.db.read(lambda tx: tx.execute(sa.select(MailIn.state)).scalars().all())
    assert len(states) == 1
    assert await taking.db.read(answers) == []


async def test_history_gets_none_and_neither_does_anybody_while_it_is_off(taking: TakingIn, box: int) -> None:
    await taking.take(box, raw(), history=True)
    await taking.db.write(lambda tx: tx.execute(sa.update(Mailbox).values(settings={})))
    await taking.take(box, raw(message_id="2@customer.example"))
    assert await taking.db.read(answers) == []


async def test_who_writes_without_end_is_no_person_who_waits(taking: TakingIn, box: int) -> None:
    def switch(tx: Session, on: bool) -> None:
        tx.execute(sa.update(Mailbox).values(settings={"autoresponder": {"enabled": on}}))

    await taking.db.write(switch, False)
    await taking.take(box, *(raw(message_id=f"{number}@customer.example") for number in range(25)))
    await taking.db.write(switch, True)
    await taking.take(box, raw(message_id="more@customer.example"))
    assert await taking.db.read(answers) == []
