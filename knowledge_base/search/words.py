"""The words of articles and searches: folded, cut to their stems, and told apart by how much they say. Pure."""

import re
import unicodedata
from typing import NamedTuple

from contact_center.folding import words

LONGEST_WORD = 40
"""Letters that count. What is longer is no word that people look for."""
COMMON_SHARE = 0.08
"""What a word counts that stands in any question."""
BESIDE = "·"
"""Between two words that stand side by side. No word has it."""
_ENGLISH = """
a about am an and any are as at be been but by can could did do does don for from had has have how i if in is
it its just like me my need not of on or our please s should so some t than that the their them then there
they this to up us want was we were what when where which who why will with would you your
"""
_VIETNAMESE = """
a ai ban bi cac cai cho co con cua da dang de di do duoc em gi hay khi khong la lam mot minh nao nay neu nhu o
roi sao se shop the thi toi tu va vay ve voi xin
"""
_COMMON = {"en": frozenset(_ENGLISH.split()), "vi": frozenset(_VIETNAMESE.split())}
_VOWELS = frozenset("aeiouy")
_TELEX = re.compile(r"(aa|ee|oo|dd|w|(?<=[aeiouy])[sfrxj]|[sfrxj]$)")
_DOUBLED = frozenset({"aa", "ee", "oo", "dd"})
_VNI = re.compile(r"(?<=[a-z])[0-9]")


class Token(NamedTuple):
    """A word as it is found by. marked: as it was written, in lower case, where it has marks; else empty."""

    folded: str
    marked: str = ""


def tokens(text: str, locale: str) -> list[Token]:
    """The words of a text, in order."""
    found = []
    for word in words(text):
        folded = stem(word.folded[:LONGEST_WORD], locale)
        written = unicodedata.normalize("NFC", text[word.start : word.end].lower())[:LONGEST_WORD]
        found.append(Token(folded, "" if written.isascii() else written))
    return found


def stem(word: str, locale: str) -> str:
    """An English word without its plural, -ing or -ed; Vietnamese ones have no such forms.

    Shorter than Porter's rules: only endings that the same word often has beside others in questions and answers.
    """
    if locale != "en" or len(word) < 4 or not word.isalpha():
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) > 2 and not _VOWELS.isdisjoint(rest):
            return _undoubled(rest)
    return word[:-1] if word.endswith("e") and len(word) > 4 else word


def _undoubled(word: str) -> str:
    """chipp as chip; but fill, pass and buzz are such words."""
    return word[:-1] if word[-1] == word[-2] and word[-1] not in "lsz" else word.removesuffix("e")


def is_common(word: str, locale: str) -> bool:
    return word in _COMMON.get(locale, ())


def pair(first: str, second: str) -> str:
    """Two words side by side, as one that is found by; in Vietnamese most words are two syllables."""
    return first + BESIDE + second


def untyped(word: str) -> set[str]:
    """What Vietnamese keys would have made of a word, had the keyboard been switched on: ddooir as doi, d9o6i3 as doi.

    The keys of Telex and VNI, https://vi.wikipedia.org/wiki/Telex and .../VNI.
    """
    found = {_VNI.sub("", word)} if not word.isdecimal() else set()
    plain = word
    while (
        shorter := _TELEX.sub(lambda each: each[0][0] if each[0] in {"aa", "ee", "oo", "dd"} else "", plain)
    ) != plain:
        plain = shorter
        found.add(plain)
    return {each for each in found if each and each != word}
