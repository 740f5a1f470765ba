"""Makes messages of the mails that wait in a mailbox, in their order; one that cannot be read stops none."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email.arrivals import INTAKE
from channels.email.coming import Came, Check, Follow
from channels.email.shared import common
from channels.email.taking import take
from channels.email.unpacking import Packed, Unpacker
from contact_center import jobs
from contact_center.db import Database
from contact_center.errors import ContactCenterError, StorageUnavailable
from contact_center.files.store import FileStore
from contact_center.jobs import TakenJob
from contact_center.jobs.rules import describe
from contact_center.leases import hold, let_go
from contact_center.models import MailIn
from contact_center.values import MailState

BATCH = 32
"""Mails that are read together and stored in one unit: some thirty milliseconds of the one writer of SQLite."""
BATCH_BYTES = 8 * 1024 * 1024
"""Of them, unless one alone is larger."""
MAX_ATTEMPTS = 3
"""After so many a mail is put aside for an administrator to look at."""
RUN_SECONDS = 120.0
"""A job goes on for so long; what still waits then is the next one's, so that a large import is not one job."""
LEASE = timedelta(seconds=60)
AGAIN = timedelta(seconds=20)
"""After so long what has failed is tried once more."""

_REFUSED = (ContactCenterError, ValueError, sa.exc.IntegrityError, sa.exc.DataError)
"""What one mail can be to blame for: it is noted there, and the others go on."""

log = logging.getLogger(__name__)


class Waiting(msgspec.Struct, frozen=True):
    id: int
    key: str
    size: int
    attempts: int


class Intake:
    """The handler of `mail.intake` jobs. checks and follow: what else has a say in it, and what comes after."""

    def __init__(
        self,
        *,
        secret_key: str,
        file_bytes: int,
        files: FileStore,
        clock: Callable[[], datetime],
        checks: Sequence[Check] = (),
        follow: Sequence[Follow] = (),
    ) -> None:
        self._key, self._files, self._clock = secret_key, files, clock
        self._unpacker = Unpacker(files, file_bytes=file_bytes)
        self._checks, self._follow = checks, follow

    async def run(self, db: Database, job: TakenJob) -> None:
        """Of several jobs of a mailbox at once one works; it looks once more after the others have gone."""
        mailbox_id, until = job.payload["mailbox_id"], asyncio.get_running_loop().time() + RUN_SECONDS
        name, holder = f"{INTAKE}:{mailbox_id}", job.public_id
        while await db.read(_waits, mailbox_id):
            if await db.write(hold, name, holder, now=self._clock(), length=LEASE) is None:
                return
            try:
                failed = await self._drain(db, mailbox_id, until, name, holder)
            finally:
                await db.write(let_go, name, holder, now=self._clock())
            if failed or asyncio.get_running_loop().time() > until:
                pause = AGAIN if failed else timedelta()
                await db.write(_plan, mailbox_id, now=self._clock(), run_at=self._clock() + pause)
                return

    async def _drain(self, db: Database, mailbox_id: int, until: float, name: str, holder: str) -> bool:
        """Take in what waits, each once, until the time is over; returns whether any has failed."""
        loop = asyncio.get_running_loop()
        position, failed, renewed = 0, False, loop.time()
        while loop.time() < until:
            if loop.time() > renewed + LEASE.total_seconds() / 4:
                await db.write(hold, name, holder, now=self._clock(), length=LEASE)
                renewed = loop.time()
            batch = await db.write(_begin, mailbox_id, position)
            if not batch:
                break
            position = batch[-1].id
            try:
                failed = not await self.take_in(db, batch) or failed
            except BaseException:  # ours, or we are stopping: not the mails' doing
                with suppress(StorageUnavailable):
                    await db.write(_count_back, batch)
                raise
        return failed

    async def take_in(self, db: Database, batch: Sequence[Waiting]) -> bool:
        """Read and store some mails; returns whether all are settled. Raises StorageUnavailable."""
        read = await self._unpacker.unpack([Packed(each.id, each.key) for each in batch])
        came = [each for each in read if isinstance(each, Came)]
        errors = {each.id: found for each, found in zip(batch, read, strict=True) if isinstance(found, str)}
        try:
            stored, refused = await db.write(self._store, came, now=self._clock())
        except BaseException:
            await self._discard(came)
            raise
        wanted = [file.new.key for each in came if each.mail_in_id in stored for file in each.files]
        if wanted:
            await self._files.keep(*wanted)
        await self._discard([each for each in came if each.mail_in_id not in stored])
        if errors := errors | refused:
            await db.write(_note_failures, errors)
        return not errors

    def _store(self, tx: Session, came: Sequence[Came], *, now: datetime) -> tuple[set[int], dict[int, str]]:
        """Together in a savepoint, or, where one of them cannot be stored, each in its own; returns those that are
        messages now, and why which could not be stored.
        """
        if not came:
            return set(), {}
        mine = sa.select(MailIn).where(MailIn.id.in_([each.mail_in_id for each in came])).order_by(MailIn.id)
        rows = {row.id: row for row in tx.execute(mine.with_for_update()).scalars()}
        shared = common(tx, rows, came, now=now)

        def store(some: Sequence[Came]) -> set[int]:
            with tx.begin_nested():
                return take(tx, some, rows, shared, checks=self._checks, follow=self._follow, now=now, key=self._key)

        # One of several may be wrong; one alone may have met another process with the same new customer.
        with suppress(*(_REFUSED if len(came) > 1 else (sa.exc.IntegrityError,))):
            return store(came), {}
        stored, errors = set[int](), dict[int, str]()
        for each in came:
            try:
                stored |= store([each])
            except _REFUSED as error:
                log.warning("a mail could not be stored", extra={"mail": each.mail_in_id, "error": describe(error)})
                errors[each.mail_in_id] = describe(error)
        return stored, errors

    async def _discard(self, came: Sequence[Came]) -> None:
        for each in came:
            for file in each.files:
                with suppress(StorageUnavailable):  # what cannot be deleted now is swept later
                    await self._files.discard(file.new.key)


def _waits(tx: Session, mailbox_id: int) -> bool:
    mine = MailIn.mailbox_id == mailbox_id, MailIn.state == MailState.WAITING
    return tx.execute(sa.select(MailIn.id).where(*mine).limit(1)).scalar() is not None


def _begin(tx: Session, mailbox_id: int, after: int) -> list[Waiting]:
    """The next mails, each counted as tried before it is: one that ends the process is seen to have done so.

    What was tried before is taken alone; what was tried too often is put aside.
    """
    connection, given = tx.connection(), {"mailbox": mailbox_id, "after": after, "most": BATCH}
    connection.execute(_PUT_ASIDE, {"mailbox": mailbox_id})
    batch, size = list[Waiting](), 0
    for row in connection.execute(_NEXT, given).all():
        size += row.size
        if batch and (row.attempts or batch[0].attempts or size > BATCH_BYTES):
            break
        batch.append(Waiting(row.id, row.key, row.size, row.attempts))
    if batch:
        connection.execute(_COUNT, [{"row": each.id} for each in batch])
    return batch


# Made once, and run on the connection: to make them for each set would cost more than the database does.
_WAITING = MailIn.mailbox_id == sa.bindparam("mailbox"), MailIn.state == MailState.WAITING
_PUT_ASIDE = (
    sa.update(MailIn)
    .where(*_WAITING, MailIn.attempts >= MAX_ATTEMPTS)
    .values(
        state=MailState.QUARANTINED, error=sa.func.coalesce(MailIn.error, "The process ended while reading it.")
    )
)  # fmt: skip
_NEXT = (
    sa.select(MailIn.id, MailIn.key, MailIn.size, MailIn.attempts)
    .where(*_WAITING, MailIn.id > sa.bindparam("after"))
    .order_by(MailIn.id)
    .limit(sa.bindparam("most"))
)
_COUNT = sa.update(MailIn).where(MailIn.id == sa.bindparam("row")).values(attempts=MailIn.attempts + 1)


def _count_back(tx: Session, batch: Sequence[Waiting]) -> None:
    counting = sa.update(MailIn).where(MailIn.id.in_([each.id for each in batch]), MailIn.attempts > 0)
    tx.execute(counting.values(attempts=MailIn.attempts - 1).execution_options(synchronize_session=False))


def _note_failures(tx: Session, errors: dict[int, str]) -> None:
    for key, error in errors.items():
        state = sa.case((MailIn.attempts >= MAX_ATTEMPTS, MailState.QUARANTINED.value), else_=MailIn.state)
        noting = sa.update(MailIn).where(MailIn.id == key, MailIn.state == MailState.WAITING)
        tx.execute(noting.values(error=error, state=state).execution_options(synchronize_session=False))


def _plan(tx: Session, mailbox_id: int, *, now: datetime, run_at: datetime) -> None:
    jobs.enqueue(tx, INTAKE, {"mailbox_id": mailbox_id}, now=now, run_at=run_at, unique_key=str(mailbox_id))
