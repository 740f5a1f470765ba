"""Whether the servers of a mailbox can be used as it says: tried before anything is saved."""

import asyncio
from datetime import datetime

import aiosmtplib
import msgspec

from channels.email import tokens
from channels.email.accounts import Auth, Incoming, Outgoing, Secrets
from channels.email.failures import Failure, MailboxFailed, failure, failure_of
from channels.email.imap.connection import Folder, connect
from channels.email.oauth.providers import Client
from channels.email.outgoing.opening import ended, opened, own_server
from contact_center.errors import InvalidInput

SECONDS = 45.0
STEP_SECONDS = 15.0


class Checked(msgspec.Struct, frozen=True):
    """folder: as it stands at this moment. secrets: with the token that the check has needed."""

    folder: Folder | None
    secrets: Secrets


async def check(
    incoming: Incoming | None, outgoing: Outgoing, secrets: Secrets, *, client: Client, now: datetime
) -> Checked:
    """Sign in at the servers that are named. incoming: none where no mail is fetched. client: as whom OAuth asks.

    Raises InvalidInput: its code is that of a failure with mailbox_ before it, its field incoming or outgoing.
    """
    folder = None
    if Auth.OAUTH in {incoming.auth if incoming else None, outgoing.auth if outgoing.host else None}:
        try:
            secrets = await tokens.refreshed(client, secrets, now=now)
        except MailboxFailed as error:
            raise refusal(error.failure, "incoming") from None
    try:
        async with asyncio.timeout(SECONDS):
            if incoming is not None:
                folder = await _fetching(incoming, secrets)
            if outgoing.host:
                await _sending(outgoing, secrets)
    except TimeoutError:
        raise refusal(failure("timeout"), "incoming") from None
    return Checked(folder, secrets)


def refusal(found: Failure, field: str) -> InvalidInput:
    words = f' The server says: "{found.words}"' if found.words else ""
    return InvalidInput(f"{found.detail}{words}", code=f"mailbox_{found.code}", field=field, words=found.words)


async def _fetching(incoming: Incoming, secrets: Secrets) -> Folder:
    token = secrets.access_token if incoming.auth is Auth.OAUTH else ""

    def look() -> Folder:
        connected = connect(incoming, password=secrets.password, token=token)
        try:
            connected.check_sent(incoming.sent_folder)
        finally:
            connected.close()
        return connected.folder

    try:
        return await asyncio.to_thread(look)
    except MailboxFailed as error:
        raise refusal(error.failure, "incoming") from None


async def _sending(outgoing: Outgoing, secrets: Secrets) -> None:
    try:
        await ended(await opened(own_server(outgoing, secrets), seconds=STEP_SECONDS))
    except MailboxFailed as error:
        raise refusal(error.failure, "outgoing") from None
    except aiosmtplib.SMTPAuthenticationError as error:
        found = failure("oauth_sign_in" if outgoing.auth is Auth.OAUTH else "sign_in", f"{error.code} {error.message}")
        raise refusal(found, "outgoing") from None
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        cause = error.__cause__ or error
        found = failure_of(cause)
        raise refusal(found if found.code != "unknown" else failure("smtp", str(error)), "outgoing") from None
