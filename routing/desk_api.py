"""An agent's desk over HTTP: offers, wrap-ups, the next one, giving back, and why work is where it is."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.auth import Scope
from contact_center.conversations import queries
from contact_center.conversations import service as conversations
from contact_center.conversations.schemas import Assignment
from contact_center.errors import Forbidden
from contact_center.http import Call, route
from contact_center.models import Conversation
from contact_center.paging import Page
from contact_center.realtime import presence
from contact_center.realtime.queries import rows_by_id
from contact_center.realtime.staff_frames import ConversationRow
from contact_center.values import Presence, Status
from routing import answers, desk_queries, giving, taking, wrapping
from routing import why as reasons
from routing.desk_schemas import Decline, Desk, GiveBack, GivenBack, Taken, Why, WorkItemView, WrapUpEnd


async def list_offers(call: Call) -> Desk:
    """What is put to one, and what one has to wrap up."""
    found = await call.db.read(desk_queries.desk, call.principal.agent_id, now=call.now)
    return Desk(offers=found.offers, wrap_ups=found.wrap_ups, server_time=found.server_time)


async def accept_offer(call: Call, offer: str) -> ConversationRow:
    """Take what is offered; 409 offer_ended where it was too late."""

    def unit(tx: Session) -> ConversationRow:
        return queries.row_of(tx, answers.accept(tx, offer, call.principal.agent_id, now=call.now))

    return await call.db.write(unit)


async def decline_offer(call: Call, offer: str, body: Decline) -> None:
    """Let somebody else have it: it is not offered to one again for a while."""
    await call.db.write(answers.decline, offer, call.principal.agent_id, reason=body.reason, now=call.now)


async def finish_wrap_up(call: Call, item: str, body: WrapUpEnd) -> None:
    """Be free of a contact that is over; 409 wrap_up_ended where its time was up."""
    await call.db.write(wrapping.finish, item, call.principal.agent_id, code=body.code, now=call.now)


async def take_next(call: Call) -> Taken:
    """Take the best that waits and that one may have, also while one is away, but not beyond one's room."""
    limit = call.settings.chat_limit
    key = await taking.take_next(call.db, call.principal.agent_id, chat_limit=limit, now=call.now)
    rows = [] if key is None else await call.db.read(rows_by_id, [key])
    return Taken(conversation=rows[0] if rows else None)


async def give_back(call: Call, body: GiveBack) -> GivenBack:
    """Be away from now on, and let somebody else have every open conversation of one's own."""
    return GivenBack(conversations=await call.db.write(_leave, call, body.reason))


def _leave(tx: Session, call: Call, reason: str | None) -> int:
    me, lease = call.principal, timedelta(seconds=call.settings.presence_lease)
    presence.choose(tx, me.agent_id, presence=Presence.AWAY, reason=reason, lease=lease, now=call.now)
    mine = sa.select(Conversation.id).where(Conversation.agent_id == me.agent_id, Conversation.status == Status.OPEN)
    keys = tx.execute(mine.order_by(Conversation.id)).scalars().all()
    for key in keys:
        conversations.release(tx, key, by=me.actor, at=call.now, reason="agent_left")
    return len(keys)


async def assign(call: Call, conversation: str, body: Assignment) -> ConversationRow:
    """To oneself or to another agent; the answer has the owner: the one before where the other is asked first."""
    if body.over_capacity and not call.principal.may(Scope.QUEUES_ACT):
        raise Forbidden("Only supervisors give to somebody who is full or not there.")

    def unit(tx: Session) -> ConversationRow:
        me, limit = call.principal.agent_id, call.settings.chat_limit
        giving.assign(tx, queries.key_of(tx, conversation), body, giver_id=me, chat_limit=limit, now=call.now)
        return queries.row_of(tx, conversation)

    return await call.db.write(unit)


async def list_work_items(call: Call, conversation: str) -> Page[WorkItemView]:
    """The contacts that a conversation has had, the newest first."""
    key = await call.db.read(queries.key_of, conversation)
    return Page(await call.db.read(reasons.of_conversation, key), None)


async def why(call: Call, item: str) -> Why:
    """Why an agent has it, or why it still waits."""
    return await call.db.read(reasons.why, item, chat_limit=call.settings.chat_limit, now=call.now)


ROUTES = (
    route("GET", "/offers", list_offers, Scope.CONVERSATIONS_WRITE),
    route("POST", "/offers/{offer}/accept", accept_offer, Scope.CONVERSATIONS_WRITE),
    route("POST", "/offers/{offer}/decline", decline_offer, Scope.CONVERSATIONS_WRITE),
    route("POST", "/work-items/{item}/wrap-up", finish_wrap_up, Scope.CONVERSATIONS_WRITE),
    route("GET", "/work-items/{item}/why", why, Scope.CONVERSATIONS_READ),
    route("POST", "/work/next", take_next, Scope.CONVERSATIONS_WRITE),
    route("POST", "/work/give-back", give_back, Scope.CONVERSATIONS_WRITE),
    route("POST", "/conversations/{conversation}/assign", assign, Scope.CONVERSATIONS_WRITE),
    route("GET", "/conversations/{conversation}/work-items", list_work_items, Scope.CONVERSATIONS_READ),
)
