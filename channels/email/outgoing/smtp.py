"""Connections to mail servers, kept for a while and used again, and what a server says of each recipient of a mail."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import aiosmtplib

from channels.email.accounts import Account, Secrets, Security
from channels.email.compose import Composed
from channels.email.failures import MailboxFailed
from channels.email.outgoing import envelopes
from channels.email.outgoing.envelopes import Envelope
from channels.email.outgoing.opening import Server, ended, opened, own_server
from channels.email.outgoing.schemas import MailRecipientState, Outcome
from contact_center.settings import Settings

STEP_SECONDS = 30.0
"""For one step of the conversation with the server."""
DATA_SECONDS = 120.0
"""For the server's answer to the mail itself: it may look into it before it says yes (RFC 5321, 4.5.3.2.6)."""
TOTAL_SECONDS = 240.0
MOST_KEPT = 4
"""Idle connections to one server."""
MOST_MAILS = 100
"""Over one connection."""
LONGEST_IDLE = 30.0


class NoServerError(Exception):
    """Neither the mailbox nor the installation has a server to send by."""


class TokenRefusedError(Exception):
    """The server takes the OAuth token for expired or wrong: code and words are its own."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(f"{code} {words}")
        self.code = code


def server_of(account: Account, secrets: Secrets, settings: Settings) -> Server:
    """By which a mailbox's mail goes. secrets: with an access token that holds. Raises NoServerError."""
    if account.outgoing.host:
        return own_server(account.outgoing, secrets)
    if not settings.smtp_host:
        raise NoServerError("The mailbox names no server to send by, and CC_SMTP_HOST is not set.")
    return Server(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=Security.PLAIN if settings.smtp_security == "none" else Security(settings.smtp_security),
        username=settings.smtp_username,
        password=settings.smtp_password,
    )


@dataclass
class _Kept:
    client: aiosmtplib.SMTP
    mails: int = 0
    since: float = 0.0


class Connections:
    """Those of one process."""

    def __init__(self) -> None:
        self._kept: defaultdict[Server, list[_Kept]] = defaultdict(list)

    async def send(self, server: Server, sender: str, recipients: Sequence[str], mail: Composed) -> dict[str, Outcome]:
        """Hand a mail over. What the server says, and that it cannot be reached, is an outcome of each recipient.

        sender: of the envelope; empty where nothing is to come back. Raises TokenRefusedError.
        """
        outcomes, parts = envelopes.of(sender, recipients, mail)
        try:
            async with asyncio.timeout(TOTAL_SECONDS), self._connection(server) as client:
                for each in parts:
                    outcomes |= await _hand_over(client, each)
        except MailboxFailed as error:
            return dict.fromkeys(recipients, _waits(error.failure.code, error.failure.detail)) | outcomes
        except aiosmtplib.SMTPResponseException as error:  # signing in, greeting: may be mended
            return dict.fromkeys(recipients, _waits(str(error.code), f"{error.code} {error.message}")) | outcomes
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            return dict.fromkeys(recipients, _waits("unreachable", _unreached(server, error))) | outcomes
        return outcomes

    def end_idle(self) -> None:
        """End those that were not used for long."""
        now = time.monotonic()
        for server, kept in list(self._kept.items()):
            for each in kept:
                if now - each.since >= LONGEST_IDLE:
                    each.client.close()
            self._kept[server] = [each for each in kept if now - each.since < LONGEST_IDLE]
            if not self._kept[server]:
                del self._kept[server]

    def close(self) -> None:
        """End those that are kept."""
        kept = [each for every in self._kept.values() for each in every]
        self._kept.clear()
        for each in kept:
            each.client.close()

    @asynccontextmanager
    async def _connection(self, server: Server) -> AsyncIterator[aiosmtplib.SMTP]:
        """A connection that works; kept afterwards unless something went wrong that the server did not say."""
        kept = await self._idle(server) or await _connect(server)
        try:
            yield kept.client
        except BaseException:
            kept.client.close()
            raise
        await self._keep(server, kept)

    async def _idle(self, server: Server) -> _Kept | None:
        """One whose server still answers: it may have ended it meanwhile."""
        while self._kept[server]:
            kept = self._kept[server].pop()
            if time.monotonic() - kept.since < LONGEST_IDLE:
                with suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
                    await kept.client.noop()
                    return kept
            kept.client.close()
        return None

    async def _keep(self, server: Server, kept: _Kept) -> None:
        kept.mails, kept.since = kept.mails + 1, time.monotonic()
        if kept.mails < MOST_MAILS and kept.client.is_connected and len(self._kept[server]) < MOST_KEPT:
            self._kept[server].append(kept)
            return
        await ended(kept.client)


async def _connect(server: Server) -> _Kept:
    try:
        return _Kept(await opened(server, seconds=STEP_SECONDS))
    except aiosmtplib.SMTPAuthenticationError as error:
        if server.token and error.code >= 500:
            raise TokenRefusedError(error.code, error.message) from error
        raise


async def _hand_over(client: aiosmtplib.SMTP, envelope: Envelope) -> dict[str, Outcome]:
    """What the server says of each recipient, as they are stored."""
    said = await _said(client, envelope)
    return {stored: said[told] for told, every in envelope.recipients.items() for stored in every}


async def _said(client: aiosmtplib.SMTP, envelope: Envelope) -> dict[str, Outcome]:
    """What the server says of each recipient that it is told."""
    options, told = ["SMTPUTF8"] if envelope.utf8 else [], list(envelope.recipients)
    try:
        errors, _ = await client.sendmail(
            envelope.sender, told, envelope.data, mail_options=options, timeout=DATA_SECONDS
        )
    except aiosmtplib.SMTPRecipientsRefused as error:
        return {each.recipient: _refused(each.code, each.message) for each in error.recipients}
    except (aiosmtplib.SMTPSenderRefused, aiosmtplib.SMTPDataError) as error:
        return dict.fromkeys(told, _refused(error.code, error.message))
    except aiosmtplib.SMTPNotSupported:
        return dict.fromkeys(told, envelopes.NO_UTF8)
    took = Outcome(MailRecipientState.SENT)
    return dict.fromkeys(told, took) | {address: _refused(each.code, each.message) for address, each in errors.items()}


def _refused(code: int, words: str) -> Outcome:
    """A 5xx answer stays so (RFC 5321, 4.2.1); after a 4xx one it is worth another try."""
    state = MailRecipientState.REFUSED if code >= 500 else MailRecipientState.WAITING
    return Outcome(state, str(code), f"{code} {words}")


def _waits(code: str | None, words: str) -> Outcome:
    return Outcome(MailRecipientState.WAITING, code, words)


def _unreached(server: Server, error: Exception) -> str:
    why = str(error) or ("It does not answer in time." if isinstance(error, TimeoutError) else type(error).__name__)
    return f"The mail server {server.host}:{server.port} could not be reached: {why}"
