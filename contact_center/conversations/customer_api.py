"""The customer behind a conversation over HTTP: previous conversations, and keeping the customer from writing."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.auth import Scope
from contact_center.conversations import queries
from contact_center.conversations.schemas import ConversationRow
from contact_center.customers import blocks
from contact_center.customers.queries import one_block
from contact_center.customers.schemas import BlockView, NewCustomerBlock
from contact_center.customers.service import key_of
from contact_center.http import Call, route
from contact_center.models import Conversation
from contact_center.paging import Page, PageQuery, decode_cursor, page_of
from contact_center.realtime.projections import conversation_row
from contact_center.realtime.queries import conversation_columns
from contact_center.times import checked_future


async def list_customer_conversations(call: Call, customer: str, query: PageQuery) -> Page[ConversationRow]:
    """All of a customer's conversations, over every channel, the newest first."""
    found = await call.db.read(_of_customer, customer, query)
    return page_of(found, query.limit, item=conversation_row, cursor=lambda row: (row.id,))


def _of_customer(tx: Session, customer: str, query: PageQuery) -> list[Any]:
    found = conversation_columns().where(
        Conversation.customer_id == key_of(tx, customer), Conversation.merged_into_id.is_(None)
    )
    if query.after is not None:
        (after,) = decode_cursor(query.after, tuple[int])
        found = found.where(Conversation.id < after)
    return list(tx.execute(found.order_by(Conversation.id.desc()).limit(query.limit + 1)))


async def block_customer(call: Call, conversation: str, body: NewCustomerBlock) -> BlockView:
    """Anybody of the staff may stop a customer who writes to them; supervisors see it and may lift it."""
    until = None if body.expires_at is None else checked_future(body.expires_at, now=call.now, field="expires_at")
    return await call.db.write(_block, call, conversation, body.reason.strip(), until)


def _block(tx: Session, call: Call, conversation: str, reason: str, until: datetime | None) -> BlockView:
    me, customer = call.principal, _customer_of(tx, conversation)
    row = blocks.block_customer(
        tx, customer, reason=reason, until=until, agent_id=me.agent_id, by=me.actor, at=call.now
    )
    return one_block(tx, row.id, now=call.now)


async def unblock_customer(call: Call, conversation: str) -> None:
    """Takes back one's own block."""

    def unit(tx: Session) -> None:
        me = call.principal
        blocks.lift_own(tx, _customer_of(tx, conversation), agent_id=me.agent_id, by=me.actor, at=call.now)

    await call.db.write(unit)


def _customer_of(tx: Session, conversation: str) -> int:
    key = queries.key_of(tx, conversation)
    return tx.execute(sa.select(Conversation.customer_id).where(Conversation.id == key)).scalar_one()


ROUTES = (
    route("GET", "/customers/{customer}/conversations", list_customer_conversations, Scope.CONVERSATIONS_READ),
    route("POST", "/conversations/{conversation}/block", block_customer, Scope.CONVERSATIONS_WRITE, status=201),
    route("DELETE", "/conversations/{conversation}/block", unblock_customer, Scope.CONVERSATIONS_WRITE),
)
