"""What a mail server reports of a mail that it could not deliver (RFC 3464, and older forms). Pure."""

import re
from collections.abc import Iterator

from channels.email import addresses, ids, transfer
from channels.email.charsets import text_of
from channels.email.fields import Fields
from channels.email.parsed import Bounce, BouncedRecipient
from channels.email.structure import Entity, header_of, leaves
from contact_center.lines import clean_line

MOST = 200
"""Recipients of one report that are read."""
LONGEST_WORDS = 1_000
_STATUSES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_ORIGINALS = frozenset(
    {"message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global", "message/global-headers"}
)
_ACTIONS = frozenset({"failed", "delayed", "delivered", "relayed", "expanded"})
_GROUP_END = re.compile(rb"\r?\n[ \t]*\r?\n")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_QMAIL = re.compile(r"^<([^<>\s]{3,254})>:[ \t]*\n((?:[^\n]+\n?){1,10})", re.MULTILINE)
_OTHER = re.compile(
    r"^[ \t]*<?([^<>\s@:]{1,64}@[^<>\s@:]{1,190})>?:?[ \t]*\n[ \t]+([^\n]+(?:\n[ \t]+[^\n]+){0,8})", re.MULTILINE
)
_COPY = re.compile(
    r"^-{2,6} *(?:Below this line is a copy of the message|This is a copy of (?:the|your) message|Original message)"
    r"[^\n]*$",
    re.MULTILINE | re.IGNORECASE,
)
_ORIGINAL_ID = re.compile(r"^message-id:\s*<([^<>\s]{1,500})>", re.MULTILINE | re.IGNORECASE)
_READ_TEXT = 100_000


def bounce(root: Entity, text: str) -> Bounce | None:
    """Of a mail that is one; none where it reports nothing of a delivery, such as that somebody has read a mail."""
    every = list(leaves(root))
    found = tuple(
        _unique(recipient for leaf in every if leaf.media_type in _STATUSES for recipient in _recipients(leaf))
    )
    if not found and not _is_other_report(root):
        found = tuple(_unique(_told(root.fields, text[:_READ_TEXT])))
    original = _original_id(root, every, text[:_READ_TEXT])
    return Bounce(recipients=found, original_id=original) if found else None


def _is_other_report(root: Entity) -> bool:
    kind = root.fields.parameters("content-type").get("report-type", "delivery-status").lower()
    return root.media_type == "multipart/report" and not kind.endswith("delivery-status")


def _recipients(leaf: Entity) -> Iterator[BouncedRecipient]:
    """The first group of fields is about the mail, each other one about a recipient; some servers write only one."""
    for group in _GROUP_END.split(_content(leaf), MOST):
        fields = header_of(group.lstrip())
        named = fields.raw("final-recipient") or fields.raw("original-recipient")
        address = addresses.address_of(named.rpartition(";")[2])
        if address is None:
            address = addresses.address_of(fields.raw("original-recipient").rpartition(";")[2])
        if address is not None:
            yield _recipient(address, fields)


def _recipient(address: str, fields: Fields) -> BouncedRecipient:
    action = (fields.raw("action").split() or [""])[0].strip(";").lower()
    words = _words(fields.text("diagnostic-code").partition(";")[2] or fields.text("diagnostic-code"))
    status = _STATUS.search(fields.raw("status")) or _STATUS.search(words)
    code = status[1] if status else ""
    if action not in _ACTIONS:
        action = {"2": "delivered", "4": "delayed"}.get(code[:1], "failed")
    return BouncedRecipient(address=address, action=action, status=code, words=words)


def _told(fields: Fields, text: str) -> Iterator[BouncedRecipient]:
    """The forms of qmail and Exim: addresses in the text, and in a field of its own."""
    own = _COPY.split(text, 1)[0]
    said: dict[str, tuple[str, str]] = {}
    for pattern in (_QMAIL, _OTHER):
        for found in pattern.finditer(own):
            if address := addresses.address_of(found[1]):
                said.setdefault(address.lower(), (address, _words(found[2])))
    for mailbox in addresses.mailboxes(", ".join(fields.every("x-failed-recipients"))):
        said.setdefault(mailbox.address.lower(), (mailbox.address, ""))
    for address, words in list(said.values())[:MOST]:
        status = _STATUS.search(words)
        code = status[1] if status else ""
        yield BouncedRecipient(
            address=address, action="delayed" if code.startswith("4") else "failed", status=code, words=words
        )


def _original_id(root: Entity, every: list[Entity], text: str) -> str | None:
    for leaf in every:
        if leaf.media_type in _ORIGINALS and (found := ids.ids(header_of(_content(leaf).lstrip()).raw("message-id"))):
            return found[0]
    copy = _COPY.search(text)
    if copy and (named := _ORIGINAL_ID.search(text, copy.end())):
        return named[1]
    for name in ("x-original-message-id", "in-reply-to", "references"):
        if found := ids.ids(root.fields.raw(name)):
            return found[-1]
    return None


def _unique(recipients: Iterator[BouncedRecipient]) -> list[BouncedRecipient]:
    found: dict[str, BouncedRecipient] = {}
    for each in recipients:
        found.setdefault(each.address.lower(), each)
    return list(found.values())[:MOST]


def _content(leaf: Entity) -> bytes:
    return transfer.decoded(leaf.body, leaf.fields.raw("content-transfer-encoding"))[0]


def _words(text: str) -> str:
    return clean_line(text_of(text.encode("utf-8", "surrogateescape")[: 4 * LONGEST_WORDS])[0])[:LONGEST_WORDS]
