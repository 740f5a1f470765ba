"""What of an article's text is said in a chat: its summary, and the passage that fits the question. Pure.

A list is said with what introduces it, a table with its heading, and what points back with what it points to: none of
them is cut.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from contact_center.folding import folded_words
from knowledge_base.plain import CELLS, plain_text

LONGEST = 500
"""Characters, but where a list, a table or what is pointed to takes more."""
MOST = 1500
"""Characters in any case."""
SHORTEST_WORD = 3
INTRODUCES = 160
"""Characters up to which a paragraph right before a table introduces it."""
OF_TITLE = 0.2
"""What a word of the title tells of the passage that is wanted: the whole article is about it."""
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
_LISTED = re.compile(r"\s*(-|\d+\.) ")
"""How a point of a list begins."""
_POINTS_BACK = re.compile(
    r"(this|these|that|those|it|they|such|otherwise|then|after that|either way|both)\b"
    r"|[^.!?\n]{0,60}\babove\b"
    r"|(\w+ ){1,3}(trên(?! \d)|này|đó|ấy|vậy)\b",
    re.IGNORECASE,
)
"""How a passage begins that points to the one before."""


def excerpt(summary: str, body: str, question: str, *, title: str = "") -> str:
    """Plain text, which begins with the summary."""
    passages = list(paragraphs(body))
    best = _best(passages, question, title)
    if best is None:
        return summary.strip()[:MOST]
    first = best
    while first and points_back(passages[first]):
        first -= 1
    found = [summary.strip()] if summary.strip() else []
    for place, passage in enumerate(passages[first:], first):
        used = len("\n\n".join(found)) + 2
        needed = place < best or (place == best and ("\n" in passage or first < best))
        said = _cut(passage, (MOST if needed else LONGEST) - used, whole=place > best)
        if said:
            found.append(said)
        if said != passage:
            break
    return ("\n\n".join(found) or passages[best])[:MOST]


def paragraphs(body: str) -> Iterator[str]:
    """A text's paragraphs without marks of form; with its heading, or a list or table with what introduces it, it is
    one.
    """
    found = list(filter(None, plain_text(body, headings_lead=True).split("\n\n")))
    held = ""
    for paragraph, following in pairwise([*found, ""]):
        held = f"{held}\n{paragraph}" if held else paragraph
        if not paragraph.endswith(":") and not _introduces(paragraph, following):
            yield held
            held = ""
    if held:
        yield held


def _introduces(paragraph: str, following: str) -> bool:
    """Whether it is a sentence or two right before a table."""
    if CELLS not in following.partition("\n")[0] or CELLS in paragraph or len(paragraph) > INTRODUCES:
        return False
    return _LISTED.match(paragraph.rpartition("\n")[2]) is None


def points_back(passage: str) -> bool:
    """Whether it begins with words such as "this" or "above", which say nothing without what comes before it."""
    return _POINTS_BACK.match(unicodedata.normalize("NFC", passage)) is not None


def _best(passages: Sequence[str], question: str, title: str) -> int | None:
    """The passage that holds most of the question's words, of which those count more that stand in few passages."""
    held = [set(folded_words(passage)) for passage in passages]
    spread = Counter(word for each in held for word in each)
    known = set(folded_words(title))
    telling = {word: (OF_TITLE if word in known else 1.0) / spread[word] for word in _wanted(question) if spread[word]}
    fits = [sum(weight for word, weight in telling.items() if word in each) for each in held]
    return max(range(len(fits)), key=lambda place: (fits[place], -place), default=None)


def _wanted(question: str) -> set[str]:
    """Words long enough to tell anything, and names of two letters, such as Mỹ and Úc."""
    return {word for typed in question.split() for word in folded_words(typed) if _tells(word, typed)}


def _tells(word: str, typed: str) -> bool:
    return len(word) >= SHORTEST_WORD or (len(word) == SHORTEST_WORD - 1 and typed[0].isupper())


def _cut(passage: str, room: int, *, whole: bool) -> str:
    """As much as there is room for: all of it or nothing, or whole sentences, and of a list or table whole lines."""
    if len(passage) <= room:
        return passage
    if whole:
        return ""
    lines = "\n" in passage
    ends = [found.start() for found in (re.finditer("\n", passage) if lines else _SENTENCE.finditer(passage))]
    return passage[: max((end for end in ends if end <= room), default=0)]
