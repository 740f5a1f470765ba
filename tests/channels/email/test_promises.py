"""By when a mail is to be answered: the clock runs from a person's mail to an agent's answer."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email import promises
from channels.email.outgoing import autoresponder, outbox, planned, replying
from channels.email.outgoing.schemas import MailRecipientState, Outcome
from contact_center.calendars.hours import Hours, Interval
from contact_center.conversations import first_responder, service
from contact_center.conversations.schemas import NewMail
from contact_center.db import Database
from contact_center.models import BusinessCalendar, Conversation, Inbox, Mail, Mailbox, Message
from contact_center.realtime.mail_views import MailPerson
from contact_center.settings import Settings
from contact_center.values import Delivery
from tests import mails, scene
from tests.channels.email.taking_in import NOW, TakingIn, conversations, raw

OFFICE = Hours("Asia/Ho_Chi_Minh", [[Interval(8 * 60, 17 * 60)]] * 5 + [[], []])
KEY = "k"
THREAD = {"message_id": "2@customer.example", "references": "<1@customer.example>"}


@pytest.fixture
def taking(database: Database, database_settings: Settings) -> TakingIn:
    return TakingIn(database, database_settings, follow=[autoresponder.follow])


@pytest.fixture
async def box(database: Database) -> int:
    on = {"autoresponder": {"enabled": True}}
    return await database.write(lambda tx: mails.mailbox(tx, settings=on).id)


def the_one(tx: Session) -> Conversation:
    (found,) = conversations(tx)
    return found


def answer(tx: Session, text: str = "It comes today.", *, key: str, **mail: Any) -> int:
    row = the_one(tx)
    message = scene.from_agent(row.id, scene.agent(tx, text), None, at=NOW + timedelta(hours=2), body=text)
    return replying.reply(tx, message, NewMail(**mail), key=key, file_bytes=0).conversation_id


async def leaves(taking: TakingIn, *states: MailRecipientState, at: datetime) -> None:
    """The one that waits to go out is handed over. states: what the server says of each to whom it goes."""

    def unit(tx: Session) -> None:
        query = sa.select(Mail.message_id).where(Mail.direction == "out", Mail.automatic == "", Mail.left_at.is_(None))
        ready = outbox.take(tx, tx.execute(query).scalar_one(), key=KEY, now=at)
        assert ready is not None
        said = {to: Outcome(state) for to, state in zip(ready.recipients, states, strict=True)}
        outbox.note(tx, ready.message_id, said, now=at)

    await taking.db.write(unit)


async def test_a_mail_is_due_by_the_promise_and_the_answer_stops_the_clock(taking: TakingIn, box: int) -> None:
    await taking.take(box, raw())
    first = await taking.db.read(the_one)
    assert (first.due_at, first.waiting_since) == (NOW + timedelta(hours=48), NOW)
    taking.now += timedelta(hours=1)
    await taking.take(box, raw(**THREAD))
    assert (await taking.db.read(the_one)).due_at == NOW + timedelta(hours=48)
    await taking.db.write(partial(answer, key=KEY))
    assert (await taking.db.read(the_one)).due_at is None
    taking.now += timedelta(hours=9)
    await taking.take(box, raw(message_id="3@customer.example", references="<2@customer.example>"))
    assert (await taking.db.read(the_one)).due_at == taking.now + timedelta(hours=48)
    await taking.db.write(lambda tx: service.resolve(tx, the_one(tx).id, by="system", at=taking.now))
    assert (await taking.db.read(the_one)).due_at is None


async def test_the_calendar_and_the_mailbox_say_when(taking: TakingIn, box: int) -> None:
    def unit(tx: Session) -> None:
        calendar = BusinessCalendar(name="Office", hours=msgspec.to_builtins(OFFICE), created_at=scene.START)
        tx.add(calendar)
        tx.flush()
        tx.execute(sa.update(Inbox).values(calendar_id=calendar.id))
        tx.execute(sa.update(Mailbox).values(settings={"autoresponder": {"promise_hours": 24}}))

    await taking.db.write(unit)
    await taking.take(box, raw())  # on a Monday at 17:00 in Hanoi
    due = (await taking.db.read(the_one)).due_at
    assert due is not None
    assert due.isoformat() == "2026-03-04T01:00:00+00:00"


@pytest.mark.parametrize(
    "automatic",
    [{"Auto-Submitted": "auto-generated"}, {"Precedence": "bulk"}, {"Auto-Submitted": "auto-replied"}],
)
async def test_no_machine_starts_the_clock(taking: TakingIn, box: int, automatic: dict[str, str]) -> None:
    await taking.take(box, raw(**automatic))
    assert (await taking.db.read(the_one)).due_at is None


async def test_no_history_starts_the_clock(taking: TakingIn, box: int) -> None:
    await taking.take(box, raw(), at=NOW - timedelta(days=30), history=True)
    assert (await taking.db.read(the_one)).due_at is None


async def test_what_the_bot_says_does_not_stop_it(taking: TakingIn, box: int) -> None:
    await taking.take(box, raw())

    def unit(tx: Session) -> None:
        first_responder.take(tx, service.locked(tx, the_one(tx).id), at=NOW)
        first_responder.hand_over(tx, the_one(tx), reason="request", closed=False, at=NOW + timedelta(hours=1))

    await taking.db.write(unit)
    assert (await taking.db.read(the_one)).due_at == NOW + timedelta(hours=48)


async def test_an_answer_that_is_taken_back_lets_it_run_on(taking: TakingIn, box: int) -> None:
    await taking.take(box, raw())
    taking.now += timedelta(hours=1)
    await taking.take(box, raw(message_id="9@customer.example", references="<1@customer.example>"))
    key = await taking.db.write(partial(answer, key=KEY))
    assert await taking.db.read(promises.due_again, key, now=NOW + timedelta(hours=2)) is None

    def take_back(tx: Session) -> None:
        tx.execute(sa.update(Message).where(Message.author == "agent").values(delivery=Delivery.WITHDRAWN))

    await taking.db.write(take_back)
    assert await taking.db.read(promises.due_again, key, now=NOW + timedelta(hours=2)) == NOW + timedelta(hours=48)


async def test_an_answer_that_is_planned_ends_it_when_it_is_sent(taking: TakingIn, box: int) -> None:
    await taking.take(box, raw())
    monday = NOW + timedelta(days=5)
    await taking.db.write(partial(answer, key=KEY, send_at=monday))
    taking.now += timedelta(hours=3)
    await taking.take(box, raw(**THREAD))
    assert (await taking.db.read(the_one)).due_at == NOW + timedelta(hours=48)
    await leaves(taking, MailRecipientState.SENT, at=monday)
    assert (await taking.db.read(the_one)).due_at == taking.now + timedelta(hours=48)  # of what came after it


async def test_an_answer_that_is_put_off_lets_it_run_on_until_it_goes_after_all(taking: TakingIn, box: int) -> None:
    await taking.take(box, raw())
    await taking.db.write(partial(answer, key=KEY))

    def plan(tx: Session, *, send_at: datetime) -> None:
        message = tx.execute(sa.select(Message.public_id).where(Message.author == "agent")).scalar_one()
        planned.plan_for(tx, the_one(tx).id, message, send_at=send_at, by="system", at=NOW + timedelta(hours=2))

    await taking.db.write(plan, send_at=NOW + timedelta(days=5))
    assert (await taking.db.read(the_one)).due_at == NOW + timedelta(hours=48)
    await taking.db.write(plan, send_at=NOW + timedelta(hours=2))
    assert (await taking.db.read(the_one)).due_at is None


async def test_an_answer_that_reaches_nobody_lets_it_run_on_until_one_does(taking: TakingIn, box: int) -> None:
    await taking.take(box, raw())
    await taking.db.write(partial(answer, key=KEY))
    assert (await taking.db.read(the_one)).due_at is None
    await leaves(taking, MailRecipientState.REFUSED, at=NOW + timedelta(hours=3))
    assert (await taking.db.read(the_one)).due_at == NOW + timedelta(hours=48)

    def try_again(tx: Session) -> None:
        message = tx.execute(sa.select(Message.public_id).where(Message.author == "agent")).scalar_one()
        planned.try_again(tx, the_one(tx).id, message, by="system", at=NOW + timedelta(hours=4))

    await taking.db.write(try_again)
    await leaves(taking, MailRecipientState.SENT, at=NOW + timedelta(hours=4))
    assert (await taking.db.read(the_one)).due_at is None


async def test_a_copy_that_does_not_arrive_changes_nothing(taking: TakingIn, box: int) -> None:
    await taking.take(box, raw())
    people = [MailPerson(address, "") for address in ("ann@customer.example", "bo@customer.example")]
    await taking.db.write(partial(answer, key=KEY, to=people[:1], cc=people[1:]))
    await leaves(taking, MailRecipientState.SENT, MailRecipientState.REFUSED, at=NOW + timedelta(hours=3))
    row = await taking.db.read(the_one)
    assert (row.due_at, row.outgoing) == (None, "partly")
