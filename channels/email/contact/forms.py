"""Takes in what is written on the contact form, as a mail whose sender nobody has checked."""

from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email import participants, promises
from channels.email.accounts import MailboxSettings
from channels.email.contact import asked
from channels.email.outgoing.addressing import untagged
from channels.email.parsed import Mailbox as Person
from contact_center import attempts
from contact_center.calendars.hours import Hours
from contact_center.conversations import service
from contact_center.customers import blocks, senders
from contact_center.customers.details import clean_email
from contact_center.customers.fields import fields_by_key
from contact_center.db import Database
from contact_center.errors import ApiError, Forbidden, InvalidInput, NotFound, StorageUnavailable, TooManyRequests
from contact_center.files import service as files_service
from contact_center.files.receiving import described
from contact_center.files.schemas import NewFile
from contact_center.files.store import FileStore
from contact_center.inboxes.letters import ContactForm, Letter, SentFile
from contact_center.models import BusinessCalendar, Inbox, Mail, Mailbox, Message
from contact_center.settings import Settings
from contact_center.values import Address, InboundMessage, WaitingFiles

MOST_LETTERS = 5
"""Of one address within a quarter of an hour; of a network address four times as many (attempts)."""
_OPEN = (Mailbox.disabled_at.is_(None), Inbox.disabled_at.is_(None))


class Forms:
    """inboxes.contact_forms.ContactForms, over the mailboxes that have a form."""

    def __init__(self, settings: Settings, files: FileStore) -> None:
        self._settings, self._files = settings, files

    def form(self, tx: Session, inbox: str) -> ContactForm:
        """Raises NotFound."""
        query = promises.mailboxes(Mailbox.settings, Inbox.name, BusinessCalendar.hours)
        row = tx.execute(query.where(Inbox.public_id == inbox, *_OPEN)).one_or_none()
        known = msgspec.convert(row.settings, MailboxSettings) if row else None
        if row is None or known is None or not known.form.enabled:
            raise NotFound("There is no contact form here.")
        return ContactForm(
            inbox=inbox,
            name=row.name,
            privacy_url=known.form.privacy_url,
            hours=msgspec.convert(row.hours, Hours) if row.hours else None,
            promise=timedelta(hours=known.autoresponder.promise_hours),
            questions=asked.questions(known.form.fields, fields_by_key(tx)) if known.form.fields else (),
        )

    def first(self, tx: Session, near: str | None) -> str | None:
        """That of the inbox itself, or of the mailbox that goes on with its chats, before the oldest."""
        query = sa.select(Inbox.public_id, Mailbox.settings).join(Inbox, Inbox.id == Mailbox.inbox_id).where(*_OPEN)
        found = [
            (row.public_id, msgspec.convert(row.settings, MailboxSettings))
            for row in tx.execute(query.order_by(Mailbox.id))
        ]
        shown = [(inbox, known) for inbox, known in found if known.form.enabled]
        nearest = (inbox for inbox, known in shown if near is not None and (inbox == near or near in known.continues))
        return next(nearest, shown[0][0] if shown else None)

    async def take(self, db: Database, letter: Letter, *, now: datetime) -> None:
        """See inboxes.contact_forms."""
        email = clean_email(letter.email)
        await db.read(self._check, letter, email, now=now)  # before anything is written to the disk
        stored: list[NewFile] = []
        try:
            for each in letter.files:
                stored.append(await self._put(each, uploader=f"form:{letter.id}"))  # noqa: PERF401, each is discarded
            taken = await db.write(partial(self._take, now=now), letter, email, stored)
        except BaseException:
            await self._discard(stored)
            raise
        if not taken:
            await self._discard(stored)
        elif stored:
            await self._files.keep(*(each.key for each in stored))

    async def _put(self, file: SentFile, *, uploader: str) -> NewFile:
        """Raises InvalidInput with the field files."""
        try:
            arrived = await self._files.put(file.data, limit=self._settings.file_bytes)
        except ApiError as error:
            raise InvalidInput(error.detail, code=error.code, field="files") from None
        try:
            return described(arrived, name=file.name, uploader=uploader)
        except ApiError as error:
            with suppress(StorageUnavailable):  # what cannot be deleted now is swept later
                await self._files.discard(arrived.key)
            raise InvalidInput(error.detail, code=error.code, field="files") from None

    async def _discard(self, stored: list[NewFile]) -> None:
        for each in stored:
            with suppress(StorageUnavailable):
                await self._files.discard(each.key)

    def _whom(self, letter: Letter, email: str) -> attempts.Whom:
        key = self._settings.secret_key
        return attempts.whom(key, purpose="contact form", account=email, address=letter.address)

    def _check(self, tx: Session, letter: Letter, email: str, *, now: datetime) -> None:
        """Raises NotFound, TooManyRequests, Forbidden, InvalidInput own_address."""
        self.form(tx, letter.inbox)
        if untagged(email) in participants.own_addresses(tx):
            raise InvalidInput(
                "This is a mailbox of ours: no answer would reach you.", code="own_address", field="email"
            )
        blocks.check(tx, None, letter.address, now=now)
        if seconds := attempts.wait(tx, self._whom(letter, email), limit=MOST_LETTERS, now=now):
            raise TooManyRequests("You have written several times. Wait a while.", retry_after=seconds)

    def _take(self, tx: Session, letter: Letter, email: str, stored: list[NewFile], *, now: datetime) -> bool:
        """False where it was taken before."""
        self._check(tx, letter, email, now=now)
        if senders.blocked_among(tx, [email], now=now):
            raise Forbidden("The form is not available.", code="blocked")
        query = sa.select(Mailbox).join(Inbox, Inbox.id == Mailbox.inbox_id).where(Inbox.public_id == letter.inbox)
        box = tx.execute(query).scalar_one()
        uploader = f"form:{letter.id}"
        ids = tuple(files_service.add(tx, each, at=now).id for each in stored)
        appended = service.receive(
            tx,
            InboundMessage(
                inbox_id=box.inbox_id,
                sender=Address("email", email, name=letter.name or None),
                client_id=f"form-{letter.id}",
                body=letter.message,
                locale=letter.locale,
                at=now,
                due_at=promises.of_inboxes(tx, [box.inbox_id])[box.inbox_id].due(now),
                begin=True,
                subject=letter.subject,
                by_mail=True,
                about=asked.about_of(letter.answers, fields_by_key(tx)) if letter.answers else None,
                files=WaitingFiles(ids, uploader) if ids else None,
            ),
        )
        if appended.duplicate:
            files_service.forget(tx, uploader)
            return False
        attempts.note(tx, self._whom(letter, email), now=now)
        tx.add(_mail(tx, letter, email, box, appended.message.public_id, now=now))
        tx.flush()
        own, key = participants.own_addresses(tx), self._settings.secret_key
        writer = participants.people([(Person(email, letter.name), "from")], own=own, key=key)
        participants.store(tx, [(appended.conversation_id, writer)], at=now)
        return True


def _mail(tx: Session, letter: Letter, email: str, box: Mailbox, message: str, *, now: datetime) -> Mail:
    message_id = tx.execute(sa.select(Message.id).where(Message.public_id == message)).scalar_one()
    return Mail(
        message_id=message_id,
        inbox_id=box.inbox_id,
        direction="in",
        in_reply_to=[],
        references=[],
        subject=letter.subject,
        sender={"address": email, "name": letter.name},
        reply_to=[],
        to=[{"address": box.address, "name": ""}],
        cc=[],
        bcc=[],
        date=now,
        text=letter.message,
        folded="",
        authentication=[],
        problems=[],
        by_form=True,
        answers=msgspec.to_builtins(letter.answers),
    )
