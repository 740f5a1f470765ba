"""Looks at the mailboxes: whether their mail comes in, and what of it waits for somebody."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.commands.doctor.finding import Finding, ok, warning
from contact_center.models import Mailbox, MailIn
from contact_center.values import MailState


def check_mailboxes(tx: Session) -> list[Finding]:
    """Nothing where there is no mailbox."""
    rows = tx.execute(sa.select(Mailbox).where(Mailbox.disabled_at.is_(None)).order_by(Mailbox.id)).scalars().all()
    aside = sa.select(sa.func.count()).select_from(MailIn).where(MailIn.state == MailState.QUARANTINED)
    return list(_findings(rows, tx.execute(aside).scalar_one())) if rows else []


def _findings(rows: Sequence[Mailbox], quarantined: int) -> Iterator[Finding]:
    failing = [row for row in rows if row.failure is not None]
    for row in failing:
        failure = row.failure or {}
        detail = f"{row.address} has failed since {row.failing_since:%Y-%m-%d %H:%M} (UTC): {failure['words']}"
        yield warning("mailbox", detail, str(failure["detail"]))
    if not failing:
        yield ok("mailboxes", f"{len(rows)}, and none has failed")
    if quarantined:
        todo = "An administrator sees and retries them: GET /api/v1/mails (docs/mailboxes.md)."
        yield warning("mails", f"{quarantined} could not be read", todo)
