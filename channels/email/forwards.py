"""Who wrote what somebody has forwarded, where the text or the attached mail tells for certain. Pure."""

from collections.abc import Sequence

from channels.email import quote_signs as signs
from channels.email.addresses import mailboxes
from channels.email.parsed import Mailbox, Part
from channels.email.structure import header_of

_BEHIND_MARK = 10
"""Lines behind the mark of a forwarded mail within which its header begins."""
_HEADER = signs.HEADER_LINES
_READ_LINES = 2_000


def original_sender(text: str, subject: str, parts: Sequence[Part]) -> Mailbox | None:
    """Of the first mail that is forwarded in the text, or of the only one that is attached.

    None where it is not certain: where what stands below an answer was forwarded once, nobody forwards anything now.
    """
    forwarded = signs.is_forwarded(subject)
    lines = [signs.bare(line) for line in text.split("\n", _READ_LINES)[:_READ_LINES]] if _may(text, forwarded) else []
    for at, line in enumerate(lines):
        if signs.is_forward_mark(line):
            return _in_header(lines[at + 1 : at + 1 + _BEHIND_MARK])
        if signs.header_block(lines[at : at + _HEADER]):
            return _in_header(lines[at : at + _HEADER]) if forwarded else None
        if _is_quoted(lines, at):
            return None
    mails = [part for part in parts if part.media_type == "message/rfc822"]
    if forwarded and len(mails) == 1:
        found = mailboxes(header_of(mails[0].data).raw("from"))
        return found[0] if found else None
    return None


def _may(text: str, forwarded: bool) -> bool:
    """Whether the lines are worth a look."""
    lower = text.lower()
    return forwarded or any(word in lower for word in ("forward", "chuyển tiếp", "weitergeleitet", "transféré"))


def _is_quoted(lines: list[str], at: int) -> bool:
    """Whether from here on stands what is answered: some programs quote the mark of what they forward as well."""
    if signs.attribution(lines[at : at + signs.ATTRIBUTION_LINES]):
        return True
    return signs.is_quoted(lines[at]) and bool(lines[at].strip("> "))


def _in_header(lines: Sequence[str]) -> Mailbox | None:
    """Outlook writes the address as [mailto:it], and programs may break the line before it."""
    for at, line in enumerate(lines):
        if (said := signs.sender_label(line)) is not None:
            for given in (said, f"{said} {lines[at + 1]}" if at + 1 < len(lines) else said):
                if found := mailboxes(given.replace("[mailto:", "<").replace("[", "<").replace("]", ">")):
                    return found[0]
            return None
    return None
