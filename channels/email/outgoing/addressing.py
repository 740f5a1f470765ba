"""Whom an answer goes to, and under what subject. Pure."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence

from channels.email.addresses import address_of, in_ascii, leads_nowhere
from channels.email.outgoing.schemas import Earlier
from channels.email.quote_signs import without_forwarding
from contact_center.errors import InvalidInput
from contact_center.lines import clean_line
from contact_center.realtime.mail_views import MailPerson

SUBJECT_LENGTH = 250
NO_SUBJECT = {"en": "Your message", "vi": "Tin nhắn của bạn"}
_ANSWERED = re.compile(r"^\s*(?:(?:re|aw|sv|tl|trả lời|phúc đáp)(?:\[\d+\])?\s*[::]\s*)+", re.IGNORECASE)


def recipients(
    earlier: Earlier | None, customer: MailPerson | None, *, own: Collection[str]
) -> tuple[list[MailPerson], list[MailPerson]]:
    """To whom and in copy to whom an answer to all goes: whoever wrote last, and everybody who was in copy, but us.

    The customer is in copy where somebody else has written without them, and so is who forwarded the customer's mail.

    To nobody, where only we are left. earlier: none where no mail has come or gone, such as in a conversation that
    begins with ours. customer: whom it goes to where the last mail names nobody but ourselves. own: the installation's
    addresses, in small letters.
    """
    if earlier is None:
        to, copied = [], []
    elif earlier.outgoing:
        to, copied = earlier.to, earlier.cc
    else:
        to, copied = earlier.reply_to or [earlier.sender], [*earlier.to, *earlier.cc]
        if earlier.original is not None:
            to, copied = [earlier.original], [*to, *copied]
        copied += [earlier.left_out] if earlier.left_out else []
    to = _others(to, own)
    if not to and customer is not None:
        to = _others([customer], own)
    return to, _others(copied, {*own, *(each.address.lower() for each in to)})


def _others(people: Iterable[MailPerson], besides: Collection[str]) -> list[MailPerson]:
    found: dict[str, MailPerson] = {}
    for each in people:
        if not is_own(each.address, besides):
            found.setdefault(each.address.lower(), each)
    return [each for address, each in found.items() if not leads_nowhere(address)]


def is_own(address: str, own: Collection[str]) -> bool:
    """Whether its mail comes to us. own: the installation's addresses, in small letters."""
    return untagged(address) in own or address.lower() in own


def untagged(address: str) -> str:
    """In small letters, without what follows a plus sign."""
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def checked(people: Sequence[MailPerson], field: str) -> list[MailPerson]:
    """The people as headers take them, each once. Raises InvalidInput naming the field for an address that is none."""
    found: dict[str, MailPerson] = {}
    for each in people:
        address = _checked(each.address)
        if address is None:
            raise InvalidInput(f"{each.address[:100]} is not an e-mail address.", code="not_an_address", field=field)
        found.setdefault(address.lower(), MailPerson(address, clean_line(each.name)))
    return list(found.values())


def _checked(text: str) -> str | None:
    """The domain in ASCII; what stands before the @ may have letters of any language (RFC 6531)."""
    address = address_of(unicodedata.normalize("NFC", text))
    if address is None or clean_line(address) != address or leads_nowhere(address):
        return None
    try:
        return in_ascii(address)
    except InvalidInput:
        return None


def answer_subject(subject: str | None, *, locale: str, forwarded: bool = False) -> str:
    """With one Re: before it, however often it was answered; where nobody wrote one, a subject of ours without it.

    forwarded: to whoever wrote it, before somebody put a Fwd: before it.
    """
    bare = clean_line(subject or "")
    bare = _ANSWERED.sub("", without_forwarding(bare) if forwarded else bare)
    return f"Re: {bare}"[:SUBJECT_LENGTH] if bare else NO_SUBJECT["vi" if locale == "vi" else "en"]
