"""Transcripts: read from the database, downloaded over HTTP, sent by mail, within limits."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from channels.webchat import embed, visitors
from channels.webchat.transcript import Document, Line, as_html, as_text, subject
from contact_center import attempts, mail
from contact_center.calendars.hours import zones
from contact_center.errors import Forbidden, InvalidInput, NotFound, TooManyRequests
from contact_center.http import State
from contact_center.inboxes.schemas import InboxSettings
from contact_center.inboxes.service import settings_of
from contact_center.models import Agent, Conversation, Customer, Inbox, Message, Rating
from contact_center.realtime import ratings
from contact_center.values import Author, FileRef, Status

WINDOW = timedelta(hours=1)
PER_VISITOR = 5
"""Mails in the last hour: enough for a slip in the address, too few to be worth misusing."""


def count_mail(tx: Session, whom: attempts.Whom, *, now: datetime) -> None:
    """Count a mail that is asked for. Raises TooManyRequests where the visitor or the address had enough."""
    if seconds := attempts.wait(tx, whom, limit=PER_VISITOR, now=now, window=WINDOW):
        raise TooManyRequests(
            "So many transcripts were sent already. Try again later, or download it.",
            code="too_many_transcripts",
            retry_after=seconds,
        )
    attempts.note(tx, whom, now=now, window=WINDOW)


def check_allowed(settings: InboxSettings) -> None:
    """Raises Forbidden."""
    if not settings.transcript:
        raise Forbidden("There are no transcripts here.", code="transcript_off")


def read(tx: Session, conversation_id: int, *, zone: str, locale: str, now: datetime) -> Document:
    """Everything public of a conversation. Raises InvalidInput for a time zone that is none."""
    if zone not in zones():
        raise InvalidInput("There is no such time zone.", field="zone")
    about = tx.execute(
        sa.select(
            Conversation.status, Conversation.created_at, Conversation.resolved_at, Customer.name, Rating.score,
            Inbox.name.label("inbox"), Inbox.settings,
        )
        .join(Inbox, Inbox.id == Conversation.inbox_id)
        .join(Customer, Customer.id == Conversation.customer_id)
        .outerjoin(Rating, ratings.stands())
        .where(Conversation.id == conversation_id)
    ).one()  # fmt: skip
    title = msgspec.convert(about.settings, InboxSettings).title
    return Document(
        brand=title.get(locale) or about.inbox,  # type: ignore[call-overload]
        customer=about.name,
        begun_at=about.created_at,
        ended_at=about.resolved_at if about.status == Status.RESOLVED else None,
        taken_at=now,
        score=about.score,
        zone=zone,
        locale=locale,
        lines=_lines(tx, conversation_id),
    )


def _lines(tx: Session, conversation_id: int) -> tuple[Line, ...]:
    rows = tx.execute(
        sa.select(Message.author, Message.created_at, Message.body, Message.attachments, Agent.name)
        .outerjoin(Agent, Agent.id == Message.agent_id)
        .where(Message.conversation_id == conversation_id, Message.public_seq.is_not(None))
        .order_by(Message.public_seq)
    )
    return tuple(
        Line(
            row.author,
            row.name if row.author == Author.AGENT else None,
            row.created_at,
            row.body,
            tuple((file.name, file.size) for file in msgspec.convert(row.attachments or [], list[FileRef])),
        )
        for row in rows
    )


def queue_mail(tx: Session, document: Document, *, to: str, now: datetime) -> None:
    """Raises InvalidInput for an address that is none."""
    mail.queue(
        tx,
        to=to.strip(),
        subject=subject(document),
        text=as_text(document, mailed=True),
        html=as_html(document),
        locale=document.locale,
        now=now,
    )


async def download(request: Request[State]) -> Response:
    """GET /widget/transcript?conversation=ID&zone=ZONE&locale=LOCALE: the transcript as a text file.

    The embed token and the visitor's token come in the headers X-Embed-Token and X-Visitor-Token, so that no address
    that could be passed on or logged opens a conversation.
    """
    services, query = request.state["services"], request.query_params
    shown = embed.verify(request.headers.get("x-embed-token", ""), services.settings.secret_key, services.clock())
    who = visitors.address_of(request.headers.get("x-visitor-token", ""))
    address = request.client.host if request.client else ""
    locale = "vi" if query.get("locale", "").startswith("vi") else "en"

    def unit(tx: Session) -> Document:
        arrival = visitors.arrive(tx, inbox=shown.inbox, visitor=who, shown=None, address=address, now=services.clock())
        check_allowed(settings_of(tx.get_one(Inbox, arrival.inbox_id)))
        wanted = query.get("conversation", "").replace("\0", "")[:64]
        key = visitors.own_conversation(
            tx, inbox_id=arrival.inbox_id, customer_id=arrival.customer_id, visitor=who, public_id=wanted
        )
        if key is None:
            raise NotFound("There is no such conversation.")
        return read(tx, key, zone=query.get("zone", "UTC"), locale=locale, now=services.clock())

    document = await services.db.read(unit)
    name = f"conversation-{document.begun_at.astimezone(ZoneInfo(document.zone)):%Y-%m-%d}.txt"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return PlainTextResponse(as_text(document), headers=headers)
