"""A real installation with a mailbox: mails come in as a relay brings them, and go out to a server that knows whom it
refuses.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as SmtpSession
from sqlalchemy.orm import Session

from channels.email.accounts import MailboxSettings
from channels.email.arrivals import Arrival, dedupe_key, store
from contact_center.models import MailIn
from contact_center.settings import Settings
from contact_center.values import MailState, Role
from tests import mails
from tests.app_server import Server, until_stored
from tests.browser.talks import SECONDS, installation
from tests.files import samples
from tests.servers import free_port

SUPPORT = "support@shop.example"
RELAY = "mx.shop.example"
REFUSED = "nobody@customer.example"
GOOD = f"{RELAY}; spf=pass; dkim=pass; dmarc=pass"
BAD = f"{RELAY}; spf=fail; dkim=none; dmarc=fail"


T = TypeVar("T")


class Relay:
    """Takes every mail but those for REFUSED."""

    def __init__(self) -> None:
        self.received: list[bytes] = []

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: SmtpSession, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address == REFUSED:
            return "550 5.1.1 There is no mailbox of this name here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: SmtpSession, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.received.append(envelope.content)
        return "250 OK"


class MailDesk:
    """agent, owner: the session cookies of one of the staff, and of an administrator."""

    def __init__(
        self, server: Server, loop: asyncio.AbstractEventLoop, mailbox_id: int, *, agent: str, owner: str
    ) -> None:
        self.server, self.agent, self.owner = server, agent, owner
        self._loop, self._mailbox_id = loop, mailbox_id

    def arrives(self, *raw: bytes) -> None:
        """Mails come, and are messages when this returns."""
        asyncio.run_coroutine_threadsafe(self._arrive(raw), self._loop).result(SECONDS)

    def write(self, unit: Callable[[Session], T]) -> T:
        """Something is so in the database."""
        return asyncio.run_coroutine_threadsafe(self.server.db.write(unit), self._loop).result(SECONDS)

    async def _arrive(self, raw: tuple[bytes, ...]) -> None:
        files, now, db = self.server.process.files, self.server.services.clock(), self.server.db
        for number, content in enumerate(raw):

            async def chunks(content: bytes = content) -> AsyncIterator[bytes]:
                yield content

            found = await files.receive(chunks(), limit=100_000_000)
            at = now - timedelta(minutes=10 * (len(raw) - number))
            arrival = Arrival(key=found.key, size=found.size, sha256=found.sha256, dedupe=dedupe_key(content), at=at)
            await db.write(store, self._mailbox_id, [arrival], now=now)
            await files.keep(found.key)
        waits = sa.select(sa.func.count()).where(MailIn.state == MailState.WAITING)
        await until_stored(db, lambda tx: tx.execute(waits).scalar() == 0)


@contextmanager
def mail_desk(settings: Settings) -> Iterator[MailDesk]:
    relay = Controller(Relay(), hostname="127.0.0.1", port=free_port())
    relay.start()
    sending = {"smtp_host": "127.0.0.1", "smtp_port": relay.port, "smtp_security": "none", "mail_from": SUPPORT}
    settings = msgspec.structs.replace(settings, **sending)
    try:
        with installation(settings, works=True) as (server, loop):

            def run(work: Any) -> Any:
                return asyncio.run_coroutine_threadsafe(work, loop).result(SECONDS)

            mailbox_id = run(server.db.write(_mailbox))
            _, agent = run(server.agent("Lan"))
            _, owner = run(server.agent("Mai Anh", role=Role.ADMINISTRATOR))
            yield MailDesk(server, loop, mailbox_id, agent=agent, owner=owner)
    finally:
        relay.stop()


def _mailbox(tx: Session) -> int:
    signature = {"en": {"text": "Sương Pottery\n12 Hàng Gai, Hà Nội"}, "vi": {"text": "Gốm Sương\n12 Hàng Gai, Hà Nội"}}
    given = msgspec.convert({"trusted_servers": [RELAY], "signature": signature}, MailboxSettings)
    box = mails.mailbox(tx, address=SUPPORT, settings=msgspec.to_builtins(given))
    return box.id


def mail(sender: str, subject: str, text: str, *, html: str = "", picture: str = "", **headers: str) -> bytes:
    """picture: the content id under which the HTML shows it. headers: with _ for -."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, f"Shop <{SUPPORT}>", subject
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    if html:
        made.add_alternative(html, subtype="html")
        if picture:
            part = list(made.iter_parts())[1]
            assert isinstance(part, EmailMessage)
            part.add_related(samples.png(320, 200), "image", "png", cid=f"<{picture}>", filename="crack.png")
    return made.as_bytes()


def attached(raw: bytes, name: str, content: bytes) -> bytes:
    """The mail with a file."""
    made = message_from_bytes(raw, policy=policy.SMTP)
    assert isinstance(made, EmailMessage)
    made.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    return made.as_bytes()
