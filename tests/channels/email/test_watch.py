"""Administrators are told of a mailbox that stands still, once, and again after it has worked."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email import state, watch
from channels.email.failures import failure
from contact_center import figures
from contact_center.db import Database
from contact_center.models import Agent, Job, Mailbox
from contact_center.values import MailState, Role
from tests import mails, scene
from tests.scene import START

MINUTE = timedelta(minutes=1)


def prepare(tx: Session, locale: str = "vi") -> int:
    key = scene.agent(tx, "Ada")
    tx.execute(sa.update(Agent).where(Agent.id == key).values(role=Role.ADMINISTRATOR, locale=locale))
    scene.agent(tx, "Bo")
    return mails.mailbox(tx, kind="imap").id


def told(tx: Session) -> list[str]:
    jobs = tx.execute(sa.select(Job.payload).where(Job.kind == "mail.send").order_by(Job.id)).scalars()
    return [job["text"] for job in jobs]


async def watched(db: Database, minutes: float) -> int:
    return await db.write(watch.alarm, now=START + minutes * MINUTE, link="https://desk.example")


async def test_a_failing_mailbox_is_told_of_once_until_it_has_worked_again(database: Database) -> None:
    key = await database.write(prepare)
    await database.write(state.note_contact, key, now=START)
    why = failure("sign_in", "bad password")
    for minutes in (1, 2, 3):
        await database.write(state.note_failure, key, why, now=START + minutes * MINUTE)
    assert await watched(database, 9) == 0
    assert await watched(database, 12) == 1
    assert await watched(database, 13) == 0
    (text,) = await database.read(told)
    assert "từ 2026-03-02 09:00" in text
    assert "Máy chủ từ chối tên đăng nhập hoặc mật khẩu." in text
    assert "Máy chủ trả lời: “bad password”" in text
    box = await database.read(lambda tx: tx.get_one(Mailbox, key).public_id)
    assert f"https://desk.example/console/settings/mailboxes?mailbox={box}" in text
    await database.write(state.note_contact, key, now=START + 14 * MINUTE)
    await database.write(state.note_failure, key, why, now=START + 15 * MINUTE)
    assert await watched(database, 26) == 1


async def test_a_mailbox_that_nobody_fetches_is_told_of_too(database: Database) -> None:
    await database.write(prepare, "en")
    assert await watched(database, 19) == 0
    assert await watched(database, 21) == 1
    (text,) = await database.read(told)
    assert "Is the server or a worker running?" in text


async def test_one_that_was_switched_off_is_no_news(database: Database) -> None:
    key = await database.write(prepare)

    def off(tx: Session) -> None:
        tx.get_one(Mailbox, key).disabled_at = START

    await database.write(off)
    assert await watched(database, 100) == 0


async def test_the_figures_tell_of_mailboxes_and_of_mails_that_wait(database: Database) -> None:
    def unit(tx: Session) -> None:
        box = tx.get_one(Mailbox, prepare(tx))
        box.failing_since = START
        for name in (MailState.WAITING, MailState.QUARANTINED, MailState.DONE):
            mails.arrived(tx, box, key=name.value, state=name)

    await database.write(unit)
    found = await database.read(figures.waiting, START + MINUTE)
    assert (found.mailboxes_failing, found.mailbox_silence) == (1, 60)
    assert (found.mails_waiting, found.mails_oldest, found.mails_quarantined) == (1, 60, 1)
