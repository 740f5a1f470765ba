"""What a message has as a mail: its header, its files, who takes part in the conversation by it."""

from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email import finding
from channels.email.coming import Context
from channels.email.finding import MOST_PARTICIPANTS
from channels.email.parsed import Mailbox as Person
from channels.email.threads import Decision
from contact_center.models import Attachment, Mail


def describe(
    tx: Session, context: Context, message_id: int, conversation_id: int, found: Decision, *, begins: bool
) -> None:
    """Store it beside the message. found: where the mail was said to belong. begins: the conversation is new."""
    parsed, connection = context.parsed, tx.connection()
    files = [
        {
            "public_id": each.id,
            "conversation_id": conversation_id,
            "message_id": message_id,
            "created_at": context.now,
            **msgspec.structs.asdict(each.new),
        }
        for each in context.came.files
    ]
    if files:
        connection.execute(_ATTACHMENTS, files)
    place = {"message_id": message_id, "related_id": found.related, "stranger": found.stranger}
    mail = {**place, **_header(context), **_content(context)}
    connection.execute(_MAIL, mail)
    writer = [] if context.spoofed else [(_sender(context), "from")]
    people = [*writer, *((each, "to") for each in parsed.to), *((each, "cc") for each in parsed.cc)]
    room = MOST_PARTICIPANTS if begins else finding.room(tx, conversation_id)
    finding.join(tx, conversation_id, people, room=room, own=context.own, key=context.key, at=context.now)


_ATTACHMENTS, _MAIL = sa.insert(Attachment), sa.insert(Mail)


def _sender(context: Context) -> Person:
    return Person(address=context.sender, name=context.name)


def _header(context: Context) -> dict[str, Any]:
    parsed = context.parsed
    return {
        "inbox_id": context.box.inbox_id,
        "direction": "in",
        "header_id": parsed.message_id,
        "in_reply_to": list(parsed.in_reply_to),
        "references": list(parsed.references),
        "subject": parsed.subject,
        "sender": msgspec.to_builtins(_sender(context)),
        "reply_to": msgspec.to_builtins(parsed.reply_to),
        "to": msgspec.to_builtins(parsed.to),
        "cc": msgspec.to_builtins(parsed.cc),
        "bcc": [],
        "date": parsed.date,
        "mail_in_id": context.row.id,
        "authentication": [msgspec.to_builtins(context.authentication)] if context.authentication else [],
        "automatic": parsed.automatic,
    }


def _content(context: Context) -> dict[str, Any]:
    came, parsed = context.came, context.parsed
    html = came.reading.html
    return {
        "text": parsed.text,
        "folded": came.reading.folded,
        "html": html.html if html else None,
        "remote": html.remote if html else 0,
        "coloured": html is not None and html.coloured,
        "problems": [*parsed.problems, *came.problems],
        "forwarded_from": msgspec.to_builtins(parsed.forwarded) if parsed.forwarded else None,
    }
