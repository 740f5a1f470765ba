"""What mail servers bring is kept before it is acknowledged, and nobody else brings anything."""

import asyncio
import smtplib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import pytest
from sqlalchemy.orm import Session

from channels.email import receiver as receiver_module
from channels.email.receiver import Receiver
from contact_center.db import Database
from contact_center.errors import StorageUnavailable
from contact_center.files.store import FileStore
from contact_center.settings import Settings
from tests import mails
from tests.app_server import until, until_stored
from tests.channels.email.taking_in import NOW, kept, raw
from tests.mail_servers import started
from tests.servers import free_port


@asynccontextmanager
async def receiving(db: Database, settings: Settings, **changes: Any) -> AsyncIterator[Receiver]:
    given = msgspec.structs.replace(settings, smtp_in_port=free_port(), **changes)
    receiver = Receiver(given, db, FileStore(settings.data_dir), lambda: NOW)
    task = asyncio.create_task(receiver.run())
    await until(lambda: listens(receiver.port))
    try:
        yield receiver
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def boxes(tx: Session) -> None:
    mails.mailbox(tx, address="support@shop.example", aliases=["help@shop.example"])
    mails.mailbox(tx, address="sales@shop.example")
    mails.mailbox(tx, address="fetched@shop.example", kind="imap")


async def sent(port: int, recipients: list[str], content: bytes, *, sender: str = "ann@customer.example") -> Any:
    def send() -> Any:
        with smtplib.SMTP("127.0.0.1", port) as smtp:
            return smtp.sendmail(sender, recipients, content)

    return await asyncio.to_thread(send)


async def test_a_mail_is_kept_for_each_mailbox_that_it_is_for_and_once_in_each(
    database: Database, settings: Settings
) -> None:
    await database.write(boxes)
    files = FileStore(settings.data_dir)
    async with receiving(database, settings) as receiver:
        people = ["Support+c12.abc@shop.example", "help@shop.example", "sales@shop.example"]
        assert await sent(receiver.port, people, raw(text=".dots\n..stay" + "x" * 5_000), sender="") == {}
        await sent(receiver.port, people, raw(text=".dots\n..stay" + "x" * 5_000))
    first, second = await database.read(kept)
    assert first.envelope_to == ["support+c12.abc@shop.example", "help@shop.example"]
    assert (second.envelope_to, second.envelope_from, second.arrived_at) == (["sales@shop.example"], "", NOW)
    assert b"\r\n.dots\r\n..stayxx" in await files.read(first.key or "")
    assert (await files.status_of(second.key or "")).st_size == second.size


async def test_strangers_unknown_recipients_and_what_is_too_large_are_refused(
    database: Database, settings: Settings
) -> None:
    await database.write(boxes)
    async with receiving(database, settings, mail_bytes=10_000) as receiver:
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            await sent(receiver.port, ["nobody@shop.example"], raw())
        assert refused.value.recipients["nobody@shop.example"][0] == 550
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            await sent(receiver.port, ["fetched@shop.example"], raw())
        with pytest.raises(smtplib.SMTPResponseException) as large:
            await sent(receiver.port, ["sales@shop.example"], raw(text="x" * 20_000))
        assert large.value.smtp_code == 552
    async with receiving(database, settings, smtp_in_networks=("10.0.0.0/8",)) as receiver:
        with pytest.raises((smtplib.SMTPException, OSError)):
            await sent(receiver.port, ["sales@shop.example"], raw())
    assert await database.read(kept) == []


@pytest.mark.parametrize("error", [StorageUnavailable("full"), RuntimeError("a mistake of ours")])
async def test_what_cannot_be_kept_is_left_to_the_mail_server(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    await database.write(boxes)

    def failing(*_: Any, **__: Any) -> None:
        raise error

    async with receiving(database, settings) as receiver:
        monkeypatch.setattr(receiver_module, "store", failing)
        with pytest.raises(smtplib.SMTPDataError) as refused:
            await sent(receiver.port, ["sales@shop.example"], raw())
        assert refused.value.smtp_code == 451
        monkeypatch.undo()
        await sent(receiver.port, ["sales@shop.example"], raw())
    assert len(await database.read(kept)) == 1
    lying = [path for path in (settings.data_dir / "files").rglob("*") if path.is_file()]
    assert len(lying) == 1


async def test_postfix_brings_what_is_for_us(database: Database, settings: Settings) -> None:
    def box(tx: Session) -> None:
        mails.mailbox(tx, address="support@push.test")

    await database.write(box)
    async with receiving(database, settings) as receiver:
        with started(routes={"push.test": receiver.port}) as servers:
            await sent(servers.smtp_port, ["support@push.test"], raw(to="support@push.test"))
            await until_stored(database, lambda tx: len(kept(tx)) == 1, 30)
    assert (await database.read(kept))[0].envelope_from == "ann@customer.example"
