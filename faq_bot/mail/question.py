"""What a mail asks: its subject and what was newly written, without the forms of a letter. Pure."""

import re
from collections.abc import Sequence

from contact_center.folding import fold

LONGEST = 2_000
"""Characters that are understood."""
SALUTATION_WORDS = 7
"""A first line of so few words may be a salutation."""
_MARKS = re.compile(r"^\s*((re|fw|fwd|tr|aw|wg|tl|trả lời|chuyển tiếp)\s*(\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_SALUTATION = re.compile(
    r"(hi|hello|hey|dear|good (morning|afternoon|evening|day)|(em |con |toi |minh )?(xin )?(chao|kinh))\b"
)
_CLOSING = re.compile(
    r"((kind|best|warm)( \w+)? (regards|wishes)|regards|cheers|sincerely|yours( \w+)?|(many )?thanks( \w+){0,3}"
    r"|thank you( \w+){0,3}|(xin |tran trong |chan thanh )*(cam on|cam on nhieu|tran trong)( \w+){0,3}|than men)[,.!]*"
)


def question_of(subject: str | None, body: str, *, begins: bool) -> str:
    """begins: the mail began the conversation; an answer has its subject from the mail that it answers."""
    lines = [line.strip() for line in body.strip().splitlines()]
    if lines and len(lines) > 1 and _is_salutation(lines[0]):
        lines = lines[1:]
    text = "\n".join(_without_closing(lines)).strip()
    about = _MARKS.sub("", subject or "").strip() if begins else ""
    if about and fold(about).strip(" .?!") in fold(text):
        about = ""
    return "\n".join(filter(None, (about, text)))[:LONGEST]


def _is_salutation(line: str) -> bool:
    return len(line.split()) <= SALUTATION_WORDS and "?" not in line and _SALUTATION.match(fold(line)) is not None


def _without_closing(lines: Sequence[str]) -> Sequence[str]:
    """Without the closing at the end, and the name below it."""
    for place in range(max(1, len(lines) - 4), len(lines)):
        if _CLOSING.fullmatch(fold(lines[place])):
            return lines[:place]
    return lines
