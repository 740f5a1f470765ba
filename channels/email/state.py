"""How a mailbox stands, as its row says it: how far it was read, when it was heard of, why it does not work."""

from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email.accounts import Account, Secrets, account_of, put_secrets, secrets_of
from channels.email.failures import Failure
from contact_center.errors import NotFound
from contact_center.events import MailboxFailing, MailboxWorks
from contact_center.models import Mailbox, record


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a folder was read."""

    uidvalidity: int
    last_uid: int


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """How far a folder was read under its UIDVALIDITY. first_uid: the first that was not there from the beginning."""

    uidvalidity: int
    last_uid: int
    first_uid: int


def account(tx: Session, mailbox_id: int, *, key: str) -> Account:
    """Raises NotFound, SealBroken."""
    return account_of(tx, _row(tx, mailbox_id), key=key)


def seen_folder(tx: Session, mailbox_id: int, *, uidvalidity: int, uidnext: int, now: datetime) -> Position:
    """The folder was selected: where to go on. Under another UIDVALIDITY all numbers are anew, and it is read again.

    So it is the first time: what has come since the mailbox was connected is taken in, however long that took.
    """
    row = _row(tx, mailbox_id, lock=True)
    if row.uidvalidity != uidvalidity:
        row.uidvalidity, row.first_uid, row.last_uid = uidvalidity, uidnext, 0
    _works(tx, row, now=now)
    return Position(uidvalidity=uidvalidity, last_uid=row.last_uid, first_uid=row.first_uid)


def note_contact(tx: Session, mailbox_id: int, *, progress: Progress | None = None, now: datetime) -> None:
    """The server has answered, or brought something; so far the folder was read by now."""
    row = _row(tx, mailbox_id, lock=True)
    if progress is not None:
        row.uidvalidity, row.last_uid = progress.uidvalidity, progress.last_uid
    _works(tx, row, now=now)


def note_failure(tx: Session, mailbox_id: int, failure: Failure, *, now: datetime) -> None:
    """It does not work; since when is kept until it works again."""
    row = _row(tx, mailbox_id, lock=True)
    if row.failing_since is None:
        record(tx, "mailbox", row.id, MailboxFailing(failure.code), by="system", at=now)
    row.failing_since, row.failure = row.failing_since or now, msgspec.to_builtins(failure)


def keep_secrets(tx: Session, mailbox_id: int, secrets: Secrets, *, before: Secrets, key: str) -> None:
    """New tokens for those that were there before; where somebody has signed in anew meanwhile, theirs stay."""
    row = _row(tx, mailbox_id, lock=True)
    if secrets_of(row, key=key).refresh_token == before.refresh_token:
        put_secrets(row, secrets, key=key)


def forget_token(tx: Session, mailbox_id: int, *, key: str) -> None:
    """The access token does not hold, whatever was said of it."""
    row = _row(tx, mailbox_id, lock=True)
    secrets = secrets_of(row, key=key)
    put_secrets(row, msgspec.structs.replace(secrets, access_token="", access_until=None), key=key)


def fetched(tx: Session) -> list[tuple[int, int]]:
    """Key and version of every mailbox whose mail is to be fetched."""
    query = sa.select(Mailbox.id, Mailbox.version).where(Mailbox.kind == "imap", Mailbox.disabled_at.is_(None))
    return [(row.id, row.version) for row in tx.execute(query.order_by(Mailbox.id))]


def _works(tx: Session, row: Mailbox, *, now: datetime) -> None:
    if row.failing_since is not None:
        record(tx, "mailbox", row.id, MailboxWorks(), by="system", at=now)
    row.last_contact_at, row.failing_since, row.failure, row.alarmed_at = now, None, None, None


def _row(tx: Session, mailbox_id: int, *, lock: bool = False) -> Mailbox:
    query: Any = sa.select(Mailbox).where(Mailbox.id == mailbox_id).execution_options(populate_existing=True)
    row: Mailbox | None = tx.execute(query.with_for_update() if lock else query).scalar_one_or_none()
    if row is None:
        raise NotFound("There is no such mailbox.")
    return row
