"""An agent's own desk over HTTP: drafts, and the notes that name them."""

from contact_center.auth import Scope
from contact_center.conversations import drafts, mentions, queries
from contact_center.conversations.schemas import (
    DraftMark,
    Drafts,
    DraftText,
    DraftView,
    MentionQuery,
    MentionsSeen,
    MentionView,
)
from contact_center.conversations.text import storable
from contact_center.errors import InvalidInput, NotFound
from contact_center.http import Call, route
from contact_center.paging import Page, page_of
from contact_center.values import Audience


async def list_drafts(call: Call) -> Page[DraftMark]:
    """Where one has begun to write, the newest first."""
    return Page(await call.db.read(drafts.marks, call.principal.agent_id), None)


async def get_drafts(call: Call, conversation: str) -> Drafts:
    """One's own drafts in a conversation."""
    key = await call.db.read(queries.key_of, conversation)
    return Drafts(await call.db.read(drafts.of_conversation, call.principal.agent_id, key))


async def save_draft(call: Call, conversation: str, audience: str, body: DraftText) -> DraftView:
    """Keep what one has written so far; 409 newer_draft where another device has saved another one meanwhile."""
    text = storable(body.body, limit=call.settings.message_length)
    if not (text or body.mail or body.files):
        raise InvalidInput("The draft is empty.", code="empty_message", field="body")
    key = await call.db.read(queries.key_of, conversation)
    me, kind = call.principal.agent_id, _audience(audience)
    return await call.db.write(
        drafts.save, me, key, kind, text, since=body.since, at=call.now, mail=body.mail, files=body.files
    )


async def discard_draft(call: Call, conversation: str, audience: str) -> None:
    """Forget a draft; harmless where there is none."""
    key = await call.db.read(queries.key_of, conversation)
    await call.db.write(drafts.discard, call.principal.agent_id, key, _audience(audience))


def _audience(text: str) -> Audience:
    try:
        return Audience(text)
    except ValueError:
        raise NotFound("A draft is public (a reply) or staff (a note).") from None


async def list_mentions(call: Call, query: MentionQuery) -> Page[MentionView]:
    """Notes that name one, the newest first."""
    found = await call.db.read(mentions.views, query, agent_id=call.principal.agent_id)
    return page_of(found, query.limit, item=lambda row: row[1], cursor=lambda row: (row[0],))


async def see_mentions(call: Call, body: MentionsSeen) -> None:
    """One has looked at the notes that name one."""
    key = await call.db.read(queries.key_of, body.conversation) if body.conversation else None
    await call.db.write(mentions.look, call.principal.agent_id, conversation_id=key, at=call.now)


ROUTES = (
    route("GET", "/drafts", list_drafts, Scope.CONVERSATIONS_WRITE),
    route("GET", "/conversations/{conversation}/drafts", get_drafts, Scope.CONVERSATIONS_WRITE),
    route("PUT", "/conversations/{conversation}/drafts/{audience}", save_draft, Scope.CONVERSATIONS_WRITE),
    route("DELETE", "/conversations/{conversation}/drafts/{audience}", discard_draft, Scope.CONVERSATIONS_WRITE),
    route("GET", "/mentions", list_mentions, Scope.CONVERSATIONS_READ),
    route("POST", "/mentions/seen", see_mentions, Scope.CONVERSATIONS_READ),
)
