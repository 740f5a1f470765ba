"""Mailboxes on a real server: fetched once, whatever happens to the server, the connection or the numbers."""

import asyncio
import smtplib
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import Mock

import msgspec
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email.accounts import Auth, Incoming, OAuth, Secrets, Security, put_secrets, secrets_of
from channels.email.arrivals import is_whole
from channels.email.failures import MailboxFailed, failure
from channels.email.imap import connection
from channels.email.imap.connection import Connection
from channels.email.imap.fetching import Fetching
from contact_center.bus import open_bus
from contact_center.db import open_database
from contact_center.files.store import FileStore
from contact_center.models import Mailbox
from contact_center.settings import Settings
from contact_center.values import utc_now
from tests import mails
from tests.app_server import until_stored
from tests.channels.email.taking_in import kept, raw
from tests.mail_servers import PASSWORD, MailServers, TokenServer, mail_servers, token_server

__all__ = ["mail_servers", "token_server"]


GIVEN = Secrets(password=PASSWORD)


class Office:
    """An installation that fetches, in this process."""

    def __init__(self, settings: Settings, servers: MailServers, **options: Any) -> None:
        self.settings, self.servers = settings, servers
        self.bus = open_bus(settings)
        self.db = open_database(settings, self.bus.publish)
        self.files = FileStore(settings.data_dir)
        given: dict[str, Any] = {"idle_seconds": 20.0, "first_pause": 0.05, **options}
        self.fetching = Fetching(settings, self.db, self.bus, self.files, utc_now, **given)

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.fetching.run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def connect(
        self, *, secrets: Secrets = Secrets(password=PASSWORD), incoming: dict[str, Any] | None = None, **fields: Any
    ) -> int:
        """A mailbox of the user support."""
        place: dict[str, Any] = {
            "host": "127.0.0.1",
            "port": self.servers.imap_port,
            "security": Security.PLAIN,
            "username": "support",
        }
        found = Incoming(**(place | (incoming or {})))
        given: dict[str, Any] = {
            "kind": "imap",
            "incoming": msgspec.to_builtins(found),
            "connected_at": utc_now(),
            **fields,
        }

        def unit(tx: Session) -> int:
            box = mails.mailbox(tx, address="support@example.test", **given)
            put_secrets(box, secrets, key=self.settings.secret_key)
            return box.id

        return await self.db.write(unit)

    async def count(self, expected: int) -> None:
        await until_stored(self.db, lambda tx: len(kept(tx)) >= expected, 30)
        assert len(await self.db.read(kept)) == expected

    async def row(self) -> Mailbox:
        return await self.db.read(lambda tx: tx.execute(sa.select(Mailbox)).scalars().one())

    async def until(self, holds: Callable[[Mailbox], object]) -> None:
        await until_stored(self.db, lambda tx: holds(tx.execute(sa.select(Mailbox)).scalars().one()), 30)

    def mail(self, number: int, **fields: Any) -> None:
        """By SMTP, as a customer's server does."""
        content = raw(
            to="support@example.test", message_id=f"{number}@customer.example", text=f"Number {number}", **fields
        )
        with smtplib.SMTP("127.0.0.1", self.servers.smtp_port) as smtp:
            smtp.sendmail("ann@customer.example", ["support@example.test"], content)


@pytest.fixture
async def office(settings: Settings, mail_servers: MailServers) -> AsyncIterator[Office]:
    office = Office(settings, mail_servers)
    yield office
    await office.db.close()


@pytest.fixture
async def office_on_each(database_settings: Settings, mail_servers: MailServers) -> AsyncIterator[Office]:
    """On both kinds of database."""
    office = Office(database_settings, mail_servers)
    yield office
    await office.db.close()


async def texts(office: Office, rows: Any) -> list[str]:
    return [(await office.files.read(row.key)).decode().split()[-1] for row in rows]


def numbered(number: int, **fields: Any) -> bytes:
    return raw(message_id=f"{number}@customer.example", text=f"Number {number}", **fields)


async def connected(office: Office) -> None:
    await office.until(lambda row: row.last_contact_at is not None and row.failing_since is None)


async def test_what_comes_is_fetched_at_once_and_stays_unread_at_the_server(office: Office) -> None:
    office.servers.put("support", numbered(0), at=(utc_now() - timedelta(hours=1)).timestamp())
    await office.connect()
    async with office.at_work():
        await connected(office)
        office.mail(1)
        await office.count(1)
        office.mail(2)
        await office.count(2)
    rows = await office.db.read(kept)
    assert await texts(office, rows) == ["1", "2"]
    assert not any(row.history for row in rows)
    assert all(b":2,S" not in path.name.encode() for path in office.servers.box("support").glob("*/*.test"))


async def test_what_came_between_connecting_and_the_first_look_is_fetched(office: Office) -> None:
    office.servers.put("support", numbered(0), at=(utc_now() - timedelta(hours=1)).timestamp())
    await office.connect()
    office.servers.put("support", numbered(1))
    async with office.at_work():
        await office.count(1)
    assert await texts(office, await office.db.read(kept)) == ["1"]


async def test_a_server_that_goes_away_is_found_again_and_nothing_is_lost_or_taken_twice(
    office_on_each: Office,
) -> None:
    office = office_on_each
    await office.connect()
    async with office.at_work():
        await connected(office)
        office.mail(1)
        await office.count(1)
        office.servers.stop_imap()
        await office.until(lambda row: row.failing_since is not None)
        row = await office.row()
        assert row.failure is not None
        assert row.failure["code"] in {"dropped", "refused"}
        for number in (2, 3, 4):
            office.mail(number)
        office.servers.wait_for("support", 4)
        office.servers.start_imap()
        await office.count(4)
        await connected(office)
        office.mail(5)
        await office.count(5)
    assert sorted(await texts(office, await office.db.read(kept))) == list("12345")
    facts = await office.db.read(lambda tx: mails.facts(tx, "mailbox"))
    assert facts == ["MailboxFailing", "MailboxWorks"]


async def test_a_mailbox_made_anew_is_read_again_without_taking_anything_twice(office_on_each: Office) -> None:
    office = office_on_each
    await office.connect()
    async with office.at_work():
        await connected(office)
        for number in range(1, 6):
            office.mail(number)
        await office.count(5)
        office.servers.stop_imap()
        office.mail(6)
        office.servers.wait_for("support", 6)
        office.servers.start_imap()
        office.servers.recreate("support", 4711)
        await office.until(lambda row: row.uidvalidity == 4711)
        await office.count(6)
        office.mail(7)
        await office.count(7)
    assert sorted(await texts(office, await office.db.read(kept))) == list("1234567")


async def test_old_mail_put_back_from_a_backup_with_new_dates_is_history(office: Office) -> None:
    old = raw(message_id="old@x", text="Number 1", Date="Mon, 02 Mar 2020 10:00:00 +0000")
    await office.connect(uidvalidity=1, last_uid=5, first_uid=1)
    office.servers.put("support", old, numbered(2))
    async with office.at_work():
        await office.count(2)
    assert {row.history for row in await office.db.read(kept) if row.key} == {True, False}


async def test_a_large_mailbox_starts_from_now_or_from_a_date_as_history(office: Office) -> None:
    year = timedelta(days=365)
    office.servers.put("support", *(numbered(each) for each in range(3_000)), at=(utc_now() - 2 * year).timestamp())
    office.servers.put(
        "support", *(numbered(each) for each in range(3_000, 3_120)), at=(utc_now() - year / 2).timestamp()
    )
    await office.connect(import_from=utc_now() - year)
    async with office.at_work():
        await office.count(120)
        await connected(office)
        office.mail(4_000)
        await office.count(121)
    rows = await office.db.read(kept)
    assert [row.history for row in rows] == [True] * 120 + [False]
    assert all(row.arrived_at < utc_now() - timedelta(days=100) for row in rows[:-1])
    assert (await office.row()).last_uid == 3_121


async def test_a_large_mail_comes_in_pieces_and_one_that_is_too_large_by_its_header(
    settings: Settings, mail_servers: MailServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office(msgspec.structs.replace(settings, mail_bytes=3_000_000), mail_servers)
    for module in ("keeping", "choosing"):
        monkeypatch.setattr(f"channels.email.imap.{module}.BATCH_BYTES", 100_000)
    large, larger = (raw(message_id=f"{size}@x", text="x" * size) for size in (2_500_000, 3_500_000))
    await office.connect()
    async with office.at_work():
        await connected(office)
        mail_servers.put("support", large, larger, numbered(3))
        await office.count(3)
    first, second, third = await office.db.read(kept)
    assert (first.size, await office.files.read(first.key or "")) == (len(large), large)
    assert (second.state, second.size > 3_500_000, third.state) == ("quarantined", True, "waiting")
    assert "CC_MAIL_BYTES" in (second.error or "")
    assert [is_whole(row) for row in (first, second, third)] == [True, False, True]
    assert (await office.files.read(second.key or "")).startswith(b"From: Ann")
    await office.db.close()


async def test_one_that_the_server_cannot_be_understood_about_stops_no_other(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch = Connection.fetch

    def breaking(self: Connection, uids: Any) -> Any:
        if 2 in uids:
            raise MailboxFailed(failure("protocol", "what?"))
        return fetch(self, uids)

    monkeypatch.setattr(Connection, "fetch", breaking)
    office.servers.put("support", *(numbered(number) for number in range(1, 4)))
    await office.connect(uidvalidity=None, import_from=utc_now() - timedelta(days=2))
    async with office.at_work():
        await office.count(3)
    found = await office.db.read(kept)
    assert [row.state for row in found] == ["waiting", "quarantined", "waiting"]
    assert found[1].key is None


async def test_a_wrong_password_is_said_and_a_change_of_the_mailbox_is_tried_at_once(office: Office) -> None:
    key = await office.connect(secrets=Secrets(password="wrong"))
    office.servers.put("support", numbered(1))
    async with office.at_work():
        await office.until(lambda row: row.failing_since is not None)
        assert ((await office.row()).failure or {})["code"] == "sign_in"

        def mend(tx: Session) -> None:
            row = tx.get_one(Mailbox, key)
            put_secrets(row, Secrets(password=PASSWORD), key=office.settings.secret_key)
            row.version += 1

        await office.db.write(mend)
        await connected(office)


async def test_a_connection_that_opens_after_nobody_waits_for_it_is_closed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, opens, closed = threading.Event(), threading.Event(), threading.Event()
    late = Mock(spec=Connection)
    late.close = closed.set

    def connect(incoming: Incoming, **secrets: str) -> Connection:
        begun.set()
        assert opens.wait(20)
        return late

    monkeypatch.setattr(connection, "connect", connect)
    await office.connect()
    async with office.at_work():
        assert await asyncio.to_thread(begun.wait, 20)
    opens.set()
    assert await asyncio.to_thread(closed.wait, 20)


async def test_a_mailbox_opens_by_oauth_renews_its_token_and_says_when_access_was_taken_away(
    office: Office, token_server: TokenServer
) -> None:
    oauth = OAuth(client_id="client", token_url=f"{token_server.url}/token")
    secrets = Secrets(refresh_token="refresh-support", client_secret="hush")
    key = await office.connect(secrets=secrets, incoming={"auth": Auth.OAUTH, "oauth": oauth})
    async with office.at_work():
        await connected(office)
        office.mail(1)
        await office.count(1)
        assert token_server.asked[0]["client_secret"] == "hush"
        kept_secrets = await office.db.read(
            lambda tx: secrets_of(tx.get_one(Mailbox, key), key=office.settings.secret_key)
        )
        assert kept_secrets.access_token == "access-1"
        token_server.expire()  # sooner than it said
        office.servers.stop_imap()
        office.servers.start_imap()
        office.mail(2)
        await office.count(2)
        token_server.refusal = {"error": "invalid_grant", "error_description": "Token has been revoked."}
        token_server.expire()
        office.servers.stop_imap()
        office.servers.start_imap()
        await office.until(lambda row: (row.failure or {}).get("code") == "oauth")
    failed = (await office.row()).failure or {}
    assert "revoked" in failed["words"]
    assert "Sign in again" in failed["detail"]


async def test_of_two_processes_one_fetches_and_the_other_goes_on_when_it_ends(
    postgres_settings: Settings, mail_servers: MailServers
) -> None:
    first, second = Office(postgres_settings, mail_servers), Office(postgres_settings, mail_servers)
    await first.connect()
    async with second.at_work():
        async with first.at_work():
            await connected(first)
            first.mail(1)
            await first.count(1)
            assert sorted(len(each.fetching._running) for each in (first, second)) == [0, 1]
        first.mail(2)
        await second.count(2)
    for each in (first, second):
        await each.db.close()
