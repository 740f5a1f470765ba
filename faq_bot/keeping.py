"""State changes of what the bot remembers, and the one unit in which a turn of its is stored."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.contents import AnyContent
from contact_center.conversations import first_responder
from contact_center.conversations.sending import append_one
from contact_center.conversations.service import locked
from contact_center.events import BotOutcomeKnown, Fact
from contact_center.folding import fold
from contact_center.models import BotConversation, BotTurn, Conversation, Message, record
from contact_center.values import Author, NewMessage, Owner, Status, Writer
from faq_bot.situation import Situation
from faq_bot.speaking import Speech
from faq_bot.state import Decision, Kind, Reason, State

QUESTION = 500
"""Characters of a question that are kept with its turn."""
BOT = Writer(Author.BOT)
TO_REVIEW = (Reason.NOT_UNDERSTOOD, Reason.NOT_HELPED)
"""The handovers after which somebody should look what was missing."""


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """What is stored of a turn: what was decided, what is said, and what it was decided by.

    question: empty where nothing was asked. revision: of the article that is the answer. cost: milliseconds. sentiment:
    as frustration.sentiment has it. facts, writes: what guided flows want to be stored with it.
    """

    situation: Situation
    decision: Decision
    language: str
    speeches: tuple[Speech, ...] = ()
    question: str = ""
    intent: str | None = None
    score: float | None = None
    probability: float | None = None
    engine: str | None = None
    revision: int | None = None
    sentiment: str = "neutral"
    cost: int = 0
    facts: tuple[Fact, ...] = ()
    writes: tuple[Callable[[Session], None], ...] = ()


def store(tx: Session, turn: Turn, *, at: datetime) -> bool:
    """All of a turn, or nothing of it: False where the conversation has gone on meanwhile, so that it must be decided
    again.
    """
    found = turn.situation
    row = locked(tx, found.conversation_id)
    kept = tx.get(BotConversation, row.id, populate_existing=True)
    version = 0 if kept is None else kept.version
    if not first_responder.may_take(tx, row) or row.owner != found.owner or version != found.version:
        return False
    if _newest(tx, row.id) != found.last_seq:
        return False
    if row.owner == Owner.NONE and turn.decision.kind is not Kind.HAND_OVER:
        first_responder.take(tx, row, at=at)
    kept = kept or _begin(tx, row.id, at)
    _note_verdict(tx, row.id, turn.decision, at)
    tx.add(_turn_row(turn, at))
    _remember(tx, kept, turn, at)
    tx.flush()
    for number, speech in enumerate(turn.speeches):
        _say(tx, row, speech, client_id=f"bot:{found.last}:{number}", at=at)
    for fact in turn.facts:
        record(tx, "conversation", row.id, fact, by=first_responder.BY, at=at)
    for write in turn.writes:
        write(tx)
    if turn.decision.kind is Kind.HAND_OVER:
        tx.refresh(row)
        reason = (turn.decision.reason or Reason.FAULT).value
        first_responder.hand_over(tx, row, reason=reason, closed=found.opening.closed, at=at)
    return True


def _newest(tx: Session, conversation_id: int) -> int | None:
    query = sa.select(sa.func.max(Message.staff_seq))
    return tx.execute(
        query.where(Message.conversation_id == conversation_id, Message.author == Author.CUSTOMER)
    ).scalar_one()


def _begin(tx: Session, conversation_id: int, at: datetime) -> BotConversation:
    kept = BotConversation(conversation_id=conversation_id, started_at=at, state={}, version=0)
    tx.add(kept)
    return kept


def _remember(tx: Session, kept: BotConversation, turn: Turn, at: datetime) -> None:
    decision = turn.decision
    state = msgspec.structs.replace(decision.state, seen=turn.situation.last_seq)
    kept.state, kept.language, kept.version = msgspec.to_builtins(state), turn.language, kept.version + 1
    if decision.kind is Kind.HAND_OVER:
        kept.handed_over_at, kept.reason = at, (decision.reason or Reason.FAULT).value
        settle(tx, kept, "escalated", at=at)
    elif decision.kind is Kind.HELPED:
        settle(tx, kept, "resolved", at=at)
    elif kept.outcome is not None:
        kept.outcome = None  # it goes on


def settle(tx: Session, kept: BotConversation, outcome: str, *, at: datetime) -> None:
    """What has come of the bot's part is known."""
    if kept.outcome != outcome:
        kept.outcome = outcome
        fact = BotOutcomeKnown(outcome)
        record(tx, "conversation", kept.conversation_id, fact, by=first_responder.BY, at=at)


def _note_verdict(tx: Session, conversation_id: int, decision: Decision, at: datetime) -> None:
    """What the customer says of the turn before: it helped, or it was not what was meant."""
    if decision.kind is not Kind.HELPED and not decision.rejected:
        return
    shown = sa.or_(BotTurn.article.is_not(None), BotTurn.decision == Kind.CLARIFY)
    query = sa.select(BotTurn).where(BotTurn.conversation_id == conversation_id, shown)
    before = tx.execute(query.order_by(BotTurn.id.desc()).limit(1)).scalar_one_or_none()
    if before is None:
        return
    before.helped_at = at
    if decision.kind is Kind.HELPED:
        before.helped = True
    else:
        before.helped, before.rejected = False, True
        if (before.question or before.article) and before.review == "none":
            before.review = "open"


def _turn_row(turn: Turn, at: datetime) -> BotTurn:
    decision = turn.decision
    missing = decision.kind is Kind.OFFER or (decision.kind is Kind.HAND_OVER and decision.reason in TO_REVIEW)
    question = " ".join(turn.question.split())[:QUESTION]
    return BotTurn(
        conversation_id=turn.situation.conversation_id,
        message_id=turn.situation.last_id,
        at=at,
        locale=turn.language,
        question=question,
        folded=fold(question),
        intent=turn.intent,
        score=turn.score,
        probability=turn.probability,
        engine=turn.engine,
        decision=decision.kind.value,
        reason=None if decision.reason is None else decision.reason.value,
        article=decision.article,
        revision=turn.revision,
        articles=list(decision.articles),
        sentiment=turn.sentiment,
        cost=turn.cost,
        review="open" if missing and question else "none",
    )


def _say(tx: Session, row: Conversation, speech: Speech, *, client_id: str, at: datetime) -> None:
    content: AnyContent | None = speech.content
    append_one(
        tx,
        NewMessage(conversation_id=row.id, writer=BOT, body=speech.text, client_id=client_id, at=at, content=content),
    )


def hand_over_now(
    tx: Session, found: Situation, *, reason: Reason, speech: Speech, language: str, at: datetime
) -> bool:
    """Without a decision: what should have made one is broken, or switched off."""
    decision = Decision(kind=Kind.HAND_OVER, state=State(seen=found.last_seq), reason=reason)
    return store(tx, Turn(situation=found, decision=decision, language=language, speeches=(speech,)), at=at)


def open_ones(tx: Session, before: datetime, limit: int) -> Sequence[Any]:
    """The bot's conversations that go on, in which nobody has said anything since."""
    query = (
        sa.select(BotConversation.conversation_id)
        .join(Conversation, Conversation.id == BotConversation.conversation_id)
        .where(BotConversation.handed_over_at.is_(None), Conversation.last_message_at < before)
        .where(Conversation.owner == Owner.BOT, Conversation.status == Status.OPEN)
    )
    return tx.execute(query.order_by(BotConversation.conversation_id).limit(limit)).scalars().all()


def last_said(tx: Session, conversation_id: int) -> BotTurn | None:
    """The newest turn that was more than a courtesy."""
    courtesies = (Kind.COURTESY, Kind.SILENT, Kind.WHO)
    query = sa.select(BotTurn).where(BotTurn.conversation_id == conversation_id, BotTurn.decision.not_in(courtesies))
    return tx.execute(query.order_by(BotTurn.id.desc()).limit(1)).scalar_one_or_none()
