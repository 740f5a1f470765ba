"""Mails given to the intake as if a server had brought them, for tests of what becomes of them."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email.arrivals import INTAKE, Arrival, dedupe_key, store
from channels.email.intake import Intake
from contact_center.db import Database
from contact_center.files.store import FileStore
from contact_center.jobs import TakenJob
from contact_center.models import Conversation, Job, Mail, MailIn, Message
from contact_center.settings import Settings
from tests.scene import START

NOW = START + timedelta(hours=1)


def raw(
    *,
    sender: str = "Ann Lê <ann@customer.example>",
    subject: str = "Where is my order?",
    text: str = "It has not come.",
    message_id: str | None = "1@customer.example",
    to: str = "support@shop.example",
    **headers: str,
) -> bytes:
    """A plain mail; headers by their names with _ for -."""
    lines = [f"From: {sender}", f"To: {to}", f"Subject: {subject}", "Content-Type: text/plain; charset=utf-8"]
    lines += [f"Message-ID: <{message_id}>"] if message_id else []
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", text.replace("\n", "\r\n"), ""]).encode()


class TakingIn:
    """The intake over a test's database, and what came of it."""

    def __init__(self, db: Database, settings: Settings, **options: Any) -> None:
        self.db = db
        self.files = FileStore(settings.data_dir)
        self.now = NOW
        given: dict[str, Any] = {"secret_key": settings.secret_key, "file_bytes": 1_000_000, **options}
        self.intake = Intake(files=self.files, clock=lambda: self.now, **given)

    async def arrive(self, mailbox_id: int, *mails: bytes, **fields: Any) -> set[str]:
        """Keep mails as a fetcher does; returns the keys of those that are new."""
        arrivals = []
        for content in mails:

            async def chunks(content: bytes = content) -> AsyncIterator[bytes]:
                yield content

            found = await self.files.receive(chunks(), limit=100_000_000)
            given: dict[str, Any] = {"at": self.now, "dedupe": dedupe_key(content)} | fields
            arrivals.append(Arrival(key=found.key, size=found.size, sha256=found.sha256, **given))
        taken = await self.db.write(store, mailbox_id, arrivals, now=self.now)
        for each in taken:
            await self.files.keep(each)
        return taken

    async def run(self, mailbox_id: int) -> None:
        job = TakenJob(
            id=1, public_id="job", kind=INTAKE, payload={"mailbox_id": mailbox_id}, unique_key=None, attempt=1,
            created_at=self.now,
        )  # fmt: skip
        await self.intake.run(self.db, job)

    async def take(self, mailbox_id: int, *mails: bytes, **fields: Any) -> None:
        await self.arrive(mailbox_id, *mails, **fields)
        await self.run(mailbox_id)


def conversations(tx: Session) -> Sequence[Conversation]:
    return tx.execute(sa.select(Conversation).order_by(Conversation.id)).scalars().all()


def messages(tx: Session) -> list[tuple[int, str]]:
    """The conversation and the text of each."""
    rows = tx.execute(sa.select(Message.conversation_id, Message.body).order_by(Message.id))
    return [(row.conversation_id, row.body) for row in rows]


def kept(tx: Session) -> Sequence[MailIn]:
    return tx.execute(sa.select(MailIn).order_by(MailIn.id)).scalars().all()


def told(tx: Session) -> Sequence[Mail]:
    return tx.execute(sa.select(Mail).order_by(Mail.message_id)).scalars().all()


def jobs_of(tx: Session, kind: str) -> list[datetime]:
    return list(tx.execute(sa.select(Job.run_at).where(Job.kind == kind, Job.state == "queued")).scalars())
