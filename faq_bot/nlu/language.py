"""Which of our languages a text is in, and whether it says enough to be sure. Pure."""

import re
import unicodedata
from itertools import pairwise

import msgspec

from contact_center.folding import folded_words

ENGLISH, VIETNAMESE = "en", "vi"
ENOUGH = 2
"""By how many telling words one language must lead to be sure of it."""
_VIETNAMESE_ALONE = re.compile("[ăđơư]|[\u0309\u0323]")
"""Letters, hook above and dot below, which no neighbour of it on our pages has."""
_SHARED = re.compile("[âêô]|[\u0300\u0301\u0303]")
"""Letters and tones that French and Portuguese have too: these tell as much as a word does."""
_TONELESS_WORDS = """\
anh bao biet cach cai cua cung chiec chieu chua chung chuyen dat dau den dia dien dieu doi duoc duong gi gia giao
gio giup hien hoac hoi hom huy khach khac khi khong ko lai lam lau luc mat minh moi mot mua muon nao neu nen ngay
nguoi nha nhan nhanh nhieu nhu nhung noi nua oi phai phi qua roi sau sdt thang thanh thi thoi thong thu thuong tien
tra trang tren trong truoc tui va vay viec voi xem xin xong yeu
"""
"""Common words without their marks, those that are also English left out."""
_ENGLISH_WORDS = """\
a about after all am and any are as at be been before but by cannot could did does doing for from get give had has
have hello help hi how i if into is isn it its just know like made make many much must my need never new not now of
off old on one open or order other our out paid pay please put say see send shall should some still take tell than
thank thanks that the their them then there these they this time today too until up us use want was way we were what
when where which while who why will with won would yes yet you your
"""

_AFTER_DO = frozenset(("you", "we", "they", "i"))
"""Alone "do" is as good a Vietnamese word; before one of these it is English."""
_TONELESS, _ENGLISH = frozenset(_TONELESS_WORDS.split()), frozenset(_ENGLISH_WORDS.split())


class Guess(msgspec.Struct, frozen=True):
    """locale: the likelier language; empty where nothing tells. sure: enough does."""

    locale: str
    sure: bool


def guess(text: str) -> Guess:
    """By its letters, else by common words: Vietnamese is often typed without marks."""
    letters = unicodedata.normalize("NFC", text).lower()
    marks = unicodedata.normalize("NFD", letters)
    if _VIETNAMESE_ALONE.search(letters) or _VIETNAMESE_ALONE.search(marks):
        return Guess(VIETNAMESE, True)
    words = folded_words(text)
    vietnamese = sum(word in _TONELESS for word in words) + bool(_SHARED.search(letters) or _SHARED.search(marks))
    english = sum(word in _ENGLISH for word in words)
    english += sum(word == "do" and following in _AFTER_DO for word, following in pairwise(words))
    if vietnamese == english:
        return Guess("", False)
    return Guess(VIETNAMESE if vietnamese > english else ENGLISH, abs(vietnamese - english) >= ENOUGH)
