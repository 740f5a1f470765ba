"""What the visitor's socket asks of the database."""

import hashlib
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.webchat import pre_chat
from contact_center.customers import blocks
from contact_center.customers.reach import is_proved, within_reach
from contact_center.customers.service import known_customer
from contact_center.errors import Forbidden
from contact_center.inboxes.service import settings_of
from contact_center.models import Agent, Conversation, ConversationParticipant, Inbox, Message
from contact_center.paging import Page, decode_cursor, page_of
from contact_center.realtime.projections import own_conversation_line
from contact_center.realtime.visitor_frames import OwnConversation
from contact_center.values import Address, Author, Status

KIND = "webchat"
OWN_PAGE = 20


class Arrival(msgspec.Struct, frozen=True):
    """Who said hello, and the conversation to show: an open one, or the one that the widget still shows.

    identified: the shop has signed who is at this very browser. answered: keys of the pre-chat form that are known
    already.
    """

    inbox_id: int
    customer_id: int | None = None
    conversation_id: int | None = None
    conversation: str | None = None
    identified: bool = False
    answered: list[str] = []


def checked_token(visitor_token: str) -> str:
    """The token, where it could be one of ours. Raises Forbidden."""
    if not 32 <= len(visitor_token) <= 64:
        raise Forbidden("This visitor token was not made here.", code="visitor_invalid")
    return visitor_token


def address_of(visitor_token: str) -> Address:
    """A visitor is known by the hash of a random token that only the visitor's browser keeps."""
    return Address(KIND, hashlib.sha256(visitor_token.encode()).hexdigest())


def uploader_of(visitor: Address) -> str:
    """The visitor as an attachment names its uploader: the same before and after he is a customer."""
    return f"{visitor.kind}:{visitor.value}"


def arrive(tx: Session, *, inbox: str, visitor: Address, shown: str | None, address: str, now: datetime) -> Arrival:
    """address: the client's. Raises Forbidden where the inbox is gone or disabled, and blocked."""
    row = open_inbox(tx, inbox)
    customer = known_customer(tx, visitor)
    blocks.check(tx, customer, address, now=now)
    if customer is None:
        return Arrival(row.id)
    current = current_conversation(tx, inbox_id=row.id, customer_id=customer, visitor=visitor, shown=shown)
    return Arrival(
        row.id,
        customer,
        current.id if current else None,
        current.public_id if current else None,
        identified=is_proved(tx, visitor),
        answered=pre_chat.answered(tx, customer, settings_of(row).pre_chat),
    )


def open_inbox(tx: Session, public_id: str) -> Inbox:
    """Raises Forbidden where the inbox is gone or disabled."""
    query = sa.select(Inbox).where(Inbox.public_id == public_id, Inbox.disabled_at.is_(None))
    found = tx.execute(query).scalar_one_or_none()
    if found is None:
        raise Forbidden("This inbox takes no messages any more.", code="inbox_disabled")
    return found


def key_number(tx: Session, public_id: str) -> tuple[int, int]:
    """An inbox's own key, and which of its identity keys its shop signs with. Raises as open_inbox."""
    row = open_inbox(tx, public_id)
    return row.id, row.identity_key


def current_conversation(
    tx: Session, *, inbox_id: int, customer_id: int, visitor: Address, shown: str | None
) -> sa.Row[int, str] | None:
    """The open conversation that the widget shows, else the newest open one, else the ended one that it shows."""
    mine = sa.select(Conversation.id, Conversation.public_id).where(_own(inbox_id, customer_id, visitor))
    is_shown, is_open = Conversation.public_id == (shown or ""), Conversation.status != Status.RESOLVED
    rank = sa.case((sa.and_(is_shown, is_open), 0), (is_open, 1), else_=2)
    return tx.execute(
        mine.where(sa.or_(is_shown, is_open)).order_by(rank, Conversation.id.desc()).limit(1)
    ).one_or_none()


def _own(inbox_id: int, customer_id: int | None, visitor: Address) -> sa.ColumnElement[bool]:
    """What this browser may read: the customer's conversations where it is identified, else those begun in it."""
    return sa.and_(Conversation.customer_id == customer_id, Conversation.inbox_id == inbox_id, within_reach(visitor))


def own_conversation(
    tx: Session, *, inbox_id: int, customer_id: int | None, visitor: Address, public_id: str
) -> int | None:
    """The key of one of the visitor's own conversations in this inbox."""
    mine = _own(inbox_id, customer_id, visitor)
    return tx.execute(sa.select(Conversation.id).where(Conversation.public_id == public_id, mine)).scalar()


def goes_on(tx: Session, conversation_id: int) -> bool:
    """Whether the conversation has not ended."""
    query = sa.select(Conversation.status).where(Conversation.id == conversation_id)
    return tx.execute(query).scalar() != Status.RESOLVED


def own_conversations(
    tx: Session, *, inbox_id: int, customer_id: int, visitor: Address, before: str | None
) -> tuple[Page[OwnConversation], list[int]]:
    """A page of the visitor's conversations in this inbox, the newest message first, and their keys.

    Raises InvalidInput.
    """
    query = _own_lines().where(_own(inbox_id, customer_id, visitor))
    if before is not None:
        at, key = decode_cursor(before, tuple[datetime, int])
        time = sa.bindparam(None, at, type_=Conversation.__table__.c.last_message_at.type)
        query = query.where(sa.tuple_(Conversation.last_message_at, Conversation.id) < sa.tuple_(time, key))
    order = (Conversation.last_message_at.desc(), Conversation.id.desc())
    found = tx.execute(query.order_by(*order).limit(OWN_PAGE + 1)).all()
    page = page_of(found, OWN_PAGE, item=own_conversation_line, cursor=lambda row: (row.last_message_at, row.id))
    return page, [row.id for row in found[:OWN_PAGE]]


def _own_lines() -> sa.Select[*tuple[Any, ...]]:
    """What projections.own_conversation_line wants. A staff_seq is never below its public_seq, and has the index."""
    seen = sa.func.coalesce(ConversationParticipant.seen_seq, 0)
    unread = sa.exists().where(
        Message.conversation_id == Conversation.id,
        Message.staff_seq > seen,
        Message.public_seq > seen,
        Message.author.in_((Author.AGENT, Author.BOT)),
    )
    mine = sa.and_(
        ConversationParticipant.conversation_id == Conversation.id,
        ConversationParticipant.customer_id == Conversation.customer_id,
    )
    columns = (
        Conversation.id, Conversation.public_id, Conversation.status, Conversation.owner, Conversation.preview,
        Conversation.out_of_hours, Conversation.last_message_at, Agent.name.label("agent_name"), unread.label("unread"),
    )  # fmt: skip
    joined = sa.select(*columns).outerjoin(Agent, Agent.id == Conversation.agent_id)
    return joined.outerjoin(ConversationParticipant, mine)
