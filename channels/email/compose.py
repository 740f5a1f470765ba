"""Our outgoing mails as bytes: the same record always gives the same bytes. Pure."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime

import msgspec

from channels.email import writing
from channels.email.parsed import Mailbox, Part
from channels.email.writing import LINE_END

MOST_REFERENCES = 30
LONGEST_SUBJECT = 500


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """What a mail of ours says. Who gets a blind copy is known to the envelope alone."""

    message_id: str
    """Without brackets, as are all ids here."""
    date: datetime
    sender: Mailbox
    to: tuple[Mailbox, ...] = ()
    cc: tuple[Mailbox, ...] = ()
    reply_to: tuple[Mailbox, ...] = ()
    subject: str = ""
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    text: str = ""
    html: str | None = None
    """The same as the text; names inline parts as cid:."""
    parts: tuple[Part, ...] = ()
    """Inline ones stand beside the HTML, the others are attachments."""
    automatic: bool = False
    """No person wrote it: nobody's answering machine is to answer (RFC 3834)."""
    list_id: str = ""
    """Of a list that it belongs to, such as notices.example.com (RFC 2919)."""
    unsubscribe: str = ""
    """A mailto: or https: address (RFC 2369)."""


class Composed(msgspec.Struct, frozen=True):
    """data: for any server. utf8: for those with SMTPUTF8 alone (RFC 6531), where it names people who need that."""

    data: bytes
    utf8: bytes | None = None


def compose(mail: Outgoing) -> Composed:
    """Lines end with CRLF, none is longer than 998 bytes. Raises InvalidInput where an address is none."""
    body = _body(mail)
    plain, whole = ("".join(_header(mail, ascii_only=each)).encode() for each in (True, False))
    return Composed(plain + body, None if whole.isascii() else whole + body)


def _header(mail: Outgoing, *, ascii_only: bool) -> Iterator[str]:
    yield writing.field("Date", format_datetime(mail.date))
    yield from _people(mail, ascii_only=ascii_only)
    yield writing.field("Subject", writing.text(mail.subject[:LONGEST_SUBJECT]))
    yield writing.field("Message-ID", writing.ids([mail.message_id], most=1))
    if answered := writing.ids([mail.in_reply_to] if mail.in_reply_to else [], most=1):
        yield writing.field("In-Reply-To", answered)
    if references := writing.ids(mail.references, most=MOST_REFERENCES):
        yield writing.field("References", references)
    yield from _of_programs(mail)
    yield writing.field("MIME-Version", "1.0")


def _people(mail: Outgoing, *, ascii_only: bool) -> Iterator[str]:
    yield writing.field("From", writing.mailboxes([mail.sender], ascii_only=ascii_only))
    if mail.reply_to:
        yield writing.field("Reply-To", writing.mailboxes(mail.reply_to, ascii_only=ascii_only))
    yield writing.field("To", writing.mailboxes(mail.to, ascii_only=ascii_only) or "undisclosed-recipients:;")
    if mail.cc:
        yield writing.field("Cc", writing.mailboxes(mail.cc, ascii_only=ascii_only))


def _of_programs(mail: Outgoing) -> Iterator[str]:
    if mail.automatic:
        yield writing.field("Auto-Submitted", "auto-replied" if mail.in_reply_to else "auto-generated")
        yield writing.field("X-Auto-Response-Suppress", "All")  # what Exchange goes by
    if mail.list_id:
        yield writing.field("List-Id", writing.ids([mail.list_id], most=1))
    if mail.unsubscribe:
        yield writing.field("List-Unsubscribe", writing.ids([mail.unsubscribe], most=1))


def _body(mail: Outgoing) -> bytes:
    inline = [part for part in mail.parts if part.inline and part.content_id and mail.html is not None]
    attached = [part for part in mail.parts if part not in inline]
    text = _text("plain", mail.text)
    if mail.html is not None:
        html = _text("html", mail.html)
        if inline:
            html = _multipart(mail, "related", [html, *map(_file, inline)])
        text = _multipart(mail, "alternative", [text, html])
    return _multipart(mail, "mixed", [text, *map(_file, attached)]) if attached else text


def _text(kind: str, value: str) -> bytes:
    encoding, data = writing.content(value)
    head = writing.field("Content-Type", f"text/{kind}; charset=utf-8")
    return (head + writing.field("Content-Transfer-Encoding", encoding) + LINE_END).encode() + data


def _file(part: Part) -> bytes:
    """Mails within mails may not be encoded (RFC 2046, 5.2.1): they go as files."""
    media_type = writing.media_type(part.media_type)
    name, filename = writing.parameters(part.name)
    lines = [
        writing.field("Content-Type", f"{media_type}; {name}"),
        writing.field("Content-Transfer-Encoding", "base64"),
        writing.field("Content-Disposition", f"{'inline' if part.inline else 'attachment'}; {filename}"),
    ]
    if part.content_id and (content_id := writing.ids([part.content_id], most=1)):
        lines.append(writing.field("Content-ID", content_id))
    return ("".join(lines) + LINE_END).encode() + writing.base64_lines(part.data)


def _multipart(mail: Outgoing, kind: str, parts: list[bytes]) -> bytes:
    """The boundary follows from the mail: what is sent again is the same. Its = stands in no encoded content."""
    digest = hashlib.sha256(f"{kind}:{mail.message_id}".encode()).hexdigest()[:24]
    boundary = f"=_{kind}_{digest}"
    root = '; type="text/html"' if kind == "related" else ""
    head = writing.field("Content-Type", f'multipart/{kind}; boundary="{boundary}"{root}') + LINE_END
    delimiter = f"--{boundary}".encode()
    pieces = b"".join(delimiter + b"\r\n" + part + b"\r\n" for part in parts)
    return head.encode() + pieces + delimiter + b"--\r\n"
