"""`bench mailcrash`: kill the server while mails arrive and leave through real servers, and see what it broke.

Every mail that was put into the mailbox becomes one message; every answer that was stored reaches its recipient. Which
of these got it twice is printed: SMTP has no way to ask (docs/email.md).
"""

import asyncio
import random
import sys
import time
from collections import Counter
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.bench.loops import connect, send
from contact_center.bench.mail_installation import (
    CUSTOMERS,
    KEY,
    OURS,
    answer_somebody,
    ids_of_mails,
    mail_installation,
    message_ids,
)
from contact_center.bench.mail_servers import MailServers
from contact_center.bench.options import Options
from contact_center.bench.server import BenchError, Process
from contact_center.db import Database, open_database
from contact_center.models import Mail, Mailbox, MailRecipient
from contact_center.settings import Settings

LONGEST_SECONDS = 60.0
END_SECONDS = 300.0
"""A job whose process was killed is taken again after its lease of a minute."""
PAUSE = 0.1


class Line(msgspec.Struct, frozen=True):
    """Of the ledger. what: sent (to us), stored (a message of ours), asked (an answer), got (by its recipient)."""

    what: str
    id: str


def run(options: Options, *, rounds: int, arriving: int, leaving: int) -> dict[str, Any]:
    """arriving, leaving: mails of each round. Raises BenchError, ServerMissingError."""
    with mail_installation(options.database_url) as (servers, server, settings):
        place = _Place(servers, server, settings)
        lines = asyncio.run(place.rounds(random.Random(options.seed), rounds, arriving, leaving))
    options.ledger.keep(lines)
    return figures(lines) | {"rounds": rounds, "maybe_twice": place.maybe_twice}


def figures(lines: list[Line]) -> dict[str, Any]:
    """Everything that is counted, from the ledger alone."""
    ids = {what: Counter(line.id for line in lines if line.what == what) for what in ("sent", "stored", "asked", "got")}
    return {
        "arrived": len(ids["sent"]),
        "left": len(ids["asked"]),
        "lost": len(ids["sent"].keys() - ids["stored"].keys()) + len(ids["asked"].keys() - ids["got"].keys()),
        "duplicated_in": sum(count - 1 for count in ids["stored"].values()),
        "duplicated_out": sum(count - 1 for count in ids["got"].values()),
    }


class _Place:
    """The product's server between the mail servers."""

    def __init__(self, servers: MailServers, server: Process, settings: Settings) -> None:
        self._servers, self._server, self._settings = servers, server, settings
        self._db: Database
        self._asked = 0
        self._sent: list[str] = []
        self.maybe_twice = 0
        """Answers that say of themselves that they may have left twice."""

    async def rounds(self, rng: random.Random, rounds: int, arriving: int, leaving: int) -> list[Line]:
        self._db = open_database(self._settings, lambda _: None)
        await self._db.write(connect, self._servers, OURS, KEY, answers=False)
        try:
            self._server.start()
            await self._until(self._looked_into, "the mailbox is looked into", LONGEST_SECONDS)
            self._server.kill()
            for number in range(1, rounds + 1):
                await self._round(rng, arriving, leaving)
                print(f"round {number}: killed", file=sys.stderr)
            self._server.start()
            await self._until(self._settled, "all mail has come and gone", END_SECONDS)
            self._server.stop()
            return await self._lines()
        finally:
            await self._db.close()

    async def _round(self, rng: random.Random, arriving: int, leaving: int) -> None:
        """While nothing runs, answers are written; then mails arrive and leave until, at some moment, it is killed."""
        for _ in range(leaving):
            self._asked += 1
            await self._db.write(answer_somebody, self._asked, self._settings.secret_key)
        before, wanted = self._got(), rng.uniform(0.05, 0.8) * leaving
        coming = asyncio.create_task(asyncio.to_thread(self._arrive, arriving))
        await asyncio.to_thread(self._server.start)
        began = time.monotonic()
        while self._got() - before < wanted and time.monotonic() - began < LONGEST_SECONDS:  # noqa: ASYNC110
            await asyncio.sleep(rng.uniform(0, PAUSE))
        self._server.kill()
        await coming

    def _arrive(self, count: int) -> None:
        for _ in range(count):
            self._sent.append(
                send(self._servers, f"user{len(self._sent) % CUSTOMERS}", OURS, f"Mail {len(self._sent)}")
            )

    def _got(self) -> int:
        return sum(len(self._servers.mails(f"user{number}")) for number in range(CUSTOMERS))

    async def _looked_into(self) -> bool:
        query = sa.select(Mailbox.uidvalidity)
        return await self._db.read(lambda tx: tx.execute(query).scalar_one()) is not None

    async def _settled(self) -> bool:
        stored, waiting = await self._db.read(_counts)
        return stored >= len(self._sent) and waiting == 0

    async def _until(self, condition: Any, what: str, seconds: float) -> None:
        """What has not come by then counts as lost; but nothing can be measured where the mailbox does not work."""
        began = time.monotonic()
        while not await condition():
            if time.monotonic() - began > seconds:
                if condition == self._looked_into:
                    raise BenchError(f"It did not come about that {what}: {self._server.last_words()}")
                return
            await asyncio.sleep(PAUSE)

    async def _lines(self) -> list[Line]:
        stored, asked, self.maybe_twice = await self._db.read(ids_of_mails)
        raws = [raw for number in range(CUSTOMERS) for raw in self._servers.mails(f"user{number}")]
        every = {"sent": self._sent, "stored": stored, "asked": asked, "got": message_ids(raws)}
        return [Line(what, each) for what, ids in every.items() for each in ids]


def _counts(tx: Session) -> tuple[int, int]:
    """Messages that came by mail, and recipients who have not got their mail."""
    came = sa.select(sa.func.count()).select_from(Mail).where(Mail.direction == "in")
    waiting = sa.select(sa.func.count()).where(MailRecipient.state == "waiting")
    return tx.execute(came).scalar_one(), tx.execute(waiting).scalar_one()
