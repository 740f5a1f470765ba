"""Sends mails: composes one, hands it to the mailbox's server, notes what that said of each recipient."""

import asyncio
import logging
import random
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

import msgspec

from channels.email import state, tokens
from channels.email.accounts import Account, Auth, Kind, Secrets
from channels.email.compose import Composed, compose
from channels.email.failures import MailboxFailed
from channels.email.imap import connection
from channels.email.outgoing import marks, outbox, storing
from channels.email.outgoing.outbox import File, Ready
from channels.email.outgoing.schemas import MailRecipientState, Outcome
from channels.email.outgoing.smtp import LONGEST_IDLE, Connections, NoServerError, TokenRefusedError, server_of
from channels.email.parsed import Part
from contact_center.db import Database
from contact_center.errors import SealBroken, StorageUnavailable
from contact_center.files.store import FileStore
from contact_center.jobs import Handler, LaterError, PermanentFailureError, TakenJob
from contact_center.jobs.rules import describe, next_attempt
from contact_center.settings import Settings

STORAGE_PAUSE = 1.0
_NOT_CARRIED = re.compile(r' src="/files/[^"]*"')
"""Of a picture that does not go with the mail: nobody who reads it could load it from us."""
_CODES: dict[type[Exception], str] = {NoServerError: "no_server", MailboxFailed: "sign_in", SealBroken: "sign_in"}
"""By what stands in the way before any server is asked."""

log = logging.getLogger(__name__)


class Mailer:
    """One per process."""

    def __init__(self, settings: Settings, files: FileStore, clock: Callable[[], datetime]) -> None:
        self._settings, self._files, self._clock = settings, files, clock
        self._connections = Connections()
        self.handlers: dict[str, Handler] = {storing.DELIVER: self.deliver, outbox.COPY: self.copy}

    async def deliver(self, db: Database, job: TakenJob) -> None:
        """The handler of the kind mail.deliver. Raises LaterError where it is worth another try."""
        message_id, key = job.payload["message_id"], self._settings.secret_key
        ready = await db.write(partial(outbox.take, key=key), message_id, now=self._clock())
        if ready is None:
            return
        outcomes = await self._send(db, ready)
        pause, now = next_attempt(job.attempt, random.random()), self._clock()
        if pause is None:
            outcomes = {address: _given_up(each) for address, each in outcomes.items()}
        late = [each.words or "" for each in outcomes.values() if each.state is MailRecipientState.WAITING]
        next_try = now + pause if late and pause is not None else None
        await self._note(db, message_id, outcomes, next_try=next_try)
        if next_try is not None:
            raise LaterError(late[0], next_try)

    async def _send(self, db: Database, ready: Ready) -> dict[str, Outcome]:
        """What became of each recipient: whatever goes wrong is an outcome, that somebody sees."""
        try:
            composed = await self.composed(ready)
            secrets = await self._secrets(db, ready.account, ready.account.outgoing.auth)
            try:
                return await self._hand_over(ready, secrets, composed)
            except TokenRefusedError:  # sooner than it said: once more, with a new one
                secrets = await self._renewed(db, ready.account, refused=secrets.access_token)
                return await self._hand_over(ready, secrets, composed)
        except TokenRefusedError as error:
            return dict.fromkeys(ready.recipients, Outcome(MailRecipientState.WAITING, str(error.code), str(error)))
        except Exception as error:
            log.warning("a mail could not be sent", extra={"mail": ready.public_id, "error": describe(error)})
            code = next((code for kind, code in _CODES.items() if isinstance(error, kind)), "unsent")
            return dict.fromkeys(ready.recipients, Outcome(MailRecipientState.WAITING, code, describe(error)))

    async def _hand_over(self, ready: Ready, secrets: Secrets, composed: Composed) -> dict[str, Outcome]:
        """Raises TokenRefusedError, NoServerError."""
        server = server_of(ready.account, secrets, self._settings)
        return await self._connections.send(server, self._return_path(ready), ready.recipients, composed)

    async def _note(
        self, db: Database, message_id: int, outcomes: dict[str, Outcome], *, next_try: datetime | None
    ) -> None:
        """However long the storage stays away: a mail whose leaving is not noted would leave again."""
        while True:
            try:
                noting = partial(outbox.note, next_try=next_try)
                return await db.write(noting, message_id, outcomes, now=self._clock())
            except StorageUnavailable as error:
                log.warning("a mail's leaving cannot be noted", extra={"error": describe(error)})
            await asyncio.sleep(STORAGE_PAUSE)

    async def composed(self, ready: Ready) -> Composed:
        """The mail's bytes, the same each time."""
        contents = [await self._files.read(each.key) for each in ready.files]
        return await asyncio.to_thread(_composed, ready, contents)

    async def copy(self, db: Database, job: TakenJob) -> None:
        """The handler of the kind mail.copy: what has left also lies among the mailbox's sent mail, once.

        Raises PermanentFailureError where there is no folder for it: that is for somebody to mend.
        """
        message_id = job.payload["message_id"]
        ready = await db.read(partial(outbox.again, key=self._settings.secret_key), message_id)
        if ready is None or ready.account.kind is not Kind.IMAP or not ready.account.settings.copy_to_sent:
            return
        composed = await self.composed(ready)
        secrets = await self._secrets(db, ready.account, ready.account.incoming.auth)
        try:
            await asyncio.to_thread(_put, ready, secrets, composed.data)
        except MailboxFailed as error:
            if error.failure.code != "sent_folder":
                raise
            told = f"{ready.account.address}: {error.failure.detail} {error.failure.words}"
            raise PermanentFailureError(told.strip()) from error
        await db.write(outbox.note_copy, message_id, now=self._clock())

    async def _secrets(self, db: Database, account: Account, auth: Auth) -> Secrets:
        """With an access token that holds, where one is needed. Raises MailboxFailed."""
        if auth is Auth.PASSWORD or tokens.is_fresh(account.secrets, self._clock()):
            return account.secrets
        return await self._renewed(db, account, refused=account.secrets.access_token)

    async def _renewed(self, db: Database, account: Account, *, refused: str) -> Secrets:
        """With another access token than the one that holds no more. Raises MailboxFailed, SealBroken."""
        key = self._settings.secret_key
        now = await db.read(state.account, account.id, key=key)
        if now.secrets.access_token != refused and tokens.is_fresh(now.secrets, self._clock()):
            return now.secrets  # somebody else was faster
        secrets = await tokens.refreshed(now.client, now.secrets, now=self._clock())
        await db.write(state.keep_secrets, account.id, secrets, before=now.secrets, key=key)
        return secrets

    def _return_path(self, ready: Ready) -> str:
        """Where a bounce comes to; nowhere for what no person wrote (RFC 3834, 3.3)."""
        address, key = ready.account.address, self._settings.secret_key
        if ready.mail.automatic:
            return ""
        return marks.return_address(address, ready.public_id, key=key) if ready.account.settings.plus_addresses else (
            address
        )  # fmt: skip

    async def run(self) -> None:
        """End connections that nobody uses any more, until cancelled; then all of them."""
        try:
            while True:
                await asyncio.sleep(LONGEST_IDLE)
                self._connections.end_idle()
        finally:
            self._connections.close()


def _put(ready: Ready, secrets: Secrets, data: bytes) -> None:
    """Blocks. Raises MailboxFailed."""
    incoming = ready.account.incoming
    token = secrets.access_token if incoming.auth is Auth.OAUTH else ""
    connected = connection.connect(incoming, password=secrets.password, token=token)
    try:
        connected.put(incoming.sent_folder, data, ready.mail.message_id)
    finally:
        connected.close()


def _composed(ready: Ready, contents: Sequence[bytes]) -> Composed:
    html, parts = ready.mail.html, []
    for file, data in zip(ready.files, contents, strict=True):
        shown = html is not None and f'src="{file.path}"' in html
        if html is not None:
            html = html.replace(f'src="{file.path}"', f'src="cid:{_content_id(file, ready)}"')
        parts.append(
            Part(
                name=file.name,
                media_type=file.media_type,
                data=data,
                content_id=_content_id(file, ready) if shown else None,
                inline=shown,
            )
        )
    alone = None if html is None else _NOT_CARRIED.sub("", html)
    return compose(msgspec.structs.replace(ready.mail, html=alone, parts=tuple(parts)))


def _content_id(file: File, ready: Ready) -> str:
    return f"{file.id}@{ready.account.address.rpartition('@')[2]}"


def _given_up(outcome: Outcome) -> Outcome:
    """Of the last attempt: it has failed."""
    if outcome.state is not MailRecipientState.WAITING:
        return outcome
    return outcome._replace(state=MailRecipientState.REFUSED)
