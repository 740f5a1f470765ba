"""An agent's answer in a conversation by mail: what was left out is filled in so that a plain answer is right."""

from collections.abc import Collection, Iterable

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from channels.email import participants
from channels.email.accounts import MailboxSettings
from channels.email.outgoing import formatting, queries, standing, storing, wording
from channels.email.outgoing.addressing import answer_subject, checked, is_own, recipients
from channels.email.outgoing.schemas import Earlier, Locale, Signature, Written
from channels.email.threads import references_of_answer
from contact_center.conversations import service
from contact_center.conversations.appending import Appended
from contact_center.conversations.schemas import MOST_RECIPIENTS, NewMail
from contact_center.conversations.sending import append_one
from contact_center.errors import Conflict, InvalidInput, TooLarge
from contact_center.lines import clean_line
from contact_center.models import Conversation, Mailbox
from contact_center.realtime.mail_views import MailPerson
from contact_center.times import checked_future
from contact_center.values import Delivery, NewMessage


def reply(tx: Session, message: NewMessage, mail: NewMail, *, key: str, file_bytes: int) -> Appended:
    """Store an answer that goes out by mail. key: the installation's secret. file_bytes: of all its files at most.

    Raises Conflict where the inbox has no mailbox to send from, InvalidInput for what is no address or no time, or
    where it would go to nobody, TooLarge mail_too_large for too much with it, and what append_one raises.
    """
    send_at = message.at + storing.UNDO
    if mail.send_at is not None:
        send_at = checked_future(mail.send_at, now=message.at, field="mail.send_at")
    about = queries.about(tx, message.conversation_id)
    box = queries.mailbox_of(tx, about.inbox_id)
    if box is None:
        raise Conflict("This inbox has no mailbox that mail could be sent from.", code="no_mailbox")
    written = _written(tx, about, box, message, mail)
    planned = send_at > message.at + storing.UNDO
    due = service.locked(tx, message.conversation_id).due_at if planned else None
    appended = append_one(tx, msgspec.structs.replace(message, delivery=Delivery.SENDING, by_mail=True))
    if appended.duplicate:
        return appended
    if sum(each.size for each in appended.message.attachments) > file_bytes:
        raise TooLarge(f"The files of a mail have at most {file_bytes} bytes together.", code="mail_too_large")
    if about.subject is None:
        tx.get_one(Conversation, message.conversation_id).subject = written.subject
    given = msgspec.structs.replace(mail, send_at=None)
    message_id = storing.store(
        tx, appended.conversation_id, appended.message.public_id, written, key=key, send_at=send_at, at=message.at,
        as_given=given,
    )  # fmt: skip
    standing.note(tx, appended.conversation_id, now=message.at)
    if due is not None:  # which ends when it leaves
        mine = sa.update(Conversation).where(Conversation.id == appended.conversation_id)
        tx.execute(mine.values(due_at=due))
    return storing.read_back(tx, appended, message_id)


def _written(tx: Session, about: queries.About, box: Mailbox, message: NewMessage, mail: NewMail) -> Written:
    own = participants.own_addresses(tx)
    earlier = queries.earlier_mail(tx, message.conversation_id, own=own)
    to, cc = _recipients(about, earlier, mail, own)
    signatures = signatures_of(tx, box, agent_id=message.writer.id, locale=mail.locale or about.locale)
    quotes = mail.quote and not is_kept_from(earlier, (*to, *cc, *mail.bcc))
    said = wording.quoted_text(earlier, locale=about.locale, zone=about.zone) if quotes and earlier else ""
    shown = wording.quoted_html(earlier, locale=about.locale, zone=about.zone) if quotes and earlier else ""
    text, folded = wording.whole_text(message.body, signatures, said)
    body = formatting.clean(mail.html) if mail.html else wording.as_html(message.body)
    subject = clean_line(mail.subject) if mail.subject else ""
    return Written(
        inbox_id=box.inbox_id,
        sender=MailPerson(box.address, about.inbox),
        to=to,
        cc=cc,
        bcc=checked(mail.bcc, "mail.bcc"),
        subject=subject or subject_of(about, earlier),
        text=text,
        folded=folded,
        html=wording.whole_html(body, signatures, shown),
        in_reply_to=earlier.header_id if earlier else None,
        references=list(references_of_answer(earlier.references, earlier.header_id)) if earlier else [],
    )


def subject_of(about: queries.About, earlier: Earlier | None) -> str:
    """Of an answer, unless its writer gives another one."""
    subject = about.subject or (earlier.subject if earlier else None)
    forwarded = earlier is not None and earlier.original is not None
    return answer_subject(subject, locale=about.locale, forwarded=forwarded)


def is_kept_from(earlier: Earlier | None, people: Iterable[MailPerson]) -> bool:
    """Whether it is not quoted to them: what somebody has written above a customer's mail is not for that customer."""
    original = earlier.original if earlier else None
    return original is not None and any(each.address.lower() == original.address.lower() for each in people)


def _recipients(
    about: queries.About, earlier: Earlier | None, mail: NewMail, own: Collection[str]
) -> tuple[list[MailPerson], list[MailPerson]]:
    to, cc = recipients(earlier, about.customer, own=own)
    if mail.to is not None or mail.cc is not None:
        to, cc = checked(to if mail.to is None else mail.to, "mail.to"), checked(mail.cc or [], "mail.cc")
    if not to and not cc and not mail.bcc:
        raise InvalidInput("Name somebody to whom the mail goes.", code="no_recipient", field="mail.to")
    if all(is_own(each.address, own) for each in (*to, *cc, *mail.bcc)):
        raise InvalidInput("This is a mailbox of ours. Write to a customer.", code="own_address", field="mail.to")
    if len(to) + len(cc) + len(mail.bcc) > MOST_RECIPIENTS:
        detail = f"A mail goes to at most {MOST_RECIPIENTS} people."
        raise InvalidInput(detail, code="too_many_recipients", field="mail.to")
    return to, cc


def signatures_of(tx: Session, box: Mailbox, *, agent_id: int | None, locale: str) -> list[Signature]:
    """The agent's, then the mailbox's."""
    settings = msgspec.convert(box.settings, MailboxSettings)
    own = queries.signature_texts(tx, agent_id=agent_id, inbox_id=box.inbox_id)
    return [wording.signature_in(texts, locale) for texts in (own, settings.signature)]


def signed_in(tx: Session, box: Mailbox, *, agent_id: int | None) -> dict[Locale, str]:
    """What an agent's mails from a mailbox are signed with in each language, as plain text."""
    locales: tuple[Locale, ...] = ("en", "vi")
    return {each: wording.signed_text(signatures_of(tx, box, agent_id=agent_id, locale=each)) for each in locales}
