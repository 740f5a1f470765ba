"""What a visitor asks for beside talking: earlier conversations, a rating, a transcript by mail."""

from typing import TYPE_CHECKING

from channels.webchat import transcripts
from channels.webchat.public_bot import WANTS_PERSON, language_of
from contact_center import attempts
from contact_center.conversations.first_responder import bot_has
from contact_center.conversations.rating import rate
from contact_center.conversations.text import storable
from contact_center.errors import NotFound
from contact_center.realtime import visitor_commands as commands
from contact_center.realtime import visitor_frames as frames
from contact_center.realtime.client import encode
from contact_center.values import Author, NewMessage, Writer, new_id

if TYPE_CHECKING:
    from channels.webchat.session import VisitorSession

COMMENT_LENGTH = 2_000


async def list_own(session: "VisitorSession", command: commands.ListOwn) -> None:
    """Answers with a page of the visitor's own conversations."""
    await session.chat.own_lists.show(session, command.before)


async def show(session: "VisitorSession", command: commands.Show) -> None:
    """Turns the tab to another own conversation; the one that it leaves belongs to the list again."""
    await session.join(await _own(session, command.conversation), command.conversation)
    session.chat.own_lists.tell(session)


async def rate_conversation(session: "VisitorSession", command: commands.Rate) -> None:
    """The answer is the conversation's change, which comes to all tabs."""
    comment = storable(command.comment or "", limit=COMMENT_LENGTH).strip()
    await session.chat.db.write(
        rate,
        await _own(session, command.conversation),
        customer_id=session.customer_id or 0,
        score=command.score,
        comment=comment or None,
        at=session.chat.clock(),
    )


async def mail_transcript(session: "VisitorSession", command: commands.MailTranscript) -> None:
    """Queues the mail and says so."""
    chat, key = session.chat, await _own(session, command.conversation)
    transcripts.check_allowed(await chat.inbox_settings(session.inbox_id))
    secret = chat.settings.secret_key
    whom = attempts.whom(secret, purpose="transcript", account=session.key, address=session.address)
    await chat.db.write(transcripts.count_mail, whom, now=chat.clock())
    document = await chat.db.read(transcripts.read, key, zone=command.zone, locale=session.locale, now=chat.clock())
    await chat.db.write(transcripts.queue_mail, document, to=command.email, now=chat.clock())
    session.client.push(encode(frames.TranscriptSent(command.conversation)))


async def ask_for_person(session: "VisitorSession", _: commands.TalkToPerson) -> None:
    """Says it in the visitor's name, so that all that know the conversation see why somebody takes over; nothing where
    people have it already. Raises NotFound before there is a conversation.
    """
    if session.conversation_id is None or session.customer_id is None:
        raise NotFound("There is no conversation yet. Write what it is about.")
    enabled = (await session.chat.inbox_settings(session.inbox_id)).bot.enabled
    if not enabled or not await session.chat.db.read(bot_has, session.conversation_id):
        return
    message = NewMessage(
        conversation_id=session.conversation_id,
        writer=Writer(Author.CUSTOMER, session.customer_id),
        body=WANTS_PERSON[language_of(session.locale)],
        client_id=new_id(),
        at=session.chat.clock(),
        out_of_hours=session.chat.opening.is_closed(session.inbox_id),
    )
    await session.chat.appender.submit(message)


async def _own(session: "VisitorSession", public_id: str) -> int:
    """The key of one of the visitor's own conversations; nobody learns whether another's exists."""
    key = await session.own_conversation(public_id)
    if key is None:
        raise NotFound("There is no such conversation.")
    return key
