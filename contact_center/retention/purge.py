"""Deletes what is past its time, a little in each unit, and everything that belongs to it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.files import mails
from contact_center.files.service import delete_files_of
from contact_center.models import (
    Base,
    Block,
    Conversation,
    Customer,
    Event,
    Job,
    KbFeedback,
    KbSearch,
    MailIn,
    Message,
    VisitorConsent,
    WorkItem,
)
from contact_center.retention import past
from contact_center.search import service as search
from contact_center.values import JobState, MailState
from contact_center.visits import service as visits

CONVERSATIONS = 20
"""Deleted in one unit; each may have thousands of messages."""
ROWS = 500


def delete_conversations(tx: Session, before: datetime, *, now: datetime) -> int:
    """Conversations that ended before: messages, files, ratings, drafts, work, facts, and what search knows of them.

    The blobs of files are deleted by a job after the commit.
    """
    # Locked: whoever reopens one meanwhile comes too late, or is left alone.
    found = past.conversations(before).limit(CONVERSATIONS).with_for_update(skip_locked=True)
    ids = list(tx.execute(found).scalars())
    if not ids:
        return 0
    merged = sa.select(Conversation.id).where(Conversation.merged_into_id.in_(ids))
    ids += tx.execute(merged).scalars()
    search.forget(tx, list(tx.execute(sa.select(Message.id).where(Message.conversation_id.in_(ids))).scalars()))
    delete_files_of(tx, ids, now=now)
    mails.erase(tx, mails.of_conversations(ids), now=now)
    _delete_facts(tx, "work_item", list(tx.execute(_items_of(ids)).scalars()))
    _delete_facts(tx, "conversation", ids)
    return _delete(tx, Conversation, Conversation.id.in_(ids))


def delete_customers(tx: Session, before: datetime) -> int:
    """Customers of whom nothing is left but who they were."""
    found = past.customers(before).limit(ROWS).with_for_update(skip_locked=True)
    ids = list(tx.execute(found).scalars())
    if not ids:
        return 0
    search.forget_customers(tx, ids)
    _erase(tx, KbFeedback.customer_id.in_(ids))
    _delete_facts(tx, "customer", ids)
    return _delete(tx, Customer, Customer.id.in_(ids))


def delete_files(tx: Session, before: datetime, *, now: datetime) -> int:
    """Files of conversations that ended before, and their mails as they came, in which the files are as well.

    Their messages still tell their names, without a way to them.
    """
    ids = list(tx.execute(past.conversations_with_files(before).limit(CONVERSATIONS)).scalars())
    if not ids:
        return 0
    deleted = delete_files_of(tx, ids, now=now) + mails.erase(tx, mails.of_conversations(ids), now=now)
    named = sa.select(Message.id, Message.attachments).where(
        Message.conversation_id.in_(ids), Message.attachments.is_not(None)
    )
    for key, attachments in tx.execute(named).all():
        gone = [{**each, "path": ""} for each in attachments]
        tx.execute(sa.update(Message).where(Message.id == key).values(attachments=gone))
    return deleted


def erase_dropped_mails(tx: Session, before: datetime, *, now: datetime) -> int:
    """Mails from before that became no message."""
    return mails.erase(tx, MailIn.id.in_(past.dropped_mails(before).limit(ROWS)), now=now)


def erase_quarantined_mails(tx: Session, before: datetime, *, now: datetime) -> int:
    """Mails from before that could not be taken in, and that nobody has looked after since."""
    some = list(tx.execute(past.quarantined_mails(before).limit(ROWS)).scalars())
    giving_up = sa.update(MailIn).where(MailIn.id.in_(some)).values(state=MailState.DROPPED, reason="expired")
    tx.execute(giving_up.execution_options(synchronize_session=False))
    return mails.erase(tx, MailIn.id.in_(some), now=now)


def delete_visits(tx: Session, before: datetime) -> int:
    return visits.delete_before(tx, before, ROWS)


def delete_consents(tx: Session, before: datetime) -> int:
    """Consents that were withdrawn before, and the facts of them."""
    ids = list(tx.execute(past.consents(before).limit(ROWS)).scalars())
    _delete_facts(tx, "visitor_consent", ids)
    return _delete(tx, VisitorConsent, VisitorConsent.id.in_(ids))


def delete_blocks(tx: Session, before: datetime) -> int:
    """Blocks that ran out before."""
    return _delete(tx, Block, Block.id.in_(past.blocks(before).limit(ROWS)))


def erase_feedback(tx: Session, before: datetime) -> int:
    """The words that were left with articles before; the votes stay."""
    return _erase(tx, KbFeedback.id.in_(past.feedback(before).limit(ROWS)))


def delete_searches(tx: Session, before: datetime) -> int:
    """Searches of the help centre from before."""
    return _delete(tx, KbSearch, KbSearch.id.in_(past.searches(before).limit(ROWS)))


def delete_dead_jobs(tx: Session, before: datetime) -> int:
    """Jobs that were given up before: a mail that was never sent may hold what a conversation said."""
    some = sa.select(Job.id).where(Job.state == JobState.DEAD, Job.ended_at < before).limit(ROWS)
    return _delete(tx, Job, Job.id.in_(some))


def _erase(tx: Session, condition: sa.ColumnElement[bool]) -> int:
    """Take the words and the customer from feedback."""
    statement = sa.update(KbFeedback).where(condition).values(comment=None, customer_id=None)
    result: Any = tx.execute(statement.execution_options(synchronize_session=False))
    return int(result.rowcount)


def _items_of(conversation_ids: Sequence[int]) -> sa.Select[int]:
    return sa.select(WorkItem.id).where(WorkItem.conversation_id.in_(conversation_ids))


def _delete_facts(tx: Session, entity: str, ids: Sequence[int]) -> None:
    _delete(tx, Event, Event.entity == entity, Event.entity_id.in_(ids))


def _delete(tx: Session, table: type[Base], *conditions: sa.ColumnElement[bool]) -> int:
    statement = sa.delete(table).where(*conditions).execution_options(synchronize_session=False)
    result: Any = tx.execute(statement)
    return int(result.rowcount)
