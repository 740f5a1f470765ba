"""Mailboxes and mails as administrators see them."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any, Literal

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email.accounts import Incoming, Kind, MailboxSettings, Outgoing
from channels.email.arrivals import is_whole
from channels.email.mailboxes.schemas import CameView, MailboxFailure, MailboxView, MailQuery
from channels.email.outgoing import storing
from channels.email.watch import SILENT
from contact_center.models import Inbox, Mailbox, MailIn
from contact_center.paging import Page, PageQuery, decode_cursor, page_of
from contact_center.values import MailState

_ROWS = (
    sa.select(Mailbox, Inbox.public_id, Inbox.name)
    .join(Inbox, Inbox.id == Mailbox.inbox_id)
    .where(Mailbox.removed_at.is_(None))
    .order_by(Mailbox.id)
)
COUNTED = (MailState.WAITING, MailState.QUARANTINED)


def mailboxes(tx: Session, query: PageQuery, *, base_url: str, now: datetime) -> Page[MailboxView]:
    """A page of them, the oldest first."""
    (after,) = decode_cursor(query.after, tuple[int]) if query.after else (0,)
    found = tx.execute(_ROWS.where(Mailbox.id > after).limit(query.limit + 1)).all()
    counts = _counts(tx, [row.Mailbox.id for row in found])
    unsent = _unsent(tx, [row.Mailbox.inbox_id for row in found])
    views = partial(_view, counts=counts, unsent=unsent, base_url=base_url, now=now)
    return page_of(found, query.limit, item=views, cursor=lambda row: (row.Mailbox.id,))


def mailbox(tx: Session, key: int, *, base_url: str, now: datetime) -> MailboxView:
    row = tx.execute(_ROWS.where(Mailbox.id == key)).one()
    unsent = _unsent(tx, [row.Mailbox.inbox_id])
    return _view(row, counts=_counts(tx, [key]), unsent=unsent, base_url=base_url, now=now)


def mails(tx: Session, query: MailQuery) -> tuple[Page[CameView], dict[str, str]]:
    """Mails in a state, the latest first, and the blobs of those whose bytes are here, by their ids."""
    found = sa.select(MailIn, Mailbox.public_id, Mailbox.address).join(Mailbox, Mailbox.id == MailIn.mailbox_id)
    found = found.where(MailIn.state == query.state)
    if query.mailbox is not None:
        found = found.where(Mailbox.public_id == query.mailbox)
    if query.reason is not None:
        found = found.where(MailIn.reason == query.reason)
    if query.after is not None:
        found = found.where(sa.tuple_(MailIn.arrived_at, MailIn.id) < decode_cursor(query.after, tuple[datetime, int]))
    found = found.order_by(MailIn.arrived_at.desc(), MailIn.id.desc()).limit(query.limit + 1)
    rows = tx.execute(found).all()
    page = page_of(rows, query.limit, item=_came, cursor=lambda row: (row.MailIn.arrived_at, row.MailIn.id))
    return page, {row.MailIn.public_id: row.MailIn.key for row in rows[: query.limit] if row.MailIn.key is not None}


def _counts(tx: Session, keys: Sequence[int]) -> dict[tuple[int, str], int]:
    query = sa.select(MailIn.mailbox_id, MailIn.state, sa.func.count())
    counted = query.where(MailIn.mailbox_id.in_(keys), MailIn.state.in_(COUNTED))
    return {(key, state): count for key, state, count in tx.execute(counted.group_by(MailIn.mailbox_id, MailIn.state))}


def _unsent(tx: Session, inboxes: Sequence[int]) -> dict[int, int]:
    """How many mails of each inbox are still to leave."""
    found = storing.unsent(inboxes).subquery()
    counted = sa.select(found.c.inbox_id, sa.func.count().label("unsent")).group_by(found.c.inbox_id)
    return {row.inbox_id: row.unsent for row in tx.execute(counted)}


def _view(
    row: Any, *, counts: dict[tuple[int, str], int], unsent: dict[int, int], base_url: str, now: datetime
) -> MailboxView:
    box: Mailbox = row.Mailbox
    return MailboxView(
        id=box.public_id,
        inbox=row.public_id,
        name=row.name,
        address=box.address,
        aliases=box.aliases,
        kind=Kind(box.kind),
        incoming=msgspec.convert(box.incoming, Incoming),
        outgoing=msgspec.convert(box.outgoing, Outgoing),
        settings=msgspec.convert(box.settings, MailboxSettings),
        import_from=box.import_from,
        connected_at=box.connected_at,
        state=_state(box, now),
        last_contact_at=box.last_contact_at,
        failing_since=box.failing_since,
        failure=msgspec.convert(box.failure, MailboxFailure) if box.failure else None,
        waiting=counts.get((box.id, MailState.WAITING), 0),
        unsent=unsent.get(box.inbox_id, 0),
        quarantined=counts.get((box.id, MailState.QUARANTINED), 0),
        form_url=f"{base_url}/contact/{row.public_id}",
        version=box.version,
    )


def _state(box: Mailbox, now: datetime) -> Literal["connecting", "working", "failing", "silent", "disabled"]:
    if box.disabled_at is not None:
        return "disabled"
    if box.failing_since is not None:
        return "failing"
    if box.kind == Kind.IMAP and (box.last_contact_at or box.connected_at) < now - SILENT:
        return "silent"
    return "connecting" if box.kind == Kind.IMAP and box.last_contact_at is None else "working"


def _came(row: Any) -> CameView:
    mail: MailIn = row.MailIn
    return CameView(
        id=mail.public_id,
        mailbox=row.public_id,
        address=row.address,
        state=MailState(mail.state),
        reason=mail.reason,
        error=mail.error,
        sender=mail.sender,
        attempts=mail.attempts,
        size=mail.size,
        arrived_at=mail.arrived_at,
        history=mail.history,
        whole=is_whole(mail),
        original=f"/api/v1/mails/{mail.public_id}/original" if mail.key is not None else None,
    )
