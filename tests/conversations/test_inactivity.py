"""Silent conversations are closed at their time, politely, and never one that waits for us."""

from datetime import datetime, timedelta

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations import first_responder, handing_on, inactivity, service
from contact_center.conversations.appending import append_messages
from contact_center.conversations.inactivity import FAREWELL, close_if_silent, close_silent, silent
from contact_center.db import Database
from contact_center.inboxes.schemas import InboxPatch, InboxSettings
from contact_center.inboxes.service import change_inbox
from contact_center.models import Conversation, Customer, Event, Inbox, Message
from contact_center.values import Audience, Author, NewMessage, Status, Writer
from tests import scene
from tests.scene import START

QUIET = timedelta(minutes=10)


def answered(tx: Session, *, minutes: int = 10, who: str = "ann", locale: str = "en") -> int:
    """A conversation that an agent has answered at START, in an inbox that closes after so many minutes."""
    inbox = scene.inbox(tx)
    tx.get_one(Inbox, inbox).settings = msgspec.to_builtins(InboxSettings(inactivity_minutes=minutes))
    conversation = scene.received(tx, inbox, who=who).conversation_id
    ada = scene.agent(tx, "Ada")
    append_messages(tx, [scene.from_agent(conversation, ada)])
    handing_on.take_up(tx, conversation, agent_id=ada, by=f"agent:{ada}", at=START)
    tx.execute(sa.update(Customer).values(locale=locale))
    return conversation


def said(tx: Session, conversation: int) -> list[tuple[str, str, str]]:
    query = sa.select(Message.author, Message.audience, Message.body).where(Message.conversation_id == conversation)
    return [(row.author, row.audience, row.body) for row in tx.execute(query.order_by(Message.id))]


async def test_it_is_closed_when_its_time_is_over_and_not_before(database: Database) -> None:
    conversation = await database.write(answered)
    assert await close_silent(database, now=START + QUIET - timedelta(seconds=1)) == 0
    assert await close_silent(database, now=START + QUIET) == 1
    row = await database.read(scene.row, conversation)
    assert (row.status, row.resolved_at) == (Status.RESOLVED, START + QUIET)
    assert await close_silent(database, now=START + 2 * QUIET) == 0


async def test_it_says_goodbye_in_the_customer_s_language_before_it_ends(database: Database) -> None:
    conversation = await database.write(lambda tx: answered(tx, locale="vi"))
    await close_silent(database, now=START + QUIET)
    assert (await database.read(said, conversation))[-1] == ("system", Audience.PUBLIC, FAREWELL["vi"])
    assert (await database.read(scene.facts, "conversation", conversation))[-2:] == [
        "MessageSent",
        "ConversationResolved",
    ]
    assert (await database.read(last_data)) == {"fact": "ConversationResolved", "reason": "inactivity"}


def last_data(tx: Session) -> object:
    query = sa.select(Event.data).where(Event.type == "ConversationResolved")
    return tx.execute(query.order_by(Event.id.desc()).limit(1)).scalar()


async def test_one_in_which_the_bot_spoke_last_is_closed_too(database: Database) -> None:
    def unit(tx: Session) -> None:
        inbox = scene.inbox(tx)
        tx.get_one(Inbox, inbox).settings = msgspec.to_builtins(InboxSettings(inactivity_minutes=10))
        key = scene.received(tx, inbox).conversation_id
        first_responder.take(tx, service.locked(tx, key), at=START)
        said = NewMessage(conversation_id=key, writer=Writer(Author.BOT), body="Here.", client_id=None, at=START)
        append_messages(tx, [said])

    await database.write(unit)
    assert await close_silent(database, now=START + QUIET) == 1


async def test_a_customer_who_waits_is_never_sent_away(database: Database) -> None:
    def unit(tx: Session) -> int:
        conversation = answered(tx)
        append_messages(tx, [scene.from_customer(conversation)])
        return conversation

    conversation = await database.write(unit)
    assert await close_silent(database, now=START + 100 * QUIET) == 0
    assert (await database.read(scene.row, conversation)).status == Status.OPEN


async def test_an_inbox_without_the_setting_closes_nothing(database: Database) -> None:
    await database.write(lambda tx: answered(tx, minutes=0))
    assert await close_silent(database, now=START + 1000 * QUIET) == 0


async def test_switched_on_or_made_shorter_it_counts_the_silence_from_then_on(database: Database) -> None:
    conversation = await database.write(lambda tx: answered(tx, minutes=0))
    inbox_id = (await database.read(scene.row, conversation)).inbox_id
    inbox = await database.read(lambda tx: tx.get_one(Inbox, inbox_id).public_id)

    async def told(minutes: int, at: datetime) -> None:
        patch = InboxPatch(settings=InboxSettings(inactivity_minutes=minutes))
        await database.write(lambda tx: change_inbox(tx, inbox, patch, by="system", at=at).id)

    day = START + timedelta(days=1)
    await told(60, day)
    assert await close_silent(database, now=day + timedelta(minutes=59)) == 0
    await told(10, day + timedelta(minutes=59))
    await told(10, day + timedelta(minutes=60))
    await told(20, day + timedelta(minutes=61))
    await told(0, day + timedelta(minutes=62))
    assert await close_silent(database, now=day + timedelta(minutes=500)) == 0
    await told(10, day + timedelta(minutes=500))
    assert await close_silent(database, now=day + timedelta(minutes=509)) == 0
    assert await close_silent(database, now=day + timedelta(minutes=510)) == 1


async def test_made_longer_or_kept_it_goes_on_counting(database: Database) -> None:
    conversation = await database.write(answered)
    inbox_id = (await database.read(scene.row, conversation)).inbox_id
    inbox = await database.read(lambda tx: tx.get_one(Inbox, inbox_id).public_id)
    patch = InboxPatch(settings=InboxSettings(inactivity_minutes=20))
    for _ in range(2):
        await database.write(lambda tx: change_inbox(tx, inbox, patch, by="system", at=START + QUIET).id)
    assert await close_silent(database, now=START + 2 * QUIET - timedelta(seconds=1)) == 0
    assert await close_silent(database, now=START + 2 * QUIET) == 1


async def test_a_word_said_meanwhile_keeps_it_open(database: Database) -> None:
    conversation = await database.write(answered)
    (found,) = await database.read(silent, now=START + QUIET)

    def unit(tx: Session) -> bool:
        append_messages(tx, [scene.from_customer(conversation, at=START + QUIET)])
        return close_if_silent(tx, found, now=START + QUIET)

    assert not await database.write(unit)
    assert (await database.read(scene.row, conversation)).status == Status.OPEN


async def test_one_turn_takes_a_bounded_number_and_the_next_turn_the_rest(database: Database) -> None:
    def unit(tx: Session) -> None:
        first = answered(tx)
        inbox = scene.row(tx, first).inbox_id
        for number in range(inactivity.BATCH):
            other = scene.received(tx, inbox, who=f"visitor-{number}").conversation_id
            append_messages(tx, [scene.from_agent(other, 1)])

    await database.write(unit)
    now: datetime = START + QUIET
    assert await close_silent(database, now=now) == inactivity.BATCH
    assert await close_silent(database, now=now) == 1
    assert await database.read(open_ones) == 0


def open_ones(tx: Session) -> int:
    query = sa.select(sa.func.count()).select_from(Conversation).where(Conversation.status == Status.OPEN)
    return tx.execute(query).scalar_one()
