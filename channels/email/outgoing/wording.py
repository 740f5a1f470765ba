"""The text of an answer by mail: what the agent wrote, then the signatures, then the mail that it answers. Pure."""

import html
import re
from zoneinfo import ZoneInfo

from channels.email.outgoing.formatting import clean
from channels.email.outgoing.schemas import Earlier, Locale, Signature

MOST_QUOTED = 100_000
"""Characters of an earlier mail that are quoted; more are left out, as the thread has them."""
_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAYS_VI = ("Th 2", "Th 3", "Th 4", "Th 5", "Th 6", "Th 7", "CN")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_QUOTE_STYLE = "margin:0 0 0 0.8ex;border-left:1px solid #ccc;padding-left:1ex"


def signature_in(texts: dict[Locale, Signature], locale: str) -> Signature:
    """In the customer's language, else in another in which there is one."""
    first: Locale = "vi" if locale == "vi" else "en"
    there = {language: each for language, each in texts.items() if each.text.strip() or each.html}
    return there.get(first) or next(iter(there.values()), Signature())


def signed_text(signatures: list[Signature]) -> str:
    """The signatures as one plain text."""
    return "\n\n".join(each.text.strip() for each in signatures if each.text.strip())


def whole_text(body: str, signatures: list[Signature], quoted: str) -> tuple[str, str]:
    """The plain text, and of it what is not the body."""
    signed = signed_text(signatures)
    rest = "\n\n".join(part for part in (f"-- \n{signed}" if signed else "", quoted) if part)
    return "\n\n".join(part for part in (body, rest) if part) + "\n", rest


def whole_html(body: str, signatures: list[Signature], quoted: str) -> str:
    """The formatted text. body: HTML."""
    signed = "<br>".join(each.html or as_html(each.text.strip()) for each in signatures if each.html or each.text)
    parts = [f"<div>{body}</div>", f'<br><div class="signature">-- <br>{signed}</div>' if signed else "", quoted]
    return "\n".join(part for part in parts if part)


def as_html(text: str) -> str:
    """A plain text as HTML that looks like it, its addresses of pages as links."""
    parts: list[str] = []
    end = 0
    for found in _LINK.finditer(text):
        address = html.escape(found[0])
        parts += [html.escape(text[end : found.start()]), f'<a href="{address}">{address}</a>']
        end = found.end()
    parts.append(html.escape(text[end:]))
    return "".join(parts).replace("\n", "<br>\n")


def quoted_text(earlier: Earlier, *, locale: str, zone: str) -> str:
    lines = earlier.text[:MOST_QUOTED].strip().split("\n")
    marked = (f">{line}" if line.startswith(">") else f"> {line}".rstrip() for line in lines)
    return "\n".join([attribution(earlier, locale=locale, zone=zone), *marked])


def quoted_html(earlier: Earlier, *, locale: str, zone: str) -> str:
    """Without the pictures: those are of the mail that it quotes."""
    said = html.escape(attribution(earlier, locale=locale, zone=zone))
    if earlier.html is not None and len(earlier.html) <= MOST_QUOTED:
        content = clean(earlier.html, pictures=False)
    else:
        content = as_html(earlier.text[:MOST_QUOTED])
    return (
        f'<br><div class="gmail_quote"><div class="gmail_attr">{said}</div>\n'
        f'<blockquote class="gmail_quote" style="{_QUOTE_STYLE}">{content}</blockquote></div>'
    )


def attribution(earlier: Earlier, *, locale: str, zone: str) -> str:
    """The line above a quotation, in the form that mail programs know to fold."""
    name, address = earlier.sender.name, earlier.sender.address
    who = f"{name} <{address}>" if name else f"<{address}>"
    at = earlier.at.astimezone(ZoneInfo(zone))
    if locale == "vi":
        day = f"{_DAYS_VI[at.weekday()]}, {at.day} thg {at.month}, {at.year}"
        return f"Vào {day} vào lúc {at:%H:%M} {who} đã viết:"
    day = f"{_DAYS[at.weekday()]}, {at.day} {_MONTHS[at.month - 1]} {at.year}"
    return f"On {day} at {at:%H:%M}, {who} wrote:"
