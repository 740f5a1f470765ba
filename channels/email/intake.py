"""Makes messages of the mails that wait in a mailbox, in their order; one that cannot be read stops none."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email import mime
from channels.email.arrivals import INTAKE
from channels.email.coming import Came, Check, File, Follow, Stored, ref_of
from channels.email.parsed import Parsed, Part
from channels.email.reading import read
from channels.email.taking import Common, common, take
from contact_center import jobs
from contact_center.db import Database
from contact_center.errors import ContactCenterError, InvalidInput, StorageUnavailable, TooLarge, UnwantedType
from contact_center.files.receiving import described
from contact_center.files.store import FileStore
from contact_center.jobs import TakenJob
from contact_center.jobs.rules import describe
from contact_center.leases import hold, let_go
from contact_center.models import MailIn
from contact_center.values import MailState, new_id

BATCH = 8
"""Mails that are read together and stored in one unit: some forty milliseconds of the one writer of SQLite."""
BATCH_BYTES = 8 * 1024 * 1024
"""Of them, unless one alone is larger."""
MAX_ATTEMPTS = 3
"""After so many a mail is put aside for an administrator to look at."""
RUN_SECONDS = 120.0
"""A job goes on for so long; what still waits then is the next one's, so that a large import is not one job."""
LEASE = timedelta(seconds=60)
AGAIN = timedelta(seconds=20)
"""After so long what has failed is tried once more."""

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
        self._key, self._file_bytes, self._files, self._clock = secret_key, file_bytes, files, clock
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
        read = [await self._read(each) for each in batch]
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
        """Each in a savepoint of its own; returns those that are messages now, and why which could not be stored."""
        stored, errors = set[int](), dict[int, str]()
        if not came:
            return stored, errors
        mine = sa.select(MailIn).where(MailIn.id.in_([each.mail_in_id for each in came])).order_by(MailIn.id)
        rows = {row.id: row for row in tx.execute(mine.with_for_update()).scalars()}
        shared = common(tx, rows, came, now=now)
        for each in came:
            try:
                with tx.begin_nested():
                    if self._take(tx, each, rows[each.mail_in_id], shared, now=now) is not None:
                        stored.add(each.mail_in_id)
            except (ContactCenterError, ValueError, sa.exc.IntegrityError, sa.exc.DataError) as error:
                log.warning("a mail could not be stored", extra={"mail": each.mail_in_id, "error": describe(error)})
                errors[each.mail_in_id] = describe(error)
        return stored, errors

    def _take(self, tx: Session, came: Came, row: MailIn, shared: Common, *, now: datetime) -> Stored | None:
        return take(tx, came, row, shared, checks=self._checks, follow=self._follow, now=now, key=self._key)

    async def _read(self, waiting: Waiting) -> Came | str:
        """What the mail says, with its files in the store; or why it could not be read."""
        try:
            raw = await self._files.read(waiting.key)
            parsed = await asyncio.to_thread(mime.parse, raw)
            return await self._came(waiting, parsed)
        except StorageUnavailable:
            raise
        except Exception as error:  # whatever one mail does to us, the next goes on
            log.warning("a mail could not be read", extra={"mail": waiting.id, "error": describe(error)})
            return describe(error)

    async def _came(self, waiting: Waiting, parsed: Parsed) -> Came:
        files, problems = list[File](), list[str]()
        for part in parsed.parts:
            found = await self._file(part, uploader=f"mail:{waiting.id}")
            if isinstance(found, str):
                problems.append(found)
            else:
                files.append(found)
        paths = {each.content_id: ref_of(each).path for each in files if each.content_id is not None}
        reading = await asyncio.to_thread(read, parsed, paths)
        return Came(mail_in_id=waiting.id, reading=reading, files=files, problems=problems)

    async def _file(self, part: Part, *, uploader: str) -> File | str:
        """The part in the store; or what keeps it in the raw mail alone, as a problem's name."""
        try:
            arrived = await self._files.put(part.data, limit=self._file_bytes)
        except TooLarge:
            return f"file_too_large: {part.name}"
        except InvalidInput:
            return f"file_empty: {part.name}"
        try:
            new = described(arrived, name=part.name, uploader=uploader)
        except UnwantedType:
            with suppress(StorageUnavailable):
                await self._files.discard(arrived.key)
            return f"file_type_refused: {part.name}"
        return File(new=new, id=new_id(), content_id=part.content_id)

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
    mine = MailIn.mailbox_id == mailbox_id, MailIn.state == MailState.WAITING
    broken = sa.update(MailIn).where(*mine, MailIn.attempts >= MAX_ATTEMPTS)
    aside = {
        "state": MailState.QUARANTINED,
        "error": sa.func.coalesce(MailIn.error, "The process ended while reading it."),
    }
    tx.execute(broken.values(aside).execution_options(synchronize_session=False))
    columns = MailIn.id, MailIn.key, MailIn.size, MailIn.attempts
    found = tx.execute(sa.select(*columns).where(*mine, MailIn.id > after).order_by(MailIn.id).limit(BATCH)).all()
    batch, size = list[Waiting](), 0
    for row in found:
        size += row.size
        if batch and (row.attempts or batch[0].attempts or size > BATCH_BYTES):
            break
        batch.append(Waiting(row.id, row.key, row.size, row.attempts))
    counting = sa.update(MailIn).where(MailIn.id.in_([each.id for each in batch]))
    tx.execute(counting.values(attempts=MailIn.attempts + 1).execution_options(synchronize_session=False))
    return batch


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
