"""The appending of messages, set by set: places, counters, repeats, and what an ended conversation does."""

import asyncio
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations import receipts, service
from contact_center.conversations.appender import Appender
from contact_center.conversations.appending import DISPATCH, Appended, append_messages
from contact_center.conversations.text import preview_of
from contact_center.db import Database, open_database
from contact_center.errors import ApiError, NotFound
from contact_center.models import Job, Message
from contact_center.settings import Settings
from contact_center.values import Author, JobState, NewMessage, Owner, Status, WorkState, Writer
from tests import scene
from tests.scene import START, facts, from_agent, from_customer, items, note, row, sequences

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def conversation_id(database: Database) -> int:
    return await scene.conversation(database)


@pytest.fixture
async def ada(database: Database) -> int:
    return await database.write(scene.agent, "Ada")


def appended(tx: Session, *messages: NewMessage) -> list[Appended]:
    found = append_messages(tx, messages)
    assert all(isinstance(each, Appended) for each in found)
    return [each for each in found if isinstance(each, Appended)]


def waiting_jobs(tx: Session, conversation_id: int) -> int:
    """How many dispatch jobs wait for the conversation; they are unique by its key."""
    query = sa.select(sa.func.count()).where(Job.kind == DISPATCH, Job.state == JobState.QUEUED)
    return tx.execute(query.where(Job.unique_key == str(conversation_id))).scalar_one()


@pytest.mark.parametrize("seed", range(5))
async def test_both_sequences_have_no_gap_whatever_happens(
    database: Database, conversation_id: int, ada: int, seed: int
) -> None:
    dice = random.Random(seed)

    def step(tx: Session) -> None:
        who: dict[str, Any] = {"by": f"agent:{ada}", "at": START}
        options: list[Callable[[], object]] = [
            lambda: append_messages(tx, [from_customer(conversation_id), note(conversation_id, ada)]),
            lambda: append_messages(tx, [note(conversation_id, ada)]),
            lambda: append_messages(tx, [from_agent(conversation_id, ada), from_customer(conversation_id)]),
            lambda: receipts.advance_receipt(tx, conversation_id, agent_id=ada, delivered=99, seen=99, at=START),
            lambda: service.snooze(tx, conversation_id, until=START + MINUTE, **who),
            lambda: service.resolve(tx, conversation_id, **who),
            lambda: service.reopen(tx, conversation_id, agent_id=ada, **who),
        ]
        try:
            dice.choice(options)()
        except ApiError:
            return

    for _ in range(30):
        await database.write(step)
    staff, public = await database.read(sequences, conversation_id)
    found = await database.read(row, conversation_id)
    assert staff == list(range(1, found.staff_seq + 1))
    assert public == list(range(1, found.public_seq + 1))


async def test_a_note_leaves_no_hole_for_the_visitor(database: Database, conversation_id: int, ada: int) -> None:
    batch = [from_customer(conversation_id), note(conversation_id, ada), from_agent(conversation_id, ada)]
    found = await database.write(lambda tx: appended(tx, *batch))
    assert [(each.message.staff_seq, each.message.public_seq) for each in found] == [(2, 2), (3, None), (4, 3)]


async def test_a_repeat_in_the_same_set_and_in_a_later_one_is_stored_once(
    database: Database, conversation_id: int
) -> None:
    message = from_customer(conversation_id, "m")
    first, second = await database.write(lambda tx: appended(tx, message, message))
    (third,) = await database.write(lambda tx: appended(tx, message))
    assert [each.duplicate for each in (first, second, third)] == [False, True, True]
    assert first.message.public_id == second.message.public_id == third.message.public_id
    assert (await database.read(row, conversation_id)).staff_seq == 2


async def test_the_same_client_id_serves_in_two_conversations(database: Database, conversation_id: int) -> None:
    other = await scene.conversation(database, who="bob")
    batch = [from_customer(conversation_id, "m"), from_customer(other, "m")]
    assert [each.duplicate for each in await database.write(lambda tx: appended(tx, *batch))] == [False, False]


async def test_nobody_takes_or_learns_of_another_s_message_by_its_client_id(
    database: Database, conversation_id: int, ada: int
) -> None:
    await database.write(lambda tx: appended(tx, note(conversation_id, ada, "1", body="a secret")))
    found = await database.write(append_messages, [from_customer(conversation_id, "1"), from_customer(conversation_id)])
    assert isinstance(found[0], ApiError)
    assert found[0].code == "client_id_taken"
    assert isinstance(found[1], Appended)


async def test_a_missing_conversation_fails_alone(database: Database, conversation_id: int) -> None:
    found = await database.write(append_messages, [from_customer(987_654), from_customer(conversation_id)])
    assert isinstance(found[0], NotFound)
    assert isinstance(found[1], Appended)


async def test_one_message_that_storage_refuses_does_not_fail_the_others(
    database: Database, conversation_id: int
) -> None:
    appender = Appender(database)
    broken = from_customer(conversation_id, "broken", body=None)  # no column takes it
    messages = [from_customer(conversation_id, "a"), broken, from_customer(conversation_id, "b")]
    found = await asyncio.gather(*(appender.append(each) for each in messages), return_exceptions=True)
    assert [isinstance(each, Appended) for each in found] == [True, False, True]


@pytest.mark.postgresql
async def test_a_null_character_is_its_message_s_own_fault(postgres_settings: Settings) -> None:
    database = open_database(postgres_settings, lambda _: None)
    conversation_id = await scene.conversation(database)
    appender = Appender(database)
    messages = [from_customer(conversation_id, "a", body="\0"), from_customer(conversation_id, "b")]
    found = await asyncio.gather(*(appender.append(each) for each in messages), return_exceptions=True)
    assert [isinstance(each, Appended) for each in found] == [False, True]
    await database.close()


async def test_counters_follow_who_waits_for_whom(database: Database, conversation_id: int, ada: int) -> None:
    later = [from_customer(conversation_id, at=START + MINUTE, body="  where \n is\tit? "), note(conversation_id, ada)]
    await database.write(lambda tx: appended(tx, *later))
    found = await database.read(row, conversation_id)
    assert (found.unread, found.waiting_since) == (2, START)
    assert (found.preview, found.preview_author) == ("where is it?", "customer")
    assert found.last_message_at == START + MINUTE
    await database.write(lambda tx: appended(tx, from_agent(conversation_id, ada, body="x" * 500)))
    found = await database.read(row, conversation_id)
    assert (found.unread, found.waiting_since, found.preview, found.preview_author) == (0, None, "x" * 140, "agent")
    assert found.last_message_at == START + MINUTE


@pytest.mark.parametrize("author", [Author.BOT, Author.SYSTEM])
async def test_the_row_shows_the_customer_s_words_where_the_bot_or_a_notice_spoke_last(
    database: Database, conversation_id: int, author: Author
) -> None:
    asked = from_customer(conversation_id, body="My vase came broken", at=START + MINUTE)
    said = NewMessage(
        conversation_id=conversation_id, writer=Writer(author), body="Of course.", client_id=None, at=START + 2 * MINUTE
    )
    await database.write(lambda tx: appended(tx, asked, said))
    found = await database.read(row, conversation_id)
    assert (found.preview, found.preview_author) == ("My vase came broken", "customer")
    assert found.last_message_at == START + 2 * MINUTE


async def test_a_second_agent_s_older_view_does_not_make_messages_unread_again(
    database: Database, conversation_id: int, ada: int
) -> None:
    bo = await database.write(scene.agent, "Bo")
    await database.write(lambda tx: appended(tx, *[from_customer(conversation_id) for _ in range(4)]))
    for agent, seen in ((ada, 5), (bo, 1)):
        await database.write(
            receipts.advance_receipt, conversation_id, agent_id=agent, delivered=seen, seen=seen, at=START
        )
    assert (await database.read(row, conversation_id)).unread == 0


async def test_a_customer_s_message_opens_a_resolved_conversation_and_queues_one_job(
    database: Database, conversation_id: int, ada: int
) -> None:
    await database.write(service.assign, conversation_id, agent_id=ada, by="system", at=START)
    await database.write(service.resolve, conversation_id, by="system", at=START)
    await database.write(lambda tx: tx.execute(sa.delete(Job)))
    for _ in range(2):
        await database.write(lambda tx: appended(tx, *[from_customer(conversation_id) for _ in range(3)]))
    found = await database.read(row, conversation_id)
    assert (found.status, found.owner, found.agent_id, found.resolved_at) == (Status.OPEN, Owner.NONE, None, None)
    assert (found.unread, found.waiting_since) == (6, START)
    assert await database.read(waiting_jobs, conversation_id) == 1
    assert (await database.read(facts, "conversation", conversation_id)).count("ConversationReopened") == 1


async def test_a_customer_s_message_wakes_a_snoozed_conversation_for_its_owner(
    database: Database, conversation_id: int, ada: int
) -> None:
    await database.write(service.assign, conversation_id, agent_id=ada, by="system", at=START)
    await database.write(service.snooze, conversation_id, until=START + MINUTE, by="system", at=START)
    await database.write(lambda tx: tx.execute(sa.delete(Job)))
    await database.write(lambda tx: appended(tx, from_customer(conversation_id)))
    found = await database.read(row, conversation_id)
    assert (found.status, found.agent_id, found.snoozed_until) == (Status.OPEN, ada, None)
    assert await database.read(waiting_jobs, conversation_id) == 0
    states = [(item.state, item.agent_id) for item in await database.read(items, conversation_id)]
    assert states[-1] == (WorkState.ACTIVE, ada)


async def test_a_snoozed_conversation_without_owner_waits_again_when_its_customer_writes(
    database: Database, conversation_id: int
) -> None:
    await database.write(service.snooze, conversation_id, until=START + MINUTE, by="system", at=START)
    await database.write(lambda tx: tx.execute(sa.delete(Job)))
    await database.write(lambda tx: appended(tx, from_customer(conversation_id)))
    assert await database.read(waiting_jobs, conversation_id) == 1


async def test_sets_at_once_from_several_processes_neither_stick_nor_share_a_place(
    database: Database, database_settings: Settings
) -> None:
    conversations = [await scene.conversation(database, who=f"customer-{number}") for number in range(5)]
    processes = [database]
    if database.dialect == "postgresql":
        processes += [open_database(database_settings, lambda _: None) for _ in range(2)]

    async def sender(number: int) -> None:
        dice = random.Random(number)
        for _ in range(5):
            batch = [from_customer(dice.choice(conversations)) for _ in range(8)]
            await processes[number % len(processes)].write(append_messages, batch)

    await asyncio.gather(*(sender(number) for number in range(12)))
    total = 0
    for conversation_id in conversations:
        staff, public = await database.read(sequences, conversation_id)
        assert staff == public == list(range(1, len(staff) + 1))
        total += len(staff)
    assert total == 5 + 12 * 5 * 8
    count = sa.select(sa.func.count()).select_from(Message)
    assert await database.read(lambda tx: tx.execute(count).scalar_one()) == total
    for other in processes[1:]:
        await other.close()


async def test_messages_are_appended_without_reading_all_others(database: Database, conversation_id: int) -> None:
    """As after an import: the statistics say that hardly a message has a client_id."""
    if database.dialect == "postgresql":
        return
    await database.write(append_messages, [from_customer(conversation_id) for _ in range(300)])
    await database.write(lambda tx: tx.execute(sa.text("ANALYZE")) and None)

    def plans(tx: Session) -> list[str]:
        connection, asked = tx.connection(), []
        sa.event.listen(connection, "before_cursor_execute", lambda *given: asked.append(given[2:4]))
        append_messages(tx, [from_customer(conversation_id, f"client-{number}") for number in range(3)])
        explained = [
            connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given[0] if isinstance(given, list) else given)
            for sql, given in list(asked)
        ]
        return [row.detail for rows in explained for row in rows]

    found = await database.write(plans)
    assert any(detail.startswith("SEARCH message USING") for detail in found)
    assert not any(detail.startswith("SCAN message") for detail in found)


async def test_what_was_written_out_of_hours_waits_for_an_agent_s_public_answer(
    database: Database, conversation_id: int, ada: int
) -> None:
    def marked_after(*messages: NewMessage) -> Callable[[Session], bool]:
        return lambda tx: appended(tx, *messages) and row(tx, conversation_id).out_of_hours  # type: ignore[return-value]

    assert await database.write(marked_after(from_customer(conversation_id, out_of_hours=True)))
    assert await database.write(marked_after(from_customer(conversation_id), note(conversation_id, ada)))
    await database.write(service.assign, conversation_id, agent_id=ada, by="system", at=START)
    assert not await database.write(marked_after(*[from_agent(conversation_id, ada) for _ in range(2)]))
    found = await database.read(facts, "conversation", conversation_id)
    assert found[-3:] == ["MessageSent", "ConversationAnswered", "MessageSent"]
    staff_seqs, public_seqs = await database.read(sequences, conversation_id)
    assert staff_seqs == list(range(1, len(staff_seqs) + 1))
    assert public_seqs == list(range(1, len(public_seqs) + 1))
    assert not await database.write(marked_after(from_customer(conversation_id, out_of_hours=True)))
    await database.write(service.resolve, conversation_id, by="system", at=START)
    assert await database.write(marked_after(from_customer(conversation_id, out_of_hours=True)))
    await database.write(service.resolve, conversation_id, by="system", at=START)
    assert not (await database.read(row, conversation_id)).out_of_hours


@pytest.mark.parametrize(
    ("body", "files", "preview"),
    [
        ("Chào\n\nshop", ["a.png"], "Chào shop"),
        ("", ["a.png", "b.pdf"], "📎 a.png, b.pdf"),
        (" \n", ["a.png"], "📎 a.png"),
        ("", [], ""),
        (" \n", [], ""),
    ],
)
def test_a_preview_names_files_only_where_there_are_some(body: str, files: list[str], preview: str) -> None:
    assert preview_of(body, files) == preview
