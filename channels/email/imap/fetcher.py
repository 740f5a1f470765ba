"""Fetches the mail of one mailbox for as long as it runs: what is missing first, then whatever comes."""

import asyncio
import logging
import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from typing import Any, TypeVar

from channels.email import state, tokens
from channels.email.accounts import Account, Auth, Incoming, Secrets
from channels.email.arrivals import Arrival
from channels.email.failures import AWAY, MailboxFailed, failure
from channels.email.imap import choosing, connection
from channels.email.imap.choosing import Wanted
from channels.email.imap.connection import Connection
from channels.email.imap.keeping import Keeping
from channels.email.state import Position, Progress
from contact_center.db import Database
from contact_center.errors import SealBroken, StorageUnavailable

T = TypeVar("T")

IDLE_SECONDS = 9 * 60.0
"""IDLE is renewed after so long, well under the 29 minutes of RFC 2177: a dead connection is found out by then."""
POLL_SECONDS = 60.0
"""How often to ask a server that has no IDLE."""
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 300.0
"""Between attempts at a server that does not work; doubled each time."""
LONGEST_AWAY = 30.0
"""Between attempts at one that is only away: mail waits there, and nobody is locked out for knocking."""
LISTED = 200
"""Mails whose sizes are asked for at once."""

log = logging.getLogger(__name__)


def longer(pause: float, *, away: bool) -> float:
    """The next pause after one, in seconds. away: the server cannot be reached."""
    return min(pause * 2, LONGEST_AWAY if away else LONGEST_PAUSE)


class Fetcher:
    """One mailbox, with a thread of its own for the connection. run() ends when it is cancelled."""

    def __init__(
        self,
        mailbox_id: int,
        *,
        db: Database,
        keeping: Keeping,
        clock: Callable[[], datetime],
        secret_key: str,
        idle_seconds: float = IDLE_SECONDS,
        first_pause: float = FIRST_PAUSE,
    ) -> None:
        self._id, self._db, self._keeping, self._clock = mailbox_id, db, keeping, clock
        self._key, self._idle_seconds = secret_key, idle_seconds
        self._first_pause = self._pause = first_pause
        self._away = False
        """The server could not be reached when it was tried last."""
        self._alone = False
        """The server's answer about several mails was not understood: each is asked for by itself."""
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"imap-{mailbox_id}")
        self._connection: Connection | None = None

    async def run(self) -> None:
        """Fetch until cancelled. Whatever goes wrong is noted for administrators, and tried again after a pause."""
        try:
            while True:
                await self._survive()
                await asyncio.sleep(self._pause * random.uniform(0.8, 1.2))
                self._pause = longer(self._pause, away=self._away)
        finally:
            self._thread.shutdown(wait=False)

    async def _survive(self) -> None:
        try:
            await self._serve()
        except MailboxFailed as error:
            await self._note(error)
        except StorageUnavailable as error:
            log.warning("mail waits for the storage", extra={"mailbox": self._id, "error": str(error)})
        except Exception:
            log.exception("fetching mail failed and is tried again", extra={"mailbox": self._id})
            await self._note(MailboxFailed(failure("unknown")))
        finally:
            await self._close()

    async def _note(self, error: MailboxFailed) -> None:
        self._away = error.failure.code in AWAY
        log.warning("a mailbox does not work", extra={"mailbox": self._id, "code": error.failure.code})
        with suppress(StorageUnavailable):
            await self._db.write(state.note_failure, self._id, error.failure, now=self._clock())

    async def _serve(self) -> None:
        """Connect, fetch what has come meanwhile, and wait for more, until something breaks."""
        account = await self._account()
        connected = await self._connect(account)
        folder = connected.folder
        position = await self._db.write(
            state.seen_folder, self._id, uidvalidity=folder.uidvalidity, uidnext=folder.uidnext, now=self._clock()
        )
        while True:
            position = await self._catch_up(account, connected, position)
            self._pause, self._alone = self._first_pause, False
            await self._db.write(state.note_contact, self._id, now=self._clock())
            if connected.can_idle:
                await self._do(connected.idle, self._idle_seconds)
            else:
                await asyncio.sleep(min(POLL_SECONDS, self._idle_seconds))
                await self._do(connected.noop)

    async def _account(self) -> Account:
        try:
            return await self._db.read(state.account, self._id, key=self._key)
        except SealBroken as error:
            raise MailboxFailed(failure("secrets", str(error))) from error

    async def _connect(self, account: Account) -> Connection:
        with_token = account.incoming.auth is Auth.OAUTH
        secrets = await self._with_token(account) if with_token else account.secrets
        try:
            return await self._do(
                self._open,
                account.incoming,
                password=secrets.password,
                token=secrets.access_token if with_token else "",
            )
        except MailboxFailed as error:
            if error.failure.code == "oauth_sign_in":
                await self._db.write(state.forget_token, self._id, key=self._key)
            raise

    async def _with_token(self, account: Account) -> Secrets:
        if tokens.is_fresh(account.secrets, self._clock()):
            return account.secrets
        secrets = await tokens.refreshed(account.client, account.secrets, now=self._clock())
        await self._db.write(state.keep_secrets, self._id, secrets, before=account.secrets, key=self._key)
        return secrets

    async def _catch_up(self, account: Account, connected: Connection, position: Position) -> Position:
        """Fetch all that is above the position, batch by batch; each moves it in the unit that keeps its mails."""
        since = choosing.oldest_wanted(account.connected_at, account.import_from)
        uids = await self._do(connected.after, position.last_uid, since=since, below=position.first_uid)
        for start in range(0, len(uids), LISTED):
            some = uids[start : start + LISTED]
            wanted = choosing.wanted(
                await self._do(connected.listed, some),
                first_uid=position.first_uid,
                connected_at=account.connected_at,
                import_from=account.import_from,
            )
            for batch in choosing.batches(wanted, alone=self._alone):
                position = await self._fetch(connected, batch, position)
            position = await self._note_position(position, some[-1])
        return position

    async def _fetch(self, connected: Connection, batch: Sequence[Wanted], position: Position) -> Position:
        """One whose answer cannot be understood even alone is put aside without its bytes; it stays at the server."""
        try:
            found = await self._keeping.fetch(self._do, connected, batch, position.uidvalidity)
        except MailboxFailed as error:
            if error.failure.code == "protocol" and len(batch) == 1:
                found = [self._keeping.unreadable(batch[0], position.uidvalidity, error.failure.words)]
                await self._store(found, position, batch[-1].uid)
            self._alone = self._alone or error.failure.code == "protocol"
            raise
        return await self._store(found, position, batch[-1].uid)

    async def _store(self, found: Sequence[Arrival], position: Position, last: int) -> Position:
        progress = Progress(uidvalidity=position.uidvalidity, last_uid=last)
        await self._keeping.store(self._id, found, progress=progress)
        return Position(uidvalidity=position.uidvalidity, last_uid=last, first_uid=position.first_uid)

    async def _note_position(self, position: Position, last: int) -> Position:
        """Beyond what was left out."""
        return position if position.last_uid >= last else await self._store([], position, last)

    async def _do(self, call: Callable[..., T], *args: Any, **options: Any) -> T:
        """A blocking call in the mailbox's thread. When we are cancelled, the connection is broken off under it."""
        loop = asyncio.get_running_loop()
        running = loop.run_in_executor(self._thread, lambda: call(*args, **options))
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            if self._connection is not None:
                self._connection.break_off()
            running.add_done_callback(lambda done: done.cancelled() or done.exception())
            raise

    def _open(self, incoming: Incoming, *, password: str, token: str) -> Connection:
        """In the mailbox's thread, which closes it, so that one that opens after we were cancelled is closed too."""
        self._connection = connection.connect(incoming, password=password, token=token)
        return self._connection

    async def _close(self) -> None:
        if self._connection is None:
            self._thread.submit(self._drop)  # nobody waits for a server that may not even answer
            return
        with suppress(Exception):  # a dying connection may raise anything
            await self._do(self._drop)

    def _drop(self) -> None:
        connected, self._connection = self._connection, None
        if connected is not None:
            connected.close()
