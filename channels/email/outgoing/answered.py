"""Which mail of a conversation an answer answers, and whom of its people the answer may reach. Pure."""

from collections.abc import Iterable, Set

import msgspec

from contact_center.realtime.mail_views import MailPerson


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a mail names. forged: the domain that stands in its From says that it did not come from there."""

    message_id: int
    outgoing: bool
    forged: bool
    sender: MailPerson
    reply_to: list[MailPerson]
    to: list[MailPerson]
    cc: list[MailPerson]


class Answered(msgspec.Struct, frozen=True):
    """vouched: addresses in small letters that a mail names which nobody has forged."""

    mail: Named
    vouched: Set[str]


def answered(mails: Iterable[Named]) -> Answered | None:
    """The last one, of the oldest first; none where there is none.

    What was passed on to others alone is none that is answered: neither they nor its words are the customer's.
    """
    known, vouched, last = set[str](), set[str](), None
    for each in mails:
        whom = addresses((*each.to, *each.cc))
        if each.outgoing and known and known.isdisjoint(whom):
            continue
        there = whom | addresses((each.sender, *each.reply_to))
        known |= there
        vouched |= set() if each.forged else there
        last = each
    return None if last is None else Answered(last, vouched)


def reached(found: Answered) -> Named:
    """The mail with those alone whom an answer may reach.

    Whoever forges a mail would have the answer sent to themselves: of such a mail only the sender it claims is
    believed, and those whom other mails of the conversation have named.
    """
    mail = found.mail
    if not mail.forged:
        return mail
    to, cc = ([one for one in people if one.address.lower() in found.vouched] for people in (mail.to, mail.cc))
    return msgspec.structs.replace(mail, reply_to=[], to=to, cc=cc)


def addresses(people: Iterable[MailPerson]) -> set[str]:
    """In small letters."""
    return {each.address.lower() for each in people}
