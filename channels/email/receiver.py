"""Takes the mail that the company's mail servers bring by SMTP (RFC 5321): kept before it is acknowledged."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from ipaddress import ip_address, ip_network
from typing import Any

import sqlalchemy as sa
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy.orm import Session as Transaction

from channels.email.arrivals import Arrival, dedupe_key, store
from contact_center.db import Database
from contact_center.errors import ContactCenterError, InvalidInput, StorageUnavailable
from contact_center.files.store import FileStore
from contact_center.jobs.rules import describe
from contact_center.models import Mailbox
from contact_center.settings import Settings

MOST_SESSIONS = 50
"""At once; each may hold one mail in memory."""
MOST_RECIPIENTS = 200
LONGEST_LINE = 100_000
"""Bytes. RFC 5321 allows 1,000, and programs write longer ones: refused, such a mail would be lost."""
QUIET_SECONDS = 60
AGAIN_SECONDS = 30.0
"""After so long it is tried again to listen where another process does."""
NOT_NOW = "451 4.3.0 The mail cannot be kept just now. Try again later."

log = logging.getLogger(__name__)


class Receiver:
    """One per working process; of several on one machine the first to listen takes the mail."""

    def __init__(self, settings: Settings, db: Database, files: FileStore, clock: Callable[[], datetime]) -> None:
        self._settings, self._db, self._files, self._clock = settings, db, files, clock
        self._networks = [ip_network(each, strict=False) for each in settings.smtp_in_networks]
        self._open: set[_Protocol] = set()
        self.port = settings.smtp_in_port

    async def run(self) -> None:
        """Receive until cancelled, where a port is set."""
        while self._settings.smtp_in_port:
            try:
                async with await self._listen() as server:
                    self.port = server.sockets[0].getsockname()[1]
                    await server.serve_forever()
            except OSError as error:
                log.warning("no mail can be received here: %s", error)
                await asyncio.sleep(AGAIN_SECONDS)
            finally:
                for each in list(self._open):
                    each.end()

    async def _listen(self) -> asyncio.Server:
        loop = asyncio.get_running_loop()
        return await loop.create_server(self._protocol, self._settings.smtp_in_host, self._settings.smtp_in_port)

    def _protocol(self) -> "_Protocol":
        return _Protocol(
            self,
            self._open,
            data_size_limit=self._settings.mail_bytes,
            enable_SMTPUTF8=True,
            ident="contact-center",
            timeout=QUIET_SECONDS,
            loop=asyncio.get_running_loop(),
        )

    def admits(self, address: str) -> bool:
        """Whether who connects from there may bring mail."""
        try:
            found = ip_address(address)
        except ValueError:
            return False
        found = getattr(found, "ipv4_mapped", None) or found
        return any(found in network for network in self._networks)

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 These are many recipients. Send the mail to the others apart."
        try:
            known = await self._db.read(mailbox_of, address)
        except StorageUnavailable:
            return NOT_NOW
        if known is None:
            return "550 5.1.1 Nobody of this name is known here."
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Acknowledged once the bytes are on the disk and the rows are committed, and not before."""
        content = envelope.content
        raw = content if isinstance(content, bytes) else (content or "").encode()
        try:
            await self._keep(raw, envelope.mail_from or "", envelope.rcpt_tos)
        except InvalidInput:
            return "554 5.6.0 The mail is empty."
        except ContactCenterError as error:
            log.warning("a mail could not be received: %s", describe(error))
            return NOT_NOW
        return "250 2.0.0 OK: the mail is kept."

    async def handle_exception(self, error: Exception) -> str:
        """Whatever we do wrong, the mail server shall keep the mail."""
        log.error("receiving a mail failed: %s", describe(error))
        return NOT_NOW

    async def _keep(self, raw: bytes, sender: str, recipients: Sequence[str]) -> None:
        boxes: dict[int, list[str]] = {}
        for each in recipients:
            key = await self._db.read(mailbox_of, each)
            if key is not None:
                boxes.setdefault(key, []).append(each.lower())
        arrivals = [(key, await self._put(raw, sender, addresses)) for key, addresses in boxes.items()]
        try:
            taken = await self._db.write(_store_each, arrivals, now=self._clock())
        except BaseException:
            await self._discard([arrival for _, arrival in arrivals])
            raise
        if taken:
            await self._files.keep(*taken)
        await self._discard([arrival for _, arrival in arrivals if arrival.key not in taken])

    async def _put(self, raw: bytes, sender: str, addresses: list[str]) -> Arrival:
        arrived = await self._files.put(raw, limit=2 * self._settings.mail_bytes)
        return Arrival(
            key=arrived.key,
            size=arrived.size,
            sha256=arrived.sha256,
            dedupe=dedupe_key(raw),
            at=self._clock(),
            envelope_from=sender.strip("<>").lower(),
            envelope_to=addresses,
        )

    async def _discard(self, arrivals: Sequence[Arrival]) -> None:
        for each in arrivals:
            with suppress(StorageUnavailable):  # what cannot be deleted now is swept later
                await self._files.discard(each.key or "")


class _Protocol(SMTP):
    """A connection: refused where its address may not bring mail, or too many are open."""

    line_length_limit = LONGEST_LINE

    def __init__(self, receiver: Receiver, all_open: "set[_Protocol]", **options: Any) -> None:
        super().__init__(receiver, **options)
        self._receiver, self._all_open = receiver, all_open

    def connection_made(self, transport: Any) -> None:
        peer = transport.get_extra_info("peername") or ("",)
        if not self._receiver.admits(str(peer[0])):
            _refuse(transport, b"554 5.7.1 You may not bring mail here.\r\n")
        elif len(self._all_open) >= MOST_SESSIONS:
            _refuse(transport, b"421 4.3.2 Too many connections. Try again later.\r\n")
        else:
            self._all_open.add(self)
            super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self in self._all_open:
            self._all_open.discard(self)
            super().connection_lost(error)

    def end(self) -> None:
        """Break it off: what was not acknowledged, the other side sends again."""
        transport: Any = self.transport
        if transport is not None:
            transport.abort()


def mailbox_of(tx: Transaction, address: str) -> int | None:
    """The mailbox whose mail it is, of those that a relay brings mail for; what follows a plus sign is ours to read."""
    local, _, domain = address.strip("<>").lower().rpartition("@")
    wanted = {f"{local}@{domain}", f"{local.partition('+')[0]}@{domain}"}
    rows = tx.execute(
        sa.select(Mailbox.id, Mailbox.address, Mailbox.aliases)
        .where(Mailbox.kind == "relay", Mailbox.disabled_at.is_(None))
        .order_by(Mailbox.id)
    )
    return next((row.id for row in rows if wanted & {row.address, *row.aliases}), None)


def _store_each(tx: Transaction, arrivals: Sequence[tuple[int, Arrival]], *, now: datetime) -> set[str]:
    return {key for mailbox_id, arrival in arrivals for key in store(tx, mailbox_id, [arrival], now=now)}


def _refuse(transport: Any, words: bytes) -> None:
    transport.write(words)
    transport.close()
