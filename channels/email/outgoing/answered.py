"""Which mail of a conversation an answer answers, and whom of its people the answer may reach. Pure."""

from collections.abc import Collection, Iterable, Set

import msgspec

from channels.email.outgoing.addressing import is_own
from contact_center.realtime.mail_views import MailPerson


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a mail names. forged: the domain that stands in its From says that it did not come from there.

    original: whoever wrote what was forwarded by it, where staff have made that one the customer.
    """

    message_id: int
    outgoing: bool
    forged: bool
    sender: MailPerson
    reply_to: list[MailPerson]
    to: list[MailPerson]
    cc: list[MailPerson]
    bcc: list[MailPerson]
    original: MailPerson | None = None

    @property
    def writers(self) -> list[MailPerson]:
        """Who wrote it, and whom they name as the one to answer; none of us."""
        first = [] if self.original is None else [self.original]
        return first if self.outgoing else [*first, self.sender, *self.reply_to]


class Answered(msgspec.Struct, frozen=True):
    """vouched: addresses in small letters that a mail names which nobody has forged."""

    mail: Named
    vouched: Set[str]


def answered(mails: Iterable[Named], *, own: Collection[str], customer: Collection[str]) -> Answered | None:
    """The last one, of the oldest first; none where there is none.

    What was passed on to others alone is none that is answered, and no more is what somebody writes to us alone who
    has mails by that or by a blind copy only: neither they nor their words are the customer's.
    own, customer: the installation's addresses and the customer's, in small letters.
    """
    known, aside, vouched, last = set[str](), set[str](), set[str](), None
    for each in mails:
        whom = {address for address in addresses((*each.to, *each.cc)) if not is_own(address, own)}
        outside = known and known.isdisjoint(whom)
        if each.outgoing:
            aside |= (addresses(each.bcc) | (whom if outside else set())) - set(customer)
        if outside and (each.outgoing or each.sender.address.lower() in aside - known):
            continue
        there = whom | addresses(each.writers)
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


def left_out(mail: Named, mails: Iterable[Named], customer: Collection[str]) -> MailPerson | None:
    """The customer, by the address that was used last, where a mail that has come does not name them.

    mails: of the conversation, the oldest first. customer: their addresses, in small letters.
    """
    if mail.outgoing or not addresses((*mail.writers, *mail.to, *mail.cc)).isdisjoint(customer):
        return None
    found = None
    for each in mails:
        first = [] if each.original is None else [each.original]
        theirs = (one for one in (*first, each.sender, *each.to, *each.cc) if one.address.lower() in customer)
        found = next(theirs, found)
    return found


def addresses(people: Iterable[MailPerson]) -> set[str]:
    """In small letters."""
    return {each.address.lower() for each in people}
