"""Addresses of From, To and the like, however they are written (RFC 5322, 3.4, and what programs make of it). Pure."""

import re
import unicodedata
from collections.abc import Iterator

from channels.email.fields import words
from channels.email.parsed import Mailbox
from contact_center.errors import InvalidInput
from contact_center.lines import clean_line

MOST = 500
"""Addresses of one header that are read."""
LONGEST = 254
"""Characters of an address (RFC 5321, 4.5.3.1, and its erratum 1690)."""
NOWHERE = "sender.invalid"
"""The domain of the addresses that stand for people who have none; there is no mail to it (RFC 6761, 6.4)."""
_LONGEST_NAME = 200
_TOKEN = re.compile(r'"[^"\\@]{1,64}"@[^\s,;<>()"]*|"(?:[^"\\]|\\.)*"?|<[^<>]*>?|[(),;:\\]|[^"<(),;:\\]+', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ADDRESS = re.compile(r"""[^\s@<>()\[\],;:"\x00-\x20\x7f]+@[^\s@<>()\[\],;:"\\/\x00-\x20\x7f]+""")
_QUOTED_LOCAL = re.compile(r'"[^"\\@<>\x00-\x20\x7f]{1,64}"@[^\s@<>()\[\],;:"\\/\x00-\x20\x7f]+')
_DOTS = re.compile("[.\u3002\uff0e\uff61]")
_APART = re.compile("[ßς]")
"""Letters that older rules (IDNA 2003), which Python has, make others of: that would be somebody else's domain."""
_UNSEEN_ENDS = "'\"“”‘’ \t"


def mailboxes(header: str) -> tuple[Mailbox, ...]:
    """Those that have an address, each once, in their order. header: unfolded, its encoded words not yet decoded."""
    found = _mailboxes(header)
    if not found and "=?" in header:  # some programs encode the whole of it
        found = _mailboxes(words(header))
    return tuple(found.values())


def address_of(text: str) -> str | None:
    """The one address that a text is or holds, its domain in lower case; none where it is none."""
    stripped = text.strip().strip("<>").strip(_UNSEEN_ENDS).removeprefix("mailto:").strip(".")
    found = _ADDRESS.fullmatch(stripped) or _QUOTED_LOCAL.fullmatch(text.strip().strip("<>"))
    if found is None or len(found[0]) > LONGEST:
        return None
    local, _, domain = found[0].rpartition("@")
    if any("\ud800" <= sign <= "\udfff" for sign in found[0]) or not domain.strip("."):
        return None
    return f"{local}@{domain.lower()}"


def leads_nowhere(address: str) -> bool:
    """Whether it only stands for somebody whose address cannot be read."""
    return address.lower().endswith(f"@{NOWHERE}")


def in_ascii(address: str) -> str:
    """With its domain as mail servers know it (IDNA), what stands before the @ left alone.

    Raises InvalidInput for a domain that cannot be one.
    """
    local, _, domain = address.rpartition("@")
    try:
        labels = [_label(each) for each in _DOTS.split(unicodedata.normalize("NFKC", domain).lower())]
    except UnicodeError:
        detail = f"{domain[:100]} is not the domain of an e-mail address."
        raise InvalidInput(detail, code="not_an_address", field="address") from None
    return f"{local}@{'.'.join(labels)}"


def _label(label: str) -> str:
    """Raises UnicodeError."""
    if _APART.search(label) and not label.isascii():
        return "xn--" + label.encode("punycode").decode("ascii")
    return label if label.isascii() else label.encode("idna").decode("ascii")


def _mailboxes(header: str) -> dict[str, Mailbox]:
    found: dict[str, Mailbox] = {}
    before = ""
    for name, angle, comment in _elements(header):
        address = address_of(angle or name.strip())
        if address is None and not angle and "@" in name:  # a name beside an address without its brackets
            name, address = _apart(name)
        elif address is not None and not angle:
            name = comment
        if address is None:
            before = ", ".join(filter(None, (before, name.strip())))
            continue
        shown = _name(", ".join(filter(None, (before, name.strip() or comment))), address)
        before = ""
        found.setdefault(address.lower(), Mailbox(address, shown))
        if len(found) >= MOST:
            break
    return found


def _elements(header: str) -> Iterator[tuple[str, str, str]]:
    """What stands between commas: the words, what is in angle brackets, and the last comment."""
    text, angle, comment, depth = "", "", "", 0
    for piece in _TOKEN.findall(header):
        if piece == "(":
            comment, depth = "" if not depth else comment, depth + 1
        elif piece == ")":
            depth = max(0, depth - 1)
        elif depth:
            comment += piece if len(comment) < _LONGEST_NAME else ""
        elif piece in {",", ";"}:
            yield text, angle, comment
            text = angle = comment = ""
        elif piece == ":" and "@" not in text:
            text = ""  # the name of a group
        elif piece[0] == "<" and not (angle and "@" in angle):
            angle = piece.strip("<> \t")
        else:
            text += _unquoted(piece)
    yield text, angle, comment


def _unquoted(piece: str) -> str:
    """The words of a quoted string, which may lack its end; all else as it is, an address in quotes too."""
    if piece[0] != '"' or '"@' in piece:
        return piece
    return _ESCAPED.sub(r"\1", piece[1:-1] if piece.endswith('"') and len(piece) > 1 else piece[1:])


def _apart(text: str) -> tuple[str, str | None]:
    """Such as: Lan Anh lan@example.com"""
    for word in text.split()[:50]:
        if address := address_of(word):
            return text.replace(word, " ", 1), address
    return text, None


def _name(raw: str, address: str) -> str:
    """On one line, decoded; empty where it says no more than the address."""
    name = clean_line(words(raw)[: 4 * _LONGEST_NAME])[:_LONGEST_NAME].strip()
    while len(name) > 1 and name[0] in "'\"“‘" and name[-1] in "'\"”’":
        name = name[1:-1].strip()
    return "" if name.lower() == address.lower() else name
