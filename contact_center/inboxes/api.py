"""Inboxes over HTTP."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.auth import Scope
from contact_center.http import Call, route
from contact_center.inboxes.schemas import InboxPatch, InboxView, NewInbox
from contact_center.inboxes.service import change_inbox, create_inbox, inbox_by_id, settings_of
from contact_center.models import Inbox
from contact_center.paging import Page, PageQuery, decode_cursor, page_of


def _view(inbox: Inbox, base_url: str) -> InboxView:
    return InboxView(
        id=inbox.public_id,
        name=inbox.name,
        channel=inbox.channel,
        allowed_sites=inbox.allowed_sites,
        settings=settings_of(inbox),
        disabled=inbox.disabled_at is not None,
        snippet=f'<script async src="{base_url}/widget.js" data-inbox="{inbox.public_id}"></script>',
    )


async def list_inboxes(call: Call, query: PageQuery) -> Page[InboxView]:
    found = await call.db.read(_inboxes_after, query)
    base_url = call.settings.base_url
    return page_of(found, query.limit, item=lambda row: _view(row, base_url), cursor=lambda row: (row.id,))


def _inboxes_after(tx: Session, query: PageQuery) -> list[Inbox]:
    (after,) = decode_cursor(query.after, tuple[int]) if query.after else (0,)
    found = tx.execute(sa.select(Inbox).where(Inbox.id > after).order_by(Inbox.id).limit(query.limit + 1))
    return list(found.scalars())


async def get_inbox(call: Call, inbox: str) -> InboxView:
    return await call.db.read(lambda tx: _view(inbox_by_id(tx, inbox), call.settings.base_url))


async def add_inbox(call: Call, body: NewInbox) -> InboxView:
    def unit(tx: Session) -> InboxView:
        return _view(create_inbox(tx, body, by=call.principal.actor, at=call.now), call.settings.base_url)

    return await call.db.write(unit)


async def patch_inbox(call: Call, inbox: str, body: InboxPatch) -> InboxView:
    def unit(tx: Session) -> InboxView:
        return _view(change_inbox(tx, inbox, body, by=call.principal.actor, at=call.now), call.settings.base_url)

    return await call.db.write(unit)


ROUTES = (
    route("GET", "/inboxes", list_inboxes, Scope.INBOXES_READ),
    route("POST", "/inboxes", add_inbox, Scope.INBOXES_MANAGE, status=201),
    route("GET", "/inboxes/{inbox}", get_inbox, Scope.INBOXES_READ),
    route("PATCH", "/inboxes/{inbox}", patch_inbox, Scope.INBOXES_MANAGE),
)
