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
SHORTEST_WORD, SHORTEST_STEM = 3, 4
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
_OF_TABLE = re.compile(
    r"\b(the|this|that) table\b|\bbảng (trên|dưới|này|sau)\b|\b(trong|theo|với|ở) bảng\b", re.IGNORECASE
)
"""How a passage refers to a table that stands elsewhere."""
_KINDS = {
    "how long": (
        re.compile(r"\bhow (long|soon|many days)\b|\bwhen\b|\bbao (lâu|lau)\b|\bm(ấy|ay) (ngày|ngay|hôm|hom|bữa)\b"),
        re.compile(r"\d[\d,.]* (working )?(day|hour|week|minute|month)s?\b|\d[\d,.]* (ngày|giờ|tuần|phút|tháng)\b"),
    ),
    "how much": (
        re.compile(r"\bhow much\b|\bcosts?\b|\bprices?\b|\bfees?\b|\bbao (nhiêu|nhieu)\b"),
        re.compile(r"\d ?(₫|đ\b|vnd\b|€|\$)|[€$£]\d"),
    ),
}
"""What a question asks for, and how a passage has it: as if it were a word of both."""
_ASKING = {
    "how long": frozenset(("lau", "ngay", "hom", "soon", "days", "valid")),
    "how much": frozenset(("cost", "costs", "price", "fee", "charge", "phi", "gia", "tien", "mat", "ton")),
}
"""Folded words with which a kind is asked for; a passage that has it may say it in others."""
_COUNT = (
    r"(\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|thirty|few|several"
    r"|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|mươi|vài)"
)
_IN_WORDS = {
    "how long": re.compile(
        rf"\b{_COUNT}[ -](\w+ )?(day|hour|week|minute|month|year)s?\b|\b{_COUNT} (ngày|giờ|tiếng|tuần|phút|tháng|năm)\b"
    ),
    "how much": re.compile(r"\bfree\b|\bfor nothing\b|\bcosts? nothing\b|\bmiễn phí\b|\bkhông mất (phí|tiền)\b"),
}
"""How a passage may have it too, where the whole article is known to be about what is asked."""
_TELLS_NOTHING = frozenset(
    folded_words(
        "what which how when where who why does did can could will would should have has take takes taken get gets "
        "need want use make you your long much many there this that and for are with from about it its too also then "
        "nao cach bang bao lau nhieu khong duoc may the vay con thi sao lam roi shop"
    )
)
"""Folded words that a question about anything has."""


def excerpt(summary: str, body: str, question: str, *, title: str = "") -> str:
    """Plain text, which begins with the summary."""
    passages = list(paragraphs(body))
    best = _best(passages, question, title)
    return summary.strip()[:MOST] if best is None else _said(passages, best, summary)


def _said(passages: Sequence[str], best: int, summary: str) -> str:
    """The summary, and the best passage with what it points to and what follows, as far as there is room."""
    first = best
    while first and points_back(passages[first]):
        first -= 1
    table = _table_of(passages, best)
    found = [summary.strip()] if summary.strip() else []
    for place in _in_order(first, table, len(passages)):
        passage = passages[place]
        used = len("\n\n".join(found)) + 2
        leads = first < best or table is not None
        needed = place < best or place == table or (place == best and ("\n" in passage or leads))
        said = _cut(passage, (MOST if needed else LONGEST) - used, whole=place > best)
        if said:
            found.append(said)
        if said != passage:
            break
    return ("\n\n".join(found) or passages[best])[:MOST]


def further(summary: str, body: str, question: str, *, title: str = "", before: str | None = None) -> str | None:
    """The passage that has all that is asked on, after an answer by this article; None where none has it, or nothing is
    asked for but the matter itself. before: the question that was answered, where what was said then is none.
    """
    needed = _needed(question, title)
    passages = list(paragraphs(body))
    fits = [place for place, passage in enumerate(passages) if needed and _has(passage, needed)]
    said = "" if before is None else excerpt(summary, body, before, title=title)
    if not fits or passages[fits[0]] in said:
        return None
    return _said(passages, fits[0], "")


def _needed(question: str, title: str) -> set[str]:
    """What a passage must have to answer a question: its words beside the title's, and what kind of answer it wants."""
    known, wanted = set(folded_words(title)), _wanted(question)
    asking = {word for kind in _KINDS if kind in wanted for word in _ASKING[kind]}
    return {word for word in wanted if word in _KINDS or not (_is_of(word, known) or word in asking)}


def _has(passage: str, needed: set[str]) -> bool:
    said, held = unicodedata.normalize("NFC", passage).lower(), _held(passage)

    def has(word: str) -> bool:
        if word in _IN_WORDS:
            return word in held or _IN_WORDS[word].search(said) is not None
        stems = (each for each in held if min(len(each), len(word)) >= SHORTEST_STEM)
        return word in held or any(each.startswith(word) or word.startswith(each) for each in stems)

    return all(map(has, needed))


def _in_order(first: int, table: int | None, count: int) -> list[int]:
    """The table that the rest refers to, and the rest."""
    rest = list(range(first, count))
    return rest if table is None else [table, *(place for place in rest if place != table)]


def _table_of(passages: Sequence[str], best: int) -> int | None:
    """Where the table stands that the best passage refers to: the nearest one before it, else the first after it."""
    if CELLS in passages[best] or not _OF_TABLE.search(unicodedata.normalize("NFC", passages[best])):
        return None
    tables = [place for place, passage in enumerate(passages) if CELLS in passage]
    return max((place for place in tables if place < best), default=next(iter(tables), None))


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
    """The passage that holds most of the question's words, of which those count more that stand in few passages. Where
    a question has none beside the title's, it asks for the matter itself: for the first table, if there is one.
    """
    held = [_held(passage) for passage in passages]
    spread = Counter(word for each in held for word in each)
    known = set(folded_words(title))
    wanted = {word for word in _wanted(question) if spread[word]}
    telling = {word: (OF_TITLE if _is_of(word, known) else 1.0) / spread[word] for word in wanted}
    fits = [sum(weight for word, weight in telling.items() if word in each) for each in held]
    if all(_is_of(word, known) for word in wanted):
        tables = (place for place, passage in enumerate(passages) if CELLS in passage)
        if (place := next(tables, None)) is not None:
            return place
    return max(range(len(fits)), key=lambda place: (fits[place], -place), default=None)


def _held(passage: str) -> set[str]:
    """Its words, and the kinds of answers that it has."""
    said = unicodedata.normalize("NFC", passage).lower()
    return set(folded_words(passage)) | {kind for kind, (_, having) in _KINDS.items() if having.search(said)}


def _is_of(word: str, title: set[str]) -> bool:
    """Whether it is a word of the title, or one of the same stem as far as letters tell (pay, payment)."""
    stems = (each for each in title if len(each) >= SHORTEST_WORD)
    return word in title or any(word.startswith(each) or each.startswith(word) for each in stems)


def _wanted(question: str) -> set[str]:
    """Words long enough to tell anything, and names of two letters, such as Mỹ and Úc; and what kind of answer."""
    said = unicodedata.normalize("NFC", question).lower()
    kinds = {kind for kind, (asking, _) in _KINDS.items() if asking.search(said)}
    return kinds | {word for typed in question.split() for word in folded_words(typed) if _tells(word, typed)}


def _tells(word: str, typed: str) -> bool:
    if word in _TELLS_NOTHING:
        return False
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
