"""What an answer by mail begins with, before anything is written: to whom, under what subject, and what follows it."""

import msgspec
from sqlalchemy.orm import Session

from channels.email import participants
from channels.email.outgoing import queries, wording
from channels.email.outgoing.addressing import recipients
from channels.email.outgoing.replying import signed_in, subject_of
from channels.email.outgoing.schemas import Locale
from contact_center.conversations.queries import key_of
from contact_center.realtime.mail_views import MailPerson


class AnswerForm(msgspec.Struct, frozen=True, kw_only=True):
    """sender: none where the inbox has no mailbox to send from. to and cc: of an answer to all.

    locale: the customer's. signatures, by language, and quoted: what follows what is written, as plain text.
    """

    sender: MailPerson | None
    to: list[MailPerson]
    cc: list[MailPerson] = []
    subject: str
    forward_subject: str
    locale: Locale
    signatures: dict[Locale, str] = {}
    quoted: str = ""
    quoted_if_forwarded: bool = False
    """The last mail was forwarded to us, and whoever wrote it is answered: it is quoted where it is passed on alone."""
    forged: bool = False
    """The sender's domain says that the mail which is answered is not from there: its Reply-To is not followed, and of
    its other people only those are named who were known before."""


def answer_form(tx: Session, conversation: str, *, agent_id: int | None) -> AnswerForm:
    """Raises NotFound."""
    key = key_of(tx, conversation)
    about = queries.about(tx, key)
    box = queries.mailbox_of(tx, about.inbox_id)
    own = participants.own_addresses(tx)
    earlier = queries.earlier_mail(tx, key, own=own)
    to, cc = recipients(earlier, about.customer, own=own)
    answered = subject_of(about, earlier)
    return AnswerForm(
        sender=MailPerson(box.address, about.inbox) if box else None,
        to=to,
        cc=cc,
        subject=answered,
        forward_subject=f"Fwd: {answered.removeprefix('Re: ')}",
        locale="vi" if about.locale == "vi" else "en",
        signatures=signed_in(tx, box, agent_id=agent_id) if box else {},
        quoted=wording.quoted_text(earlier, locale=about.locale, zone=about.zone) if earlier else "",
        quoted_if_forwarded=earlier is not None and earlier.original is not None,
        forged=earlier is not None and earlier.forged,
    )
