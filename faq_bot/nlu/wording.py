"""Questions as they are typed in chats, in the words that articles mostly use: short forms, and of Vietnamese dialects
and shop English. Pure.

Words of customers and shops in general, none of a company's own: what a company calls its things, its phrasings say.
"""

import re

from contact_center.folding import fold_letters
from faq_bot.nlu.language import VIETNAMESE
from faq_bot.nlu.short_forms import in_full

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
    "hoan tien": ("refund", "tra lai tien", "nhan lai tien", "lay lai tien"),
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
    "thanh vien": ("hoi vien", "member"),
    "may rua bat": ("may rua chen", "may rua dia", "may rua ly"),
    "lo vi song": ("lo vi ba", "vi song", "vi ba", "microwave"),
    "tre em": ("con nit", "tre nho", "tre con"),
    "lop hoc": ("khoa hoc", "buoi hoc", "class", "workshop"),
    "gia si": ("gia buon", "ban buon", "mua buon", "mua si"),
    "vi dien tu": ("momo", "zalopay", "zalo pay", "vnpay", "shopeepay"),
    "the tin dung": ("visa", "mastercard", "master card", "jcb", "the visa"),
    "tra loi": ("rep", "reply", "phan hoi", "hoi am"),
    "nhan tin": ("inbox", "ib", "mess"),
    "dang nhap": ("log in", "login"),
    "dang ky": ("dang ki",),
    "di vang": ("vang nha", "khong co nha", "khong o nha", "khong ai nha"),
    "mang thai": ("co bau", "ba bau", "me bau"),
    "duoc khong": ("duoc hong", "dc hong"),
    "nhu the nao": ("ntn",),
    "san pham": ("sp",),
    "ma van don": ("mvd", "ma vd", "tracking", "ma tracking", "ma theo doi", "ma buu gui"),
    "tra tien khi nhan hang": ("cod", "ship cod", "thanh toan khi nhan hang", "nhan hang tra tien"),
    "hoa toc": ("sieu toc", "giao gap", "giao nhanh", "ship gap", "ship nhanh"),
    "that lac": ("lac mat",),
    "giao nham": ("gui nham", "giao lon", "gui lon", "giao sai", "gui sai"),
    "hoa don vat": ("hoa don do",),
    "duong dan": ("link", "duong link"),
    "trang web": ("web", "website"),
    "ung dung": ("app",),
    "mien phi": ("free", "khong mat phi", "khong ton phi", "khong mat tien"),
    "dat cho": ("book", "giu cho"),
    "quan ca phe": ("quan cafe", "quan coffee", "tiem ca phe", "tiem cafe"),
    "gui anh": ("gui hinh",),
    "chup anh": ("chup hinh",),
    "chu nhat": ("cn",),
    "thu bay": ("t7",),
}
"""Without marks: what is counted, and what is typed for it. Left out is what without marks may be another common word:
bé and bể, lớn and lộn, mặc and mắc, mặt hàng and mất hàng.
"""
_COUNTRIES = """\
nhat ban, han quoc, trung quoc, dai loan, thai lan, campuchia, malaysia, singapore, hong kong, hongkong, canada,
anh quoc, ha lan, thuy si, thuy dien, na uy, chau au, viet kieu, ngoai quoc, usa, japan, korea, australia, germany"""
_SHORT_COUNTRIES = "my uc duc phap nga lao"
_TOWARDS = "ben sang o di nuoc"
"""What a short name stands after where it is a country: alone, mỹ, úc, đức, pháp, nga and lào are other words too."""
_CITIES = """\
sai gon, ho chi minh, tphcm, tp hcm, hcm, sg, da nang, hai phong, can tho, nha trang, da lat, vung tau, quy nhon,
bien hoa, binh duong, dong nai, nghe an, thanh hoa, quang ninh, quang nam, quang ngai, binh dinh, khanh hoa,
lam dong, dak lak, kien giang, phu quoc, soc trang, tien giang, vinh long, bac ninh, bac giang,
thai nguyen, nam dinh, thai binh, ninh binh, hai duong, hung yen, phu tho, lao cai, ha tinh, quang binh, quang tri"""
_PLACES = {
    "nuoc ngoai": (
        *_COUNTRIES.replace("\n", " ").split(", "),
        *(f"{towards} {country}" for towards in _TOWARDS.split() for country in _SHORT_COUNTRIES.split()),
    ),
    "tinh thanh": tuple(_CITIES.replace("\n", " ").split(", ")),
}
"""What articles say of any of them. The seat of a company is a word of its own, and Hà Nội is often one."""
_WRITTEN = {tuple(other.split()): word.split() for word, others in (_SAME | _PLACES).items() for other in others}
_LONGEST = max(map(len, _WRITTEN))
_WORD = re.compile(r"\w+")


def in_common_words(text: str, locale: str) -> str:
    """For counting words: of a Vietnamese text its words without marks, an English one in full."""
    if locale != VIETNAMESE:
        return in_full(text, locale)
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
