"""Canned replies over HTTP."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.auth import Scope
from contact_center.http import Call, route
from contact_center.models import CannedReply, Inbox
from contact_center.paging import Page, PageQuery, page_of
from contact_center.replies import service
from contact_center.replies.schemas import CannedReplyPatch, CannedReplyView, NewCannedReply


def _view(reply: CannedReply, inbox: str | None) -> CannedReplyView:
    texts: dict[Any, str] = reply.texts
    return CannedReplyView(
        id=reply.public_id,
        shortcut=reply.shortcut,
        title=reply.title,
        texts=texts,
        inbox=inbox,
        version=reply.version,
    )


def _one(tx: Session, reply: CannedReply) -> CannedReplyView:
    return _view(reply, tx.execute(sa.select(Inbox.public_id).where(Inbox.id == reply.inbox_id)).scalar())


async def list_replies(call: Call, query: PageQuery) -> Page[CannedReplyView]:
    found = await call.db.read(service.replies_after, query)
    return page_of(found, query.limit, item=lambda row: _view(row[0], row[1]), cursor=lambda row: (row[0].shortcut,))


async def add_reply(call: Call, body: NewCannedReply) -> CannedReplyView:
    by, at = call.principal.actor, call.now
    return await call.db.write(lambda tx: _one(tx, service.create_reply(tx, body, by=by, at=at)))


async def patch_reply(call: Call, reply: str, body: CannedReplyPatch) -> CannedReplyView:
    by, at = call.principal.actor, call.now
    return await call.db.write(lambda tx: _one(tx, service.change_reply(tx, reply, body, by=by, at=at)))


async def delete_reply(call: Call, reply: str) -> None:
    await call.db.write(service.delete_reply, reply, by=call.principal.actor, at=call.now)


ROUTES = (
    route("GET", "/canned-replies", list_replies, Scope.CONVERSATIONS_READ),
    route("POST", "/canned-replies", add_reply, Scope.REPLIES_MANAGE, status=201),
    route("PATCH", "/canned-replies/{reply}", patch_reply, Scope.REPLIES_MANAGE),
    route("DELETE", "/canned-replies/{reply}", delete_reply, Scope.REPLIES_MANAGE),
)
