"""What the bot makes of a mail is stored: what it suggests, or the answer that it sends, in one unit."""

from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email.outgoing import autoresponder
from contact_center.conversations import first_responder, service
from contact_center.customers.signals import show_again
from contact_center.folding import fold
from contact_center.models import BotConversation, BotTurn, Inbox, Mail, Mailbox
from contact_center.values import Author, Status
from faq_bot.keeping import QUESTION, settle
from faq_bot.mail.deciding import Thought
from faq_bot.mail.situation import Asked, is_free, newest_mail
from faq_bot.mail.writing import answer_text
from faq_bot.nlu.records import Understanding
from faq_bot.signs.frustration import sentiment
from faq_bot.signs.phrases import words
from faq_bot.speaking import Shown
from faq_bot.state import Kind, Reason
from faq_bot.texts import Language

ANSWERED = "answered_by_bot"
"""Why a conversation has ended, where the bot's mail was all that was said."""


class MailTurn(msgspec.Struct, frozen=True, kw_only=True):
    """understanding: none where no engine has answered. send: the article that goes out by itself. cost: in ms."""

    asked: Asked
    thought: Thought
    language: Language
    understanding: Understanding | None
    send: Shown | None = None
    cost: int = 0


def store(tx: Session, turn: MailTurn, *, base_url: str, key: str, at: datetime) -> bool:
    """Returns whether the mail is answered by it. Nothing is stored where it was looked at meanwhile, or something
    newer has come; where no engine has understood it, it is looked at again another time. key: the installation's.
    """
    found = turn.asked
    row = service.locked(tx, found.conversation_id)
    newest = newest_mail(tx, row.id)
    if row.status != Status.OPEN or newest is None or newest.id != found.message_id or newest.looked_at is not None:
        return False
    _note_return(tx, row.id, at=at)
    sends = turn.send is not None and found.answerable and is_free(tx, row, found.seq)
    if turn.understanding is not None:
        tx.add(_turn(turn, turn.understanding, sends, at=at))
        tx.flush()
    if not sends or turn.send is None:
        autoresponder.acknowledge(tx, found.message_id, key=key, now=at)
        show_again(tx, [row.id])
        return False
    _send(tx, turn, turn.send, base_url=base_url, key=key, at=at)
    kept = BotConversation(conversation_id=row.id, started_at=at, language=turn.language, state={}, version=1)
    tx.add(kept)
    settle(tx, kept, "resolved", at=at)
    service.resolve(tx, row.id, by=first_responder.BY, at=at, reason=ANSWERED)
    return True


def _note_return(tx: Session, conversation_id: int, *, at: datetime) -> None:
    """Whoever writes again after the bot's mail wants a person."""
    kept = tx.get(BotConversation, conversation_id)
    if kept is not None and kept.handed_over_at is None:
        kept.handed_over_at, kept.reason = at, Reason.NOT_HELPED.value
        settle(tx, kept, "escalated", at=at)


def _turn(turn: MailTurn, understanding: Understanding, sends: bool, *, at: datetime) -> BotTurn:
    found, offered = turn.asked, turn.thought.offered
    question = " ".join(found.heard.text.split())[:QUESTION]
    return BotTurn(
        conversation_id=found.conversation_id,
        message_id=found.message_id,
        at=at,
        locale=turn.language,
        question=question,
        folded=fold(question),
        intent=offered[0].article if offered else None,
        probability=offered[0].probability if offered else None,
        score=understanding.score,
        engine=f"{understanding.engine.value} {understanding.version}",
        decision=(Kind.ANSWER if sends else Kind.SUGGEST).value,
        article=turn.send.key if sends and turn.send else None,
        revision=turn.send.revision if sends and turn.send else None,
        articles=[each.article for each in offered] if found.settings.suggests else [],
        chances=[each.probability for each in offered] if found.settings.suggests else [],
        sentiment=sentiment(found.heard.text, words(found.heard.text)),
        cost=turn.cost,
    )


def _send(tx: Session, turn: MailTurn, article: Shown, *, base_url: str, key: str, at: datetime) -> None:
    found = turn.asked
    query = sa.select(Mail, Mailbox, Inbox.name).join(Mailbox, Mailbox.inbox_id == Mail.inbox_id)
    query = query.join(Inbox, Inbox.id == Mail.inbox_id).where(Mail.message_id == found.message_id)
    mail, box, inbox = tx.execute(query).one()
    begun = autoresponder.begun_by(mail, box, found.conversation_id, found.message)
    text = answer_text(article, turn.language, found.heard.text, base_url, by_itself=True)
    written = autoresponder.answer_to(begun, text, inbox=inbox, locale=turn.language)
    mail.answerable = False
    autoresponder.spend(tx, box.inbox_id, begun.sender, key=key)
    autoresponder.store_automatic(
        tx, found.conversation_id, written, client_id=f"bot-{found.message}", key=key, at=at, writer=Author.BOT
    )
