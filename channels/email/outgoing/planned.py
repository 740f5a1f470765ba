"""What people do with a mail that has not left: take it back, plan it for another time; and try a failed one again.

Whether it has left is one row's affair: taking it back and taking it to be sent are updates of the same row, each under
the condition that the other has not been, so that of both the database lets one through.
"""

from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email import promises
from channels.email.outgoing import standing, storing
from channels.email.outgoing.schemas import FAILED, MailRecipientState
from contact_center.conversations import drafts, service
from contact_center.conversations.schemas import DraftView, NewMail
from contact_center.conversations.text import preview_of
from contact_center.errors import Conflict, NotFound
from contact_center.events import DeliveryChanged, MailPlanned
from contact_center.models import Attachment, Mail, MailRecipient, Message, actor
from contact_center.search import service as search
from contact_center.values import Audience, Author, Delivery, FileRef, Status

_UNSENT = Mail.direction == "out", Mail.taken_at.is_(None), Mail.withdrawn_at.is_(None)


def take_back(tx: Session, conversation_id: int, message: str, *, agent_id: int, at: datetime) -> DraftView:
    """The mail never leaves: its text and files are the agent's draft again. message: its public id.

    Raises NotFound, and Conflict already_left where it is too late.
    """
    row = service.locked(tx, conversation_id)
    found, mail = _mail(tx, conversation_id, message)
    _change_unsent(tx, found.id, withdrawn_at=at)
    files = msgspec.convert(found.attachments or [], list[FileRef])
    unlink = sa.update(Attachment).where(Attachment.message_id == found.id)
    by = actor(Author.AGENT, agent_id)
    tx.execute(unlink.values(message_id=None, conversation_id=None, uploader=by, created_at=at))
    body, written = found.body, msgspec.convert(mail.written or {}, NewMail)
    tx.execute(
        sa.update(Message)
        .where(Message.id == found.id)
        .values(body="", attachments=None, delivery=Delivery.WITHDRAWN, client_id=None)
    )
    tx.execute(sa.update(Mail).where(Mail.message_id == found.id).values(text="", folded="", html=None, written=None))
    search.forget(tx, [found.id])
    fact = DeliveryChanged(found.staff_seq, Delivery.WITHDRAWN.value)
    before = _before(tx, conversation_id, now=at) | {"outgoing": standing.standing(tx, conversation_id, now=at)}
    service.change(tx, row, fact, by=by, at=at, public=True, **before)
    return drafts.give_back(tx, agent_id, conversation_id, body, files=files, mail=written, at=at)


def plan_for(tx: Session, conversation_id: int, message: str, *, send_at: datetime, by: str, at: datetime) -> None:
    """The mail leaves at another time, and is no answer until then.

    Raises NotFound, and Conflict already_left where it is too late.
    """
    row = service.locked(tx, conversation_id)
    found, _ = _mail(tx, conversation_id, message)
    _change_unsent(tx, found.id, send_at=send_at)
    storing.plan(tx, found.id, run_at=send_at, now=at)
    fact, stands = MailPlanned(found.staff_seq, send_at), standing.standing(tx, conversation_id, now=at)
    due = promises.due_again(tx, conversation_id, now=at) if row.status != Status.RESOLVED else None
    service.change(tx, row, fact, by=by, at=at, public=False, outgoing=stands, due_at=due)


def try_again(tx: Session, conversation_id: int, message: str, *, by: str, at: datetime) -> None:
    """A mail that has failed is sent to those who have not got it. Raises NotFound, and Conflict nothing_failed."""
    row = service.locked(tx, conversation_id)
    found, _ = _mail(tx, conversation_id, message)
    failed = MailRecipient.message_id == found.id, MailRecipient.state.in_(FAILED)
    result: Any = tx.execute(
        sa.update(MailRecipient).where(*failed).values(state=MailRecipientState.WAITING, code=None, words=None, at=at)
    )
    if not result.rowcount:
        raise Conflict("This mail has not failed for anybody.", code="nothing_failed")
    tx.execute(sa.update(Message).where(Message.id == found.id).values(delivery=Delivery.SENDING))
    storing.plan(tx, found.id, run_at=at, now=at)
    fact = DeliveryChanged(found.staff_seq, Delivery.SENDING.value)
    stands = standing.standing(tx, conversation_id, now=at)
    service.change(tx, row, fact, by=by, at=at, public=True, outgoing=stands)


def _mail(tx: Session, conversation_id: int, message: str) -> tuple[Message, Mail]:
    """One that goes out. Raises NotFound."""
    mine = Message.conversation_id == conversation_id, Message.public_id == message, Mail.direction == "out"
    query = sa.select(Message, Mail).join(Mail, Mail.message_id == Message.id).where(*mine)
    found = tx.execute(query).one_or_none()
    if found is None:
        raise NotFound("There is no such mail in this conversation.")
    return found[0], found[1]


def _change_unsent(tx: Session, message_id: int, **values: Any) -> None:
    """Raises Conflict where it was taken to be sent, or back, before."""
    changed: Any = tx.execute(sa.update(Mail).where(Mail.message_id == message_id, *_UNSENT).values(**values))
    if not changed.rowcount:
        raise Conflict("This mail is on its way already, or was taken back.", code="already_left")


def _before(tx: Session, conversation_id: int, *, now: datetime) -> dict[str, Any]:
    """How the conversation stands without the answer: its preview, since when the customer waits, and until when."""
    public = Message.conversation_id == conversation_id, Message.audience == Audience.PUBLIC.value
    stands = *public, Message.delivery != Delivery.WITHDRAWN
    last = tx.execute(
        sa.select(Message.body, Message.attachments, Message.author).where(*stands).order_by(Message.staff_seq.desc())
    ).first()
    answered = sa.select(sa.func.max(Message.staff_seq)).where(*stands, Message.author == Author.AGENT)
    since = (
        sa.select(sa.func.min(Message.created_at))
        .where(*stands, Message.author == Author.CUSTOMER)
        .where(Message.staff_seq > sa.func.coalesce(answered.scalar_subquery(), 0))
    )
    preview = preview_of(last.body, [each["name"] for each in last.attachments or []]) if last else ""
    return {
        "preview": preview,
        "preview_author": last.author if last else Author.CUSTOMER,
        "waiting_since": tx.execute(since).scalar_one(),
        "due_at": promises.due_again(tx, conversation_id, now=now),
    }
