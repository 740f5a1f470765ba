"""How a contact enters a queue: the dispatch step of conversations that nobody answers."""

from datetime import datetime, timedelta

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.models import BotConversation, Conversation, Customer, WorkItem
from contact_center.values import Owner, Status, to_micros
from contact_center.work import service as work
from routing import choosing, loading
from routing.admission import Admission, Arrival, admit, entry_of, note_hops
from routing.claims import BY
from routing.eligibility import why_not
from routing.intake_facts import contact_of, language_of
from routing.intake_rules import asks_about, choose
from routing.records import Reason
from routing.survey import Survey

_ROOM = 1
"""Whether the agent has room now does not matter: the item is kept for a while."""
SOON = (None, Reason.WRAPPING, Reason.BUSY, Reason.AT_CAP, Reason.FULL)
"""What speaks against an agent who may have the item soon."""


def enter(
    tx: Session, conversation_id: int, *, now: datetime, since: datetime | None = None, channel: str | None = None
) -> bool:
    """Let an open conversation that nobody owns wait in a queue; False where there is nothing to wait for.

    since: when it began to wait, where that was before. channel: of the contact, where it is another one than the
    conversation's.

    The intake rules say in which, and that queue's overflows whether rather in another, or for a message.
    """
    query = sa.select(Conversation, Customer.locale).join(Customer, Customer.id == Conversation.customer_id)
    found = tx.execute(query.where(Conversation.id == conversation_id).with_for_update(of=Conversation)).one_or_none()
    if found is None:
        return False
    row = found[0]
    language, since = _after_bot(tx, conversation_id, locale=found[1], since=since)
    if row.status != Status.OPEN or row.owner != Owner.NONE or work.open_item(tx, conversation_id) is not None:
        return False
    channel = channel or row.channel
    rules = choosing.rules(tx)
    contact = msgspec.structs.replace(contact_of(tx, row, language, asks_about(rules), now=now), channel=channel)
    choice = choosing.choice_of(tx, choose(rules, contact), channel=channel)
    arrival = Arrival(
        channel=channel,
        language=language,
        needs=choice.outcome.needs,
        priority=choice.outcome.priority,
        eligible_at=to_micros(since or now),
    )
    admission = admit(Survey(tx, now), choice.queue, arrival)
    agent_id = kept_for(tx, admission, row.customer_id, now=now)
    entry = entry_of(admission)
    if agent_id is not None:
        until = now + timedelta(seconds=admission.queue.settings.sticky.seconds)
        entry = msgspec.structs.replace(entry, preferred_agent_id=agent_id, preferred_until=until)
    work.enqueue(tx, conversation_id, entry, channel=channel, by=BY, at=now, since=since)
    item = work.open_item(tx, conversation_id) if admission.hops else None
    if item is not None:
        note_hops(tx, item, admission, by=BY, at=now)
    return True


def _after_bot(
    tx: Session, conversation_id: int, *, locale: str, since: datetime | None
) -> tuple[str, datetime | None]:
    """In which language the customer writes, and since when they wait: what a bot took is no wait for agents."""
    bot = tx.get(BotConversation, conversation_id)
    if bot is None:
        return language_of(locale), since
    if bot.handed_over_at is not None:
        since = max(since or bot.handed_over_at, bot.handed_over_at)
    return language_of(bot.language or locale), since


def kept_for(tx: Session, admission: Admission, customer_id: int, *, now: datetime) -> int | None:
    """Who handled the customer last, if not too long ago, and may have this one now or soon; none where nobody."""
    sticky, queue = admission.queue.settings.sticky, admission.queue
    if not sticky.seconds or admission.by_message:
        return None
    query = (
        sa.select(WorkItem.agent_id)
        .join(Conversation, Conversation.id == WorkItem.conversation_id)
        .where(
            Conversation.customer_id == customer_id,
            WorkItem.agent_id.is_not(None),
            WorkItem.answered_at > now - timedelta(days=sticky.days),
        )
    )
    last = tx.execute(query.order_by(WorkItem.answered_at.desc(), WorkItem.id.desc()).limit(1)).scalar()
    found = loading.agents(tx, now=now, chat_limit=_ROOM, ids=[last]) if last is not None else []
    if not found:
        return None
    membership = loading.membership(tx, queue.id, queue.settings, found[0].id)
    reason = why_not(admission.item, found[0], membership, queue.rules, now=to_micros(now), closed=queue.closed(now))
    return last if reason in SOON else None
