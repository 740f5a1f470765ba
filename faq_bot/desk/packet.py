"""Reads what the bot leaves to whoever takes over a conversation."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from msgspec import structs
from sqlalchemy.orm import Session

from contact_center.errors import NotFound
from contact_center.inboxes.schemas import Locale
from contact_center.models import Agent, BotConversation, BotTurn, Conversation, Customer, Message
from contact_center.realtime.staff_frames import AgentRef
from contact_center.values import Role
from contact_center.visits import queries as visits
from faq_bot.desk.asked import asked_in
from faq_bot.desk.guides import guides_of
from faq_bot.desk.mails import mail_hint
from faq_bot.desk.naming import Names, spoken
from faq_bot.desk.private import masked
from faq_bot.desk.reader import Reader
from faq_bot.desk.schemas import BotAnswer, BotPacket, BotTurnView, Mark
from faq_bot.desk.suggesting import MOST_FOUND, MOST_SUGGESTED, Look, is_guided, latest_matter, settled, suggested
from faq_bot.signs.must_reach import must_reach
from faq_bot.signs.phrases import words
from faq_bot.state import Reason
from knowledge_base import picking, settings
from knowledge_base.part_schemas import ArticlePickText

MOST_TURNS = 100
"""The latest ones."""
LATELY = 3
"""Turns by which it is told how the customer feels."""
MOST_PAGES = 5


def packet(tx: Session, conversation: str, *, reader: Reader, now: datetime) -> tuple[BotPacket, Look | None]:
    """Of a conversation by its public id; and which articles are to be looked for beside. Raises NotFound."""
    role = reader.role
    found = _found(tx, conversation)
    bot, rows = tx.get(BotConversation, found.id), _rows(tx, found.id)
    turns = [row.BotTurn for row in rows]
    if bot is None and not turns:
        return BotPacket(), None
    told, state = (turns[-1].locale, {}) if bot is None else (bot.language, bot.state)
    locale = spoken(told or found.locale, settings.current(tx).locale)
    names = Names(tx, _keys(turns), locale=locale, role=role, guides=reader.guides)
    last = next((turn for turn in reversed(turns) if turn.intent), BotTurn())
    guides = guides_of(tx, found.id, state, names=reader.guides, locale=reader.locale)
    asked = asked_in(tx, turns)
    begun = {each.at: each.name for each in guides}
    journey = visits.journey(tx, conversation, now=now)
    before = visits.trail(tx, conversation).pages
    over, matter = settled(turns, state.get("refused", ())), latest_matter(turns, begun)
    left = BotPacket(
        started_at=bot.started_at if bot else None,
        handed_over_at=bot.handed_over_at if bot else None,
        reason=bot.reason if bot else None,
        matter=_matter(turns),
        outcome=bot.outcome if bot else None,
        language=told,
        sentiment=_sentiment(turns),
        intent=names.named(last.intent),
        probability=last.probability,
        turns=[_view(row, asked.get(row.BotTurn.id), names, begun) for row in rows],
        left_out=_left_out(tx, found.id, len(rows)),
        guides=guides,
        answers=answers(state, sees_private=reader.sees_private),
        suggested=_public(tx, suggested(matter, over), locale=locale, role=role)[:MOST_SUGGESTED],
        pages=[each for each in before if not reader.is_help(each)][:MOST_PAGES],
        read=[each for each in journey.pages or before if reader.is_help(each)][:MOST_PAGES],
        cart=journey.cart,
        mail=mail_hint(tx, found.id, reader=reader),
    )
    name = reader.guides.name(guides[-1].flow, locale) if guides else ""
    return left, Look(matter[0].question or name, locale, over) if is_guided(matter) else None


def with_found(tx: Session, left: BotPacket, look: Look, articles: Sequence[str], *, role: Role) -> BotPacket:
    """With articles that were looked for beside a guide, by their public ids, after what the bot knew."""
    picks = picking.by_ids(tx, articles, locale=look.locale, role=role)
    known = {each.pick.key for each in left.suggested}
    keys = [each.key for each in picks if each.key not in known | look.none_of]
    texts = _public(tx, keys, locale=look.locale, role=role)[:MOST_FOUND]
    return structs.replace(left, suggested=[*left.suggested, *texts][:MOST_SUGGESTED])


def _public(tx: Session, keys: Sequence[str], *, locale: Locale, role: Role) -> list[ArticlePickText]:
    """Of these articles those that customers may read."""
    texts = picking.texts_by_keys(tx, keys, locale=locale, role=role)
    return [each for each in texts if not each.pick.internal]


def _found(tx: Session, conversation: str) -> Any:
    """Its key, and the customer's locale."""
    whose = sa.select(Conversation.id, Customer.locale).join(Customer, Customer.id == Conversation.customer_id)
    found = tx.execute(whose.where(Conversation.public_id == conversation)).one_or_none()
    if found is None:
        raise NotFound("There is no such conversation.")
    return found


def answers(state: dict[str, Any], *, sees_private: bool) -> list[BotAnswer]:
    """What guided flows have collected: those that were finished, else the one that is going on."""
    kept = state.get("answers")
    if not kept:
        going_on = (state.get("flow") or {}).get("answers") or {}
        kept = [{"field": field, "label": field, "value": value} for field, value in going_on.items()]
    found = []
    for each in kept:
        hidden = masked(str(each["field"]), str(each["value"]))
        value = str(each["value"]) if hidden is None or sees_private else None
        found.append(BotAnswer(label=str(each["label"]), value=value, masked=hidden))
    return found


def _rows(tx: Session, conversation_id: int) -> Sequence[Any]:
    query = (
        sa.select(BotTurn, Message.public_id.label("message"), Agent.public_id.label("marker"), Agent.name)
        .join(Message, Message.id == BotTurn.message_id)
        .outerjoin(Agent, Agent.id == BotTurn.marked_by_id)
        .where(BotTurn.conversation_id == conversation_id)
        .order_by(BotTurn.id.desc())
        .limit(MOST_TURNS)
    )
    return tx.execute(query).all()[::-1]


def _left_out(tx: Session, conversation_id: int, read: int) -> int:
    count = sa.select(sa.func.count()).where(BotTurn.conversation_id == conversation_id)
    return max(0, tx.execute(count).scalar_one() - read)


def _keys(turns: Sequence[BotTurn]) -> set[str | None]:
    return {key for turn in turns for key in (turn.intent, turn.article, turn.right_article, *turn.articles)}


def _matter(turns: Sequence[BotTurn]) -> str | None:
    """What must_reach finds in what the customer wrote last before a person had to take over."""
    because = (turn for turn in reversed(turns) if turn.reason == Reason.MUST_REACH)
    turn = next(because, None)
    return None if turn is None else must_reach(words(turn.question))


def _sentiment(turns: Sequence[BotTurn]) -> str:
    """Negative where anything was lately; else as it was last."""
    lately = [turn.sentiment for turn in turns[-LATELY:]]
    return "negative" if "negative" in lately else lately[-1] if lately else "neutral"


def _view(row: Any, asked: BotTurn | None, names: Names, begun: dict[datetime, str]) -> BotTurnView:
    turn: BotTurn = row.BotTurn
    marks: dict[str | None, Mark] = {"right": "right", "wrong": "wrong"}
    return BotTurnView(
        id=turn.public_id,
        message=row.message,
        at=turn.at,
        question=turn.question,
        asked="" if asked is None else asked.question,
        locale=turn.locale,
        decision=turn.decision,
        reason=turn.reason,
        intent=names.named(turn.intent),
        probability=turn.probability,
        engine=turn.engine,
        article=names.named(turn.article),
        offered=names.each(turn.articles),
        flow=begun.get(turn.at),
        rejected=turn.rejected,
        helped=turn.helped,
        sentiment=turn.sentiment,
        mark=marks.get(turn.mark),
        marked_by=AgentRef(id=row.marker, name=row.name) if row.marker else None,
        marked_at=turn.marked_at,
        right_article=names.named(turn.right_article),
    )
