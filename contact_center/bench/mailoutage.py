"""`bench mailoutage`: Dovecot is killed for a minute while mails come and answers leave; then the mailbox is made anew.

What comes meanwhile lies in the mailbox, as at a provider whose mailboxes cannot be reached; answers leave, since the
server for outgoing mail is there, but their copies in the Sent folder have to wait.
"""

import asyncio
import sys
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.bench.ledger import Ledger, Line
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
from contact_center.bench.server import BenchError
from contact_center.db import Database, open_database
from contact_center.models import Mailbox
from contact_center.settings import Settings

BEFORE = 5
"""Mails that come while everything works, and again after the mailbox was made anew."""
ANEW = 987_654_321
LONGEST_SECONDS = 180.0
PAUSE = 0.05


def run(options: Options, *, seconds: float, arriving: int, leaving: int) -> dict[str, Any]:
    """arriving, leaving: mails while Dovecot is away. Raises BenchError, ServerMissingError."""
    with mail_installation(options.database_url) as (servers, server, settings):
        asyncio.run(_Outage(servers, options.ledger, settings).run(server.start, seconds, arriving, leaving))
    return figures(options.ledger.lines)


def figures(lines: list[Line]) -> dict[str, Any]:
    """From the ledger alone. lost: no message of ours, or not with its recipient, or without a copy in Sent."""
    ids = {
        what: [line.id for line in lines if line.what == what] for what in ("sent", "stored", "asked", "got", "copied")
    }
    at = {line.what: line.t for line in lines}
    missing = {
        "lost": set(ids["sent"]) - set(ids["stored"]) | set(ids["asked"]) - set(ids["got"]),
        "copies_lost": set(ids["asked"]) - set(ids["copied"]),
    }
    return {
        "arrived": len(ids["sent"]),
        "left": len(ids["asked"]),
        **{name: len(each) for name, each in missing.items()},
        **{f"duplicated_{what}": len(ids[what]) - len(set(ids[what])) for what in ("stored", "got", "copied")},
        "outage_s": round(at["back"] - at["killed"], 1),
        "told_after_s": round(at["told"] - at["killed"], 1),
        "caught_up_after_s": round(at["caught up"] - at["back"], 1),
        "copies_after_s": round(at["copies there"] - at["back"], 1),
        "read_anew_after_s": round(at["read anew"] - at["made anew"], 1),
    }


class _Outage:
    def __init__(self, servers: MailServers, ledger: Ledger, settings: Settings) -> None:
        self._servers, self._ledger, self._settings = servers, ledger, settings
        self._db: Database
        self._sent = self._asked = 0

    async def run(self, start: Callable[[], None], seconds: float, arriving: int, leaving: int) -> None:
        self._db = open_database(self._settings, lambda _: None)
        await self._db.write(connect, self._servers, OURS, KEY, answers=False)
        try:
            await asyncio.to_thread(start)
            await self._until("the mailbox is looked into", lambda box: box.uidvalidity is not None)
            await self._arrive(BEFORE)
            await self._until_taken_in("the first mails are messages")
            await self._without_server(seconds, arriving, leaving)
            await self._made_anew()
            await self._note_mails()
        finally:
            await self._db.close()

    async def _without_server(self, seconds: float, arriving: int, leaving: int) -> None:
        await asyncio.to_thread(self._servers.stop_imap)
        away = self._ledger.note("killed")
        print(f"Dovecot is away for {seconds:.0f} s", file=sys.stderr)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._told())
            for number in range(1, arriving + 1):
                await self._arrive(1)
                if number * leaving // arriving > self._asked:
                    await self._answer()
                wait = away + seconds * number / arriving - asyncio.get_running_loop().time()
                await asyncio.sleep(max(0.0, wait))
        await asyncio.to_thread(self._servers.start_imap)
        self._ledger.note("back")
        await self._until_taken_in("what came meanwhile is taken in")
        self._ledger.note("caught up")
        await self._poll("the copies lie in Sent", lambda: len(self._servers.mails(OURS, "Sent")) >= self._asked)
        self._ledger.note("copies there")
        for each in message_ids(self._servers.mails(OURS, "Sent")):
            self._ledger.note("copied", each)

    async def _told(self) -> None:
        await self._until("the mailbox is known not to work", lambda box: box.failing_since is not None)
        self._ledger.note("told")

    async def _made_anew(self) -> None:
        """With the same mails in another order, so that every number in it means another mail; Sent is gone with it."""
        await asyncio.to_thread(self._servers.recreate, OURS, ANEW)
        self._ledger.note("made anew")
        await self._arrive(BEFORE)
        await self._until("the mailbox is read anew", lambda box: box.uidvalidity == ANEW)
        await self._until_taken_in("the last mails are messages")
        self._ledger.note("read anew")

    async def _arrive(self, count: int) -> None:
        for _ in range(count):
            self._sent += 1
            user, subject = f"user{self._sent % CUSTOMERS}", f"Mail {self._sent}"
            self._ledger.note("sent", await asyncio.to_thread(send, self._servers, user, OURS, subject))

    async def _answer(self) -> None:
        self._asked += 1
        await self._db.write(answer_somebody, self._asked, self._settings.secret_key)

    async def _until_taken_in(self, what: str) -> None:
        async def there() -> bool:
            came, _, _ = await self._db.read(ids_of_mails)
            return len(came) >= self._sent

        await self._poll(what, there)

    async def _until(self, what: str, true: Callable[[Mailbox], bool]) -> None:
        def seen(tx: Session) -> bool:
            return true(tx.execute(sa.select(Mailbox)).scalar_one())

        await self._poll(what, lambda: self._db.read(seen))

    async def _poll(self, what: str, condition: Callable[[], Any]) -> None:
        """Raises BenchError where it does not come about."""
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                while True:
                    found = condition()
                    if await found if asyncio.iscoroutine(found) else found:
                        return
                    await asyncio.sleep(PAUSE)
        except TimeoutError:
            raise BenchError(f"It did not come about within {LONGEST_SECONDS:.0f} s that {what}.") from None

    async def _note_mails(self) -> None:
        stored, asked, _ = await self._db.read(ids_of_mails)
        got = [raw for number in range(CUSTOMERS) for raw in self._servers.mails(f"user{number}")]
        for what, ids in (("stored", stored), ("asked", asked), ("got", message_ids(got))):
            for each in ids:
                self._ledger.note(what, each)
