"""Mails that are stored by sets become the same as one by one, and one that cannot be stored stops none beside it."""

import asyncio
import random
from datetime import timedelta
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from channels.email import intake as intake_module
from channels.email.coming import Context, Stored
from contact_center.customers.blocks import block_customer
from contact_center.customers.recognising import Sender, recognise
from contact_center.db import Database, open_database
from contact_center.models import Conversation, Customer, CustomerIdentity, Event, Inbox, MailParticipant
from contact_center.settings import Settings
from contact_center.values import Address, MailState
from tests import mails, scene
from tests.app_server import until_stored
from tests.channels.email.taking_in import NOW, TakingIn, conversations, kept, messages, raw, told

PEOPLE = ("ann@", "bo@", "Lan <lan@", "Minh <minh@", "support@")


@pytest.fixture
def taking(database: Database, database_settings: Settings) -> TakingIn:
    return TakingIn(database, database_settings)


def believable(rng: random.Random, domain: str) -> list[tuple[bytes, dict[str, Any]]]:
    """Mails of few people who answer each other and themselves, some of them machines, some of them old."""

    def somebody() -> str:
        who = rng.choice(PEOPLE)
        return f"{who}{domain}{'>' if '<' in who else ''}"

    given = []
    for number in range(40):
        answered = [f"<{rng.randrange(number)}@{domain}>" for _ in range(rng.randrange(3))] if number else []
        headers = {"References": " ".join(answered)} if answered else {}
        headers |= {"Auto_Submitted": "auto-replied"} if rng.random() < 0.2 else {}
        headers |= {"Cc": somebody()} if rng.random() < 0.3 else {}
        headers |= {"Authentication_Results": "mx.shop.example; dmarc=fail"} if rng.random() < 0.1 else {}
        content = raw(sender=somebody(), text=f"Mail {number}", message_id=f"{number}@{domain}", **headers)
        given.append((content, {"at": NOW - timedelta(minutes=rng.randrange(90)), "history": rng.random() < 0.2}))
    return given


def seen(tx: Session, domain: str) -> dict[str, Any]:
    """All that the mails of one side have become, by what is the same on both."""
    query = sa.select(Conversation).join(Inbox, Inbox.id == Conversation.inbox_id).where(Inbox.name == domain)
    talks = list(tx.execute(query.order_by(Conversation.id)).scalars())
    place = {each.id: number for number, each in enumerate(talks)}
    people = sa.select(MailParticipant.conversation_id, MailParticipant.address, MailParticipant.name)
    senders = sa.select(CustomerIdentity.kind, CustomerIdentity.value, Customer.name, Customer.email).join(
        Customer, Customer.id == CustomerIdentity.customer_id
    )
    facts = sa.select(Event.entity_id, Event.type, Event.staff_seq, Event.public_seq, Event.at).where(
        Event.entity == "conversation", Event.entity_id.in_(place)
    )
    found = {
        "mails": [(row.state, row.reason, row.error) for row in kept(tx) if domain in row.envelope_to],
        "messages": [(place[talk], body) for talk, body in messages(tx) if talk in place],
        "related": [
            (each.header_id, place.get(each.related_id or 0)) for each in told(tx) if domain in (each.header_id or "")
        ],
        "talks": [
            (each.status, each.subject, each.waiting_since, each.unread, each.preview, each.last_message_at)
            for each in talks
        ],
        "senders": sorted(tuple(row) for row in tx.execute(senders.where(CustomerIdentity.value.contains(domain)))),
        "people": sorted((place[row[0]], *row[1:]) for row in tx.execute(people) if row[0] in place),
        "facts": sorted(repr((place[row[0]], *row[1:])) for row in tx.execute(facts)),
    }
    return msgspec.json.decode(msgspec.json.encode(found).replace(domain.encode(), b"here"))  # type: ignore[no-any-return]


@pytest.mark.parametrize("seed", range(4))
async def test_a_set_becomes_what_its_mails_become_one_by_one(
    taking: TakingIn, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    found = []
    for size, domain in ((1, "one.example"), (32, "set.example")):
        monkeypatch.setattr(intake_module, "BATCH", size)
        box = await taking.db.write(connected, domain)
        for content, fields in believable(random.Random(seed), domain):
            await taking.arrive(box, content, envelope_to=[domain], **fields)
        await taking.run(box)
        found.append(await taking.db.read(seen, domain))
    one_by_one, together = found
    assert together == one_by_one
    assert len(one_by_one["messages"]) > len(one_by_one["talks"]) > 10


async def test_one_that_cannot_be_stored_stops_none_beside_it(database: Database, database_settings: Settings) -> None:
    def break_down(tx: Session, context: Context, stored: Stored) -> None:
        if "poison" in context.parsed.text:
            raise ValueError("it is poisonous")

    taking = TakingIn(database, database_settings, follow=[break_down])
    box = await database.write(connected, "shop.example")
    given = [raw(text=f"Number {number}", message_id=f"{number}@x") for number in range(12)]
    given[5] = raw(text="poison", message_id="5@x")
    await taking.take(box, *given)
    assert [body for _, body in await database.read(messages)] == [f"Number {n}" for n in range(12) if n != 5]
    bad = (await database.read(kept))[5]
    assert (bad.state, bad.error, bad.attempts) == (MailState.WAITING, "ValueError: it is poisonous", 1)


async def test_of_mails_that_come_together_those_of_blocked_people_are_dropped_alone(taking: TakingIn) -> None:
    box = await taking.db.write(connected, "shop.example")
    await taking.take(box, raw(sender="eve@x.example"))
    (talk,) = await taking.db.read(conversations)
    agent = await taking.db.write(scene.agent, "Ada")
    until = NOW - timedelta(minutes=30)
    begun = NOW - timedelta(hours=2)
    await taking.db.write(
        block_customer, talk.customer_id, reason="", until=until, agent_id=agent, by="system", at=begun
    )
    await taking.arrive(box, raw(sender="eve@x.example", message_id="2@x"), at=until - timedelta(minutes=1))
    await taking.take(box, raw(message_id="3@x"), raw(sender="eve@x.example", message_id="4@x"))
    states = [(row.state, row.reason) for row in await taking.db.read(kept)]
    assert states == [("done", None), ("dropped", "blocked"), ("done", None), ("done", None)]


async def test_whoever_joins_by_one_mail_of_a_set_takes_part_for_the_next(taking: TakingIn) -> None:
    box = await taking.db.write(connected, "shop.example")
    await taking.take(box, raw(), raw(sender="bo@x.example", message_id="9@x"))
    first, _ = await taking.db.read(conversations)
    named = raw(message_id="2@x", Cc="lan@x.example", References="<1@customer.example>")
    answer = raw(message_id="3@x", sender="lan@x.example", References="<1@customer.example>")
    await taking.take(box, named, answer)
    assert [talk for talk, _ in await taking.db.read(messages)][2:] == [first.id, first.id]


async def test_one_who_writes_several_mails_of_a_set_is_one_customer_whose_name_is_the_first(taking: TakingIn) -> None:
    box = await taking.db.write(connected, "shop.example")
    await taking.take(box, raw(sender="ann@x.example"))
    await taking.take(
        box,
        raw(sender="Ann <ann@x.example>", message_id="2@x"),
        raw(sender="Anna <ann@x.example>", message_id="3@x"),
        raw(sender="Bo <bo@x.example>", message_id="4@x"),
        raw(sender="Bob <bo@x.example>", message_id="5@x"),
    )
    names = await taking.db.read(lambda tx: tx.execute(sa.select(Customer.name).order_by(Customer.id)).scalars().all())
    assert names == ["Ann", "Bo"]
    assert len({each.customer_id for each in await taking.db.read(conversations)}) == 2


async def test_an_answer_in_the_same_set_opens_what_a_machine_has_begun(taking: TakingIn) -> None:
    box = await taking.db.write(connected, "shop.example")
    machine = raw(Auto_Submitted="auto-replied", text="I am away")
    await taking.take(box, machine, raw(message_id="2@x", text="Please help", References="<1@customer.example>"))
    (talk,) = await taking.db.read(conversations)
    assert (talk.status, talk.waiting_since) == ("open", NOW)


def connected(tx: Session, domain: str) -> int:
    box = mails.mailbox(tx, address=f"support@{domain}", settings={"trusted_servers": ["mx.shop.example"]})
    tx.get_one(Inbox, box.inbox_id).name = domain
    return box.id


@pytest.mark.postgresql
async def test_who_is_new_to_two_processes_at_once_is_one_customer_and_the_mail_is_taken_in_at_once(
    postgres_settings: Settings,
) -> None:
    db, other = open_database(postgres_settings, lambda _: None), create_async_engine(postgres_settings.url)
    taking, who = TakingIn(db, postgres_settings), Sender(Address("email", "ann@customer.example"), "en", NOW)
    box = await db.write(lambda tx: mails.mailbox(tx).id)
    await taking.arrive(box, raw())
    async with asyncio.TaskGroup() as group, AsyncSession(other) as faster, faster.begin():
        await faster.run_sync(recognise, [who])
        group.create_task(taking.run(box))
        await until_stored(db, lambda tx: tx.execute(_WAITS).scalar_one())
    assert [(row.state, row.attempts) for row in await db.read(kept)] == [(MailState.DONE, 1)]
    people = await db.read(lambda tx: tx.execute(sa.select(CustomerIdentity.value)).scalars().all())
    assert people == ["ann@customer.example"]
    await db.close()
    await other.dispose()


_WAITS = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
