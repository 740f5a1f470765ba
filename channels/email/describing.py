"""What messages have as mails: their headers, their files, who takes part in the conversations by them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email import participants
from channels.email.addresses import leads_nowhere
from channels.email.coming import Context
from channels.email.outgoing.addressing import is_own
from channels.email.participants import People
from contact_center.customers.details import NAME_LENGTH, clean_text
from contact_center.models import Attachment, Mail
from contact_center.realtime.mails import NOT_BY_US


class Described(msgspec.Struct, frozen=True, kw_only=True):
    """A mail that is a message now. related, stranger: as Decision says. joining: who takes part by it from now on."""

    context: Context
    message_id: int
    conversation_id: int
    related: int | None
    stranger: bool
    joining: People


def describe(tx: Session, mails: Sequence[Described], *, at: datetime) -> None:
    """Store it beside the messages, by three statements for all of them."""
    files = [row for each in mails for row in _files(each, at)]
    if files:
        tx.connection().execute(_ATTACHMENTS, files)
    rows = [
        {
            "message_id": each.message_id,
            "related_id": each.related,
            "stranger": each.stranger,
            **_header(each.context),
            **_content(each.context),
        }
        for each in mails
    ]
    tx.connection().execute(_MAILS, rows)
    participants.store(tx, [(each.conversation_id, each.joining) for each in mails], at=at)


_ATTACHMENTS, _MAILS = sa.insert(Attachment), sa.insert(Mail)


def _files(described: Described, at: datetime) -> list[dict[str, Any]]:
    return [
        {
            "public_id": each.id,
            "conversation_id": described.conversation_id,
            "message_id": described.message_id,
            "created_at": at,
            **msgspec.structs.asdict(each.new),
        }
        for each in described.context.came.files
    ]


def _header(context: Context) -> dict[str, Any]:
    parsed = context.parsed
    return {
        "inbox_id": context.box.inbox_id,
        "direction": "in",
        "header_id": parsed.message_id,
        "in_reply_to": list(parsed.in_reply_to),
        "references": list(parsed.references),
        "subject": parsed.subject,
        "sender": msgspec.to_builtins(context.writer),
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
        "problems": [*parsed.problems, *came.problems, *([NOT_BY_US] if _names_us(context) else [])],
        "forwarded_from": _forwarded_from(context),
    }


def _names_us(context: Context) -> bool:
    """Its From has an address of ours, or shows one as the name; what we have sent ourselves never comes this far."""
    sender = context.came.reading.parsed.sender
    if sender is None:
        return False
    name = sender.name.lower()
    return is_own(sender.address, context.own) or any(address in name for address in context.own)


def _forwarded_from(context: Context) -> dict[str, str] | None:
    """Somebody else than the sender and ourselves: customers forward what we have written, too."""
    found = context.parsed.forwarded
    if found is None or is_own(found.address, context.own) or leads_nowhere(found.address):
        return None
    same = found.address.lower() == context.sender
    return None if same else {"address": found.address, "name": clean_text(found.name, limit=NAME_LENGTH)}
