"""Which conversation a mail belongs to: never by its subject. Pure."""

import base64
import hashlib
import hmac
import re
from collections.abc import Collection, Sequence
from enum import StrEnum

import msgspec

from channels.email.parsed import Authentication, Parsed

MOST_LOOKED_UP = 30
"""Ids of one mail that are looked up, the nearest first."""
_LONGEST_LOCAL = 64
"""Characters before the @ (RFC 5321, 4.5.3.1.1)."""
_SIGNATURE = 10
"""Bytes of a signature that are kept: 16 letters, which no mail server's case can spoil."""
_OUR_ID = re.compile(r"m\.([A-Za-z0-9-]{1,64})\.([a-z2-7]{16})@")
_OUR_ADDRESS = re.compile(r"[^@]*\+c(\d{1,18})\.([a-z2-7]{16})@[^@]+", re.IGNORECASE)


class Lookup(msgspec.Struct, frozen=True, kw_only=True):
    """What storage is to look for, the nearest first. messages: public ids of our own. numbers: of conversations that
    the mail was addressed to. header_ids: of mails that we did not write.
    """

    messages: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    header_ids: tuple[str, ...] = ()


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation that storage has found, with the addresses of all who take part in it by mail."""

    conversation: int
    participants: frozenset[str]
    """In lower case."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What storage has found of a Lookup, each in its order; what it does not know is left out."""

    messages: tuple[Known, ...] = ()
    numbers: tuple[Known, ...] = ()
    header_ids: tuple[Known, ...] = ()


class Why(StrEnum):
    OUR_ID = "our_id"
    OUR_ADDRESS = "our_address"
    THEIR_ID = "their_id"
    NEW = "new"


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """conversation: the one it goes on; none: it begins one. related: one that it names but may not join."""

    conversation: int | None
    why: Why
    stranger: bool = False
    """The sender takes no part in the conversation yet: staff are to see it."""
    related: int | None = None


def message_id(public_id: str, *, key: str, domain: str) -> str:
    """The Message-ID of a message of ours, without brackets. key: the installation's."""
    return f"m.{public_id}.{_sign('message', public_id, key)}@{domain}"


def own_message(header_id: str, *, key: str) -> str | None:
    """The public id of the message that a Message-ID names; none where we have not signed it."""
    found = _OUR_ID.match(header_id)
    return found[1] if found and _holds(found[2], "message", found[1], key) else None


def reply_address(address: str, number: int, *, key: str) -> str | None:
    """Where answers to a conversation go, for a mailbox that takes plus-addresses; none where it would be too long."""
    local, _, domain = address.rpartition("@")
    tagged = f"{local}+c{number}.{_sign('conversation', str(number), key)}"
    return f"{tagged}@{domain}" if len(tagged) <= _LONGEST_LOCAL else None


def own_conversation(address: str, *, key: str) -> int | None:
    """The number of the conversation that an address was made for; none where we have not signed it."""
    found = _OUR_ADDRESS.fullmatch(address)
    return int(found[1]) if found and _holds(found[2].lower(), "conversation", found[1], key) else None


def lookup(mail: Parsed, *, key: str) -> Lookup:
    """What the mail names: what it answers before what came earlier in its thread."""
    named = list(dict.fromkeys((*mail.in_reply_to, *reversed(mail.references))))[:MOST_LOOKED_UP]
    own = {each: public_id for each in named if (public_id := own_message(each, key=key)) is not None}
    addresses = (*(box.address for box in (*mail.to, *mail.cc)), *mail.delivered_to)
    numbers = (own_conversation(address, key=key) for address in addresses)
    return Lookup(
        messages=tuple(dict.fromkeys(own.values())),
        numbers=tuple(dict.fromkeys(number for number in numbers if number is not None))[:MOST_LOOKED_UP],
        header_ids=tuple(each for each in named if each not in own),
    )


def decide(mail: Parsed, found: Found, authentication: Authentication | None) -> Decision:
    """What we have signed says where a mail belongs. Anybody can name another's id: it counts among participants alone.

    authentication: what trusted servers say of the sender.
    """
    sender = mail.sender.address.lower() if mail.sender else ""
    for why, known in ((Why.OUR_ID, found.messages), (Why.OUR_ADDRESS, found.numbers)):
        if known:
            nearest = known[0]
            return Decision(conversation=nearest.conversation, why=why, stranger=sender not in nearest.participants)
    forged = authentication is not None and authentication.dmarc == "fail"
    for each in () if forged else found.header_ids:
        if sender in each.participants:
            return Decision(conversation=each.conversation, why=Why.THEIR_ID)
    related = found.header_ids[0].conversation if found.header_ids else None
    return Decision(conversation=None, why=Why.NEW, related=related)


def is_ours(mail: Parsed, own_addresses: Collection[str], *, key: str) -> bool:
    """Whether we have written it ourselves: it came back, or one of our mailboxes writes to another.

    own_addresses: of every mailbox and what the installation sends from, in lower case.
    """
    if mail.message_id is not None and own_message(mail.message_id, key=key) is not None:
        return True
    return mail.sender is not None and _untagged(mail.sender.address.lower()) in own_addresses


def references_of_answer(references: Sequence[str], answered: str | None) -> tuple[str, ...]:
    """The References of an answer: those of what it answers, and that itself (RFC 5322, 3.6.4)."""
    return tuple(dict.fromkeys((*references, *((answered,) if answered else ()))))


def _untagged(address: str) -> str:
    """Without what stands after a plus sign."""
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _sign(purpose: str, what: str, key: str) -> str:
    digest = hmac.digest(key.encode(), f"mail {purpose}:{what}".encode(), hashlib.sha256)
    return base64.b32encode(digest[:_SIGNATURE]).decode().lower()


def _holds(signature: str, purpose: str, what: str, key: str) -> bool:
    return hmac.compare_digest(signature, _sign(purpose, what, key))
