"""Looks at the database: reachable, at this version's schema, durable, and what it says about the installation."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from contact_center import migrations
from contact_center.agents.queries import has_administrator
from contact_center.backup.last import LastBackup, last_backup
from contact_center.commands.doctor.finding import Finding, failed, ok, warning
from contact_center.commands.doctor.mailboxes import check_mailboxes
from contact_center.db import Database, open_database
from contact_center.errors import NewerDatabase, StorageUnavailable
from contact_center.files.store import INCOMING, FileStore
from contact_center.models import Attachment, Job
from contact_center.settings import Settings
from contact_center.values import JobState, from_micros, utc_now

POSTGRESQL_AT_LEAST = 13
OLD_BACKUP = timedelta(days=2)
LOOKED_AT = 200
"""The newest files, whose blobs are looked for."""
SKEW, TOO_MUCH_SKEW = timedelta(seconds=2), timedelta(seconds=30)


async def check(settings: Settings) -> list[Finding]:
    """From the door inwards; what lies behind a closed one is not looked at."""
    if settings.is_sqlite and not (settings.data_dir / "contact-center.db").exists():
        return [warning("database", "there is none yet", "The first `contact-center serve` makes it.")]
    try:
        revision = await asyncio.to_thread(migrations.current, settings.url)
    except StorageUnavailable as error:
        return [failed("database", str(error), _reach(settings))]
    found = [ok("database", _place(settings))]
    try:
        migrations.check_known(revision)
    except NewerDatabase as error:
        return [*found, failed("schema", str(error), "Nothing was changed; this version cannot use it.")]
    if (wanted := migrations.head()) != revision:
        detail = f"is at {revision or 'nothing'}, this version wants {wanted}"
        return [*found, failed("schema", detail, "Back up, then run `contact-center db upgrade`.")]
    found.append(ok("schema", f"is at {revision}, as this version wants"))
    database = open_database(settings, lambda _: None)
    try:
        inside = [each async for each in _inside(database)]
        return [*found, *inside, await database.read(_files, FileStore(settings.data_dir))]
    except (StorageUnavailable, exc.DBAPIError) as error:
        return [*found, failed("database", f"it fails in use: {error}", _reach(settings))]
    finally:
        await database.close()


async def _inside(database: Database) -> AsyncIterator[Finding]:
    yield check_durability(await database.durability())
    if database.dialect == "postgresql":
        yield check_version(await database.read(_server_version))
        before = utc_now()
        theirs = await database.read(_server_time)
        yield check_clock(theirs, before, utc_now())
    if await database.read(has_administrator):
        yield ok("administrator", "there is one")
    else:
        todo = "`contact-center serve` prints a link for the first one; `contact-center user create` makes one."
        yield warning("administrator", "there is none", todo)
    yield check_dead_jobs(await database.read(_dead_jobs))
    yield check_backup(await database.read(last_backup), utc_now())
    for each in await database.read(check_mailboxes):
        yield each


def check_durability(word: str) -> Finding:
    if word == "FULL":
        return ok("durability", "FULL: what is acknowledged is on the disk")
    todo = "Set fsync and synchronous_commit to on: acknowledged messages could be lost in a power cut."
    return failed("durability", word, todo)


def check_version(number: int) -> Finding:
    """number: as PostgreSQL's server_version_num, such as 150004."""
    shown = f"PostgreSQL {number // 10_000}.{number % 10_000}"
    if number // 10_000 >= POSTGRESQL_AT_LEAST:
        return ok("database version", shown)
    return failed("database version", f"{shown} is too old", f"Use PostgreSQL {POSTGRESQL_AT_LEAST} or newer.")


def check_clock(theirs: datetime, before: datetime, after: datetime) -> Finding:
    """How far the database's clock is from ours, of which the asking itself is no part."""
    skew = max(before - theirs, theirs - after, timedelta())
    shown = f"{skew.total_seconds():.1f} s from the database's"
    if skew < SKEW:
        return ok("clock", shown)
    todo = "Let all machines keep time by NTP: waits and sign-ins are counted by the clock."
    return (failed if skew > TOO_MUCH_SKEW else warning)("clock", shown, todo)


def check_dead_jobs(count: int) -> Finding:
    if count == 0:
        return ok("jobs", "none has been given up")
    todo = "An administrator sees them in the console under Failed jobs, and can retry them."
    return warning("jobs", f"{count} given up", todo)


def check_backup(last: LastBackup | None, now: datetime) -> Finding:
    todo = "Have `contact-center backup FILE` run every night: deploy/contact-center-backup.timer does."
    if last is None:
        return warning("backup", "none is known", todo)
    age = now - last.at
    shown = f"{age.days} days old" if age >= timedelta(days=2) else f"{age.total_seconds() / 3600:.0f} hours old"
    if last.lost:
        missing = f"{shown}, and {last.lost} files were missing or damaged in it"
        return failed("backup", missing, "Bring them back from an older backup: `contact-center backup` names them.")
    return ok("backup", shown) if age < OLD_BACKUP else warning("backup", shown, todo)


def check_files(looked_at: int, missing: int) -> Finding:
    """Whether the blobs of the newest attachments are there."""
    if missing:
        return failed("files", f"{missing} of the last {looked_at} are missing", "Bring back DIR/files from a backup.")
    return ok("files", f"the last {looked_at} are there" if looked_at else "none was sent yet")


def _files(tx: Session, store: FileStore) -> Finding:
    keys = tx.execute(sa.select(Attachment.key).order_by(Attachment.id.desc()).limit(LOOKED_AT)).scalars().all()
    # What was sent a moment ago may still be on its way into its place.
    return check_files(len(keys), sum(not _is_there(store, key) for key in keys))


def _is_there(store: FileStore, key: str) -> bool:
    return store.path_of(key).exists() or (store.folder / INCOMING / key).exists()


def _server_version(tx: Session) -> int:
    return int(tx.execute(sa.text("SHOW server_version_num")).scalar_one())


def _server_time(tx: Session) -> datetime:
    micros = tx.execute(sa.text("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")).scalar_one()
    return from_micros(int(micros))


def _dead_jobs(tx: Session) -> int:
    return tx.execute(sa.select(sa.func.count()).select_from(Job).where(Job.state == JobState.DEAD)).scalar_one()


def _place(settings: Settings) -> str:
    if settings.is_sqlite:
        return f"embedded, {settings.data_dir / 'contact-center.db'}"
    return make_url(settings.url).render_as_string(hide_password=True).replace("+asyncpg", "")


def _reach(settings: Settings) -> str:
    if settings.is_sqlite:
        return "Is the file whole and the folder's? Bring back a backup where it is damaged."
    return "Does the server run, and are host, port, user, password and database of CC_DATABASE_URL right?"
