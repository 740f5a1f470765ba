"""Searching gives the same answers on both databases, follows what changes, and survives being behind."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.bus import MemoryBus
from contact_center.conversations.appending import Appended, append_messages
from contact_center.customers import fields
from contact_center.db import Database
from contact_center.errors import InvalidInput
from contact_center.events import CustomerCreated
from contact_center.jobs import store as jobs
from contact_center.models import Customer, CustomField, CustomFieldValue, Event, Inbox, Message, record
from contact_center.paging import encode_cursor
from contact_center.search import indexing, queries, service, store
from contact_center.search.indexer import Indexer
from contact_center.search.schemas import CustomerSearchQuery, MessageHits, SearchQuery
from contact_center.search.store import Index
from contact_center.values import NewMessage
from tests import scene

TEXTS = (
    "Chào shop, mình muốn đổi hàng ạ",
    "Đơn hàng DH-1024 giao đến đường Điện Biên Phủ chưa?",
    "Where is my order DH-1024? It should have come on Monday.",
    "Hoàn tiền giúp em với, em chuyển khoản rồi",
    "The refund has been sent. Straße 5, a@b.example",
    "don hang bi vo hop",
)
CASES: tuple[tuple[str, list[int]], ...] = (
    ("doi hang", [0]),
    ("đổi hàng", [0]),
    ("ĐỔI HÀNG", [0]),
    ("hàng", [5, 1, 0]),
    ("đơn hàng", [5, 1]),
    ('"don hang"', [5, 1]),
    ('"hang don"', []),
    ("hang don", [5, 1]),
    ("duong dien bien", [1]),
    ("dh-1024", [2, 1]),
    ("DH 10", [2, 1]),
    ("dh-10", [2, 1]),
    ("1024", [2, 1]),
    ("hoa", [3]),
    ("h", []),
    ("strasse", [4]),
    ("a@b.example", [4]),
    ("ord mon", []),
    ("order mon", [2]),
    ("refund", [4]),
    ("REFUND (sent)", [4]),
    ("nothing of it", []),
    ("' OR 1=1 --", []),
    ('"', []),
    ("***", []),
    ("\u0000", []),
)


async def archive(db: Database, texts: Sequence[str] = TEXTS) -> list[int]:
    """A conversation whose messages are these; returns their keys."""
    conversation = await db.write(lambda tx: scene.received(tx, scene.inbox(tx), body="xin").conversation_id)
    return await say(db, conversation, *texts)


async def say(db: Database, conversation: int, *texts: str) -> list[int]:
    news: list[NewMessage] = [scene.from_customer(conversation, body=text) for text in texts]

    def unit(tx: Session) -> list[int]:
        seqs = [each.message.public_id for each in append_messages(tx, news) if isinstance(each, Appended)]
        return list(tx.execute(sa.select(Message.id).where(Message.public_id.in_(seqs)).order_by(Message.id)).scalars())

    return await db.write(unit)


def indexer(db: Database) -> Indexer:
    return Indexer(db=db, bus=MemoryBus(), clock=lambda: scene.START)


async def found(db: Database, typed: str, *, inbox: str | None = None, after: str | None = None) -> MessageHits:
    return await db.read(queries.messages, SearchQuery(q=typed, inbox=inbox, after=after))


async def texts_found(db: Database, typed: str) -> list[str]:
    hits = (await found(db, typed)).items
    return ["".join(piece.text for piece in hit.excerpt) for hit in hits]


async def test_words_are_found_whatever_their_marks_and_order(database: Database) -> None:
    await archive(database)
    await indexer(database).catch_up()
    for typed, expected in CASES:
        assert await texts_found(database, typed) == [TEXTS[place] for place in expected], typed


async def test_an_inbox_can_be_asked_alone(database: Database) -> None:
    await archive(database)
    await archive(database, ["hàng khác"])
    await indexer(database).catch_up()
    inboxes = await database.read(lambda tx: list(tx.execute(sa.select(Inbox.public_id).order_by(Inbox.id)).scalars()))
    assert len((await found(database, "hang")).items) == 4
    assert len((await found(database, "hang", inbox=inboxes[0])).items) == 3
    assert len((await found(database, "hang", inbox=inboxes[1])).items) == 1
    assert (await found(database, "hang", inbox="unknown")).items == []


async def test_pages_follow_each_other_without_gap_or_repetition(database: Database) -> None:
    await archive(database, [f"trang {number}" for number in range(7)])
    await indexer(database).catch_up()
    seen, after = [], None
    while True:
        page = await database.read(queries.messages, SearchQuery(q="trang", limit=3, after=after))
        seen += [hit.seq for hit in page.items]
        if (after := page.next) is None:
            break
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 7
    with pytest.raises(InvalidInput, match="not a cursor"):
        await found(database, "trang", after=encode_cursor(("x",)))


async def test_a_number_leads_to_its_conversation(database: Database) -> None:
    await archive(database)
    await indexer(database).catch_up()
    for typed in ("#1", "1"):
        numbered = (await found(database, typed)).numbered
        assert numbered is not None
        assert numbered.number == 1
    assert (await found(database, "#999")).numbered is None
    assert (await found(database, "#99999999999999999999")).numbered is None


async def test_notes_are_found_by_staff(database: Database) -> None:
    conversation = await scene.conversation(database)
    agent = await database.write(scene.agent, "Ada")
    await database.write(append_messages, [scene.note(conversation, agent, body="khách VIP")])
    await indexer(database).catch_up()
    (hit,) = (await found(database, "khach vip")).items
    assert hit.audience == "staff"
    assert [piece.text for piece in hit.excerpt if piece.hit] == ["khách", "VIP"]


async def test_what_comes_later_is_found_after_the_next_round(database: Database) -> None:
    await archive(database)
    await indexer(database).catch_up()
    await say(database, 1, "một tin mới")
    assert await texts_found(database, "tin moi") == []
    assert await database.read(indexing.lag, scene.START + timedelta(seconds=3)) == 3
    await indexer(database).catch_up()
    assert await texts_found(database, "tin moi") == ["một tin mới"]
    assert await database.read(indexing.lag, scene.START + timedelta(seconds=3)) == 0
    assert await indexer(database).catch_up() == 0


async def test_a_long_backlog_is_caught_up_in_several_units(database: Database) -> None:
    await archive(database, [f"dòng {number}" for number in range(indexing.BATCH + 20)])
    assert await indexer(database).catch_up() >= indexing.BATCH + 20
    assert len(await texts_found(database, "dong")) == 50


async def test_what_is_forgotten_is_not_found_and_does_not_come_back(database: Database) -> None:
    keys = await archive(database)
    await indexer(database).catch_up()

    def unit(tx: Session) -> None:
        tx.execute(sa.update(Message).where(Message.id.in_(keys[:2])).values(body=""))
        service.forget(tx, keys[:2])

    await database.write(unit)
    assert await texts_found(database, "hang") == [TEXTS[5]]
    await indexer(database).catch_up()
    assert await texts_found(database, "hang") == [TEXTS[5]]


async def test_what_was_changed_is_found_by_what_it_says_now(database: Database) -> None:
    keys = await archive(database)
    await indexer(database).catch_up()

    def unit(tx: Session) -> None:
        tx.execute(sa.update(Message).where(Message.id == keys[0]).values(body="hoàn toàn khác"))
        service.index_again(tx, keys[:1])

    await database.write(unit)
    assert await texts_found(database, "doi hang") == []
    assert await texts_found(database, "toan khac") == ["hoàn toàn khác"]


async def test_deleting_messages_deletes_what_they_are_found_by(database: Database) -> None:
    keys = await archive(database)
    await indexer(database).catch_up()
    await database.write(lambda tx: tx.execute(sa.delete(Message).where(Message.id.in_(keys))) and None)
    table = Index.MESSAGES.value
    left = await database.read(lambda tx: tx.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar())
    assert left == 1
    again = await say(database, 1, "tin sau khi xóa")
    assert again
    await indexer(database).catch_up()
    assert await texts_found(database, "sau khi xoa") == ["tin sau khi xóa"]


async def test_a_message_that_becomes_visible_late_is_found(database: Database) -> None:
    """On PostgreSQL a transaction may commit after another that took a later key."""
    keys = await archive(database)
    await indexer(database).catch_up()
    if database.dialect != "postgresql":
        return
    await database.write(store.remove, Index.MESSAGES, keys[:1])
    await indexer(database).catch_up()
    assert await texts_found(database, "doi hang") == [TEXTS[0]]


async def customer(db: Database, *, field: str | None = None, **values: str) -> int:
    def unit(tx: Session) -> int:
        row = Customer(created_at=scene.START, **values)
        tx.add(row)
        tx.flush()
        if field is not None:
            about = CustomField(key=f"f{row.id}", kind="text", names={}, choices=[], created_at=scene.START)
            tx.add(about)
            tx.flush()
            tx.add(CustomFieldValue(customer_id=row.id, field_id=about.id, value=field))
        record(tx, "customer", row.id, CustomerCreated("webchat"), by="system", at=scene.START)
        return row.id

    return await db.write(unit)


async def customers_found(db: Database, typed: str) -> list[str]:
    hits = await db.read(queries.customers, CustomerSearchQuery(q=typed))
    return ["".join(piece.text for piece in hit.name) for hit in hits.items]


async def test_customers_are_found_by_any_part_of_what_they_are_known_by(database: Database) -> None:
    await customer(database, name="Nguyễn Thị Ánh", email="anh.nguyen@thu.example", phone="+84912345678")
    await customer(database, name="Đặng Văn Lâm", field="KH-00777")
    await customer(database, email="only@mail.example")
    await indexer(database).catch_up()
    for typed, expected in (
        ("nguyen", ["Nguyễn Thị Ánh"]),
        ("UYE anh", ["Nguyễn Thị Ánh"]),
        ("dang lam", ["Đặng Văn Lâm"]),
        ("ặng", ["Đặng Văn Lâm"]),
        ("anh.nguyen@thu", ["Nguyễn Thị Ánh"]),
        ("0912345678", ["Nguyễn Thị Ánh"]),
        ("45678", ["Nguyễn Thị Ánh"]),
        ("777", ["Đặng Văn Lâm"]),
        ("kh-00777", ["Đặng Văn Lâm"]),
        ("mail.exa", ["only@mail.example"]),
        ("example", ["only@mail.example", "Nguyễn Thị Ánh"]),
        ("nobody", []),
        ("a", []),
        ('"*', []),
    ):
        assert await customers_found(database, typed) == expected, typed


async def test_by_the_values_of_a_deleted_field_nobody_is_found(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await customer(database, name="Ann", field="KH-00777")
    second = await customer(database, name="Bob", field="KH-00778")
    await indexer(database).catch_up()
    assert await customers_found(database, "kh-0077") == ["Bob", "Ann"]

    def unit(tx: Session) -> None:
        about = tx.execute(sa.select(CustomField).order_by(CustomField.id)).scalars().first()
        assert about is not None
        tx.add(CustomFieldValue(customer_id=second, field_id=about.id, value="common"))
        tx.flush()
        fields.delete_field(tx, about.public_id, by="system", at=scene.START)

    monkeypatch.setattr(fields, "BATCH", 1)
    await database.write(unit)
    taken = await database.write(jobs.take, fields.INDEX_AGAIN, 10, now=scene.START)
    assert [job.payload for job in taken] == [{"customers": [first]}, {"customers": [second]}]
    for job in taken:
        await service.index_customers(database, job)
    assert await customers_found(database, "kh-0077") == ["Bob"]
    assert await customers_found(database, "ann") == ["Ann"]


async def test_a_customer_is_found_by_what_is_known_now(database: Database) -> None:
    key = await customer(database, name="Old Name")
    await indexer(database).catch_up()

    def rename(tx: Session) -> None:
        row = tx.get_one(Customer, key)
        row.name = "Tên Mới"
        record(tx, "customer", key, CustomerCreated("webchat"), by="system", at=scene.START)

    await database.write(rename)
    await indexer(database).catch_up()
    assert await customers_found(database, "ten moi") == ["Tên Mới"]
    assert await customers_found(database, "old") == []
    await database.write(service.forget_customers, [key])
    assert await customers_found(database, "ten moi") == []


async def test_a_merged_customer_is_found_through_the_other(database: Database) -> None:
    source = await customer(database, name="Ann Twice")
    target = await customer(database, name="Ann Once")
    await indexer(database).catch_up()

    def merge(tx: Session) -> None:
        tx.execute(sa.update(Customer).where(Customer.id == source).values(merged_into=target))
        data = {"source_id": source, "target_id": target}
        values = {"entity": "customer", "entity_id": target, "type": "CustomerMerged", "at": scene.START}
        tx.execute(sa.insert(Event).values(**values, actor="system", data=data))

    await database.write(merge)
    await indexer(database).catch_up()
    assert await customers_found(database, "ann") == ["Ann Once"]


async def test_many_changed_customers_take_several_units(database: Database) -> None:
    for number in range(indexing.CUSTOMERS + 5):
        await customer(database, name=f"Person {number}")
    assert await indexer(database).catch_up() == indexing.CUSTOMERS + 5
    assert len(await customers_found(database, "person")) == 50
