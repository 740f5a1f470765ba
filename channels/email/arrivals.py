"""Mails that have arrived: kept as they are, with how far a mailbox was read, before anything is made of them."""

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from channels.email import state
from channels.email.state import Progress
from contact_center import jobs
from contact_center.models import MailIn
from contact_center.values import MailState, new_id

INTAKE = "mail.intake"
"""The kind of the job that makes messages of what waits in a mailbox."""
_BY_NUMBER = "uid:"
_HEAD_END = re.compile(rb"\n\n")
_MESSAGE_ID = re.compile(rb"^message-id[ \t]*:(.*(?:\n[ \t].*)*)", re.IGNORECASE | re.MULTILINE)


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """A mail whose bytes lie in the file store under a key; none where they could not be had."""

    key: str | None
    size: int
    sha256: str
    dedupe: str
    at: datetime
    uid: int | None = None
    uidvalidity: int | None = None
    envelope_from: str | None = None
    envelope_to: list[str] = []
    history: bool = False
    error: str | None = None
    """Why it goes to the quarantine at once, such as its size."""


def dedupe_key(raw: bytes) -> str:
    """The same for every copy of a mail, whatever servers have put on its top: hash of its Message-ID and its body.

    Without a Message-ID all of it counts.
    """
    text = raw.replace(b"\r\n", b"\n")
    end = _HEAD_END.search(text)
    head, body = (text[: end.start()], text[end.end() :]) if end else (text, b"")
    found = _MESSAGE_ID.search(head)
    name = b" ".join(found[1].split()) if found else b""
    if not name:
        return hashlib.sha256(text).hexdigest()
    return hashlib.sha256(name + b"\n" + hashlib.sha256(body.strip()).digest()).hexdigest()


def dedupe_by_number(uidvalidity: int, uid: int) -> str:
    """Of a mail that is not here as a whole: its bytes, or all but its header, stay at the server."""
    return f"{_BY_NUMBER}{uidvalidity}:{uid}"


def is_whole(row: MailIn) -> bool:
    """Whether all bytes of a mail are here, so that it can be read."""
    return row.key is not None and not row.dedupe.startswith(_BY_NUMBER)


def store(
    tx: Session, mailbox_id: int, arrivals: Sequence[Arrival], *, progress: Progress | None = None, now: datetime
) -> set[str]:
    """Note mails and how far the mailbox was read by them, in one unit; what waits is looked after by a job.

    Returns the keys that were taken: the others are mails that the mailbox had before, and nobody wants their blobs.
    """
    taken = _insert(tx, mailbox_id, arrivals) if arrivals else set()
    if any(each.key in taken and each.error is None for each in arrivals):
        jobs.enqueue(tx, INTAKE, {"mailbox_id": mailbox_id}, now=now, unique_key=str(mailbox_id))
    state.note_contact(tx, mailbox_id, progress=progress, now=now)
    return taken


def known(tx: Session, mailbox_id: int, dedupes: Sequence[str]) -> set[str]:
    """Which of these mails the mailbox has had before."""
    query = sa.select(MailIn.dedupe).where(MailIn.mailbox_id == mailbox_id, MailIn.dedupe.in_(dedupes))
    return set(tx.execute(query).scalars())


def _insert(tx: Session, mailbox_id: int, arrivals: Sequence[Arrival]) -> set[str]:
    rows = [
        {
            "public_id": new_id(),
            "mailbox_id": mailbox_id,
            "uidvalidity": each.uidvalidity,
            "uid": each.uid,
            "dedupe": each.dedupe,
            "key": each.key,
            "size": each.size,
            "sha256": each.sha256,
            "envelope_from": each.envelope_from,
            "envelope_to": each.envelope_to,
            "arrived_at": each.at,
            "history": each.history,
            "state": MailState.WAITING if each.error is None else MailState.QUARANTINED,
            "error": each.error,
            "attempts": 0,
        }
        for each in arrivals
    ]
    inserting = _INSERT[tx.get_bind().dialect.name]
    return {key for key in tx.connection().execute(inserting, rows).scalars() if key is not None}


_INSERT = {
    "postgresql": postgresql.insert(MailIn).on_conflict_do_nothing().returning(MailIn.key),
    "sqlite": sqlite.insert(MailIn).on_conflict_do_nothing().returning(MailIn.key),
}
"""Made once, and run on the connection: to make it for each set would cost more than the database does."""
