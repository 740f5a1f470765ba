"""Spam and blocked senders, as their mail comes in, on each kind of database."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email.mailboxes import service as mailboxes
from channels.email.outgoing import autoresponder
from contact_center.conversations import spam
from contact_center.conversations.appending import DISPATCH
from contact_center.customers import senders
from contact_center.db import Database
from contact_center.models import Mailbox
from contact_center.settings import Settings
from tests import mails
from tests.channels.email.taking_in import NOW, TakingIn, conversations, jobs_of, kept, raw, told

MARKED = {"X-Spam-Flag": "YES"}


@pytest.fixture
def taking(database: Database, database_settings: Settings) -> TakingIn:
    return TakingIn(database, database_settings, follow=[autoresponder.follow])


@pytest.fixture
async def box(database: Database) -> int:
    on = {"autoresponder": {"enabled": True}, "spam_marks": True}
    return await database.write(lambda tx: mails.mailbox(tx, settings=on).id)


def block(tx: Session, sender: str) -> None:
    senders.block_sender(tx, sender, reason="", agent_id=None, by="system", at=NOW)


def unmark(tx: Session) -> None:
    spam.unmark(tx, conversations(tx)[0].id, by="system", at=NOW + timedelta(hours=1))


async def test_what_the_mail_server_marks_is_spam_and_sets_off_nothing(taking: TakingIn, box: int) -> None:
    await taking.take(box, raw(**MARKED))
    (row,) = await taking.db.read(conversations)
    assert (row.status, row.spam_at, row.due_at, row.waiting_since, row.unread) == ("resolved", NOW, None, None, 0)
    assert await taking.db.read(jobs_of, DISPATCH) == []
    assert [mail.direction for mail in await taking.db.read(told)] == ["in"]


async def test_what_was_none_after_all_waits_and_is_due_as_if_it_had_come_so(taking: TakingIn, box: int) -> None:
    await taking.take(box, raw(**MARKED))
    await taking.db.write(unmark)
    (row,) = await taking.db.read(conversations)
    assert (row.status, row.owner, row.spam_at, row.unread) == ("open", "none", None, 1)
    assert (row.waiting_since, row.due_at) == (NOW, NOW + timedelta(hours=48))
    assert len(await taking.db.read(jobs_of, DISPATCH)) == 1


async def test_a_mailbox_that_does_not_trust_the_marks_does_not_look_at_them(taking: TakingIn, box: int) -> None:
    await taking.db.write(lambda tx: tx.execute(sa.update(Mailbox).values(settings={})))
    await taking.take(box, raw(**MARKED))
    (row,) = await taking.db.read(conversations)
    assert (row.status, row.spam_at) == ("open", None)


async def test_an_answer_to_us_is_no_spam_whatever_its_header_says(taking: TakingIn, box: int) -> None:
    await taking.take(box, raw(), raw(message_id="2@customer.example", references="<1@customer.example>", **MARKED))
    (row,) = await taking.db.read(conversations)
    assert (row.status, row.unread) == ("open", 2)


async def test_what_goes_on_with_spam_sets_off_nothing(taking: TakingIn, box: int) -> None:
    await taking.take(box, raw(**MARKED))
    await taking.take(box, raw(message_id="2@customer.example", references="<1@customer.example>"))
    (row,) = await taking.db.read(conversations)
    assert (row.status, row.unread, row.due_at) == ("resolved", 0, None)
    assert await taking.db.read(jobs_of, DISPATCH) == []


async def test_a_blocked_sender_s_mail_is_kept_and_becomes_nothing(taking: TakingIn, box: int) -> None:
    await taking.db.write(block, "customer.example")
    await taking.take(
        box, raw(sender="x@sub.customer.example"), raw(message_id="2@fair.example", sender="y@fair.example")
    )
    assert [(row.state, row.reason) for row in await taking.db.read(kept)] == [
        ("dropped", "sender_blocked"), ("done", None),
    ]  # fmt: skip
    assert len(await taking.db.read(conversations)) == 1


async def test_somebody_may_take_it_in_all_the_same(taking: TakingIn, box: int) -> None:
    await taking.db.write(block, "ann@customer.example")
    await taking.take(box, raw(**MARKED))
    (came,) = await taking.db.read(kept)
    await taking.db.write(partial(mailboxes.retry, by="system", now=NOW), came.public_id)
    await taking.run(box)
    (row,) = await taking.db.read(conversations)
    assert (row.status, row.spam_at) == ("open", None)


async def test_several_mails_ask_once_who_is_blocked(
    taking: TakingIn, box: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def counting(tx: Session, addresses: Iterable[str], **when: datetime) -> frozenset[str]:
        every = list(addresses)
        asked.append(len(every))
        return blocked_among(tx, every, **when)

    blocked_among = senders.blocked_among
    monkeypatch.setattr(senders, "blocked_among", counting)
    several = [raw(message_id=f"{n}@customer.example", sender=f"c{n}@customer.example") for n in range(5)]
    await taking.take(box, *several)
    assert asked == [5]
    assert len(await taking.db.read(conversations)) == 5
