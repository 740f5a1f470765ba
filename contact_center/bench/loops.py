"""`bench loops`: autoresponders that write to each other, and to a robot, through real mail servers.

Two installations, each with a mailbox of its own: their fetchers, intake and outbox run as in the product. The robot
answers every mail with a new one that names nothing of what it answers, and says of itself that it is a person.
"""

import asyncio
import contextlib
import smtplib
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email import accounts
from channels.email.outgoing.schemas import Autoresponder
from channels.email.parts import Email
from contact_center import migrations
from contact_center.bench.mail_configs import DOMAIN
from contact_center.bench.mail_servers import PASSWORD, MailServers
from contact_center.bench.options import Options
from contact_center.bench.server import BenchError
from contact_center.bus import open_bus
from contact_center.db import Database, open_database
from contact_center.files.store import FileStore
from contact_center.jobs import JobRunner
from contact_center.models import Inbox, Mail, Mailbox, Message
from contact_center.settings import Settings
from contact_center.values import utc_now

QUIET_SECONDS = 6.0
"""After so long without any mail an exchange has ended."""
LONGEST_SECONDS = 90.0
PAUSE = 0.1
MOST_OF_ROBOT = 50
FIRST, SECOND, ROBOT = "support", "sales", "billing"
"""Whose mailboxes the two installations and the robot have."""
PAIR, TO_ROBOT = "pair", "robot"


class Seen(msgspec.Struct, frozen=True):
    """Of the ledger: a mail that left an installation by itself. exchange: pair or robot."""

    exchange: str
    by: str
    subject: str


@dataclass(frozen=True)
class Installation:
    user: str
    db: Database


def run(options: Options) -> dict[str, Any]:
    """The figures of both exchanges. Raises BenchError where one does not end, ServerMissingError."""
    servers = MailServers()
    try:
        with tempfile.TemporaryDirectory(prefix="contact-center-loops-") as folder:
            seen = asyncio.run(_exchanges(servers, Path(folder)))
    finally:
        servers.close()
    options.ledger.keep(seen)
    return figures(seen)


def figures(seen: list[Seen]) -> dict[str, Any]:
    """automatic_replies: of the exchange with the most of them."""
    counts = {name: sum(each.exchange == name for each in seen) for name in (PAIR, TO_ROBOT)}
    return {
        "automatic_replies": max(counts.values()),
        "between_installations": counts[PAIR],
        "with_a_robot": counts[TO_ROBOT],
    }


async def _exchanges(servers: MailServers, folder: Path) -> list[Seen]:
    async with _installation(servers, folder, FIRST) as first, _installation(servers, folder, SECOND) as second:
        both = [first, second]
        for each in both:
            await _until_fetched(each)
        send(servers, FIRST, SECOND, "Hello there")
        send(servers, SECOND, FIRST, "Good morning")
        await _until_quiet(servers, both, robot=False)
        send(servers, ROBOT, FIRST, "An order")
        await _until_quiet(servers, both, robot=True)
        return await _automatic(both)


async def _until_fetched(installation: Installation) -> None:
    """What comes before a mailbox was looked into for the first time was there before, and is nobody's to answer."""
    for _ in range(int(LONGEST_SECONDS / PAUSE)):
        if await installation.db.read(lambda tx: tx.execute(sa.select(Mailbox.uidvalidity)).scalar_one()) is not None:
            return
        await asyncio.sleep(PAUSE)
    raise BenchError(f"The mailbox of {installation.user} could not be looked into.")


async def _until_quiet(servers: MailServers, both: list[Installation], *, robot: bool) -> None:
    began, changed, before = time.monotonic(), time.monotonic(), -1
    answered = len(servers.mails(ROBOT))
    while time.monotonic() - changed < QUIET_SECONDS:
        if time.monotonic() - began > LONGEST_SECONDS:
            raise BenchError(f"The mails went on for {LONGEST_SECONDS:.0f} s.")
        if robot:
            answered = _robot(servers, answered)
        count = sum([await each.db.read(_mails) for each in both]) + len(servers.mails(ROBOT))
        if count != before:
            before, changed = count, time.monotonic()
        await asyncio.sleep(PAUSE)


def _robot(servers: MailServers, answered: int) -> int:
    """Answer what is new; returns how many mails the robot has had."""
    mails = servers.mails(ROBOT)
    if len(mails) > MOST_OF_ROBOT:
        raise BenchError("The robot was written to without end.")
    for number, raw in enumerate(mails[answered:], answered):
        sender = parseaddr(str(BytesHeaderParser().parsebytes(raw)["From"]))[1]
        send(servers, f"{ROBOT}+{number}", sender.partition("@")[0], f"Another order, number {number}")
    return len(mails)


def send(servers: MailServers, sender: str, to: str, subject: str) -> str:
    """Returns the Message-ID, without its brackets."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = f"{sender}@{DOMAIN}", f"{to}@{DOMAIN}", subject
    message_id = f"{time.time_ns()}@{sender.partition('+')[0]}.test"
    message["Message-ID"] = f"<{message_id}>"
    message.set_content(f"{subject}.\n\nPlease answer soon.\n")
    with smtplib.SMTP("127.0.0.1", servers.smtp_port, timeout=10) as client:
        client.send_message(message)
    return message_id


@contextlib.asynccontextmanager
async def _installation(servers: MailServers, folder: Path, user: str) -> AsyncIterator[Installation]:
    """One that fetches, takes in and sends."""
    settings = Settings(data_dir=folder / user, secret_key=f"a key of {user}, which is no secret at all")
    settings.data_dir.mkdir()
    migrations.upgrade(settings.url)
    bus = open_bus(settings)
    db = open_database(settings, bus.publish)
    files = FileStore(settings.data_dir)
    await db.write(connect, servers, user, settings.secret_key)
    email = Email(settings, db, bus, files=files, clock=utc_now)
    runner = JobRunner(db, bus, email.handlers, {})
    await bus.start()
    tasks = [asyncio.create_task(runner.run()), *email.begin()]
    try:
        yield Installation(user, db)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await bus.stop()
        await db.close()
        files.close()


def connect(tx: Session, servers: MailServers, user: str, key: str, *, answers: bool = True) -> None:
    """A mailbox on the servers, with an inbox of its own. answers: its autoresponder is on."""
    now = utc_now()
    inbox = Inbox(name=user.capitalize(), channel="email", allowed_sites=[], settings={}, created_at=now)
    tx.add(inbox)
    tx.flush()
    plain = accounts.Security.PLAIN
    incoming = accounts.Incoming(host="127.0.0.1", port=servers.imap_port, security=plain, username=user)
    behaviour = accounts.MailboxSettings(autoresponder=Autoresponder(enabled=answers), plus_addresses=True)
    row = Mailbox(
        inbox_id=inbox.id,
        address=f"{user}@{DOMAIN}",
        aliases=[],
        kind=accounts.Kind.IMAP,
        incoming=msgspec.to_builtins(incoming),
        outgoing=msgspec.to_builtins(accounts.Outgoing(host="127.0.0.1", port=servers.smtp_port, security=plain)),
        settings=msgspec.to_builtins(behaviour),
        connected_at=now,
        created_at=now,
    )
    tx.add(row)
    tx.flush()
    accounts.put_secrets(row, accounts.Secrets(password=PASSWORD), key=key)


def _mails(tx: Session) -> int:
    return tx.execute(sa.select(sa.func.count()).select_from(Mail)).scalar_one() + (
        tx.execute(sa.select(sa.func.count()).where(Message.delivery == "sent")).scalar_one()
    )


async def _automatic(both: list[Installation]) -> list[Seen]:
    """What has left by itself, at both: the robot's are told by whom they go to."""
    found = []
    for each in both:
        for subject, to in await each.db.read(_sent_by_itself):
            exchange = TO_ROBOT if to[0]["address"].startswith(ROBOT) else PAIR
            found.append(Seen(exchange, each.user, subject))
    return found


def _sent_by_itself(tx: Session) -> list[tuple[str, list[dict[str, Any]]]]:
    query = sa.select(Mail.subject, Mail.to).where(Mail.direction == "out", Mail.automatic != "")
    return [(row.subject, row.to) for row in tx.execute(query.order_by(Mail.message_id))]
