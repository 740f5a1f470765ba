"""What storage keeps of a parsed mail: its new text, what is folded, its HTML made harmless. Pure."""

import re
import unicodedata
from collections.abc import Mapping

import msgspec

from channels.email.folding import fold_html
from channels.email.parsed import Parsed
from channels.email.quotes import fold
from channels.email.sanitise import Clean, sanitise
from contact_center.folding import folded_words
from contact_center.telling_words import ENGLISH_WORDS, TONELESS_WORDS

LONGEST_BODY = 50_000
"""Characters of a message's text; the whole is with the mail."""
_WORD = re.compile(r"\w+")
_VIETNAMESE = re.compile(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
"""Letters that hardly another language has."""
_LOOKED_AT = 5_000
_SOME = 3
"""Different words that are enough: one or two that look like Vietnamese are in many languages."""


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
        locale=locale_of(body, parsed.text, parsed.subject),
    )


def _harmless(parsed: Parsed, images: Mapping[str, str]) -> Clean | None:
    if parsed.html is None:
        return None
    clean = sanitise(parsed.html, images)
    return msgspec.structs.replace(clean, html=fold_html(clean.html, subject=parsed.subject))


def locale_of(*texts: str) -> str:
    """en or vi, as the first of the texts looks that tells; en where none does."""
    return next(filter(None, map(_told, texts)), "en")


def _told(text: str) -> str | None:
    """By letters and common words. Those with capitals may be names, which people have in any language."""
    looked_at = unicodedata.normalize("NFC", text[:_LOOKED_AT])
    marked = [each for each in _WORD.findall(looked_at) if _VIETNAMESE.search(each)]
    if len({each for each in marked if each.islower()}) >= _SOME:
        return "vi"
    words = folded_words(looked_at)
    toneless = {each for each in words if each in TONELESS_WORDS}
    vietnamese, english = len(marked) + len(toneless), sum(each in ENGLISH_WORDS for each in words)
    if vietnamese > english and (marked or len(toneless) >= _SOME):
        return "vi"
    return "en" if english else None
