"""Attachments and their blobs: whose they are, when they go with a message, when they go away."""

import secrets
from collections.abc import AsyncIterator, Iterable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.conversations.sending import append_one
from contact_center.db import Database
from contact_center.errors import Conflict, InvalidInput
from contact_center.files import service
from contact_center.files.cleanup import blob_deleter, cleaner
from contact_center.files.receiving import receive
from contact_center.files.store import INCOMING, FileStore
from contact_center.jobs.store import TakenJob, take
from contact_center.models import Attachment, Message
from contact_center.realtime.messages import newest_messages
from contact_center.values import FileRef, NewMessage, WaitingFiles
from tests.files.samples import EXE, png
from tests.scene import START, conversation, from_customer, row

ANN = "webchat:ann"
LATER = START + timedelta(days=1, seconds=1)


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path)


async def upload(
    store: FileStore, db: Database, *, name: str = "bowl.png", uploader: str = ANN, content: bytes = png(4, 3)
) -> FileRef:
    async def chunks() -> AsyncIterator[bytes]:
        yield content

    return await receive(store, db, chunks(), limit=10**6, name=name, uploader=uploader, at=START)


def blobs(store: FileStore) -> list[str]:
    return sorted(path.name for path in store.folder.rglob("*") if path.is_file())


def message(
    key: int, files: Iterable[FileRef], client_id: str = "m1", *, uploader: str = ANN, body: str = ""
) -> NewMessage:
    ids = tuple(each.id for each in files)
    return from_customer(key, client_id, body=body, files=WaitingFiles(ids, uploader))


async def jobs_of(db: Database, kind: str) -> list[TakenJob]:
    return await db.write(take, kind, 100, now=LATER + timedelta(days=1))


@pytest.fixture
async def key(database: Database) -> int:
    """A conversation in which nobody has sent a file."""
    return await conversation(database)


async def test_an_upload_is_told_by_its_content_and_named_safely(store: FileStore, database: Database) -> None:
    found = await upload(store, database, name="../x\u202egnp.exe")
    assert (found.name, found.media_type, found.width, found.height) == ("xgnp.exe.png", "image/png", 4, 3)
    stored = await database.read(lambda tx: tx.execute(sa.select(Attachment)).scalar_one())
    assert found.path == f"/files/{stored.key}/xgnp.exe.png"
    assert blobs(store) == [stored.key]
    assert (stored.uploader, stored.message_id, stored.size) == (ANN, None, found.size)


async def test_a_program_is_refused_and_leaves_nothing(store: FileStore, database: Database) -> None:
    with pytest.raises(Exception, match="Programs"):
        await upload(store, database, name="photo.png", content=EXE)
    assert blobs(store) == []
    assert await database.read(lambda tx: tx.execute(sa.select(Attachment)).all()) == []


async def test_a_blob_whose_row_cannot_be_stored_leaves_nothing(store: FileStore, database: Database) -> None:
    def broken(_tx: Session) -> None:
        raise ValueError("the row is refused")

    class Refusing:
        async def write(self, *_: object, **__: object) -> None:
            await database.write(broken)

    with pytest.raises(ValueError, match="refused"):
        await upload(store, Refusing())  # type: ignore[arg-type]
    assert blobs(store) == []


async def test_files_go_with_a_message_in_their_order(store: FileStore, database: Database, key: int) -> None:
    one, two = await upload(store, database, name="1.png"), await upload(store, database, name="2.png")
    appended = await database.write(append_one, message(key, (two, one)))
    assert appended.message.attachments == (two, one)
    ((stored, _), row_) = await database.read(
        lambda tx: (newest_messages(tx, key, public=False), row(tx, key))
    )  # fmt: skip
    assert stored[-1].attachments == (two, one)
    assert stored[-1].body == ""
    assert row_.preview == "📎 2.png, 1.png"
    linked = await database.read(
        lambda tx: tx.execute(sa.select(Attachment.message_id, Attachment.conversation_id)).all()
    )
    assert {each.conversation_id for each in linked} == {key}
    assert len({each.message_id for each in linked}) == 1


async def test_a_text_with_files_is_previewed_by_its_text(store: FileStore, database: Database, key: int) -> None:
    await database.write(append_one, message(key, [await upload(store, database)], body="Here it is"))
    assert (await database.read(row, key)).preview == "Here it is"


async def test_nobody_sends_anothers_file(store: FileStore, database: Database, key: int) -> None:
    found = await upload(store, database, uploader="webchat:somebody")
    for files in ([found], [await upload(store, database), found]):
        with pytest.raises(InvalidInput, match="not uploaded by you"):
            await database.write(append_one, message(key, files))
    messages = await database.read(lambda tx: tx.execute(sa.select(sa.func.count()).select_from(Message)).scalar_one())
    assert messages == 1


async def test_a_file_that_is_unknown_or_named_twice_is_refused(store: FileStore, database: Database, key: int) -> None:
    found = await upload(store, database)
    with pytest.raises(InvalidInput, match="each once"):
        await database.write(append_one, message(key, (found, found)))
    with pytest.raises(InvalidInput, match="expired"):
        await database.write(append_one, from_customer(key, files=WaitingFiles(("no-such-file",), ANN)))


async def test_a_file_is_sent_once(store: FileStore, database: Database, key: int) -> None:
    found = await upload(store, database)
    await database.write(append_one, message(key, [found]))
    with pytest.raises(Conflict, match="sent before"):
        await database.write(append_one, message(key, [found], "m2"))
    other = await conversation(database, who="bob")
    with pytest.raises(Conflict, match="sent before"):
        await database.write(append_one, message(other, [found], "m1"))


async def test_a_message_that_is_sent_again_is_stored_once_with_its_files(
    store: FileStore, database: Database, key: int
) -> None:
    found = await upload(store, database)
    first = await database.write(append_one, message(key, [found]))
    again = await database.write(append_one, message(key, [found]))
    assert again.duplicate
    assert again.message.public_id == first.message.public_id
    assert again.message.attachments == (found,)


async def test_an_upload_waits_a_day_for_its_message(store: FileStore, database: Database, key: int) -> None:
    sent, waiting = await upload(store, database), await upload(store, database)
    await database.write(append_one, message(key, [sent]))
    job = TakenJob(id=1, public_id="", kind="", payload={}, unique_key=None, attempt=1, created_at=START)
    await cleaner(store, lambda: START + timedelta(hours=23))(database, job)
    assert len(await database.read(lambda tx: tx.execute(sa.select(Attachment)).all())) == 2
    await cleaner(store, lambda: LATER)(database, job)
    left = await database.read(lambda tx: tx.execute(sa.select(Attachment)).scalar_one())
    assert left.public_id == sent.id != waiting.id


async def test_blobs_go_after_the_commit_and_only_then(store: FileStore, database: Database, key: int) -> None:
    found = await upload(store, database)
    await database.write(append_one, message(key, [found]))
    other = await upload(store, database)

    def delete(tx: Session, *, fail: bool) -> int:
        deleted = service.delete_files_of(tx, [key], now=START)
        if fail:
            raise ValueError("it did not come to the commit")
        return deleted

    with pytest.raises(ValueError, match="commit"):
        await database.write(delete, fail=True)
    assert await jobs_of(database, service.DELETE_BLOBS) == []
    assert await database.write(delete, fail=False) == 1
    assert len(blobs(store)) == 2
    (job,) = await jobs_of(database, service.DELETE_BLOBS)
    for _ in range(2):  # a job may run twice
        await blob_deleter(store)(database, job)
    assert blobs(store) == [other.path.split("/")[2]]


async def test_many_conversations_are_deleted_in_parts(database: Database) -> None:
    def fill(tx: Session) -> None:
        for _ in range(3):
            tx.add(
                Attachment(
                    key=secrets.token_hex(20), uploader=ANN, name="a", media_type="text/plain", size=1, sha256="",
                    created_at=START,
                )
            )  # fmt: skip

    await database.write(fill)
    assert await database.write(service.delete_files_of, list(range(10**6, 10**6 + 1_200)), now=START) == 0
    assert await database.write(service.delete_unsent, now=LATER) == 3


def test_incoming_is_no_folder_of_a_key() -> None:
    assert len(INCOMING) > 2
