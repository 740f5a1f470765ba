"""What the bot reads before it decides: the conversation as far as it is the bot's, and articles that may be shown."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.calendars.hours import Hours
from contact_center.calendars.opening import is_open, next_open
from contact_center.contents import AnyContent, Chosen
from contact_center.conversations.first_responder import may_take
from contact_center.inboxes.schemas import BotSettings, InboxSettings
from contact_center.models import (
    BotConversation,
    BotTurn,
    BusinessCalendar,
    Conversation,
    Customer,
    Inbox,
    KbArticle,
    KbPublication,
    Message,
)
from contact_center.values import Author, Owner
from faq_bot.speaking import Opening, Shown
from faq_bot.state import Heard, Limits, State
from faq_bot.texts import Language
from knowledge_base import settings as knowledge
from knowledge_base.values import Visibility, article_path

TEXT = 2_000
"""Characters of what is said that are understood."""
AT_ONCE = 30
"""Messages that are answered together, the newest ones."""
MINUTE = timedelta(minutes=1)
CHANNEL = "webchat"


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """last, last_seq: the customer's newest message. version: of what the bot remembers, 0 where that is nothing yet.

    enabled: the bot answers in this inbox now. settled: the language in which the customer writes.
    """

    conversation_id: int
    conversation: str
    customer_id: int
    owner: Owner
    settings: BotSettings
    enabled: bool
    opening: Opening
    state: State
    version: int
    language: str | None
    locale: str
    heard: Heard
    last: str
    last_id: int
    last_seq: int


def situation(tx: Session, conversation_id: int, *, now: datetime) -> Situation | None:
    """None where there is nothing for the bot to do: it is not its conversation, or nothing new was said."""
    row = tx.execute(sa.select(Conversation).where(Conversation.id == conversation_id)).scalar_one_or_none()
    if row is None or row.channel != CHANNEL or not may_take(tx, row):
        return None
    kept = tx.get(BotConversation, conversation_id)
    if kept is not None and kept.handed_over_at is not None:
        return None
    state = State() if kept is None else msgspec.convert(kept.state, State)
    messages = _unheard(tx, conversation_id, state.seen)
    if not messages:
        return None
    inbox = tx.execute(
        sa.select(Inbox.settings, BusinessCalendar.hours, Customer.locale)
        .outerjoin(BusinessCalendar, BusinessCalendar.id == Inbox.calendar_id)
        .join(Customer, Customer.id == row.customer_id)
        .where(Inbox.id == row.inbox_id)
    ).one()
    settings = msgspec.convert(inbox.settings, InboxSettings).bot
    hours = None if inbox.hours is None else msgspec.convert(inbox.hours, Hours)
    opening = _opening(hours, now)
    last = messages[-1]
    return Situation(
        conversation_id=row.id,
        conversation=row.public_id,
        customer_id=row.customer_id,
        owner=Owner(row.owner),
        settings=settings,
        enabled=_enabled(settings, opening),
        opening=opening,
        state=state,
        version=0 if kept is None else kept.version,
        language=None if kept is None else kept.language,
        locale=inbox.locale,
        heard=_heard(tx, row.id, messages, now),
        last=last.public_id,
        last_id=last.id,
        last_seq=last.staff_seq,
    )


def _unheard(tx: Session, conversation_id: int, seen: int) -> list[Any]:
    columns = (
        Message.id, Message.public_id, Message.staff_seq, Message.body, Message.attachments, Message.content,
        Message.created_at,
    )  # fmt: skip
    query = sa.select(*columns).where(
        Message.conversation_id == conversation_id, Message.author == Author.CUSTOMER, Message.staff_seq > seen
    )
    return list(tx.execute(query.order_by(Message.staff_seq.desc()).limit(AT_ONCE)).all())[::-1]


def _heard(tx: Session, conversation_id: int, messages: list[Any], now: datetime) -> Heard:
    """Several messages are one, unless the last is a button of the bot's newest message."""
    content = msgspec.convert(messages[-1].content, AnyContent) if messages[-1].content else None
    text = "\n".join(each.body for each in messages)[-TEXT:]
    ever = sa.select(sa.func.count()).where(BotTurn.conversation_id == conversation_id)
    typed = sa.select(sa.func.count()).where(
        Message.conversation_id == conversation_id, Message.author == Author.CUSTOMER, Message.content.is_(None),
        Message.created_at > now - MINUTE,
    )  # fmt: skip
    return Heard(
        text=text if len(messages) > 1 else messages[0].body[:TEXT],
        choice=_choice(tx, conversation_id, content) if isinstance(content, Chosen) else None,
        files=any(each.attachments for each in messages),
        lately=max(0, tx.execute(typed).scalar_one() - 1),
        ever=tx.execute(ever).scalar_one(),
    )


def _choice(tx: Session, conversation_id: int, chosen: Chosen) -> str | None:
    """None where it is not of the bot's newest message, or that has no such button."""
    newest = (
        sa.select(Message.public_id, Message.content)
        .where(Message.conversation_id == conversation_id, Message.author == Author.BOT)
        .order_by(Message.staff_seq.desc())
        .limit(1)
    )
    found = tx.execute(newest).one_or_none()
    if found is None or found.public_id != chosen.message or not found.content:
        return None
    offered = msgspec.convert(found.content, AnyContent)
    if isinstance(offered, Chosen):
        return None
    return chosen.choice if any(each.id == chosen.choice for each in offered.choices) else None


def _enabled(settings: BotSettings, opening: Opening) -> bool:
    at_these_hours = {"always": True, "open": not opening.closed, "closed": opening.closed}[settings.hours]
    return settings.enabled and at_these_hours


def _opening(hours: Hours | None, now: datetime) -> Opening:
    if hours is None or is_open(hours, now):
        return Opening()
    return Opening(True, next_open(hours, now), hours.zone)


def limits_of(settings: BotSettings) -> Limits:
    own = [*settings.must_reach.get("en", ()), *settings.must_reach.get("vi", ())]
    return Limits(
        answer_at=settings.answer_at,
        clarify_at=settings.clarify_at,
        max_failures=settings.max_failures,
        must_reach=tuple(own),
    )


def articles(tx: Session, keys: Collection[str], language: Language) -> dict[str, Shown]:
    """Of these articles what anybody may read, by key: in the language, else in the default one, else in any."""
    if not keys:
        return {}
    default = knowledge.current(tx).locale
    query = (
        sa.select(KbArticle.key, KbArticle.public_id, KbPublication)
        .join(KbPublication, KbPublication.article_id == KbArticle.id)
        .where(KbArticle.key.in_(keys), KbArticle.visibility == Visibility.PUBLIC, KbArticle.archived_at.is_(None))
        .order_by(KbPublication.locale)
    )
    found: dict[str, Shown] = {}
    rows = tx.execute(query).all()
    for key, public_id, text in sorted(rows, key=lambda row: (row[2].locale != language, row[2].locale != default)):
        path = article_path(text.locale, text.slug)
        shown = Shown(key, public_id, text.locale, text.title, text.summary, text.body, path, text.revision)
        found.setdefault(key, shown)
    return found
