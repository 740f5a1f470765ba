"""The first steps of an installation, and how far they have come: computed from what there is, never ticked off."""

from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.auth import Scope
from contact_center.http import Call, route
from contact_center.installation import store, stored
from contact_center.models import Agent, Conversation, Inbox, Message
from contact_center.values import Author

KEY = "setup_guide"


class Guide(msgspec.Struct, frozen=True):
    """What is kept: dismissed_at is when an administrator put the guide away."""

    dismissed_at: datetime | None = None


class SetupProgress(msgspec.Struct, frozen=True, kw_only=True):
    """Each step as the time or thing that proves it; a null says that the step is still to be done."""

    inbox: str | None
    """The first inbox that is not disabled."""
    hours: bool
    """It goes by a calendar."""
    colleagues: int
    """Who else belongs to the staff or is invited."""
    first_shown_at: datetime | None
    first_message_at: datetime | None
    first_reply_at: datetime | None
    done: bool
    dismissed: bool


class GuideChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    dismissed: bool


async def get_progress(call: Call) -> SetupProgress:
    """How far the installation has been set up."""
    return await call.db.read(progress)


async def change_guide(call: Call, body: GuideChange) -> SetupProgress:
    """Put the guide away, or show it again."""

    def unit(tx: Session) -> SetupProgress:
        store(tx, KEY, Guide(call.now if body.dismissed else None))
        return progress(tx)

    return await call.db.write(unit)


def progress(tx: Session) -> SetupProgress:
    """How far the installation has been set up."""
    first = sa.select(Inbox).where(Inbox.disabled_at.is_(None)).order_by(Inbox.id).limit(1)
    inbox = tx.execute(first).scalar_one_or_none()
    people = sa.select(sa.func.count()).select_from(Agent).where(Agent.disabled_at.is_(None))
    colleagues = max(0, tx.execute(people).scalar_one() - 1)
    shown = inbox.first_shown_at if inbox else None
    message, reply = (_first(tx, inbox, author) if inbox else None for author in (Author.CUSTOMER, Author.AGENT))
    guide, _ = stored(tx, KEY, Guide)
    hours = inbox is not None and inbox.calendar_id is not None
    return SetupProgress(
        inbox=inbox.public_id if inbox else None,
        hours=hours,
        colleagues=colleagues,
        first_shown_at=shown,
        first_message_at=message,
        first_reply_at=reply,
        done=bool(hours and colleagues and shown and message and reply),
        dismissed=guide is not None and guide.dismissed_at is not None,
    )


def _first(tx: Session, inbox: Inbox, author: Author) -> datetime | None:
    """When somebody of this kind first wrote to the other side: looked for in the inbox's oldest conversation alone."""
    oldest = sa.select(Conversation.id).where(Conversation.inbox_id == inbox.id).order_by(Conversation.id).limit(1)
    said = sa.select(Message.created_at).where(
        Message.conversation_id == oldest.scalar_subquery(), Message.author == author, Message.public_seq.is_not(None)
    )
    return tx.execute(said.order_by(Message.id).limit(1)).scalar()


ROUTES = (
    route("GET", "/setup-progress", get_progress, Scope.SETTINGS_MANAGE),
    route("PATCH", "/setup-progress", change_guide, Scope.SETTINGS_MANAGE),
)
