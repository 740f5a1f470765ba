"""What storage keeps of a parsed mail: its new text, what is folded, its HTML made harmless. Pure."""

import re
from collections.abc import Mapping

import msgspec

from channels.email.folding import fold_html
from channels.email.parsed import Parsed
from channels.email.quotes import fold
from channels.email.sanitise import Clean, sanitise

LONGEST_BODY = 50_000
"""Characters of a message's text; the whole is with the mail."""
_VIETNAMESE = re.compile(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
_LOOKED_AT = 5_000
_SOME = 3


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """body: what the person newly wrote. folded: quotes and signatures. locale: en or vi, as the text looks.

    html: harmless; none where the mail has none.
    """

    parsed: Parsed
    body: str
    folded: str
    html: Clean | None
    locale: str


def read(parsed: Parsed, images: Mapping[str, str]) -> Reading:
    """images: where the mail's own pictures are had, by content id."""
    body, folded = fold(parsed.text, subject=parsed.subject)
    if not body and not parsed.parts:
        body = parsed.subject
    return Reading(
        parsed=parsed,
        body=body[:LONGEST_BODY],
        folded=folded,
        html=_harmless(parsed, images),
        locale=locale_of(parsed.text or parsed.subject),
    )


def _harmless(parsed: Parsed, images: Mapping[str, str]) -> Clean | None:
    if parsed.html is None:
        return None
    clean = sanitise(parsed.html, images)
    return msgspec.structs.replace(clean, html=fold_html(clean.html, subject=parsed.subject))


def locale_of(text: str) -> str:
    """en or vi, as a text looks."""
    return "vi" if len(_VIETNAMESE.findall(text[:_LOOKED_AT])) >= _SOME else "en"
