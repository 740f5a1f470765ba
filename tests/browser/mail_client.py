"""A customer with a mail program of their own: writes by SMTP, reads by IMAP, and answers as such programs do."""

import smtplib
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import format_datetime, make_msgid
from typing import NamedTuple

import imapclient

from contact_center.values import utc_now
from tests.mail_servers import DOMAIN, PASSWORD, MailServers

SECONDS = 60.0
"""How long a mail may be on its way: an answer leaves after the time in which it can be taken back."""

GLANCE = 2.0
"""So long is waited for the server's word: what came just before the waiting began is told by the next search alone."""


class File(NamedTuple):
    """content_id: under which the HTML shows it; empty: it is attached."""

    name: str
    media_type: str
    content: bytes
    content_id: str = ""


class MailClient:
    """Of one mailbox."""

    def __init__(self, servers: MailServers, user: str, name: str) -> None:
        self.address, self.name = f"{user}@{DOMAIN}", name
        self._servers, self._user = servers, user
        self._read = 0

    def write(
        self, to: str, subject: str, text: str, *, html: str = "", cc: str = "", files: Sequence[File] = ()
    ) -> EmailMessage:
        """Send a mail; returns it as it was sent."""
        made = self._head(to, cc, subject)
        made["Message-ID"] = make_msgid(domain="customer.example")
        _fill(made, text, html, files)
        self._send(made)
        return made

    def answer(self, mail: EmailMessage, text: str) -> EmailMessage:
        """Answer a mail's sender above its text, which is quoted, as Thunderbird and Apple Mail do."""
        made = self._head(str(mail["Reply-To"] or mail["From"]), "", f"Re: {str(mail['Subject']).removeprefix('Re: ')}")
        made["Message-ID"] = make_msgid(domain="customer.example")
        made["In-Reply-To"] = mail["Message-ID"]
        made["References"] = " ".join(filter(None, (str(mail["References"] or ""), str(mail["Message-ID"]))))
        said = f"On {mail['Date']}, {mail['From'].addresses[0].display_name} wrote:"
        quoted = "".join(f"> {line}".rstrip() + "\n" for line in text_of(mail).splitlines())
        html = f'<p>{text}</p><div>{said}</div><blockquote type="cite">{text_of(mail, "text/html")}</blockquote>'
        _fill(made, f"{text}\n\n{said}\n{quoted}", html, ())
        self._send(made)
        return made

    def next(self) -> EmailMessage:
        """The next mail that has come or comes to the inbox. Raises TimeoutError."""
        deadline = time.monotonic() + SECONDS
        with self._inbox() as client:
            while not (uids := [uid for uid in client.search() if uid > self._read]):
                client.idle()
                client.idle_check(timeout=GLANCE)
                client.idle_done()
                if time.monotonic() > deadline:
                    said = (self._servers.folder / "postfix/log").read_text()[-2_000:]
                    raise TimeoutError(f"No mail has come to {self.address}. Postfix says:\n{said}")
            self._read = min(uids)
            raw = client.fetch([self._read], [b"BODY.PEEK[]"])[self._read][b"BODY[]"]
        return message_from_bytes(raw, policy=policy.default)

    def _head(self, to: str, cc: str, subject: str) -> EmailMessage:
        made = EmailMessage(policy=policy.SMTP)
        made["From"], made["To"], made["Subject"] = f"{self.name} <{self.address}>", to, subject
        if cc:
            made["Cc"] = cc
        made["Date"] = format_datetime(utc_now())
        return made

    def _send(self, mail: EmailMessage) -> None:
        with smtplib.SMTP("127.0.0.1", self._servers.smtp_port) as smtp:
            smtp.send_message(mail)

    @contextmanager
    def _inbox(self) -> Iterator[imapclient.IMAPClient]:
        with imapclient.IMAPClient("127.0.0.1", port=self._servers.imap_port, ssl=False, timeout=SECONDS) as client:
            client.login(self._user, PASSWORD)
            client.select_folder("INBOX", readonly=True)
            yield client


def part(mail: EmailMessage, media_type: str) -> MIMEPart:
    """The only part of this kind."""
    (found,) = (each for each in mail.walk() if each.get_content_type() == media_type)
    assert isinstance(found, MIMEPart)
    return found


def text_of(mail: EmailMessage, media_type: str = "text/plain") -> str:
    return str(part(mail, media_type).get_content()).replace("\r\n", "\n")


def _fill(mail: EmailMessage, text: str, html: str, files: Sequence[File]) -> None:
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
        shown = part(mail, "text/html")
        for each in files:
            if each.content_id:
                kind, _, subtype = each.media_type.partition("/")
                shown.add_related(each.content, kind, subtype, cid=f"<{each.content_id}>", filename=each.name)
    for each in files:
        if not each.content_id:
            kind, _, subtype = each.media_type.partition("/")
            mail.add_attachment(each.content, kind, subtype, filename=each.name)
