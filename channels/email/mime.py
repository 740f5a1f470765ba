"""A mail's bytes to what it says. Pure."""

from channels.email import addresses, automata, forwards, ids, reports, results, structure, verdicts
from channels.email.bodies import bodies
from channels.email.fields import Fields
from channels.email.parsed import Automatic, Mailbox, Parsed
from contact_center.lines import clean_line

LARGEST = 64 * 1024 * 1024
"""Bytes of a mail that are read; of a larger one its header alone is."""
LONGEST_SUBJECT = 998
"""Characters, those of the longest line that a mail may have."""
_ONCE = ("message-id", "from", "subject", "date", "content-type")
_DELIVERED_TO = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-forwarded-to")
_MOST_DELIVERED_TO = 20


def parse(raw: bytes) -> Parsed:
    """Takes any bytes. What is beyond a limit, or cannot be read, is left in the raw mail and named in problems."""
    too_large = len(raw) > LARGEST
    split = structure.split(raw[: structure.LARGEST_HEADER] if too_large else raw)
    root, fields = split.root, split.root.fields
    found = bodies(root)
    problems = split.problems | found.problems | _repeated(fields) | ({"too_large"} if too_large else set())
    sender = addresses.mailboxes(fields.raw("from"))
    message_id = ids.ids(fields.raw("message-id"))
    automatic = automata.automatic(root)
    subject = subject_of(fields)
    date = ids.moment(fields.raw("date"))
    problems |= _missing(message_id=message_id, sender=sender, date=date)
    return Parsed(
        message_id=message_id[0] if message_id else None,
        in_reply_to=ids.ids(fields.raw("in-reply-to")),
        references=ids.ids(fields.raw("references")),
        subject=subject,
        date=date,
        sender=sender[0] if sender else None,
        reply_to=_all(fields, "reply-to"),
        to=_all(fields, "to"),
        cc=_all(fields, "cc"),
        delivered_to=_delivered_to(fields),
        text=found.text,
        html=found.html,
        parts=found.parts,
        automatic=automatic,
        unanswerable=automata.unwanted(root, automatic),
        bounce=reports.bounce(root, found.text) if automatic is Automatic.BOUNCE else None,
        spam=verdicts.is_spam(fields),
        authentication=results.authentication(fields.every("authentication-results")),
        forwarded=forwards.original_sender(found.text, subject, found.parts),
        problems=tuple(sorted(problems)),
    )


def subject_of(fields: Fields) -> str:
    return clean_line(fields.text("subject")[: 2 * LONGEST_SUBJECT])[:LONGEST_SUBJECT]


def _all(fields: Fields, name: str) -> tuple[Mailbox, ...]:
    """Some programs write the field several times."""
    return addresses.mailboxes(", ".join(fields.every(name)))


def _delivered_to(fields: Fields) -> tuple[str, ...]:
    every = [addresses.address_of(value) for name in _DELIVERED_TO for value in fields.every(name)]
    return tuple(dict.fromkeys(filter(None, every)))[:_MOST_DELIVERED_TO]


def _repeated(fields: Fields) -> set[str]:
    return {f"several_{name}".replace("-", "_") for name in _ONCE if fields.count(name) > 1}


def _missing(**found: object) -> set[str]:
    return {f"no_{name}" for name, value in found.items() if not value}
