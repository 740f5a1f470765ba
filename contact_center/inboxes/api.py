"""Inboxes over HTTP."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.auth import Scope
from contact_center.http import Call, route
from contact_center.inboxes import calendars_api, guide
from contact_center.inboxes.identity_key import identity_key
from contact_center.inboxes.schemas import IdentityKey, InboxPatch, InboxView, NewInbox
from contact_center.inboxes.service import change_inbox, create_inbox, inbox_by_id, renew_identity_key, settings_of
from contact_center.models import BusinessCalendar, Inbox
from contact_center.paging import Page, PageQuery, decode_cursor, page_of


def _view(inbox: Inbox, calendar: str | None, base_url: str) -> InboxView:
    return InboxView(
        id=inbox.public_id,
        name=inbox.name,
        channel=inbox.channel,
        allowed_sites=inbox.allowed_sites,
        settings=settings_of(inbox),
        calendar=calendar,
        first_shown_at=inbox.first_shown_at,
        version=inbox.version,
        disabled=inbox.disabled_at is not None,
        snippet=_snippet(inbox, base_url),
    )


def _one(tx: Session, inbox: Inbox, base_url: str) -> InboxView:
    calendar = sa.select(BusinessCalendar.public_id).where(BusinessCalendar.id == inbox.calendar_id)
    return _view(inbox, tx.execute(calendar).scalar(), base_url)


def _snippet(inbox: Inbox, base_url: str) -> str:
    """The line for the shop's pages; where visitors are asked for consent, it has the tracker fetched too."""
    visits = "" if settings_of(inbox).consent == "off" else " data-visits"
    return f'<script async src="{base_url}/widget.js" data-inbox="{inbox.public_id}"{visits}></script>'


async def list_inboxes(call: Call, query: PageQuery) -> Page[InboxView]:
    """The inboxes, the oldest first."""
    found = await call.db.read(_inboxes_after, query)
    base_url = call.settings.base_url
    return page_of(
        found, query.limit, item=lambda row: _view(row[0], row[1], base_url), cursor=lambda row: (row[0].id,)
    )


def _inboxes_after(tx: Session, query: PageQuery) -> Sequence[sa.Row[Inbox, str | None]]:
    (after,) = decode_cursor(query.after, tuple[int]) if query.after else (0,)
    found = sa.select(Inbox, BusinessCalendar.public_id).join(
        BusinessCalendar, BusinessCalendar.id == Inbox.calendar_id, isouter=True
    )
    return tx.execute(found.where(Inbox.id > after).order_by(Inbox.id).limit(query.limit + 1)).all()


async def get_inbox(call: Call, inbox: str) -> InboxView:
    """One inbox."""
    return await call.db.read(lambda tx: _one(tx, inbox_by_id(tx, inbox), call.settings.base_url))


async def add_inbox(call: Call, body: NewInbox) -> InboxView:
    """Make an inbox."""

    def unit(tx: Session) -> InboxView:
        return _one(tx, create_inbox(tx, body, by=call.principal.actor, at=call.now), call.settings.base_url)

    return await call.db.write(unit)


async def patch_inbox(call: Call, inbox: str, body: InboxPatch) -> InboxView:
    """Change an inbox; with a version, only where nobody has saved since.

    What is left out stays as it is, among the settings too. A setting that is named is replaced as a whole.
    """

    def unit(tx: Session) -> InboxView:
        return _one(tx, change_inbox(tx, inbox, body, by=call.principal.actor, at=call.now), call.settings.base_url)

    return await call.db.write(unit)


async def get_identity_key(call: Call, inbox: str) -> IdentityKey:
    """The key with which the shop signs who its customers are. For its server alone, never for a page."""
    return _key(await call.db.read(inbox_by_id, inbox), call.settings.secret_key)


async def new_identity_key(call: Call, inbox: str) -> IdentityKey:
    """Another key; what the former one signed is refused from now on."""
    renewed = await call.db.write(renew_identity_key, inbox, by=call.principal.actor, at=call.now)
    return _key(renewed, call.settings.secret_key)


def _key(inbox: Inbox, secret_key: str) -> IdentityKey:
    return IdentityKey(key=identity_key(secret_key, inbox.public_id, inbox.identity_key), number=inbox.identity_key)


ROUTES = (
    route("GET", "/inboxes", list_inboxes, Scope.INBOXES_READ),
    route("POST", "/inboxes", add_inbox, Scope.INBOXES_MANAGE, status=201),
    route("GET", "/inboxes/{inbox}", get_inbox, Scope.INBOXES_READ),
    route("PATCH", "/inboxes/{inbox}", patch_inbox, Scope.INBOXES_MANAGE),
    route("GET", "/inboxes/{inbox}/identity-key", get_identity_key, Scope.INBOXES_MANAGE, secret=True),
    route("POST", "/inboxes/{inbox}/identity-key", new_identity_key, Scope.INBOXES_MANAGE, secret=True),
    *calendars_api.ROUTES,
    *guide.ROUTES,
)
