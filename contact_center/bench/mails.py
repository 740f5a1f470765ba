"""`bench mail`: a corpus and its mutations through the whole intake, of which none may be lost; then how many a second.

Each file or mutation is kept as a mail that has come, taken in by the intake, and looked for afterwards. Then mails in
threads go the same way, with the search index behind them, and the processor time of all of it is counted: the disk,
the parsing, the cleaning of HTML, the threading, the storage and the index.
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email.arrivals import INTAKE, Arrival, store
from channels.email.intake import MAX_ATTEMPTS, Intake
from contact_center import migrations
from contact_center.bench import mail_making
from contact_center.bench.company import own_database
from contact_center.bench.ledger import Ledger, Line
from contact_center.bench.options import Options
from contact_center.bench.processes import parent_of, processor_seconds
from contact_center.bench.server import BenchError
from contact_center.db import Database, open_database
from contact_center.files.store import FileStore
from contact_center.jobs import TakenJob
from contact_center.models import Inbox, Mailbox, MailIn
from contact_center.search import indexing
from contact_center.settings import Settings, load
from contact_center.values import utc_now

AT_ONCE = 250
KEPT, CPU = "kept", "cpu"
TIMED = "threads"
SECRET = "a key for measurements, which is no secret"  # noqa: S105


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """crashed: could not be read or stored. lost: neither a message nor anything else that is known of."""

    files: int
    mutations: int
    mails: int
    crashed: int
    lost: int
    outcomes: dict[str, int]
    cpu_s: float
    messages_per_cpu_second: float


def run(options: Options, *, corpus: Path, mutations: int, mails: int) -> dict[str, Any]:
    """Raises BenchError where the folder has no mails."""
    found = mail_making.corpus(corpus)
    if not found:
        raise BenchError(f"There is no .eml, .txt or .box below {corpus}.")
    with TemporaryDirectory(prefix="contact-center-bench-") as name, own_database(options.database_url) as url:
        settings = load({"CC_DATABASE_URL": url} if url else {}, data_dir=Path(name), secret_key=SECRET)
        migrations.upgrade(settings.url)
        rng = random.Random(options.seed)
        given = {
            "files": found,
            "mutations": list(mail_making.mutations(found, mutations, rng)),
            TIMED: list(mail_making.threads(found, mails, rng)),
        }
        asyncio.run(_measure(settings, given, options.ledger))
    return msgspec.structs.asdict(figures(options.ledger.lines))


def figures(lines: Sequence[Line]) -> Figures:
    """All from the ledger."""
    kept = [line for line in lines if line.what == KEPT]
    became = {line.id: line.what for line in lines if line.what not in {KEPT, CPU}}
    cpu = [line.value for line in lines if line.what == CPU]
    counts = Counter(line.by for line in kept)
    outcomes = Counter(became.get(line.id, "lost") for line in kept)
    spent = cpu[-1] - cpu[0]
    return Figures(
        files=counts["files"],
        mutations=counts["mutations"],
        mails=counts[TIMED],
        crashed=outcomes["quarantined"],
        lost=outcomes["lost"] + outcomes["waiting"],
        outcomes=dict(sorted(outcomes.items())),
        cpu_s=round(spent, 3),
        messages_per_cpu_second=round(counts[TIMED] / spent, 1),
    )


async def _measure(settings: Settings, given: dict[str, list[tuple[str, bytes]]], ledger: Ledger) -> None:
    db, files = open_database(settings, lambda _: None), FileStore(settings.data_dir)
    intake = Intake(secret_key=SECRET, file_bytes=settings.file_bytes, files=files, clock=utc_now)
    try:
        mailbox_id = await db.write(_mailbox)
        for kind, mails in given.items():
            if kind == TIMED:
                ledger.note(CPU, value=await _spent(db))
            for start in range(0, len(mails), AT_ONCE):
                await _keep(db, files, mailbox_id, mails[start : start + AT_ONCE], kind, ledger)
                await _take_in(db, intake, mailbox_id)
            if kind == TIMED:
                await _index(db)
                ledger.note(CPU, value=await _spent(db))
        for dedupe, state in await db.read(_states):
            ledger.note(state, dedupe)
    finally:
        await db.close()
        files.close()


async def _keep(
    db: Database, files: FileStore, mailbox_id: int, mails: Sequence[tuple[str, bytes]], kind: str, ledger: Ledger
) -> None:
    """As a fetcher does; but each counts as another mail, however much it is like one before."""
    arrivals = []
    for (name, _), found in zip(mails, await files.put_all([raw for _, raw in mails]), strict=True):
        dedupe = f"{kind}:{name}"
        arrivals.append(Arrival(key=found.key, size=found.size, sha256=found.sha256, dedupe=dedupe, at=utc_now()))
        ledger.note(KEPT, dedupe, by=kind)
    await db.write(store, mailbox_id, arrivals, now=utc_now())
    await files.keep(*(each.key or "" for each in arrivals))


async def _take_in(db: Database, intake: Intake, mailbox_id: int) -> None:
    payload = {"mailbox_id": mailbox_id}
    for attempt in range(1, MAX_ATTEMPTS + 1):
        job = TakenJob(
            id=0,
            public_id="bench",
            kind=INTAKE,
            payload=payload,
            unique_key=None,
            attempt=attempt,
            created_at=utc_now(),
        )
        await intake.run(db, job)


async def _index(db: Database) -> None:
    more = True
    while more:
        gathered = await db.read(indexing.gather_messages)
        more = (await db.write(indexing.index_messages, gathered, now=utc_now())).more


async def _spent(db: Database) -> float:
    """Processor seconds of this process and, where it is one of its own, of the database."""
    spent = time.process_time()
    if db.dialect == "postgresql":
        backend = await db.read(lambda tx: int(tx.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()))
        spent += processor_seconds(parent_of(backend))
    return spent


def _mailbox(tx: Session) -> int:
    now = utc_now()
    inbox = Inbox(name="Bench", channel="email", allowed_sites=[], settings={}, created_at=now)
    tx.add(inbox)
    tx.flush()
    empty: dict[str, Any] = {"aliases": [], "incoming": {}, "outgoing": {}, "settings": {}}
    row = Mailbox(
        inbox_id=inbox.id, address="support@bench.example", kind="relay", connected_at=now - timedelta(days=1),
        created_at=now, **empty,
    )  # fmt: skip
    tx.add(row)
    tx.flush()
    return row.id


def _states(tx: Session) -> list[tuple[str, str]]:
    return [(row.dedupe, row.state) for row in tx.execute(sa.select(MailIn.dedupe, MailIn.state))]
