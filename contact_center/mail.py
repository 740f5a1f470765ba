"""System mail (invitations, resets, codes, transcripts): queued with the change that causes it, sent by a job."""

import asyncio
import logging
import sys
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr

import aiosmtplib
import msgspec
from sqlalchemy.orm import Session

from contact_center import jobs
from contact_center.db import Database
from contact_center.errors import InvalidInput
from contact_center.jobs import Handler, PermanentFailureError, TakenJob
from contact_center.settings import Settings

KIND = "mail.send"
NETWORK_SECONDS = 20.0
"""For one step of the conversation with the mail server."""
TOTAL_SECONDS = 60.0
SUBJECT_LENGTH = 200

log = logging.getLogger(__name__)


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """What a mail job carries."""

    to: str
    subject: str
    text: str
    html: str | None = None
    locale: str | None = None


def queue(
    tx: Session, *, to: str, subject: str, text: str, now: datetime, html: str | None = None, locale: str | None = None
) -> None:
    """Queue a mail to one address; it leaves after the commit. Raises InvalidInput when the address is not one."""
    mail = Mail(
        to=_address(to), subject=" ".join(subject.split())[:SUBJECT_LENGTH], text=text, html=html, locale=locale
    )
    jobs.enqueue(tx, KIND, msgspec.to_builtins(mail), now=now)


def sender(settings: Settings) -> Handler:
    """The handler of mail jobs: by SMTP, or to the terminal where no server is set."""

    async def send(_: Database, job: TakenJob) -> None:
        mail = msgspec.convert(job.payload, Mail)
        if settings.smtp_host:
            await _send(settings, compose(mail, job, settings.mail_from))
        else:
            _print(mail)

    return send


def compose(mail: Mail, job: TakenJob, mail_from: str) -> EmailMessage:
    """The message as it is sent. A job's message is the same each time, so that a resend can be recognised."""
    message = EmailMessage()
    message["From"] = mail_from
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message["Date"] = job.created_at
    message["Message-ID"] = f"<job-{job.public_id}@{parseaddr(mail_from)[1].rpartition('@')[2] or 'localhost'}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    if mail.html is not None:
        message.add_alternative(mail.html, subtype="html")
    if mail.locale:  # last, for setting the content drops headers that describe content
        message["Content-Language"] = mail.locale
    return message


async def _send(settings: Settings, message: EmailMessage) -> None:
    """Hand the message to the server. What the server refuses for good is final; the rest is worth another try."""
    try:
        async with asyncio.timeout(TOTAL_SECONDS):
            await aiosmtplib.send(
                message,
                hostname=settings.smtp_host,
                port=settings.smtp_port,
                username=settings.smtp_username or None,
                password=settings.smtp_password or None,
                use_tls=settings.smtp_security == "tls",
                start_tls=settings.smtp_security == "starttls",
                timeout=NETWORK_SECONDS,
            )
    except aiosmtplib.SMTPRecipientsRefused as error:
        refused = error.recipients[0]
        raise _final(refused.code, refused.message, refused) from error
    except (aiosmtplib.SMTPSenderRefused, aiosmtplib.SMTPDataError) as error:
        raise _final(error.code, error.message, error) from error


def _final(code: int, words: str, error: Exception) -> Exception:
    """A 5xx answer to the mail itself stays so (RFC 5321, 4.2.1); refused sign-ins and connections may be mended."""
    return PermanentFailureError(f"The mail server says: {code} {words}") if code >= 500 else error


def _print(mail: Mail) -> None:
    """The terminal instead of a server. The text goes there alone, never into the log: it may hold a secret link."""
    log.warning("CC_SMTP_HOST is not set: a system mail was written to the terminal instead of being sent")
    frame = "-" * 24
    sys.stdout.write(
        f"\n{frame} mail that was NOT sent: CC_SMTP_HOST is not set {frame}\n"
        f"To: {mail.to}\nSubject: {mail.subject}\n\n{mail.text.rstrip()}\n{frame} end of mail {frame}\n\n"
    )
    sys.stdout.flush()


def _address(text: str) -> str:
    """One plain address; anything that could become a second header or recipient is refused."""
    try:
        address = Address(addr_spec=text)
    except (MessageError, ValueError, IndexError):
        raise InvalidInput("This is not an e-mail address.", field="email") from None
    if not address.username or not address.domain or not text.isprintable():
        raise InvalidInput("This is not an e-mail address.", field="email")
    return address.addr_spec
