"""Live queues over HTTP: looking into them, acting on what waits, and giving a conversation on to one."""

from contact_center.agents.schemas import StaffView
from contact_center.auth import Scope
from contact_center.conversations import queries as conversations
from contact_center.conversations.schemas import ConversationRow
from contact_center.http import Call, route
from contact_center.paging import Page
from contact_center.work.live import QueuesLive
from routing import choices, leaving, live, supervising, work_items
from routing.live_schemas import (
    Assign,
    Move,
    Prioritise,
    QueueChoices,
    SetAway,
    TakeBack,
    Transfer,
    WorkItemQuery,
    WorkItemRow,
)


async def get_live_queues(call: Call) -> QueuesLive:
    """Every queue and everybody who works in them, as of now; the socket's watch_queues pushes the same."""
    return await call.db.read(live.read, call.now, chat_limit=call.settings.chat_limit)


async def list_queue_items(call: Call, queue: str, query: WorkItemQuery) -> Page[WorkItemRow]:
    """What one of a queue's numbers counts."""
    return await call.db.read(work_items.page, queue, query, now=call.now)


async def list_queue_choices(call: Call) -> QueueChoices:
    """The queues that a conversation may be transferred to."""
    return QueueChoices(queues=await call.db.read(choices.queues, now=call.now))


async def move_work_item(call: Call, item: str, body: Move) -> WorkItemRow:
    """Into another queue, with the wait it has."""
    return await call.db.write(supervising.move, item, body, by=call.principal.actor, now=call.now)


async def prioritise_work_item(call: Call, item: str, body: Prioritise) -> WorkItemRow:
    """Before others, or behind them."""
    return await call.db.write(supervising.prioritise, item, body, by=call.principal.actor, now=call.now)


async def assign_work_item(call: Call, item: str, body: Assign) -> WorkItemRow:
    """To an agent at once, over capacity where that is asked for."""
    limit, by = call.settings.chat_limit, call.principal.actor
    return await call.db.write(supervising.assign, item, body, chat_limit=limit, by=by, now=call.now)


async def take_back_work_item(call: Call, item: str, body: TakeBack) -> WorkItemRow:
    """From its agent into the queue, with the wait it had."""
    return await call.db.write(supervising.take_back, item, body, by=call.principal.actor, now=call.now)


async def set_staff_away(call: Call, agent: str, body: SetAway) -> None:
    """An available agent gets nothing new, until they return."""
    await call.db.write(supervising.set_away, agent, body, by=call.principal.actor, now=call.now)


async def disable_staff(call: Call, agent: str) -> StaffView:
    """End somebody's access: sessions end and tokens stop working at once, and what they had waits for others."""
    return await call.db.write(leaving.remove, agent, call.principal, now=call.now)


async def transfer_conversation(call: Call, conversation: str, body: Transfer) -> ConversationRow:
    """To a queue, with the wait it has: blind, or warm to stay in it until the next agent is introduced."""
    key = await call.db.read(conversations.key_of, conversation)
    await call.db.write(supervising.transfer, key, body, by=call.principal.actor, now=call.now)
    return await call.db.read(conversations.row_of, conversation)


ROUTES = (
    route("GET", "/queues/live", get_live_queues, Scope.QUEUES_READ),
    route("GET", "/queues/choices", list_queue_choices, Scope.CONVERSATIONS_WRITE),
    route("GET", "/queues/{queue}/work-items", list_queue_items, Scope.QUEUES_READ),
    route("POST", "/work-items/{item}/move", move_work_item, Scope.QUEUES_ACT),
    route("POST", "/work-items/{item}/priority", prioritise_work_item, Scope.QUEUES_ACT),
    route("POST", "/work-items/{item}/assign", assign_work_item, Scope.QUEUES_ACT),
    route("POST", "/work-items/{item}/take-back", take_back_work_item, Scope.QUEUES_ACT),
    route("POST", "/staff/{agent}/away", set_staff_away, Scope.QUEUES_ACT),
    route("POST", "/staff/{agent}/disable", disable_staff, Scope.STAFF_MANAGE),
    route("POST", "/conversations/{conversation}/transfer", transfer_conversation, Scope.CONVERSATIONS_WRITE),
)
