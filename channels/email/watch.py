"""Tells administrators of a mailbox that does not work, or of which nothing was heard for long: once each time."""

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email.failures import DETAILS_VI
from channels.email.oauth import sign_ins
from contact_center import mail
from contact_center.db import Database
from contact_center.jobs import Handler, TakenJob
from contact_center.models import Agent, Mailbox
from contact_center.values import Role

KIND = "mail.watch"
FAILING = timedelta(minutes=10)
"""A server that is away for less is no news."""
SILENT = timedelta(minutes=20)
"""Every connection is tried more often than this, so that longer silence means that nobody tries."""
_TEXTS = {
    "en": (
        "The mailbox {address} does not work",
        "No mail of {address} has come in since {since} (UTC).\n\n{why}\n\nMail is kept at the mail server meanwhile, "
        "and fetched as soon as it works again. Look after it in the console:\n\n{link}\n",
    ),
    "vi": (
        "Hộp thư điện tử {address} không hoạt động",
        "Không nhận được thư nào của {address} từ {since} (UTC).\n\n{why}\n\nTrong lúc này thư vẫn nằm ở máy chủ thư "
        "và sẽ được lấy về ngay khi tài khoản e-mail hoạt động lại. Hãy kiểm tra trong bảng điều khiển:\n\n"
        "{link}\n",
    ),
}
_NOBODY = {
    "en": "No process of the contact centre is fetching it. Is the server or a worker running?",
    "vi": "Không có tiến trình nào của hệ thống đang lấy thư. Máy chủ hoặc tiến trình xử lý có đang chạy không?",
}
_SAYS = {"en": 'The server says: "{words}"', "vi": "Máy chủ trả lời: “{words}”"}


def watcher(clock: Callable[[], datetime], *, link: str) -> Handler:
    """The handler of the kind mail.watch. link: the address of the installation."""

    async def handle(db: Database, _: TakenJob) -> None:
        await db.write(alarm, now=clock(), link=link)
        await db.write(sign_ins.forget_expired, now=clock())

    return handle


def alarm(tx: Session, *, now: datetime, link: str) -> int:
    """Mail to every administrator, for each mailbox that stands still and was not told of; returns how many do."""
    rows = tx.execute(_standing_still(now)).scalars().all()
    people = sa.select(Agent).where(Agent.role == Role.ADMINISTRATOR, Agent.disabled_at.is_(None)) if rows else None
    administrators = [] if people is None else tx.execute(people).scalars().all()
    for row in rows:
        row.alarmed_at = now
        for person in administrators:
            locale = person.locale if person.locale in _TEXTS else "en"
            subject, text = _TEXTS[locale]
            given = {
                "address": row.address,
                "since": f"{_since(row):%Y-%m-%d %H:%M}",
                "why": _why(row, locale),
                "link": page_of(row, link),
            }
            mail.queue(
                tx,
                to=person.email,
                subject=subject.format(**given),
                text=text.format(**given),
                locale=person.locale,
                now=now,
            )
    return len(rows)


def page_of(row: Mailbox, link: str) -> str:
    """Where the mailbox is looked after, and signed in to anew."""
    return f"{link}/console/settings/mailboxes?mailbox={row.public_id}"


def _standing_still(now: datetime) -> sa.Select[Mailbox]:
    heard = sa.func.coalesce(Mailbox.last_contact_at, Mailbox.connected_at)
    mine = Mailbox.kind == "imap", Mailbox.disabled_at.is_(None), Mailbox.alarmed_at.is_(None)
    stands = sa.or_(Mailbox.failing_since < now - FAILING, heard < now - SILENT)
    return sa.select(Mailbox).where(*mine, stands).order_by(Mailbox.id).with_for_update()


def _since(row: Mailbox) -> datetime:
    return row.last_contact_at or row.connected_at


def _why(row: Mailbox, locale: str) -> str:
    if row.failure is None:
        return _NOBODY[locale]
    detail = DETAILS_VI.get(row.failure["code"]) if locale == "vi" else None
    words = row.failure["words"]
    said = f" {_SAYS[locale].format(words=words)}" if words else ""
    return f"{detail or row.failure['detail']}{said}"
