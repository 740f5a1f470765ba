"""Merging conversations by mail over HTTP."""

from sqlalchemy.orm import Session

from contact_center.auth import Scope
from contact_center.conversations import queries as conversations
from contact_center.errors import Forbidden
from contact_center.http import Call, route
from contact_center.merging import queries, service
from contact_center.merging.schemas import (
    ConversationMerged,
    ConversationMergePreview,
    MergePreviewQuery,
    MergeTargetQuery,
    MergeTargets,
    NewConversationMerge,
)
from contact_center.models import Conversation


async def list_merge_targets(call: Call, conversation: str, query: MergeTargetQuery) -> MergeTargets:
    """Conversations of the same customer into which this one may be merged."""
    return await call.db.read(queries.targets, conversation, query.text)


async def preview_conversation_merge(
    call: Call, conversation: str, query: MergePreviewQuery
) -> ConversationMergePreview:
    """What merging this conversation into the other one would do."""
    return await call.db.read(queries.preview, conversation, query.into)


async def merge_conversation(call: Call, conversation: str, body: NewConversationMerge) -> ConversationMerged:
    """Everything of this conversation goes into the other one; this one only leads there from now on."""
    if body.other_customer and not call.principal.may(Scope.CUSTOMERS_WRITE):
        raise Forbidden(f"To merge conversations of two customers needs the permission {Scope.CUSTOMERS_WRITE}.")

    def unit(tx: Session) -> ConversationMerged:
        wish = service.Wish(
            source_id=conversations.key_of(tx, conversation),
            target_id=conversations.key_of(tx, body.into),
            source_version=body.version,
            target_version=body.into_version,
            other_customer=body.other_customer,
        )
        me = call.principal
        row = service.merge(tx, wish, agent_id=me.agent_id, by=me.actor, at=call.now)
        return ConversationMerged(row.public_id, conversations.row_of(tx, body.into))

    return await call.db.write(unit)


async def undo_conversation_merge(call: Call, merge: str) -> ConversationMerged:
    """What was merged is a conversation of its own again; what has come since stays where it is."""

    def unit(tx: Session) -> ConversationMerged:
        row = service.undo(tx, merge, by=call.principal.actor, at=call.now)
        source = tx.get_one(Conversation, row.source_id).public_id
        return ConversationMerged(row.public_id, conversations.row_of(tx, source))

    return await call.db.write(unit)


ROUTES = (
    route("GET", "/conversations/{conversation}/merge-targets", list_merge_targets, Scope.CONVERSATIONS_READ),
    route("GET", "/conversations/{conversation}/merge-preview", preview_conversation_merge, Scope.CONVERSATIONS_READ),
    route("POST", "/conversations/{conversation}/merge", merge_conversation, Scope.CONVERSATIONS_WRITE),
    route("POST", "/conversation-merges/{merge}/undo", undo_conversation_merge, Scope.CONVERSATIONS_WRITE),
)
