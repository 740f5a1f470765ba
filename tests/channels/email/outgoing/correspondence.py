"""Conversations by mail straight in a database, for tests of what goes out."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email.outgoing import replying
from channels.email.outgoing.api import ROUTES
from contact_center.conversations import service
from contact_center.conversations.answering import Answering
from contact_center.conversations.api import ROUTES as CONVERSATION_ROUTES
from contact_center.conversations.desk_api import ROUTES as DESK_ROUTES
from contact_center.db import Database
from contact_center.http import ApiRoute
from contact_center.models import Mail, Message
from contact_center.settings import Settings
from contact_center.values import Address, InboundMessage
from tests import mails
from tests.api import Api

SUPPORT = "support@shop.example"
ANN = {"address": "ann@customer.example", "name": "Ann"}


def mail_api(db: Database, settings: Settings, *more: ApiRoute) -> Api:
    """With answers that leave by mail."""
    api = Api(db, settings, (*CONVERSATION_ROUTES, *DESK_ROUTES, *ROUTES, *more))
    reply = partial(replying.reply, key=settings.secret_key, file_bytes=settings.mail_file_bytes)
    answering = Answering({"email": reply})
    api.services = replace(api.services, extra=SimpleNamespace(answering=answering))
    return api


def came(
    tx: Session, inbox_id: int, *, at: datetime, header_id: str = "first@customer.example", **fields: Any
) -> tuple[int, str]:
    """A mail of Ann's has come; the conversation's key and public id."""
    text = fields.pop("text", "Where is my parcel?")
    inbound = InboundMessage(
        inbox_id=inbox_id, sender=Address("email", ANN["address"], name="Ann"), client_id=header_id, body=text, at=at,
    )  # fmt: skip
    appended = service.receive(tx, inbound)
    message_id = tx.execute(sa.select(Message.id).where(Message.public_id == appended.message.public_id)).scalar_one()
    values: dict[str, Any] = {
        "in_reply_to": [], "references": [], "subject": "Parcel 7", "sender": ANN, "reply_to": [],
        "to": [{"address": SUPPORT, "name": ""}], "cc": [], "bcc": [], "date": at, "text": text, "folded": "",
        "html": None, "authentication": [], "problems": [],
    }  # fmt: skip
    tx.add(Mail(message_id=message_id, inbox_id=inbox_id, direction="in", header_id=header_id, **(values | fields)))
    tx.flush()
    return appended.conversation_id, appended.conversation


async def conversation(db: Database, at: datetime, **fields: Any) -> str:
    """A conversation that began with a mail of Ann's to our mailbox."""

    def unit(tx: Session) -> str:
        return came(tx, mails.mailbox(tx).inbox_id, at=at, **fields)[1]

    return await db.write(unit)


def the_mail(tx: Session) -> Mail:
    """The one that goes out."""
    return tx.execute(sa.select(Mail).where(Mail.direction == "out")).scalar_one()
