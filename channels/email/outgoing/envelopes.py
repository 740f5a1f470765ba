"""Whom a mail goes to as mail servers are told, and in which of its two forms. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from channels.email.addresses import in_ascii
from channels.email.compose import Composed
from channels.email.outgoing.schemas import MailRecipientState, Outcome
from contact_center.errors import InvalidInput

NO_UTF8 = Outcome(
    MailRecipientState.REFUSED,
    "5.6.7",
    "5.6.7 The mail server takes only addresses whose part before the @ is in plain letters (it offers no SMTPUTF8).",
)
"""Its code is what a server says that does not let such an address through (RFC 6531, 3.5)."""


class Envelope(NamedTuple):
    """One mail transaction. recipients: how they are stored, by how the server is told of them."""

    sender: str
    recipients: Mapping[str, list[str]]
    data: bytes
    utf8: bool


def of(sender: str, recipients: Sequence[str], mail: Composed) -> tuple[dict[str, Outcome], list[Envelope]]:
    """The envelopes, and what is known already of those whom no server can be told.

    Recipients in ASCII get a form of the mail that is ASCII itself, for a server on their way may take no other: those
    who need SMTPUTF8 (RFC 6531) get one of their own. sender: empty where nothing is to come back.
    """
    outcomes: dict[str, Outcome] = {}
    plain: defaultdict[str, list[str]] = defaultdict(list)
    others: defaultdict[str, list[str]] = defaultdict(list)
    sender = in_ascii(sender) if sender else ""
    for each in recipients:
        try:
            told = in_ascii(each)
        except InvalidInput as error:
            outcomes[each] = Outcome(MailRecipientState.REFUSED, "5.1.2", f"5.1.2 {error.detail}")
            continue
        (plain if told.isascii() and sender.isascii() else others)[told].append(each)
    found = [Envelope(sender, plain, mail.data, False), Envelope(sender, others, mail.utf8 or mail.data, True)]
    return outcomes, [each for each in found if each.recipients]
