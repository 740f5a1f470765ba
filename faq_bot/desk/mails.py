"""Reads what the bot suggests for a mail that waits for its answer."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from contact_center.models import BotTurn, Conversation, Message
from contact_center.values import BY_MAIL, Audience, Author, Status
from faq_bot.desk.naming import spoken
from faq_bot.desk.reader import Reader
from faq_bot.desk.schemas import MailHint, MailSuggestion
from faq_bot.excerpt import excerpt
from faq_bot.mail.writing import answer_text
from faq_bot.situation import articles
from knowledge_base import picking, settings


def mail_hint(tx: Session, conversation_id: int, *, reader: Reader) -> MailHint | None:
    """None where the newest mail is answered, has no suggestion, or an agent says that the suggestion is wrong."""
    row = tx.get_one(Conversation, conversation_id)
    if row.channel != BY_MAIL or row.status == Status.RESOLVED:
        return None
    query = (
        sa.select(BotTurn, Message.staff_seq, Message.body)
        .join(Message, Message.id == BotTurn.message_id)
        .where(BotTurn.conversation_id == conversation_id)
        .order_by(Message.staff_seq.desc())
        .limit(1)
    )
    found = tx.execute(query).one_or_none()
    if found is None or found.BotTurn.mark == "wrong" or _is_answered(tx, conversation_id, found.staff_seq):
        return None
    turn: BotTurn = found.BotTurn
    language = spoken(turn.locale, settings.current(tx).locale)
    shown = articles(tx, turn.articles, language)
    texts = picking.texts_by_keys(tx, list(shown), locale=language, role=reader.role)
    read = {each.pick.key: each for each in texts if not each.pick.internal}
    suggestions = [
        MailSuggestion(
            article=read[key],
            chance=chance,
            excerpt=excerpt(shown[key].summary, shown[key].body, turn.question, title=shown[key].title),
            answer=answer_text(shown[key], language, turn.question, reader.origin, by_itself=False),
        )
        for key, chance in zip(turn.articles, turn.chances, strict=False)
        if key in shown and key in read and key != turn.article
    ]
    return MailHint(turn=turn.public_id, suggestions=suggestions) if suggestions else None


def _is_answered(tx: Session, conversation_id: int, seq: int) -> bool:
    answered = sa.exists().where(
        Message.conversation_id == conversation_id,
        Message.staff_seq > seq,
        Message.author == Author.AGENT,
        Message.audience == Audience.PUBLIC,
        Message.delivery != "withdrawn",
    )
    return bool(tx.execute(sa.select(answered)).scalar_one())
