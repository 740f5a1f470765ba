"""Conversations over HTTP."""

from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from contact_center.auth import Scope
from contact_center.conversations import handing_on, mentions, queries, service, spam
from contact_center.conversations.answering import Answering
from contact_center.conversations.schemas import (
    ConversationQuery,
    ConversationRow,
    NewReply,
    OlderQuery,
    Snooze,
    SpamMark,
    StaffMessage,
    Timeline,
)
from contact_center.conversations.text import checked_client_id, clean_body
from contact_center.http import Call, route
from contact_center.paging import Page, page_of
from contact_center.realtime.projections import conversation_row, staff_message
from contact_center.times import checked_future
from contact_center.values import Audience, Author, NewMessage, Owner, Status, WaitingFiles, Writer


async def list_conversations(call: Call, query: ConversationQuery) -> Page[ConversationRow]:
    found = await call.db.read(queries.conversations, query, agent_id=call.principal.agent_id, now=call.now)
    return page_of(found, query.limit, item=conversation_row, cursor=partial(queries.place, query.sort))


async def get_conversation(call: Call, conversation: str) -> ConversationRow:
    return await call.db.read(queries.row_of, conversation)


async def list_messages(call: Call, conversation: str, query: OlderQuery) -> Timeline:
    return await call.db.read(queries.timeline, conversation, query.before)


async def add_message(call: Call, conversation: str, body: NewReply) -> StaffMessage:
    text = clean_body(body.body, limit=call.settings.message_length, may_be_empty=bool(body.files))
    client_id = checked_client_id(body.client_id) if body.client_id else None
    return await call.db.write(_reply, call, conversation, body, text=text, client_id=client_id)


def _reply(
    tx: Session, call: Call, conversation: str, body: NewReply, *, text: str, client_id: str | None
) -> StaffMessage:
    me, audience = call.principal, Audience(body.audience)
    message = NewMessage(
        conversation_id=queries.key_of(tx, conversation),
        writer=Writer(Author.AGENT, me.agent_id, me.public_id, me.name),
        body=text,
        client_id=client_id,
        at=call.now,
        audience=audience,
        files=WaitingFiles(tuple(body.files), me.actor) if body.files else None,
        mentions=mentions.named(tx, body.mentions, audience=audience, by=me.agent_id),
    )
    answering: Answering = call.services.extra.answering
    appended = answering.answer(tx, message, body.mail)
    unowned = appended.owner is not Owner.AGENT or appended.status is not Status.OPEN
    if audience is Audience.PUBLIC and unowned:
        handing_on.take_up(tx, appended.conversation_id, agent_id=me.agent_id, by=me.actor, at=call.now)
    return staff_message(appended.message)


async def release(call: Call, conversation: str) -> ConversationRow:
    def unit(tx: Session, key: int, who: dict[str, Any]) -> None:
        service.release(tx, key, reason="returned", **who)

    return await _command(call, conversation, unit)


async def resolve(call: Call, conversation: str) -> ConversationRow:
    return await _command(call, conversation, lambda tx, key, who: service.resolve(tx, key, **who))


async def reopen(call: Call, conversation: str) -> ConversationRow:
    def unit(tx: Session, key: int, who: dict[str, Any]) -> None:
        service.reopen(tx, key, agent_id=call.principal.agent_id, **who)

    return await _command(call, conversation, unit)


async def snooze(call: Call, conversation: str, body: Snooze) -> ConversationRow:
    until = checked_future(body.until, now=call.now, field="until")

    def unit(tx: Session, key: int, who: dict[str, Any]) -> None:
        service.snooze(tx, key, until=until, **who)

    return await _command(call, conversation, unit)


async def mark_spam(call: Call, conversation: str, body: SpamMark) -> ConversationRow:
    """It leaves the queues and lists; with `block`, mail from its sender is refused from then on."""

    def unit(tx: Session, key: int, who: dict[str, Any]) -> None:
        spam.mark(tx, key, block=body.block, agent_id=call.principal.agent_id, **who)

    return await _command(call, conversation, unit)


async def unmark_spam(call: Call, conversation: str) -> ConversationRow:
    """It stands as it did before; a sender who was blocked along with it may write again."""
    return await _command(call, conversation, lambda tx, key, who: spam.unmark(tx, key, **who))


async def _command(
    call: Call, conversation: str, unit: Callable[[Session, int, dict[str, Any]], None]
) -> ConversationRow:
    """Apply one change and answer with the conversation as it stands after it."""

    def run(tx: Session) -> ConversationRow:
        unit(tx, queries.key_of(tx, conversation), {"by": call.principal.actor, "at": call.now})
        return queries.row_of(tx, conversation)

    return await call.db.write(run)


ROUTES = (
    route("GET", "/conversations", list_conversations, Scope.CONVERSATIONS_READ),
    route("GET", "/conversations/{conversation}", get_conversation, Scope.CONVERSATIONS_READ),
    route("GET", "/conversations/{conversation}/messages", list_messages, Scope.CONVERSATIONS_READ),
    route("POST", "/conversations/{conversation}/messages", add_message, Scope.CONVERSATIONS_WRITE, status=201),
    route("POST", "/conversations/{conversation}/release", release, Scope.CONVERSATIONS_WRITE),
    route("POST", "/conversations/{conversation}/resolve", resolve, Scope.CONVERSATIONS_WRITE),
    route("POST", "/conversations/{conversation}/reopen", reopen, Scope.CONVERSATIONS_WRITE),
    route("POST", "/conversations/{conversation}/snooze", snooze, Scope.CONVERSATIONS_WRITE),
    route("POST", "/conversations/{conversation}/spam", mark_spam, Scope.CONVERSATIONS_WRITE),
    route("DELETE", "/conversations/{conversation}/spam", unmark_spam, Scope.CONVERSATIONS_WRITE),
)
