"""Vietnamese as it is typed in chats, in the words that articles mostly use: short forms, dialects, shop English. Pure.

Words of customers and shops in general, none of a company's own: what a company calls its things, its phrasings say.
"""

import re

from contact_center.folding import fold_letters
from faq_bot.nlu.language import VIETNAMESE

_SAME = {
    "khong": ("ko", "k", "kh", "hok", "hem", "hum", "khg"),
    "duoc": ("dc", "dk"),
    "roi": ("r", "rui"),
    "gi": ("j",),
    "biet": ("bit", "bik"),
    "bao nhieu": ("nhiu", "bao nhiu"),
    "toi": ("minh", "tui", "mk"),
    "giup": ("gium", "dum"),
    "chuyen khoan": ("ck", "bank"),
    "so tai khoan": ("stk", "so tk"),
    "tai khoan": ("tk", "nick", "acc", "account"),
    "so dien thoai": ("sdt", "so dt", "dt"),
    "hoa don": ("hd", "bill"),
    "thanh toan": ("tt", "pay"),
    "khuyen mai": ("km", "sale"),
    "cong ty": ("cty", "doanh nghiep"),
    "nhan vien": ("nv",),
    "giao hang": ("ship", "van chuyen"),
    "buu ta": ("shipper", "nguoi giao hang", "nguoi giao"),
    "mien phi giao hang": ("freeship", "free ship", "mien phi ship", "mien phi van chuyen"),
    "dat hang": ("order",),
    "huy": ("cancel",),
    "hoan tien": ("refund", "tra lai tien"),
    "tra hang": ("return", "hoan hang"),
    "mat khau": ("pass", "password"),
    "email": ("mail", "e mail", "gmail"),
    "ma giam gia": ("voucher", "coupon", "code", "ma khuyen mai"),
    "kich thuoc": ("size", "kich co"),
    "thoi gian": ("may ngay", "bao lau"),
    "hong": ("hu",),
    "dung": ("xai", "su dung"),
    "xem": ("coi",),
    "coc": ("ly",),
}
"""Without marks: what is counted, and what is typed for it. Left out is what without marks may be another common word:
bé and bể, lớn and lộn, mặc and mắc.
"""
_WRITTEN = {tuple(other.split()): word.split() for word, others in _SAME.items() for other in others}
_LONGEST = max(map(len, _WRITTEN))
_WORD = re.compile(r"\w+")


def in_common_words(text: str, locale: str) -> str:
    """For counting words: of a Vietnamese text its words without marks; others stay as they are."""
    if locale != VIETNAMESE:
        return text
    words = _WORD.findall(fold_letters(text))
    found: list[str] = []
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            if common := _WRITTEN.get(tuple(words[at : at + length])):
                found.extend(common)
                at += length
                break
        else:
            found.append(words[at])
            at += 1
    return " ".join(found)
