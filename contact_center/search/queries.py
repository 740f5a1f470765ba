"""Finds messages and customers: first their keys in the index, then what is shown of these few."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.customers.details import customer_name
from contact_center.models import Agent, Conversation, Customer, Inbox, Mail, Message
from contact_center.paging import decode_cursor, encode_cursor
from contact_center.realtime.projections import agent_ref, conversation_row
from contact_center.realtime.queries import conversation_columns
from contact_center.realtime.staff_frames import ConversationRow
from contact_center.search import terms
from contact_center.search.documents import customer_texts, message_text
from contact_center.search.excerpts import excerpt, hits
from contact_center.search.matching import matching
from contact_center.search.schemas import (
    CustomerHit,
    CustomerHits,
    CustomerSearchQuery,
    MessageHit,
    MessageHits,
    SearchQuery,
)
from contact_center.search.store import Index
from contact_center.search.terms import Term


def messages(tx: Session, query: SearchQuery) -> MessageHits:
    """A page of the messages that a query finds, the newest first; an inbox that is not there finds nothing."""
    wanted = terms.parse(query.q)
    scopes = []
    if query.inbox is not None:
        inbox = tx.execute(sa.select(Inbox.id).where(Inbox.public_id == query.inbox)).scalar()
        if inbox is None:
            return MessageHits([], None)
        scopes.append(terms.inbox_scope(inbox))
    first = query.after is None
    numbered = _numbered(tx, wanted.number) if first and wanted.number is not None else None
    if not wanted.terms:
        return MessageHits([], None, numbered)
    keys, following = _keys(tx, Index.MESSAGES, wanted.terms, query, scopes)
    return MessageHits(_shown(tx, keys, wanted.terms), following, numbered)


def _keys(
    tx: Session, index: Index, wanted: Sequence[Term], query: SearchQuery | CustomerSearchQuery, scopes: Sequence[str]
) -> tuple[list[int], str | None]:
    before = decode_cursor(query.after, tuple[int])[0] if query.after is not None else None
    keys = matching(tx, index, wanted, scopes=scopes, before=before, limit=query.limit + 1)
    shown = keys[: query.limit]
    return shown, encode_cursor((shown[-1],)) if len(keys) > query.limit else None


def _numbered(tx: Session, number: int) -> ConversationRow | None:
    row = tx.execute(conversation_columns().where(Conversation.id == number)).one_or_none()
    return conversation_row(row) if row is not None else None


def _shown(tx: Session, keys: Sequence[int], wanted: Sequence[Term]) -> list[MessageHit]:
    """Those that are gone since, and wait to be forgotten, are left out."""
    found = sa.select(
        Message.id,
        Message.public_id,
        Message.conversation_id,
        Message.staff_seq,
        Message.author,
        Message.audience,
        Message.body,
        Message.attachments,
        Message.created_at,
        Mail.subject,
        Mail.folded,
        Mail.answers,
        Agent.public_id.label("agent_public_id"),
        Agent.name.label("agent_name"),
    )
    found = found.outerjoin(Agent, Agent.id == Message.agent_id).outerjoin(Mail, Mail.message_id == Message.id)
    rows = {row.id: row for row in tx.execute(found.where(Message.id.in_(keys)))}
    conversations = _conversations(tx, {row.conversation_id for row in rows.values()})
    return [_message_hit(rows[key], conversations, wanted) for key in keys if key in rows]


def _conversations(tx: Session, keys: set[int]) -> dict[int, ConversationRow]:
    found = tx.execute(conversation_columns().where(Conversation.id.in_(keys)))
    return {row.id: conversation_row(row) for row in found}


def _message_hit(row: Any, conversations: dict[int, ConversationRow], wanted: Sequence[Term]) -> MessageHit:
    text = message_text(row.body, row.attachments, row.subject, row.folded, row.answers)
    return MessageHit(
        conversation=conversations[row.conversation_id],
        id=row.public_id,
        seq=row.staff_seq,
        author=row.author,
        agent=agent_ref(row.agent_public_id, row.agent_name),
        audience=row.audience,
        at=row.created_at,
        excerpt=excerpt(text, wanted),
    )


def customers(tx: Session, query: CustomerSearchQuery) -> CustomerHits:
    """A page of the customers that a query finds, the newest first."""
    wanted = terms.customer_terms(query.q)
    if not wanted:
        return CustomerHits([], None)
    keys, following = _keys(tx, Index.CUSTOMERS, wanted, query, ())
    texts = customer_texts(tx, keys)
    newest = _newest_conversations(tx, keys)
    own = sa.select(Customer.id, Customer.public_id, Customer.name, Customer.email, Customer.phone)
    rows = {row.id: row for row in tx.execute(own.where(Customer.id.in_(keys)))}
    items = [_customer_hit(rows[key], texts[key], newest.get(key), wanted) for key in keys if key in texts]
    return CustomerHits(items, following)


def _newest_conversations(tx: Session, customer_ids: Sequence[int]) -> dict[int, ConversationRow]:
    newest = sa.select(sa.func.max(Conversation.id)).where(
        Conversation.customer_id.in_(customer_ids), Conversation.merged_into_id.is_(None)
    )
    found = tx.execute(conversation_columns().where(Conversation.id.in_(newest.group_by(Conversation.customer_id))))
    return {row.customer_id: conversation_row(row) for row in found}


def _customer_hit(
    row: Any, texts: Sequence[str], conversation: ConversationRow | None, wanted: Sequence[Term]
) -> CustomerHit:
    always, called = {row.email, row.phone}, customer_name(row.name, row.email, row.id)
    details = [text for text in texts if text != called and (text in always or hits(text, wanted, anywhere=True))]
    return CustomerHit(
        id=row.public_id,
        name=excerpt(called, wanted, anywhere=True),
        details=[excerpt(text, wanted, anywhere=True) for text in details],
        conversation=conversation,
    )
