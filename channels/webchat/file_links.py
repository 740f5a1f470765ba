"""Where a visitor's page has the files of what it shows: links that end, given anew to who asks again."""

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from channels.webchat.files import VISITOR
from channels.webchat.visitors import address_of, checked_token, uploader_of
from contact_center.customers import blocks
from contact_center.customers.reach import within_reach
from contact_center.customers.service import known_customer
from contact_center.files import links
from contact_center.files.service import path_of
from contact_center.http import Services, State
from contact_center.models import Attachment, Conversation, Inbox, Message
from contact_center.request_input import decode_query
from contact_center.values import Address


class LinksQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    file: list[str]
    """Public ids of attachments, at most as many as a query has fields."""


async def give_links(request: Request[State]) -> Response:
    """GET /widget/files?file=ID&file=ID: the visitor's token comes in a header. Answers FileLinks.

    A file that is not there any more, or never was this visitor's to see, is left out.
    """
    services = request.state["services"]
    query = decode_query(request.scope["query_string"], LinksQuery)
    visitor = address_of(checked_token(request.headers.get(VISITOR, "")))
    address = request.client.host if request.client else ""
    found = await services.db.read(_links, services, query.file, visitor=visitor, address=address)
    return Response(msgspec.json.encode(found), 200, {"Cache-Control": "no-store"}, "application/json")


def _links(tx: Session, services: Services, ids: list[str], *, visitor: Address, address: str) -> links.FileLinks:
    """Raises Forbidden for who is blocked."""
    now, secret_key = services.clock(), services.settings.secret_key
    customer, until = known_customer(tx, visitor), links.end_of(now)
    blocks.check(tx, customer, address, now=now)
    rows = tx.execute(_shown_to(visitor, customer).where(Attachment.public_id.in_(ids)))
    return links.FileLinks(
        seconds=until - int(now.timestamp()),
        paths={
            row.public_id: links.signed(path_of(row), file=row.key, until=until, secret_key=secret_key) for row in rows
        },
    )


def _shown_to(visitor: Address, customer_id: int | None) -> sa.Select[str, str, str]:
    """What this browser sees: files of public messages of its conversations, and its own that were not sent yet."""
    own = sa.and_(Conversation.customer_id == customer_id, Inbox.disabled_at.is_(None), within_reach(visitor))
    waiting = sa.and_(Attachment.message_id.is_(None), Attachment.uploader == uploader_of(visitor))
    return (
        sa.select(Attachment.public_id, Attachment.key, Attachment.name)
        .outerjoin(Message, Message.id == Attachment.message_id)
        .outerjoin(Conversation, Conversation.id == Message.conversation_id)
        .outerjoin(Inbox, Inbox.id == Conversation.inbox_id)
        .where(sa.or_(waiting, sa.and_(Message.public_seq.is_not(None), own)))
    )
