"""What is past its time is deleted with everything that belongs to it, and nothing else is."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations import service
from contact_center.conversations.appending import append_messages
from contact_center.db import Database
from contact_center.files.arriving import Arrived
from contact_center.files.store import FileStore
from contact_center.models import (
    Attachment,
    Base,
    Block,
    Conversation,
    ConversationLabel,
    ConversationTrail,
    Customer,
    Draft,
    Event,
    Inbox,
    Job,
    Label,
    Mention,
    Message,
    Rating,
    Visit,
    VisitorConsent,
    WorkItem,
)
from contact_center.retention import past
from contact_center.retention import service as retention
from contact_center.retention.rules import Retention
from contact_center.search import indexing, queries
from contact_center.search.schemas import SearchQuery
from contact_center.settings import Settings
from contact_center.values import JobState
from contact_center.work import service as work
from contact_center.work.schemas import Entry
from tests import scene
from tests.scene import START

DAY = timedelta(days=1)
NEVER = Retention(visits=36_500, blocks=0)


class Talk(NamedTuple):
    id: int
    customer_id: int
    public_id: str
    key: str


def attach(tx: Session, arrived: Arrived, *, name: str, conversation_id: int, message_id: int) -> None:
    """A file goes with a message."""
    file = Attachment(
        key=arrived.key,
        uploader="system",
        name=name,
        media_type="text/plain",
        size=arrived.size,
        sha256=arrived.sha256,
        created_at=START,
        conversation_id=conversation_id,
        message_id=message_id,
    )
    tx.add(file)
    tx.flush()
    ref = {"id": file.public_id, "name": name, "media_type": "text/plain", "size": 1, "path": f"/files/{file.key}/a"}
    tx.execute(sa.update(Message).where(Message.id == message_id).values(attachments=[ref]))


async def talk(db: Database, store: FileStore, word: str, *, ended: datetime | None = START) -> Talk:
    """A conversation with everything that one can have, in which one word is everywhere."""

    async def chunks() -> AsyncIterator[bytes]:
        yield word.encode()

    arrived = await store.receive(chunks(), limit=1_000)

    def unit(tx: Session) -> Talk:
        agent_id = scene.agent(tx, "Ada")
        inbox_id = scene.inbox(tx)
        key = scene.received(tx, inbox_id, who=word, body=f"hello {word}").conversation_id
        append_messages(tx, [scene.note(key, agent_id, body=f"note {word}"), scene.from_agent(key, agent_id)])
        row = scene.row(tx, key)
        message_id = tx.execute(sa.select(sa.func.min(Message.id)).where(Message.conversation_id == key)).scalar_one()
        label = Label(name=f"Label {key}", folded=f"label {key}", colour="#000000", created_at=START)
        tx.add(label)
        tx.flush()
        attach(tx, arrived, name=f"{word}.txt", conversation_id=key, message_id=message_id)
        tx.add_all([
            ConversationLabel(conversation_id=key, label_id=label.id),
            Draft(agent_id=agent_id, conversation_id=key, audience="public", body=word, updated_at=START),
            Mention(agent_id=agent_id, conversation_id=key, message_id=message_id, by_id=agent_id, at=START),
            Rating(conversation_id=key, closed_at=START, inbox_id=inbox_id, score=5, comment=word, at=START),
            ConversationTrail(conversation_id=key, pages=[{"url": f"https://{word}.example"}], taken_at=START),
        ])  # fmt: skip
        work.enqueue(tx, key, Entry(queue_id=work.default_queue(tx)), channel="webchat", by="system", at=START)
        if ended is not None:
            service.resolve(tx, key, by="system", at=ended)
        tx.flush()
        return Talk(key, row.customer_id, row.public_id, arrived.key)

    found = await db.write(unit)
    await store.keep(arrived.key)
    await db.write(indexing.index_messages, now=START)
    await db.write(indexing.index_customers, now=START)
    return found


async def keep(db: Database, kept: Retention) -> None:
    await db.write(lambda tx: retention.change(tx, kept, version=retention.current(tx)[1], by="system", at=START))


def visit(inbox_id: int, visitor: str, at: datetime, **fields: Any) -> Visit:
    empty: dict[str, Any] = {"campaign": {}, "device": "", "facts": {}}
    return Visit(inbox_id=inbox_id, visitor=visitor, client_id="c", started_at=at, last_at=at, **empty, **fields)


def holding(tx: Session, *needles: str) -> set[str]:
    """The tables in which a word is anywhere, the indexes of search and their tables included."""
    names = set(sa.inspect(tx.connection()).get_table_names())
    found = set()
    for name in names:
        rows = tx.execute(sa.select(sa.text("*")).select_from(sa.table(name))).all()
        if any(needle in repr(tuple(row)) for row in rows for needle in needles):
            found.add(name)
    return found


def rows_about(tx: Session, conversation_id: int) -> set[str]:
    """The tables with rows that name a conversation by its key."""
    found = set()
    for table in Base.metadata.sorted_tables:
        if "conversation_id" in table.c:
            count = sa.select(sa.func.count()).where(table.c.conversation_id == conversation_id)
            if tx.execute(count).scalar():
                found.add(table.name)
    about = (Event.entity == "conversation", Event.entity_id == conversation_id)
    if tx.execute(sa.select(sa.func.count()).where(*about)).scalar():
        found.add("event")
    return found


def hits(tx: Session, word: str) -> int:
    return len(queries.messages(tx, SearchQuery(q=word)).items)


def ids(tx: Session, table: type[Base]) -> list[int]:
    return list(tx.execute(sa.select(table.__table__.c.id).order_by(table.__table__.c.id)).scalars())


@pytest.fixture
def store(database_settings: Settings) -> FileStore:
    return FileStore(database_settings.data_dir)


async def test_nothing_of_a_deleted_conversation_remains_in_any_table_in_search_or_among_the_files(
    database: Database, store: FileStore
) -> None:
    old = await talk(database, store, "persimmon")
    young = await talk(database, store, "rambutan", ended=START + 20 * DAY)
    assert await database.read(hits, "persimmon") > 0
    complete = await database.read(rows_about, old.id)
    assert len(complete) >= 10
    await keep(database, Retention(conversations=30, visits=36_500))
    deleted = await retention.carry_out(database, now=START + 40 * DAY)
    assert deleted["conversations"] == 1
    assert deleted["customers"] == 1
    assert await database.read(rows_about, old.id) == set()
    assert await database.read(holding, "persimmon", old.public_id) == set()
    assert await database.read(hits, "persimmon") == 0
    (job,) = await database.read(
        lambda tx: tx.execute(sa.select(Job).where(Job.kind == "delete_blobs")).scalars().all()
    )
    await store.delete(job.payload["keys"])
    assert not store.path_of(old.key).exists()

    assert await database.read(rows_about, young.id) == complete
    assert await database.read(hits, "rambutan") > 0
    assert store.path_of(young.key).read_bytes() == b"rambutan"


async def test_what_is_open_was_reopened_or_is_kept_for_ever_stays(database: Database, store: FileStore) -> None:
    opened = await talk(database, store, "open", ended=None)
    again = await talk(database, store, "again")
    agent_id = await database.write(scene.agent, "Mai")
    await database.write(service.reopen, again.id, agent_id=agent_id, by="system", at=START + 35 * DAY)
    ended = await talk(database, store, "ended")
    everything = {opened.id, again.id, ended.id}
    await keep(database, NEVER)
    assert await retention.carry_out(database, now=START + 10_000 * DAY) == {}
    assert set(await database.read(ids, Conversation)) == everything
    await keep(database, Retention(conversations=30, visits=36_500))
    await retention.carry_out(database, now=START + 40 * DAY)
    assert set(await database.read(ids, Conversation)) == everything - {ended.id}


async def test_files_go_before_their_conversation_and_their_names_stay(database: Database, store: FileStore) -> None:
    old = await talk(database, store, "persimmon")
    await keep(database, Retention(files=30, visits=36_500))
    assert await retention.carry_out(database, now=START + 40 * DAY) == {"files": 1}

    def attachments(tx: Session) -> list[object]:
        query = sa.select(Message.attachments).where(Message.conversation_id == old.id)
        return [each for found in tx.execute(query).scalars() if found for each in found]

    (left,) = await database.read(attachments)
    assert left["name"] == "persimmon.txt"  # type: ignore[index]
    assert left["path"] == ""  # type: ignore[index]
    assert await database.read(ids, Attachment) == []
    assert await retention.carry_out(database, now=START + 40 * DAY) == {}


async def test_more_than_one_bit_is_deleted_bit_by_bit_and_each_is_recorded(database: Database) -> None:
    def many(tx: Session) -> None:
        inbox_id = scene.inbox(tx)
        for number in range(45):
            key = scene.received(tx, inbox_id, who=f"visitor {number}").conversation_id
            service.resolve(tx, key, by="system", at=START)

    await database.write(many)
    await keep(database, Retention(conversations=1, visits=36_500))
    deleted = await retention.carry_out(database, now=START + 2 * DAY)
    assert deleted == {"conversations": 45, "customers": 45}
    facts = await database.read(
        lambda tx: [
            row.data["deleted"] for row in tx.execute(sa.select(Event.data).where(Event.type == "RetentionCarriedOut"))
        ]
    )
    assert [each.get("conversations") for each in facts if "conversations" in each] == [20, 20, 5]
    assert await database.read(ids, WorkItem) == await database.read(ids, Customer) == []


async def test_a_customer_of_whom_something_is_left_stays(database: Database) -> None:
    def unit(tx: Session) -> list[int]:
        inbox_id = scene.inbox(tx)
        names = ("gone", "blocked", "visiting", "talking", "target", "new")
        rows = [Customer(name=name, created_at=START + (50 * DAY if name == "new" else 0 * DAY)) for name in names]
        tx.add_all(rows)
        tx.flush()
        _, blocked, visiting, talking, target, new = [row.id for row in rows]
        source = Customer(name="source", created_at=START, merged_into=target)
        tx.add_all([
            source,
            Block(customer_id=blocked, reason="", created_at=START),
            visit(inbox_id, "v", START, customer_id=visiting),
        ])  # fmt: skip
        key = service.open_conversation(tx, inbox=tx.get_one(Inbox, inbox_id), customer_id=talking, at=START)
        assert key
        return [blocked, visiting, talking, target, new]

    stay = await database.write(unit)
    await keep(database, Retention(conversations=30, visits=36_500))
    await database.write(retention.steps(Retention(conversations=30), now=START + 60 * DAY)[2][1])
    left = await database.read(ids, Customer)
    assert set(left) == set(stay)


async def test_visits_consents_blocks_and_dead_jobs_have_their_own_times(database: Database) -> None:
    def unit(tx: Session) -> None:
        inbox_id = scene.inbox(tx)
        for number in range(3):
            at = START + 10 * number * DAY
            tx.add_all([
                VisitorConsent(inbox_id=inbox_id, visitor=f"v{number}", given_at=START, withdrawn_at=at),
                visit(inbox_id, f"v{number}", at),
                Block(network=f"192.0.2.{number}/32", reason="", created_at=START, expires_at=at),
                Job(kind="mail.send", payload={}, state=JobState.DEAD, run_at=at, created_at=at, ended_at=at),
            ])  # fmt: skip
        tx.add_all([
            VisitorConsent(inbox_id=inbox_id, visitor="given", given_at=START),
            Block(network="198.51.100.1/32", reason="for ever", created_at=START),
        ])  # fmt: skip

    await database.write(unit)
    kept = Retention(visits=15, consents=5, blocks=25, conversations=12)
    now = START + 30 * DAY
    counted = await database.read(past.count, kept, now=now)
    await keep(database, kept)
    deleted = await retention.carry_out(database, now=now)
    assert deleted == {"visits": 2, "consents": 3, "blocks": 1, "dead_jobs": 2}
    assert {kind: deleted.get(kind, 0) for kind in counted} == counted
    assert await database.read(ids, Visit) == [3]
